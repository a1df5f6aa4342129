"""Every event has a clock: real time, or a rehearsal clock with an offset and a speed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant as the world and as the event see it (both aware, UTC).

    Timetable, countdowns and arrivals use `event`; human limits (undo, PIN, token life) use `real`.
    """

    real: dt.datetime
    event: dt.datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """A rehearsal clock: it showed `shown` when the world showed `anchor`, and runs `speed` times as fast.

    The real clock is the one with anchor == shown and speed 1.
    """

    anchor: dt.datetime
    shown: dt.datetime
    speed: float = 1.0

    @property
    def rehearsal(self) -> bool:
        return self.anchor != self.shown or self.speed != 1.0

    def at(self, real: dt.datetime) -> Moment:
        """The event's time at a moment of the world's."""
        return Moment(real, self.shown + (real - self.anchor) * self.speed)


REAL = Clock(dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
"""The clock of an event that is not being rehearsed."""
