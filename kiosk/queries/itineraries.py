"""A person's day: the interviews of their company, or those a member of staff sits in on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from kiosk.domain.interview_states import OVER, State
from kiosk.models import Company, Interview, Room
from kiosk.queries.prepared import Prepared

_supplier, _buyer = aliased(Company), aliased(Company)
# Built once: every check-in runs one of them.
STOPS = (
    select(
        Interview.id,
        Interview.supplier_id,
        Interview.buyer_id,
        Interview.starts_at,
        Interview.ends_at,
        Interview.extended_minutes,
        Interview.shifted_minutes,
        Interview.table_no,
        Interview.state,
        Room.id.label("room_id"),
        Room.name.label("room_name"),
        Room.name_en.label("room_name_en"),
        _supplier.name.label("supplier_name"),
        _supplier.name_en.label("supplier_name_en"),
        _buyer.name.label("buyer_name"),
        _buyer.name_en.label("buyer_name_en"),
    )
    .join(Room, and_(Room.event_id == Interview.event_id, Room.id == Interview.room_id))
    .join(_supplier, and_(_supplier.event_id == Interview.event_id, _supplier.id == Interview.supplier_id))
    .join(_buyer, and_(_buyer.event_id == Interview.event_id, _buyer.id == Interview.buyer_id))
    .where(Interview.state != State.CANCELLED)
)
OF_EVENT = STOPS.add_columns(Interview.staff).where(Interview.event_id == bindparam("event"))
# The event with each side: asked for beside them, SQLite would go through all interviews of the event.
_sides = [
    and_(Interview.event_id == bindparam("event"), side == bindparam("company"))
    for side in (Interview.supplier_id, Interview.buyer_id)
]
OF_COMPANY = Prepared(STOPS.where(or_(*_sides)))


@dataclass(frozen=True, slots=True)
class Stop:
    """One interview as the person goes to it: when, where, with whom. Nothing of wishes is in it."""

    id: int
    planned_at: dt.datetime
    """The start its slot was planned for; `starts_at` and `ends_at` are those by now."""
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
    rows = OF_COMPANY.rows(session, event=event_id, company=company_id)
    return _in_order(_of_row(row, row.supplier_id == company_id) for row in rows)


def of_staff(session: Session, event_id: int, staff_id: str) -> tuple[Stop, ...]:
    """The interviews a member of staff sits in on, in time order; `partner` is the buyer."""
    rows = session.connection().execute(OF_EVENT, {"event": event_id})
    return _in_order(_of_row(row, True) for row in rows if staff_id in row.staff)


@dataclass(frozen=True, slots=True)
class Itineraries:
    """Everyone's interviews that were not cancelled, in time order; nobody without one is in it."""

    companies: dict[str, tuple[Stop, ...]]
    staff: dict[str, tuple[Stop, ...]]


def of_everyone(session: Session, event_id: int) -> Itineraries:
    """All itineraries of an event at once, as `of_company` and `of_staff` give them one by one."""
    companies: dict[str, list[Stop]] = defaultdict(list)
    staff: dict[str, list[Stop]] = defaultdict(list)
    for row in session.connection().execute(OF_EVENT, {"event": event_id}):
        with_buyer, with_supplier = _of_row(row, True), _of_row(row, False)
        companies[row.supplier_id].append(with_buyer)
        companies[row.buyer_id].append(with_supplier)
        for member in row.staff:
            staff[member].append(with_buyer)
    return Itineraries(
        {key: _in_order(stops) for key, stops in companies.items()},
        {key: _in_order(stops) for key, stops in staff.items()},
    )


def next_stop(stops: tuple[Stop, ...], now: dt.datetime) -> Stop | None:
    """Where to go: the first interview that is still open and whose time is not over."""
    return next((stop for stop in stops if stop.open and stop.ends_at > now), None)


def open_rooms(stops: tuple[Stop, ...]) -> tuple[str, ...]:
    """The rooms in which interviews are still to come: whom it concerns that the company is here."""
    return tuple(dict.fromkeys(stop.room_id for stop in stops if stop.open))


def _in_order(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """As they begin by now: a session that was shifted may run into the next one."""
    return tuple(sorted(stops, key=lambda stop: (stop.starts_at, stop.table)))


def _of_row(row: Row[Any], with_buyer: bool) -> Stop:
    """A row of the statements above as one of its companies goes to it."""
    return Stop(
        id=row.id,
        planned_at=row.starts_at,
        starts_at=row.starts_at + dt.timedelta(minutes=row.shifted_minutes),
        ends_at=row.ends_at + dt.timedelta(minutes=row.shifted_minutes + row.extended_minutes),
        room_id=row.room_id,
        room_name=row.room_name,
        room_name_en=row.room_name_en,
        table=row.table_no,
        partner_name=row.buyer_name if with_buyer else row.supplier_name,
        partner_name_en=row.buyer_name_en if with_buyer else row.supplier_name_en,
        state=row.state,
    )
