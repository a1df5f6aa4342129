"""An event of the database as the scheduler sees it: what was imported, given back exactly."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.errors import Refused
from kiosk.models import Attendee, Company, Event, Room, Session_, Staff, Wish
from kiosk.models.parties import BUYER
from scheduler import problem as sp
from scheduler.formats import EventData, ExtraColumn, Person
from scheduler.formats.times import ranges


def event_data(session: Session, event_id: int) -> EventData:
    """Everything the organiser brought, as an event folder holds it: problem, people, own columns.

    Raises:
        Refused: there is no such event.
    """
    event = session.get(Event, event_id)
    if event is None:
        raise Refused("no_event", "There is no such event.", 404)
    zone = ZoneInfo(event.timezone)
    buyers: list[sp.Buyer] = []
    suppliers: list[sp.Supplier] = []
    for company in session.scalars(_of(Company, event_id)):
        if company.side == BUYER:
            buyers.append(_buyer(company))
        else:
            suppliers.append(_supplier(company))
    problem = sp.Problem(
        event=_facts(event),
        sessions=tuple(
            sp.Session(part.date, part.start, part.end, part.label)
            for part in session.scalars(
                select(Session_).where(Session_.event_id == event_id).order_by(Session_.number)
            )
        ),
        rooms=tuple(
            sp.Room(room.id, room.name, room.name_en, room.tables, room.zone)
            for room in session.scalars(_of(Room, event_id))
        ),
        buyers=tuple(buyers),
        suppliers=tuple(suppliers),
        wishes=tuple(_wish(wish, zone) for wish in session.scalars(_of(Wish, event_id))),
        staff=tuple(
            sp.Staff(member.id, member.name, member.kind, ranges(member.available))
            for member in session.scalars(_of(Staff, event_id))
        ),
    )
    people = tuple(_person(attendee) for attendee in session.scalars(_of(Attendee, event_id)))
    return EventData(problem, people, read_extra(event.extra))


def utc(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The scheduler's naive local time as the database holds it."""
    return local.replace(tzinfo=zone).astimezone(dt.UTC)


def naive(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """A time of the database as the scheduler writes it: naive, in the event's zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def write_extra(columns: tuple[ExtraColumn, ...]) -> dict[str, Any]:
    """The organiser's own columns, ready for JSON."""
    return {
        "columns": [
            {
                "table": column.table,
                "name": column.name,
                "values": [[list(key), value] for key, value in column.values.items()],
            }
            for column in columns
        ]
    }


def read_extra(stored: Mapping[str, Any]) -> tuple[ExtraColumn, ...]:
    """The organiser's own columns as `write_extra` stored them."""
    return tuple(
        ExtraColumn(column["table"], column["name"], {tuple(key): value for key, value in column["values"]})
        for column in stored.get("columns", ())
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What files hold, for the organiser to look at before saving."""

    name: str
    name_en: str
    label_buyer: str
    label_supplier: str
    days: tuple[dt.date, ...]
    slots: int
    rooms: int
    tables: int
    buyers: int
    suppliers: int
    people: int
    staff: int
    wishes: int
    marks: tuple[tuple[str, int], ...]
    """How many wishes have each mark; `""` = not answered."""
    sample: tuple[tuple[str, str], ...]
    """The first wishes as (supplier's name, buyer's name)."""


def preview(data: EventData) -> Preview:
    """The counts and a few wishes of an event that is not saved yet."""
    problem = data.problem
    marks = Counter(str(wish.mark or "") for wish in problem.wishes)
    order = [*(str(mark) for mark in sp.Mark), ""]
    return Preview(
        name=problem.event.name,
        name_en=problem.event.name_en,
        label_buyer=problem.event.label_buyer,
        label_supplier=problem.event.label_supplier,
        days=tuple(problem.days),
        slots=len(problem.slots),
        rooms=len(problem.rooms),
        tables=sum(room.tables for room in problem.rooms),
        buyers=len(problem.buyers),
        suppliers=len(problem.suppliers),
        people=len(data.people),
        staff=len(problem.staff),
        wishes=len(problem.wishes),
        marks=tuple((mark, marks[mark]) for mark in order if marks[mark]),
        sample=tuple(
            (problem.supplier_of[wish.supplier].name, problem.buyer_of[wish.buyer].name)
            for wish in problem.wishes[:5]
        ),
    )


def _of(model: Any, event_id: int) -> Any:
    """The rows of an event in the order of the organiser's file."""
    return select(model).where(model.event_id == event_id).order_by(model.position)


def _facts(event: Event) -> sp.Event:
    return sp.Event(
        name=event.name,
        name_en=event.name_en,
        venue=event.venue,
        timezone=event.timezone,
        slot_minutes=event.slot_minutes,
        gap_minutes=event.gap_minutes,
        max_interviews_supplier=event.max_interviews_supplier,
        max_interviews_buyer=event.max_interviews_buyer,
        max_consecutive=event.max_consecutive,
        goals=tuple(event.goals) or sp.DEFAULT_GOALS,
        label_buyer=event.label_buyer,
        label_supplier=event.label_supplier,
        language=event.language,
        notice=event.notice,
    )


def _buyer(company: Company) -> sp.Buyer:
    return sp.Buyer(
        id=company.id,
        name=company.name,
        kana=company.kana,
        name_en=company.name_en,
        room=company.room_id,
        tables=company.parallel,
        min_interviews=company.min_interviews,
        max_interviews=company.max_interviews,
        available=ranges(company.available),
        profile=company.profile,
    )


def _supplier(company: Company) -> sp.Supplier:
    return sp.Supplier(
        id=company.id,
        name=company.name,
        kana=company.kana,
        name_en=company.name_en,
        region=company.region,
        partner=company.partner,
        delegates=company.parallel,
        min_interviews=company.min_interviews,
        max_interviews=company.max_interviews,
        available=ranges(company.available),
        profile=company.profile,
    )


def _person(attendee: Attendee) -> Person:
    return Person(
        id=attendee.id,
        company=attendee.company_id or attendee.staff_id or "",
        name=attendee.name,
        kana=attendee.kana,
        name_en=attendee.name_en,
        title=attendee.title,
        email=attendee.email,
        phone=attendee.phone,
    )


def _wish(wish: Wish, zone: ZoneInfo) -> sp.Wish:
    return sp.Wish(
        supplier=wish.supplier_id,
        buyer=wish.buyer_id,
        rank=wish.rank,
        mark=sp.Mark(wish.mark) if wish.mark else None,
        decision=sp.Decision(wish.decision) if wish.decision else None,
        pin=naive(wish.pin, zone) if wish.pin else None,
        session=wish.session or None,
        needs=tuple(wish.needs),
        after=wish.after or None,
        note=wish.note,
    )
