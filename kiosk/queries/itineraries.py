"""A person's day: the interviews of their company, or those a member of staff sits in on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from kiosk.domain.interview_states import OVER, State
from kiosk.models import Company, Interview, Room


@dataclass(frozen=True, slots=True)
class Stop:
    """One interview as the person goes to it: when, where, with whom. Nothing of wishes is in it."""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    room_id: str
    room_name: str
    room_name_en: str
    table: int
    partner_name: str
    partner_name_en: str
    state: str

    @property
    def open(self) -> bool:
        """Whether it is still to come or going on."""
        return State(self.state) not in OVER


def of_company(session: Session, event_id: int, company_id: str) -> tuple[Stop, ...]:
    """A company's interviews that were not cancelled, in time order."""
    supplier, buyer = aliased(Company), aliased(Company)
    rows = session.execute(
        select(Interview, Room, supplier, buyer)
        .join(Room, and_(Room.event_id == Interview.event_id, Room.id == Interview.room_id))
        .join(supplier, and_(supplier.event_id == event_id, supplier.id == Interview.supplier_id))
        .join(buyer, and_(buyer.event_id == event_id, buyer.id == Interview.buyer_id))
        .where(
            Interview.event_id == event_id,
            or_(Interview.supplier_id == company_id, Interview.buyer_id == company_id),
            Interview.state != State.CANCELLED,
        )
        .order_by(Interview.starts_at, Interview.table_no)
    )
    return tuple(
        _stop(interview, room, buyer if interview.supplier_id == company_id else supplier)
        for interview, room, supplier, buyer in rows
    )


def of_staff(session: Session, event_id: int, staff_id: str) -> tuple[Stop, ...]:
    """The interviews a member of staff sits in on, in time order; `partner` is the buyer."""
    rows = session.execute(
        select(Interview, Room, Company)
        .join(Room, and_(Room.event_id == Interview.event_id, Room.id == Interview.room_id))
        .join(Company, and_(Company.event_id == Interview.event_id, Company.id == Interview.buyer_id))
        .where(Interview.event_id == event_id, Interview.state != State.CANCELLED)
        .order_by(Interview.starts_at, Interview.table_no)
    )
    return tuple(
        _stop(interview, room, buyer) for interview, room, buyer in rows if staff_id in interview.staff
    )


@dataclass(frozen=True, slots=True)
class Itineraries:
    """Everyone's interviews that were not cancelled, in time order; nobody without one is in it."""

    companies: dict[str, tuple[Stop, ...]]
    staff: dict[str, tuple[Stop, ...]]


def of_everyone(session: Session, event_id: int) -> Itineraries:
    """All itineraries of an event at once, as `of_company` and `of_staff` give them one by one."""
    supplier, buyer = aliased(Company), aliased(Company)
    rows = session.execute(
        select(Interview, Room, supplier, buyer)
        .join(Room, and_(Room.event_id == Interview.event_id, Room.id == Interview.room_id))
        .join(supplier, and_(supplier.event_id == event_id, supplier.id == Interview.supplier_id))
        .join(buyer, and_(buyer.event_id == event_id, buyer.id == Interview.buyer_id))
        .where(Interview.event_id == event_id, Interview.state != State.CANCELLED)
        .order_by(Interview.starts_at, Interview.table_no)
    )
    companies: dict[str, list[Stop]] = defaultdict(list)
    staff: dict[str, list[Stop]] = defaultdict(list)
    for interview, room, one, other in rows:
        companies[one.id].append(_stop(interview, room, other))
        companies[other.id].append(_stop(interview, room, one))
        for member in interview.staff:
            staff[member].append(_stop(interview, room, other))
    return Itineraries(
        {key: tuple(stops) for key, stops in companies.items()},
        {key: tuple(stops) for key, stops in staff.items()},
    )


def next_stop(stops: tuple[Stop, ...], now: dt.datetime) -> Stop | None:
    """Where to go: the first interview that is still open and whose time is not over."""
    return next((stop for stop in stops if stop.open and stop.ends_at > now), None)


def open_rooms(stops: tuple[Stop, ...]) -> tuple[str, ...]:
    """The rooms in which interviews are still to come: whom it concerns that the company is here."""
    return tuple(dict.fromkeys(stop.room_id for stop in stops if stop.open))


def _stop(interview: Interview, room: Room, partner: Company) -> Stop:
    return Stop(
        id=interview.id,
        starts_at=interview.starts_at,
        ends_at=interview.ends_at + dt.timedelta(minutes=interview.extended_minutes),
        room_id=room.id,
        room_name=room.name,
        room_name_en=room.name_en,
        table=interview.table_no,
        partner_name=partner.name,
        partner_name_en=partner.name_en,
        state=interview.state,
    )
