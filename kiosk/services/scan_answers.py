"""What reception is answered, as JSON: whom a badge belongs to, where they go next, why it is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain.attendance import Pass, Reason
from kiosk.domain.interview_states import WAITED_FOR, State
from kiosk.queries.attendees import AttendeeView, CompanyName
from kiosk.queries.itineraries import Stop, next_stop

NAMES = ("name", "kana", "name_en")


def person_json(person: AttendeeView, *, hide_names: bool = False) -> dict[str, Any]:
    """Who it is, and of which company (null for staff): what anyone behind the desk may see.

    Names of people are empty on a kiosk that hides them.
    """
    return {
        "attendee": {"id": person.id} | {key: "" if hide_names else getattr(person, key) for key in NAMES},
        "company": company_json(person.company) if person.company else None,
    }


def company_json(company: CompanyName) -> dict[str, Any]:
    """A company's names."""
    return {"id": company.id} | {key: getattr(company, key) for key in NAMES}


def welcome_json(
    person: AttendeeView,
    stops: tuple[Stop, ...],
    now: dt.datetime,
    zone: ZoneInfo,
    language: str,
    *,
    hide_names: bool = False,
) -> dict[str, Any]:
    """Who it is, where they go next, all of their interviews, and what is late or was missed."""
    following = next_stop(stops, now)
    return person_json(person, hide_names=hide_names) | {
        "language": person.language or None,
        "next": stop_json(following, zone, language) if following else None,
        "late": following is not None and following.starts_at < now and following.state in WAITED_FOR,
        "interviews": [stop_json(stop, zone, language) for stop in stops],
        "missed": [missed_json(stop, now) for stop in stops if missed(stop, now, zone)],
    }


def missed(stop: Stop, now: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether an interview of today was not held: marked as no-show, or its time is over unused."""
    if stop.starts_at.astimezone(zone).date() != now.astimezone(zone).date():
        return False
    return stop.state == State.NO_SHOW or (stop.state in WAITED_FOR and stop.ends_at <= now)


def missed_json(stop: Stop, now: dt.datetime) -> dict[str, Any]:
    """A missed interview by its id; `reinstate`: there is time left of it, the desk can put it back."""
    return {"id": stop.id, "reinstate": stop.state == State.NO_SHOW and stop.ends_at > now}


def stop_json(stop: Stop, zone: ZoneInfo, language: str) -> dict[str, Any]:
    """An interview, times in the event's zone, names in the language of whoever asks."""
    english = language == "en"
    return {
        "id": stop.id,
        "starts": iso(stop.starts_at, zone),
        "ends": iso(stop.ends_at, zone),
        "room": stop.room_name_en if english and stop.room_name_en else stop.room_name,
        "room_ja": stop.room_name,
        "room_en": stop.room_name_en,
        "room_id": stop.room_id,
        "table": stop.table,
        "with": stop.partner_name_en if english and stop.partner_name_en else stop.partner_name,
        "with_ja": stop.partner_name,
        "with_en": stop.partner_name_en,
        "state": stop.state,
    }


def refused_json(
    reason: Reason, badge: Pass | None, zone: ZoneInfo, person: AttendeeView | None = None
) -> dict[str, Any]:
    """A refusal without its words, which are said in the languages of whoever asks and reads."""
    body: dict[str, Any] = {"status": "refused", "reason": reason.value}
    if person and person.language:
        body["language"] = person.language
    if reason is Reason.REVOKED and badge and badge.revoked_at:
        body["revoked_at"] = iso(badge.revoked_at, zone)
    if reason is Reason.WRONG_DAY and badge:
        body["days"] = sorted(day.isoformat() for day in badge.days)
    return body


def substituted_json(person: AttendeeView, substitute: AttendeeView | None, zone: ZoneInfo) -> dict[str, Any]:
    """Since when another attends in a person's place; with both of them where they may be named."""
    since = {"substituted_at": iso(person.cancelled_at, zone)} if person.cancelled_at else {}
    if substitute is None:
        return since
    return since | person_json(person) | {"substitute": person_json(substitute)["attendee"]}


def iso(moment: dt.datetime, zone: ZoneInfo) -> str:
    """A time in the event's zone, to the second."""
    return moment.astimezone(zone).isoformat(timespec="seconds")
