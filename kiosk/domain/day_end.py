"""When the day will be over, as things run now: each table goes on with what it still has to hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.alerts import Meeting
from kiosk.domain.interview_states import State


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The end of the day: by the hall's time, and as the tables really run; None when nothing is to come."""

    by_hall: dt.datetime
    expected: dt.datetime
    room: str
    table: int
    """The table that ends last."""

    @property
    def late_minutes(self) -> int:
        """By how many whole minutes the day ends later than the hall's time says."""
        return max(0, round((self.expected - self.by_hall).total_seconds() / 60))


def day_end(meetings: Iterable[Meeting], now: dt.datetime, held_at: dt.datetime | None) -> DayEnd | None:
    """The end of the day. A table holds its interviews one after another, each as long as planned.

    What is still to begin while the bell is held begins later by as long as it has been held. An interview
    whose time is over and that never began is not waited for.
    """
    stood = now - held_at if held_at else dt.timedelta()
    tables: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        if meeting.state is State.IN_PROGRESS or (meeting.waits and meeting.ends + stood > now):
            tables[meeting.room, meeting.table].append(meeting)
    ends = {place: _end(open_, now, stood) for place, open_ in tables.items()}
    if not ends:
        return None
    last = max(ends, key=lambda place: ends[place])
    by_hall = max(meeting.ends for open_ in tables.values() for meeting in open_)
    return DayEnd(by_hall, ends[last], *last)


def _end(meetings: list[Meeting], now: dt.datetime, stood: dt.timedelta) -> dt.datetime:
    """When a table is done with these; what runs comes first, whatever it was planned for."""
    free = now
    for meeting in sorted(meetings, key=lambda one: (one.state is not State.IN_PROGRESS, one.starts)):
        if meeting.state is State.IN_PROGRESS:
            free = max(free, meeting.ends)
        else:
            free = max(free, meeting.starts + stood) + (meeting.ends - meeting.starts)
    return free
