"""What time it is at an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kiosk.domain.clock import REAL, Clock, Moment
from kiosk.errors import Refused
from kiosk.models import Event
from kiosk.queries.prepared import Prepared

HOURS = select(Event.id, Event.timezone, Event.clock_anchor, Event.clock_shown, Event.clock_speed).where(
    Event.id == bindparam("event")
)
_HOURS = Prepared(HOURS)


class Hours(Protocol):
    """What must be known of an event to say what time it is there: its row, or the columns of `HOURS`."""

    @property
    def id(self) -> int: ...
    @property
    def timezone(self) -> str: ...
    @property
    def clock_anchor(self) -> dt.datetime | None: ...
    @property
    def clock_shown(self) -> dt.datetime | None: ...
    @property
    def clock_speed(self) -> float: ...


@dataclass(frozen=True, slots=True)
class ClockView:
    """The event's clock as screens are told it: from `now` on they count on, `speed` times as fast."""

    now: dt.datetime
    """In the event's zone."""
    speed: float
    rehearsal: bool


def clock_of(event: Hours) -> Clock:
    """The event's clock as it is set now."""
    if event.clock_anchor is None or event.clock_shown is None:
        return REAL
    return Clock(event.clock_anchor, event.clock_shown, event.clock_speed)


def moment(session: Session, event_id: int, real: dt.datetime) -> Moment:
    """The event's time at a moment of the world's.

    Raises:
        Refused: there is no such event.
    """
    return clock_of(hours_of(session, event_id)).at(real)


def hours_of(session: Session, event_id: int) -> Hours:
    """What must be known of an event to say what time it is there; asked once in a session.

    Raises:
        Refused: there is no such event.
    """
    known: dict[int, Hours] = session.info.setdefault("hours", {})
    if event_id not in known:
        found: Hours | None = _HOURS.one(session, event=event_id)
        if found is None:
            raise Refused("no_event", "There is no such event.", 404)
        known[event_id] = found
    return known[event_id]


def forget_hours(session: Session) -> None:
    """Ask anew from here on: they were changed."""
    session.info.pop("hours", None)


def existing_event(session: Session, event_id: int) -> Event:
    """An event's row.

    Raises:
        Refused: there is none.
    """
    event = session.get(Event, event_id)
    if event is None:
        raise Refused("no_event", "There is no such event.", 404)
    session.info["event"] = event  # a session forgets rows that nobody holds, and would read this one again
    return event


def clock_view(event: Event, real: dt.datetime) -> ClockView:
    """The event's clock at a moment of the world's."""
    clock = clock_of(event)
    return ClockView(clock.at(real).event.astimezone(ZoneInfo(event.timezone)), clock.speed, clock.rehearsal)
