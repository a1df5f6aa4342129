"""The hall's time: the day's slots as planned and as they start by now, whether the bell runs or is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.floor import FloorOptions, shifted_minutes
from kiosk.models import Event, Shift
from kiosk.queries.clocks import existing_event
from kiosk.queries.events import slots


@dataclass(frozen=True, slots=True)
class SlotTime:
    """A slot: `planned` is its start on paper, `starts` and `ends` are those by now."""

    planned: dt.datetime
    starts: dt.datetime
    ends: dt.datetime
    session: int
    """The number of its session: what is shifted, is shifted to the end of it."""
    label: str


@dataclass(frozen=True, slots=True)
class HallView:
    """The hall's time on one day, in the event's zone."""

    bell: bool
    """The hall moves together: screens ring when two minutes are left and when the time is over."""
    speech: bool
    held_at: dt.datetime | None
    """Since when the bell is held: no round begins or ends until it is released."""
    slots: tuple[SlotTime, ...]


def floor_options(session: Session, event_id: int) -> FloorOptions:
    """How an event's floor behaves.

    Raises:
        Refused: there is no such event.
    """
    return FloorOptions.of(existing_event(session, event_id).floor)


def shifts_of(session: Session, event_id: int) -> Sequence[Shift]:
    """All shifts of an event; several of one slot add up."""
    return session.scalars(select(Shift).where(Shift.event_id == event_id)).all()


def hall_view(session: Session, event: Event, day: dt.date) -> HallView:
    """The hall's time on a day."""
    zone, options = ZoneInfo(event.timezone), FloorOptions.of(event.floor)
    shifts = shifts_of(session, event.id)
    found = []
    for slot in slots(session, event.id):
        if slot.date != day:
            continue
        later = dt.timedelta(minutes=shifted_minutes(slot.starts_at, shifts))
        planned = slot.starts_at.astimezone(zone)
        starts, ends = ((at + later).astimezone(zone) for at in (slot.starts_at, slot.ends_at))
        found.append(SlotTime(planned, starts, ends, slot.session, slot.label))
    held = event.held_at.astimezone(zone) if event.held_at else None
    return HallView(options.bell, options.speech, held, tuple(found))
