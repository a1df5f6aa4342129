"""Where reception stands: how many people there are, and how many of them are in the building."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.domain.facts import RECEPTION
from kiosk.models import Attendee
from kiosk.queries.attendance import arrivals, inside_attendees, today
from kiosk.queries.clocks import ClockView, clock_of, clock_view, existing_event
from kiosk.queries.topics import topic_revision


@dataclass(frozen=True, slots=True)
class ReceptionSnapshot:
    """Numbers only: who it is concerns nobody but the person behind the desk."""

    revision: int
    clock: ClockView
    expected: int
    arrived: int
    """Who has come today."""
    inside: int
    """Who is there now."""


def reception_snapshot(session: Session, event_id: int, real: dt.datetime) -> ReceptionSnapshot:
    """Reception's numbers with the revision of its topic."""
    event = existing_event(session, event_id)
    day = today(session, event_id, clock_of(event).at(real).event)
    expected = session.scalar(
        select(func.count())
        .select_from(Attendee)
        .where(Attendee.event_id == event_id, Attendee.cancelled_at.is_(None))
    )
    return ReceptionSnapshot(
        revision=topic_revision(session, event_id, RECEPTION),
        clock=clock_view(event, real),
        expected=expected or 0,
        arrived=len(arrivals(session, event_id, day)),
        inside=len(inside_attendees(session, event_id, day)),
    )
