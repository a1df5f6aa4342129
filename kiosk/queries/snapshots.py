"""What every snapshot of the day has in common: the event, its clock, its day, and how it becomes JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.clock import Moment
from kiosk.models import Event, Room, Session_
from kiosk.queries.clocks import ClockView, Hours, clock_view, existing_event

LUNCH = (dt.time(11), dt.time(14))
"""A break that lies in these hours is lunch."""


@dataclass(frozen=True, slots=True)
class RoomRef:
    """A room by its id and names; `tables` counts its places."""

    id: str
    name: str
    name_en: str
    tables: int


@dataclass(frozen=True, slots=True)
class BreakView:
    """The time between two sessions of a day."""

    starts: dt.datetime
    ends: dt.datetime
    lunch: bool


@dataclass(frozen=True, slots=True)
class EventRef:
    """An event by its id and names; `notice` is the line that every screen shows."""

    id: int
    name: str
    name_en: str
    notice: str
    timezone: str
    rehearsal: bool
    """This is a copy to practise with, and nothing of it stays."""


@dataclass(frozen=True, slots=True)
class EventSnapshot:
    """An event's own facts, where its feed stands and what time it is there."""

    id: int
    name: str
    name_en: str
    venue: str
    notice: str
    timezone: str
    rehearsal: bool
    days: tuple[dt.date, ...]
    rooms: tuple[RoomRef, ...]
    revision: int
    clock: ClockView


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def as_json(view: object) -> dict[str, Any]:
    """A view's fields, ready for JSON; times with the offset of the zone they are in."""
    kind = type(view)
    adapter = _ADAPTERS.get(kind) or _ADAPTERS.setdefault(kind, TypeAdapter(kind))
    found: dict[str, Any] = adapter.dump_python(view, mode="json")
    return found


def event_ref(event: Event) -> EventRef:
    return EventRef(
        event.id, event.name, event.name_en, event.notice, event.timezone, event.rehearsal_of is not None
    )


def rooms(session: Session, event_id: int) -> tuple[RoomRef, ...]:
    """An event's rooms in the organiser's order."""
    found = session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position))
    return tuple(RoomRef(room.id, room.name, room.name_en, room.tables) for room in found)


def event_snapshot(session: Session, event_id: int, real: dt.datetime) -> EventSnapshot:
    """What a program that knows only its token asks first."""
    event = existing_event(session, event_id)
    return EventSnapshot(
        id=event.id,
        name=event.name,
        name_en=event.name_en,
        venue=event.venue,
        notice=event.notice,
        timezone=event.timezone,
        rehearsal=event.rehearsal_of is not None,
        days=days(session, event_id),
        rooms=rooms(session, event_id),
        revision=event.revision,
        clock=clock_view(event, real),
    )


def days(session: Session, event_id: int) -> tuple[dt.date, ...]:
    """An event's days in order."""
    found = session.scalars(select(Session_.date).where(Session_.event_id == event_id).distinct())
    return tuple(sorted(found))


def day_shown(session: Session, event: Event, now: Moment) -> dt.date:
    """The day the screens are about: today, else the next of the event's days, else its last."""
    today = now.event.astimezone(ZoneInfo(event.timezone)).date()
    known = days(session, event.id)
    return next((day for day in known if day >= today), known[-1] if known else today)


def day_asked(session: Session, event: Event, now: Moment, wanted: str) -> dt.date:
    """The day asked for (2026-11-26), if the event has it; else the day that the screens are about."""
    known = {day.isoformat(): day for day in days(session, event.id)}
    return known.get(wanted) or day_shown(session, event, now)


def bounds(event: Hours, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From when to before when a day lasts, UTC."""
    zone = ZoneInfo(event.timezone)
    start = dt.datetime.combine(day, dt.time(), zone)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def breaks(session: Session, event: Event, day: dt.date) -> tuple[BreakView, ...]:
    """The breaks between a day's sessions."""
    zone = ZoneInfo(event.timezone)
    parts = session.scalars(
        select(Session_)
        .where(Session_.event_id == event.id, Session_.date == day)
        .order_by(Session_.start, Session_.number)
    ).all()
    return tuple(
        BreakView(
            starts=dt.datetime.combine(day, before.end, zone),
            ends=dt.datetime.combine(day, after.start, zone),
            lunch=before.end >= LUNCH[0] and after.start <= LUNCH[1],
        )
        for before, after in pairwise(parts)
        if before.end < after.start
    )
