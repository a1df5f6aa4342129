"""The rows an event folder becomes: one function a table, the same whether new or replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain.names import search_text
from kiosk.models import Attendee, Base, Company, Room, Session_, Staff, Wish
from kiosk.models.parties import BUYER, SUPPLIER
from kiosk.services.problems import utc, write_extra
from scheduler.formats import EventData
from scheduler.formats.times import write_ranges

PEOPLE = "people"
AT_DESK = ("language", "note", "origin", "substitute_for")
"""What reception knows of a person beside the list's own columns: columns of their own in `people.csv`."""
MEANT = {"language": ("ja", "en"), "origin": ("walk_in", "substitute")}
"""The only words that mean something in some of them."""


def event_facts(data: EventData) -> dict[str, Any]:
    """The event's own columns."""
    facts = data.problem.event
    return {
        "name": facts.name,
        "name_en": facts.name_en,
        "venue": facts.venue,
        "timezone": facts.timezone,
        "language": facts.language,
        "notice": facts.notice,
        "slot_minutes": facts.slot_minutes,
        "gap_minutes": facts.gap_minutes,
        "max_interviews_supplier": facts.max_interviews_supplier,
        "max_interviews_buyer": facts.max_interviews_buyer,
        "max_consecutive": facts.max_consecutive,
        "goals": list(facts.goals),
        "label_buyer": facts.label_buyer,
        "label_supplier": facts.label_supplier,
        "extra": write_extra(data.extra),
    }


def rows(data: EventData, event_id: int) -> Iterator[list[Base]]:
    """Everything of an event but its own row, in groups: each refers only to groups before it."""
    yield _sessions(data, event_id)
    yield _rooms(data, event_id)
    yield [*_companies(data, event_id), *_staff(data, event_id)]
    yield _attendees(data, event_id)
    yield _wishes(data, event_id)


def _sessions(data: EventData, event_id: int) -> list[Base]:
    return [
        Session_(
            event_id=event_id,
            number=number,
            date=part.date,
            start=part.start,
            end=part.end,
            label=part.label,
        )
        for number, part in enumerate(data.problem.sessions)
    ]


def _rooms(data: EventData, event_id: int) -> list[Base]:
    return [
        Room(
            event_id=event_id,
            id=room.id,
            position=position,
            name=room.name,
            name_en=room.name_en,
            tables=room.tables,
            zone=room.zone,
        )
        for position, room in enumerate(data.problem.rooms)
    ]


def _companies(data: EventData, event_id: int) -> Iterator[Base]:
    for position, buyer in enumerate(data.problem.buyers):
        yield Company(
            event_id=event_id,
            id=buyer.id,
            side=BUYER,
            position=position,
            name=buyer.name,
            kana=buyer.kana,
            name_en=buyer.name_en,
            room_id=buyer.room,
            region="",
            partner="",
            parallel=buyer.tables,
            min_interviews=buyer.min_interviews,
            max_interviews=buyer.max_interviews,
            available=write_ranges(buyer.available),
            profile=buyer.profile,
        )
    for position, supplier in enumerate(data.problem.suppliers):
        yield Company(
            event_id=event_id,
            id=supplier.id,
            side=SUPPLIER,
            position=position,
            name=supplier.name,
            kana=supplier.kana,
            name_en=supplier.name_en,
            room_id=None,
            region=supplier.region,
            partner=supplier.partner,
            parallel=supplier.delegates,
            min_interviews=supplier.min_interviews,
            max_interviews=supplier.max_interviews,
            available=write_ranges(supplier.available),
            profile=supplier.profile,
        )


def _staff(data: EventData, event_id: int) -> Iterator[Base]:
    for position, member in enumerate(data.problem.staff):
        yield Staff(
            event_id=event_id,
            id=member.id,
            position=position,
            name=member.name,
            kind=member.kind,
            available=write_ranges(member.available),
        )


def _attendees(data: EventData, event_id: int) -> list[Base]:
    problem = data.problem
    company_of = problem.buyer_of | problem.supplier_of
    at_desk = {c.name: c.values for c in data.extra if c.table == PEOPLE and c.name in AT_DESK}
    found: list[Base] = []
    for position, person in enumerate(data.people):
        company = company_of.get(person.company)
        member = problem.staff_of.get(person.company)
        known = (company.name, company.kana, company.name_en) if company else (member.kind if member else "",)
        found.append(
            Attendee(
                event_id=event_id,
                id=person.id,
                position=position,
                company_id=company.id if company else None,
                staff_id=member.id if member else None,
                name=person.name,
                kana=person.kana,
                name_en=person.name_en,
                title=person.title,
                email=person.email,
                phone=person.phone,
                search=search_text(person.name, person.kana, person.name_en, *known),
                **{
                    name: text
                    for name, values in at_desk.items()
                    if (text := values.get((person.id,), "")) and text in MEANT.get(name, (text,))
                },
            )
        )
    return found


def _wishes(data: EventData, event_id: int) -> list[Base]:
    zone = ZoneInfo(data.problem.event.timezone)

    def moment(pin: dt.datetime | None) -> dt.datetime | None:
        return utc(pin, zone) if pin else None

    return [
        Wish(
            event_id=event_id,
            supplier_id=wish.supplier,
            buyer_id=wish.buyer,
            position=position,
            rank=wish.rank,
            mark=str(wish.mark or ""),
            decision=str(wish.decision or ""),
            pin=moment(wish.pin),
            session=wish.session or "",
            needs=list(wish.needs),
            after=wish.after or "",
            note=wish.note,
        )
        for position, wish in enumerate(data.problem.wishes)
    ]
