"""Where reception stands: how many people there are, and how many of them are in the building."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kiosk.domain.facts import RECEPTION
from kiosk.queries.arrivals import figures
from kiosk.queries.clocks import ClockView, clock_of, clock_view, existing_event
from kiosk.queries.hall import HallView, hall_view
from kiosk.queries.snapshots import day_shown
from kiosk.queries.topics import topic_revision


@dataclass(frozen=True, slots=True)
class ReceptionSnapshot:
    """Numbers only: who it is concerns nobody but the person behind the desk."""

    revision: int
    clock: ClockView
    rehearsal: bool
    expected: int
    arrived: int
    """Who has come on the day that screens are about: today, or the next."""
    inside: int
    """Who is there now."""
    hall: HallView
    """For the bell."""


def reception_snapshot(session: Session, event_id: int, real: dt.datetime) -> ReceptionSnapshot:
    """Reception's numbers with the revision of its topic."""
    event = existing_event(session, event_id)
    day = day_shown(session, event, clock_of(event).at(real))
    numbers = figures(session, event, day).counts
    return ReceptionSnapshot(
        revision=topic_revision(session, event_id, RECEPTION),
        clock=clock_view(event, real),
        rehearsal=event.rehearsal_of is not None,
        expected=numbers.expected,
        arrived=numbers.arrived,
        inside=numbers.inside,
        hall=hall_view(session, event, day),
    )
