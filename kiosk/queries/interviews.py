"""Interviews as screens see them: times in the event's zone, names of companies, never ranks or people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from kiosk.domain.clock import Moment
from kiosk.domain.interview_states import UNDO_MINUTES, WAITED_FOR, State
from kiosk.models import Company, Interview
from kiosk.queries.attendance import company_inside, inside_companies, today
from kiosk.queries.clocks import hours_of
from kiosk.queries.late import LateView, late_companies
from kiosk.queries.prepared import Prepared


@dataclass(frozen=True, slots=True)
class CompanyRef:
    """A company by its id and names; `name_en` may be empty."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class InterviewView:
    """One interview. `starts` and `ends` are those of its slot by now, extensions counted in.

    Who is late follows from the times and the clock.
    """

    id: int
    state: State
    planned: dt.datetime
    """The start its slot was planned for."""
    starts: dt.datetime
    ends: dt.datetime
    room: str
    table: int
    buyer: CompanyRef
    supplier: CompanyRef
    arrived: bool
    """Somebody of the supplier is in the building."""
    called_at: dt.datetime | None
    actual_start: dt.datetime | None
    actual_end: dt.datetime | None
    undo_seconds: float
    """How long a host may still undo the last start or finish; 0 = not any more."""
    expected_at: dt.datetime | None
    """When the supplier, who said they will be late for it, means to be there."""


def company_refs(session: Session, event_id: int, keys: Iterable[str]) -> dict[str, CompanyRef]:
    """Companies by their ids."""
    found = session.execute(
        select(Company.id, Company.name, Company.name_en).where(
            Company.event_id == event_id, Company.id.in_(set(keys))
        )
    )
    return {row.id: CompanyRef(*row) for row in found}


_BUYER, _SUPPLIER = aliased(Company), aliased(Company)


def _with_companies(*columns: Any) -> Select[Any]:
    """An event's interviews, with both companies' names."""
    return (
        select(
            *columns,
            _BUYER.name.label("buyer_name"),
            _BUYER.name_en.label("buyer_name_en"),
            _SUPPLIER.name.label("supplier_name"),
            _SUPPLIER.name_en.label("supplier_name_en"),
        )
        .join(_BUYER, and_(_BUYER.event_id == Interview.event_id, _BUYER.id == Interview.buyer_id))
        .join(
            _SUPPLIER, and_(_SUPPLIER.event_id == Interview.event_id, _SUPPLIER.id == Interview.supplier_id)
        )
        .where(Interview.event_id == bindparam("event"))
    )


_ALL = _with_companies(*Interview.__table__.columns)
_ONE = Prepared(_ALL.where(Interview.id == bindparam("interview")))
BARE = Prepared(select(*Interview.__table__.columns).where(Interview.id == bindparam("interview")))
"""Both are run by every press of a host: before it without, after it with the names of companies."""


def interview_view(session: Session, event_id: int, interview_id: int, now: Moment) -> InterviewView:
    """One interview of an event as it is written down by now."""
    row = _ONE.one(session, event=event_id, interview=interview_id)
    if row is None:
        raise RuntimeError("an interview of an event that is held is gone")
    here = company_inside(session, event_id, row.supplier_id, today(session, event_id, now.event))
    late = late_companies(session, event_id, now.event, only=row.supplier_id).get(row.supplier_id)
    return _view(row, here, late, ZoneInfo(hours_of(session, event_id).timezone), now)


def interview_views(
    session: Session, event_id: int, now: Moment, *conditions: ColumnElement[bool]
) -> tuple[InterviewView, ...]:
    """An event's interviews under some conditions, by their time by now, then table."""
    zone = ZoneInfo(hours_of(session, event_id).timezone)
    found = session.execute(_ALL.where(*conditions), {"event": event_id})
    inside = inside_companies(session, event_id, today(session, event_id, now.event))
    late = late_companies(session, event_id, now.event)
    views = [_view(row, row.supplier_id in inside, late.get(row.supplier_id), zone, now) for row in found]
    return tuple(sorted(views, key=lambda view: (view.starts, view.room, view.table, view.id)))


def _view(row: Any, here: bool, late: LateView | None, zone: ZoneInfo, now: Moment) -> InterviewView:
    """An interview from the columns of `_ALL`; `here`: somebody of the supplier is in the building."""
    return InterviewView(
        id=row.id,
        state=State(row.state),
        planned=row.starts_at.astimezone(zone),
        starts=_later(row.starts_at, row.shifted_minutes, zone),
        ends=_later(row.ends_at, row.shifted_minutes + row.extended_minutes, zone),
        room=row.room_id,
        table=row.table_no,
        buyer=CompanyRef(row.buyer_id, row.buyer_name, row.buyer_name_en),
        supplier=CompanyRef(row.supplier_id, row.supplier_name, row.supplier_name_en),
        arrived=here,
        called_at=_local(row.called_at, zone),
        actual_start=_local(row.actual_start, zone),
        actual_end=_local(row.actual_end, zone),
        undo_seconds=_undo_seconds(row.pressed_at, now.real),
        expected_at=_expected(row, late),
    )


def _expected(row: Any, late: LateView | None) -> dt.datetime | None:
    """Who said to come before it begins is not late for it, and whom it is over for is not waited for."""
    if late is None or row.state not in WAITED_FOR:
        return None
    starts = row.starts_at + dt.timedelta(minutes=row.shifted_minutes)
    same_day = starts.astimezone(late.expected_at.tzinfo).date() == late.expected_at.date()
    return late.expected_at if same_day and starts < late.expected_at else None


def _later(planned: dt.datetime, minutes: int, zone: ZoneInfo) -> dt.datetime:
    return (planned + dt.timedelta(minutes=minutes)).astimezone(zone)


def _local(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return moment.astimezone(zone).replace(microsecond=0) if moment else None


def _undo_seconds(pressed_at: dt.datetime | None, real: dt.datetime) -> float:
    if pressed_at is None:
        return 0.0
    left = dt.timedelta(minutes=UNDO_MINUTES) - (real - pressed_at)
    return max(0.0, left.total_seconds())
