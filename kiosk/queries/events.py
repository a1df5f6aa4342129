"""Events as the organiser sees them: their facts, their grid of slots, and what stands so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.domain.clock import Clock
from kiosk.errors import Refused
from kiosk.models import (
    Attendee,
    Company,
    Device,
    Event,
    Placement,
    Room,
    Session_,
    Timetable,
    UnplacedWish,
    Wish,
)
from kiosk.models.parties import BUYER, SUPPLIER
from kiosk.queries.clocks import clock_of
from kiosk.queries.rehearsals import copy_of


@dataclass(frozen=True, slots=True)
class EventView:
    """An event's own facts. `days` are its dates in order; `goals` is empty for the usual ones."""

    id: int
    name: str
    name_en: str
    venue: str
    timezone: str
    notice: str
    slot_minutes: int
    label_buyer: str
    label_supplier: str
    goals: tuple[str, ...]
    days: tuple[dt.date, ...]
    clock: Clock
    rehearsal_of: int | None
    """The real event, if this is a rehearsal of it."""
    rehearsal: int | None
    """The rehearsal that is on of this event, which its screens show meanwhile."""


@dataclass(frozen=True, slots=True)
class SlotView:
    """One period of the grid, aware UTC; `session` counts from 0 over the event, `date` is local."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    date: dt.date
    session: int
    label: str


class Step(StrEnum):
    """The one thing to do next on the way from wishes to an open hall."""

    SOLVE = "solve"
    PUBLISH = "publish"
    BADGES = "badges"
    DEVICES = "devices"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an event is. `draft` and `published` are timetable ids; counts are of the newest timetable."""

    buyers: int = 0
    suppliers: int = 0
    attendees: int = 0
    wishes: int = 0
    rooms: int = 0
    tables: int = 0
    devices: int = 0
    draft: int | None = None
    published: int | None = None
    version: int | None = None
    interviews: int = 0
    unplaced: int = 0

    @property
    def step(self) -> Step:
        """What to do next; a draft that nobody published comes before everything after it."""
        if self.draft is not None:
            return Step.PUBLISH
        if self.published is None:
            return Step.SOLVE
        return Step.READY if self.devices else Step.BADGES


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in the list of all."""

    event: EventView
    standing: Standing


def event_view(session: Session, event_id: int) -> EventView:
    """An event's own facts.

    Raises:
        Refused: there is no such event.
    """
    event = session.get(Event, event_id)
    if event is None:
        raise Refused("no_event", "There is no such event.", 404)
    days = session.scalars(select(Session_.date).where(Session_.event_id == event_id))
    return _view(event, days.all(), copy_of(session, event_id))


def event_cards(session: Session) -> tuple[EventCard, ...]:
    """All events, the newest first; rehearsals are not among them."""
    real = select(Event).where(Event.rehearsal_of.is_(None))
    events = session.scalars(real.order_by(Event.created_at.desc(), Event.id.desc())).all()
    days: dict[int, list[dt.date]] = {}
    for event_id, date in session.execute(select(Session_.event_id, Session_.date)):
        days.setdefault(event_id, []).append(date)
    found = standings(session)
    return tuple(EventCard(_view(e, days.get(e.id, [])), found.get(e.id, Standing())) for e in events)


def slots(session: Session, event_id: int) -> tuple[SlotView, ...]:
    """The grid in time order: slots laid from each session's start while a whole one fits."""
    event = session.get_one(Event, event_id)
    zone = ZoneInfo(event.timezone)
    length = dt.timedelta(minutes=event.slot_minutes)
    step = length + dt.timedelta(minutes=event.gap_minutes)
    laid = []
    sessions = session.scalars(
        select(Session_).where(Session_.event_id == event_id).order_by(Session_.date, Session_.start)
    )
    for number, part in enumerate(sessions):
        start = dt.datetime.combine(part.date, part.start)
        while start + length <= dt.datetime.combine(part.date, part.end):
            ends = start + length
            laid.append(SlotView(_utc(start, zone), _utc(ends, zone), part.date, number, part.label))
            start += step
    return tuple(laid)


def standing(session: Session, event_id: int) -> Standing:
    """How far an event is."""
    return standings(session, event_id).get(event_id, Standing())


def standings(session: Session, event_id: int | None = None) -> dict[int, Standing]:
    """How far each event is, or only this one, in a fixed number of statements."""
    facts: dict[int, dict[str, Any]] = {}

    def count(what: str, statement: Any) -> None:
        for key, number in session.execute(statement):
            facts.setdefault(key, {})[what] = number

    def of(column: Any, *conditions: Any) -> Any:
        """One number an event: rows counted, only of this event if one is named."""
        table = column.class_
        narrowed = conditions if event_id is None else (*conditions, table.event_id == event_id)
        return select(table.event_id, func.count(column)).where(*narrowed).group_by(table.event_id)

    count("buyers", of(Company.id, Company.side == BUYER))
    count("suppliers", of(Company.id, Company.side == SUPPLIER))
    count("attendees", of(Attendee.id, Attendee.cancelled_at.is_(None)))
    count("wishes", of(Wish.supplier_id))
    count("rooms", of(Room.id))
    count("tables", select(Room.event_id, func.sum(Room.tables)).group_by(Room.event_id))
    count("devices", of(Device.id, Device.paired_at.is_not(None), Device.revoked_at.is_(None)))
    newest = _timetables(session, event_id, facts)
    for key, model in (("interviews", Placement), ("unplaced", UnplacedWish)):
        counted = (
            select(model.timetable_id, func.count())
            .where(model.timetable_id.in_(newest))
            .group_by(model.timetable_id)
        )
        for timetable_id, number in session.execute(counted):
            facts[newest[timetable_id]][key] = number
    return {key: Standing(**found) for key, found in facts.items() if event_id in (None, key)}


def _timetables(session: Session, event_id: int | None, facts: dict[int, dict[str, Any]]) -> dict[int, int]:
    """Note each event's published timetable and newer draft; gives the newest timetable → its event."""
    newest: dict[int, int] = {}
    statement = select(Timetable.event_id, Timetable.id, Timetable.number).order_by(Timetable.id)
    if event_id is not None:
        statement = statement.where(Timetable.event_id == event_id)
    for key, timetable_id, number in session.execute(statement):
        found = facts.setdefault(key, {})
        if number is None:
            found["draft"] = timetable_id
        elif number > (found.get("version") or 0):
            found |= {"published": timetable_id, "version": number}
    for key, found in facts.items():
        if (found.get("draft") or 0) < (found.get("published") or 0):
            found.pop("draft", None)
        if latest := found.get("draft") or found.get("published"):
            newest[latest] = key
    return newest


def _utc(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return local.replace(tzinfo=zone).astimezone(dt.UTC)


def _view(event: Event, days: Any, rehearsal: int | None = None) -> EventView:
    return EventView(
        id=event.id,
        name=event.name,
        name_en=event.name_en,
        venue=event.venue,
        timezone=event.timezone,
        notice=event.notice,
        slot_minutes=event.slot_minutes,
        label_buyer=event.label_buyer,
        label_supplier=event.label_supplier,
        goals=tuple(event.goals),
        days=tuple(sorted(set(days))),
        clock=clock_of(event),
        rehearsal_of=event.rehearsal_of,
        rehearsal=rehearsal,
    )
