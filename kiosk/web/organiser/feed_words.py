"""What has happened, said in one sentence each: every fact of the feed has its words here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from kiosk.domain.facts import Fact
from kiosk.domain.interview_states import Action
from kiosk.i18n import language, name_of
from kiosk.queries.feed import FeedLine, Names

SENTENCES: dict[Fact, LazyString] = {
    Fact.EVENT_IMPORTED: lazy_gettext("The list was imported"),
    Fact.TIMETABLE_DRAFTED: lazy_gettext("A new draft of the timetable is ready"),
    Fact.TIMETABLE_PUBLISHED: lazy_gettext("Version %(version)s of the timetable was published"),
    Fact.CLOCK_SET: lazy_gettext("The event's clock was set to %(time)s"),
    Fact.DEVICE_ADDED: lazy_gettext("Device “%(device)s” was added"),
    Fact.DEVICE_PAIRED: lazy_gettext("Device “%(device)s” was paired"),
    Fact.DEVICE_REVOKED: lazy_gettext("Device “%(device)s” was removed"),
    Fact.DEVICE_CHANGED: lazy_gettext("Device “%(device)s” was set up anew"),
    Fact.WALK_IN_REGISTERED: lazy_gettext("Walk-in registered: %(company)s"),
    Fact.SUBSTITUTE_REGISTERED: lazy_gettext("Substitute registered: %(company)s"),
    Fact.SUBSTITUTION_TAKEN_BACK: lazy_gettext("Substitution taken back: %(company)s"),
    Fact.NOTE_WRITTEN: lazy_gettext("Reception's note changed: %(company)s"),
    Fact.BADGE_REPRINTED: lazy_gettext("New badge: %(company)s"),
    Fact.CHECKED_IN: lazy_gettext("Came: %(company)s"),
    Fact.CHECKED_IN_AGAIN: lazy_gettext("Scanned again: %(company)s"),
    Fact.SCAN_REFUSED: lazy_gettext("Scan refused: %(company)s"),
    Fact.CHECKIN_UNDONE: lazy_gettext("Check-in taken back: %(company)s"),
    Fact.DEPARTED: lazy_gettext("Left: %(company)s"),
    Fact.DEPARTED_AGAIN: lazy_gettext("Scanned again on the way out: %(company)s"),
    Fact.DEPARTURE_UNDONE: lazy_gettext("Departure taken back: %(company)s"),
    Fact.SLOTS_SHIFTED: lazy_gettext("From %(slot)s on everything is %(minutes)s min later"),
    Fact.BELL_HELD: lazy_gettext("The bell is held"),
    Fact.BELL_RELEASED: lazy_gettext("The bell runs on, %(minutes)s min later"),
    Fact.FLOOR_SET: lazy_gettext("The options of the floor were changed"),
    Fact.MESSAGE_SENT: lazy_gettext("Said to %(to)s: %(text)s"),
    Fact.MESSAGE_ACKNOWLEDGED: lazy_gettext("%(to)s has read: %(text)s"),
    Fact.MESSAGE_ENDED: lazy_gettext("Taken down at %(to)s: %(text)s"),
    Fact.OUTCOME_RECORDED: lazy_gettext("Outcome noted: %(pair)s"),
    Fact.HOST_CHANGED: lazy_gettext("%(room)s: the host is %(host)s now"),
    Fact.VERSION_ACKNOWLEDGED: lazy_gettext("%(room)s has read the changes of the timetable"),
    Fact.LATE_ANNOUNCED: lazy_gettext("%(company)s comes later: about %(expected)s"),
    Fact.PHONE_LINK_MADE: lazy_gettext("A phone's page was given out"),
    Fact.PHONE_LINK_REVOKED: lazy_gettext("A phone's page was withdrawn"),
    Fact.REHEARSAL_STARTED: lazy_gettext("The rehearsal has begun"),
    Fact.REHEARSAL_ENDED: lazy_gettext("The rehearsal is over"),
}
"""`interview_changed` has a sentence for each action."""
ACTIONS: dict[Action, LazyString] = {
    Action.CALL: lazy_gettext("Called: %(pair)s"),
    Action.UNCALL: lazy_gettext("Call taken back: %(pair)s"),
    Action.START: lazy_gettext("Started: %(pair)s"),
    Action.FINISH: lazy_gettext("Finished: %(pair)s"),
    Action.NO_SHOW: lazy_gettext("No-show: %(pair)s"),
    Action.EXTEND: lazy_gettext("Extended until %(ends)s: %(pair)s"),
    Action.REINSTATE: lazy_gettext("Put back: %(pair)s"),
    Action.CANCEL: lazy_gettext("Cancelled: %(pair)s"),
    Action.REOPEN: lazy_gettext("Taken back a step: %(pair)s"),
}
EARLIER = lazy_gettext("From %(slot)s on everything is %(minutes)s min earlier")
BACK_IN_TIME = lazy_gettext("%(company)s comes on time after all")
"""Of a notice of lateness that was taken back."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the feed in the reader's language."""

    revision: int
    at: str
    fact: str
    text: str
    by: str


def said(line: FeedLine, known: Names) -> Said:
    """A fact as a sentence; what an id stood for and is gone is called so."""
    return Said(
        line.revision, f"{line.at:%H:%M}", line.fact.value, _sentence(line, known), by(line.actor, known)
    )


def by(actor: str, known: Names) -> str:
    """Who did it: an organiser by name, a device by its own, a phone by its company."""
    kind, _, key = actor.partition(":")
    if kind == "device":
        return known.devices.get(int(key), "")
    if kind == "attendee":
        return _company(known, known.attendees.get(key))
    return key or actor


def _sentence(line: FeedLine, known: Names) -> str:
    details = line.details
    template = SENTENCES.get(line.fact)
    if line.fact is Fact.INTERVIEW_CHANGED:
        template = ACTIONS[Action(details["action"])]
    elif line.fact is Fact.SLOTS_SHIFTED and details.get("minutes", 0) < 0:
        template = EARLIER
    elif line.fact is Fact.LATE_ANNOUNCED and not details.get("expected_at"):
        template = BACK_IN_TIME
    return str(template) % _Values(details, known, line.at)


class _Values:
    """The places of a sentence: each is worked out when it is asked for."""

    def __init__(self, details: dict[str, Any], known: Names, at: dt.datetime) -> None:
        self.details, self.known, self.at = details, known, at

    def __getitem__(self, name: str) -> str:
        value = self.details.get(name)
        match name:
            case "company":
                return _company(self.known, value)
            case "room":
                return _room(self.known, value)
            case "to":
                room = self.details.get("room")
                return _room(self.known, room) if room else gettext("everyone")
            case "device":
                return self.known.devices.get(value or 0) or gettext("removed device")
            case "host":
                return self.known.hosts.get(self.details.get("device") or 0) or gettext("nobody")
            case "text":
                words = self.known.messages.get(self.details.get("message") or 0)
                return words[language() == "en"] if words else gettext("a message that is gone")
            case "pair":
                return _pair(self.known, self.details)
            case "time":
                return self._clock(self.details.get("clock", {}).get("now"))
            case "slot":
                return self._clock(self.details.get("planned_from"))
            case "expected":
                return self._clock(self.details.get("expected_at"))
            case "ends":
                return self._clock(value)
            case "minutes":
                return str(abs(value or 0))
        return str(value if value is not None else "")

    def _clock(self, iso: str | None) -> str:
        """A time of day in the event's zone."""
        if not iso:
            return "–"
        return f"{dt.datetime.fromisoformat(iso).astimezone(self.at.tzinfo):%H:%M}"


def _company(known: Names, key: str | None) -> str:
    if not key:
        return str(gettext("staff"))
    return name_of(known.companies[key]) if key in known.companies else gettext("removed company")


def _room(known: Names, key: str | None) -> str:
    return name_of(known.rooms[key]) if key in known.rooms else gettext("removed room")


def _pair(known: Names, details: dict[str, Any]) -> str:
    """An interview as its two companies and its place, as it was then."""
    held = known.interviews.get(details.get("interview") or 0)
    supplier, buyer = (
        _company(known, details.get(side) or (getattr(held, side) if held else "-"))
        for side in ("supplier", "buyer")
    )
    room = details.get("room") or (held.room if held else None)
    table = details.get("table") or (held.table if held else None)
    place = f" · {_room(known, room)} {gettext('Table %(number)s', number=table)}" if room and table else ""
    return f"{supplier} – {buyer}{place}"
