"""Setting an event's clock: a rehearsal clock that shows what it is told, or the world's own time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from kiosk.domain.clock import REAL, Clock, Moment
from kiosk.domain.facts import Fact
from kiosk.domain.floor import shifted_minutes
from kiosk.errors import Refused
from kiosk.queries.clocks import clock_of, forget_hours, hours_of
from kiosk.queries.events import slots
from kiosk.queries.hall import shifts_of
from kiosk.queries.topics import every_topic
from kiosk.services import feed

FASTEST = 600.0
"""The highest speed of a rehearsal: ten minutes a second."""
WARNING = dt.timedelta(minutes=2)
"""Before the end of a slot the hall is told that it ends soon: a moment to jump to."""
OPENING = dt.timedelta(minutes=20)
"""Before the first slot of a day reception opens: a moment to jump to."""
FARTHEST = dt.timedelta(days=365 * 100)
"""How far from the world's time a rehearsal may be: well before the calendar's ends, where no clock runs."""


def set_rehearsal(
    session: Session, event_id: int, shown: dt.datetime, speed: float, *, actor: str, now: Moment
) -> int:
    """Let the event's clock show `shown` (aware) from this moment on; at speed 0 it stands still.

    Gives the revision.

    Raises:
        Refused: the clock would run backwards or too fast, or show another age.
    """
    if abs(shown - now.real) > FARTHEST:
        raise Refused("bad_time", "Please choose a time of this century.")
    if not 0 <= speed <= FASTEST:
        raise Refused("bad_speed", "The speed must be 0 to %(fastest)d.", 400, fastest=int(FASTEST))
    return _set(session, event_id, Clock(now.real, shown, speed), actor, now)


def set_real(session: Session, event_id: int, *, actor: str, now: Moment) -> int:
    """Give the event the world's own time again; gives the revision."""
    return _set(session, event_id, REAL, actor, now)


def set_speed(session: Session, event_id: int, speed: float, *, actor: str, now: Moment) -> int:
    """Let a rehearsal clock go on from what it shows, so many times as fast; 0 stops it.

    Raises:
        Refused: the clock would run backwards or too fast.
    """
    return set_rehearsal(session, event_id, now.event, speed, actor=actor, now=now)


def jump(session: Session, event_id: int, *, actor: str, now: Moment) -> int:
    """Set a rehearsal clock forward to the next thing that happens in the hall; it goes on as fast as before.

    Raises:
        Refused: nothing is to come any more.
    """
    following = next((at for at in happenings(session, event_id) if at > now.event), None)
    if following is None:
        raise Refused("nothing_ahead", "There is nothing to come any more. Set the clock back.", 409)
    speed = clock_of(hours_of(session, event_id)).speed
    return set_rehearsal(session, event_id, following, speed, actor=actor, now=now)


def happenings(session: Session, event_id: int) -> list[dt.datetime]:
    """When something happens in the hall, in order: reception opens, a slot begins, ends soon, ends."""
    shifts = shifts_of(session, event_id)
    found, opened = set(), set()
    for slot in slots(session, event_id):
        later = dt.timedelta(minutes=shifted_minutes(slot.starts_at, shifts))
        starts, ends = slot.starts_at + later, slot.ends_at + later
        found |= {starts, ends - WARNING, ends}
        if slot.date not in opened:
            found.add(starts - OPENING)
            opened.add(slot.date)
    return sorted(found)


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
