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


def room_topic(room_id: str) -> str:
    """The topic of one room's tablets."""
    return f"room:{room_id}"
