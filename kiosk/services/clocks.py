"""Setting an event's clock: a rehearsal clock that shows what it is told, or the world's own time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from kiosk.domain.clock import REAL, Clock, Moment
from kiosk.domain.facts import Fact
from kiosk.errors import Refused
from kiosk.queries.clocks import forget_hours
from kiosk.queries.topics import every_topic
from kiosk.services import feed

FASTEST = 60.0
"""The highest speed of a rehearsal: a minute a second."""
FARTHEST = dt.timedelta(days=365 * 100)
"""How far from the world's time a rehearsal may be: well before the calendar's ends, where no clock runs."""


def set_rehearsal(
    session: Session, event_id: int, shown: dt.datetime, speed: float, *, actor: str, now: Moment
) -> int:
    """Let the event's clock show `shown` (aware) from this moment on; gives the revision.

    Raises:
        Refused: the clock would stand still, run backwards or too fast, or show another age.
    """
    if abs(shown - now.real) > FARTHEST:
        raise Refused("bad_time", "Please choose a time of this century.")
    if not 0 < speed <= FASTEST:
        raise Refused(
            "bad_speed", "The speed must be above 0 and at most %(fastest)d.", 400, fastest=int(FASTEST)
        )
    return _set(session, event_id, Clock(now.real, shown, speed), actor, now)


def set_real(session: Session, event_id: int, *, actor: str, now: Moment) -> int:
    """Give the event the world's own time again; gives the revision."""
    return _set(session, event_id, REAL, actor, now)


def _set(session: Session, event_id: int, clock: Clock, actor: str, now: Moment) -> int:
    event = feed.lock_event_row(session, event_id)
    rehearsal = clock is not REAL
    event.clock_anchor = clock.anchor if rehearsal else None
    event.clock_shown = clock.shown if rehearsal else None
    event.clock_speed = clock.speed
    session.flush()
    forget_hours(session)
    shown = clock.at(now.real)
    return feed.record(
        session,
        event_id,
        Fact.CLOCK_SET,
        actor=actor,
        now=shown,
        topics=every_topic(session, event_id),
        details={
            "clock": {"now": shown.event.isoformat(), "speed": clock.speed, "rehearsal": clock.rehearsal}
        },
    )
