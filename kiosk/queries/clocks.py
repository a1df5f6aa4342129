"""What time it is at an event."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from kiosk.domain.clock import REAL, Clock, Moment
from kiosk.models import Event


def clock_of(event: Event) -> Clock:
    """The event's clock as it is set now."""
    if event.clock_anchor is None or event.clock_shown is None:
        return REAL
    return Clock(event.clock_anchor, event.clock_shown, event.clock_speed)


def moment(session: Session, event_id: int, real: dt.datetime) -> Moment:
    """The event's time at a moment of the world's."""
    return clock_of(session.get_one(Event, event_id)).at(real)
