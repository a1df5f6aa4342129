"""What time it is at an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from kiosk.domain.clock import REAL, Clock, Moment
from kiosk.errors import Refused
from kiosk.models import Event


@dataclass(frozen=True, slots=True)
class ClockView:
    """The event's clock as screens are told it: from `now` on they count on, `speed` times as fast."""

    now: dt.datetime
    """In the event's zone."""
    speed: float
    rehearsal: bool


def clock_of(event: Event) -> Clock:
    """The event's clock as it is set now."""
    if event.clock_anchor is None or event.clock_shown is None:
        return REAL
    return Clock(event.clock_anchor, event.clock_shown, event.clock_speed)


def moment(session: Session, event_id: int, real: dt.datetime) -> Moment:
    """The event's time at a moment of the world's.

    Raises:
        Refused: there is no such event.
    """
    return clock_of(existing_event(session, event_id)).at(real)


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
