"""Outcomes of interviews: for the organiser, the interview's own room and its staff, never the other side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kiosk.domain.outcomes import OutcomeNote
from kiosk.models import Event, Interview, Outcome


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What was noted of an interview; the time in the event's zone."""

    interview: int
    supplier: str
    buyer: str
    noted: OutcomeNote
    recorded_at: dt.datetime
    recorded_by: str
    """Who noted it, as the feed names them."""


def outcomes(session: Session, event_id: int) -> tuple[OutcomeView, ...]:
    """All outcomes of an event, in the order of the interviews' planned times."""
    return _views(session, event_id)


def outcomes_of_company(session: Session, event_id: int, company_id: str) -> tuple[OutcomeView, ...]:
    """The outcomes of one company's interviews."""
    mine = or_(Interview.supplier_id == company_id, Interview.buyer_id == company_id)
    return _views(session, event_id, mine)


def outcomes_of(session: Session, event_id: int, interviews: Collection[int]) -> dict[int, OutcomeNote]:
    """What was noted of some interviews, by the interview's id; those without an outcome are left out."""
    found = _views(session, event_id, Interview.id.in_(interviews))
    return {view.interview: view.noted for view in found}


def _views(session: Session, event_id: int, *conditions: ColumnElement[bool]) -> tuple[OutcomeView, ...]:
    zone = ZoneInfo(session.get_one(Event, event_id).timezone)
    found = session.execute(
        select(Outcome, Interview.supplier_id, Interview.buyer_id)
        .join(Interview, Interview.id == Outcome.interview_id)
        .where(Outcome.event_id == event_id, *conditions)
        .order_by(Interview.starts_at, Interview.room_id, Interview.table_no, Interview.id)
    )
    return tuple(
        OutcomeView(
            interview=row.interview_id,
            supplier=supplier,
            buyer=buyer,
            noted=OutcomeNote(row.mark, row.next_step, row.who_acts, row.note),
            recorded_at=row.recorded_at.astimezone(zone),
            recorded_by=row.recorded_by,
        )
        for row, supplier, buyer in found
    )
