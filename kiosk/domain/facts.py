"""What can be said to have happened, and the news of it that screens receive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Fact(StrEnum):
    """Everything the feed records. The value is stable: it is stored and sent to screens."""

    EVENT_IMPORTED = "event_imported"
    TIMETABLE_DRAFTED = "timetable_drafted"
    TIMETABLE_PUBLISHED = "timetable_published"
    CLOCK_SET = "clock_set"
    DEVICE_ADDED = "device_added"
    DEVICE_PAIRED = "device_paired"
    DEVICE_REVOKED = "device_revoked"
    DEVICE_CHANGED = "device_changed"
    WALK_IN_REGISTERED = "walk_in_registered"
    SUBSTITUTE_REGISTERED = "substitute_registered"
    SUBSTITUTION_TAKEN_BACK = "substitution_taken_back"
    NOTE_WRITTEN = "note_written"
    BADGE_REPRINTED = "badge_reprinted"
    CHECKED_IN = "checked_in"
    CHECKED_IN_AGAIN = "checked_in_again"
    SCAN_REFUSED = "scan_refused"
    CHECKIN_UNDONE = "checkin_undone"
    DEPARTED = "departed"
    DEPARTED_AGAIN = "departed_again"
    DEPARTURE_UNDONE = "departure_undone"
    INTERVIEW_CHANGED = "interview_changed"
    SLOTS_SHIFTED = "slots_shifted"
    BELL_HELD = "bell_held"
    BELL_RELEASED = "bell_released"
    FLOOR_SET = "floor_set"
    MESSAGE_SENT = "message_sent"
    MESSAGE_ACKNOWLEDGED = "message_acknowledged"
    MESSAGE_ENDED = "message_ended"
    OUTCOME_RECORDED = "outcome_recorded"
    HOST_CHANGED = "host_changed"
    VERSION_ACKNOWLEDGED = "version_acknowledged"
    LATE_ANNOUNCED = "late_announced"
    PHONE_LINK_MADE = "phone_link_made"
    PHONE_LINK_REVOKED = "phone_link_revoked"
    REHEARSAL_STARTED = "rehearsal_started"
    REHEARSAL_ENDED = "rehearsal_ended"


@dataclass(frozen=True, slots=True)
class News:
    """A committed fact for the screens: ids, state and times, never names of people.

    `topics` holds each topic that may hear it with the revision of the news before it on that topic.
    """

    event_id: int
    revision: int
    fact: Fact
    at: dt.datetime
    topics: tuple[tuple[str, int], ...]
    details: dict[str, object]
    """Any of room, interview, company, state, starts, ends …, ready for JSON."""


BOARD = "board"
RECEPTION = "reception"
ORGANISER = "organiser"


ATTENDEE = "attendee"
_COMPANIES = frozenset({"supplier", "buyer", "company"})


def room_topic(room_id: str) -> str:
    """The topic of one room's tablets."""
    return f"room:{room_id}"


def party_topic(party_id: str) -> str:
    """The topic of the phones of one company's people, or of one member of the staff.

    A phone asks for `attendee` and is told of `attendee`: its token says whose it is.
    """
    return f"{ATTENDEE}:{party_id}"


def told_as(topic: str) -> str:
    """A topic as those who hear it call it."""
    return ATTENDEE if topic.startswith(f"{ATTENDEE}:") else topic


def told_on(topic: str, details: dict[str, object]) -> dict[str, object]:
    """What of the details of a piece of news is said on a topic: on the board's, nothing of who meets whom.

    A board that is to show one side alone must not learn the other; it knows interviews from its snapshot.
    """
    if topic != BOARD:
        return details
    return {name: value for name, value in details.items() if name not in _COMPANIES}
