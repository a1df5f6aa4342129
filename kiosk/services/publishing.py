"""Drafts, and publishing one: what was a plan becomes the interviews of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, Fact
from kiosk.domain.floor import shifted_minutes
from kiosk.domain.interview_states import State
from kiosk.errors import Refused
from kiosk.models import Company, Event, Interview, Placement, Shift, Timetable, UnplacedWish
from kiosk.queries.hall import shifts_of
from kiosk.queries.topics import every_topic
from kiosk.services import feed
from kiosk.services.problems import utc
from scheduler.timetable import Interview as Planned

HELD = (State.IN_PROGRESS, State.FINISHED)
"""States in which an interview has its place in history: no plan moves it."""
PENDING = (State.SCHEDULED, State.CALLED)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class UnmetWish:
    """A wish without an interview and the reason, for the organiser's eyes alone."""

    supplier: str
    buyer: str
    reason: str
    detail_ja: str
    detail_en: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A judged timetable that is to be stored. Goals are [{name, value, bound, optimal}]."""

    status: str
    goals: tuple[dict[str, Any], ...]
    seconds: float
    interviews: tuple[Planned, ...]
    unmet: tuple[UnmetWish, ...]


def save_draft(session: Session, event_id: int, draft: Draft, *, actor: str, now: Moment) -> int:
    """Store a timetable as a draft; gives its id."""
    event = feed.lock_event_row(session, event_id)
    row = Timetable(
        event_id=event_id,
        number=None,
        status=draft.status,
        goals=list(draft.goals),
        seconds=draft.seconds,
        created_at=now.real,
        created_by=actor,
        published_at=None,
        published_by="",
    )
    session.add(row)
    session.flush()
    session.add_all(_placements(event, row.id, draft.interviews))
    session.add_all(
        UnplacedWish(
            timetable_id=row.id,
            supplier_id=wish.supplier,
            buyer_id=wish.buyer,
            reason=wish.reason,
            detail_ja=wish.detail_ja,
            detail_en=wish.detail_en,
        )
        for wish in draft.unmet
    )
    feed.record(
        session,
        event_id,
        Fact.TIMETABLE_DRAFTED,
        actor=actor,
        now=now,
        topics=(ORGANISER,),
        details={"timetable": row.id},
    )
    return row.id


def publish(session: Session, event_id: int, timetable_id: int, *, actor: str, now: Moment) -> int:
    """Make a draft the timetable everyone goes by; gives its number: 1, 2, 3 …

    Pairs that are new get an interview, scheduled ones move, those that are gone are cancelled. What the
    organiser cancelled by hand stays cancelled. Publishing the same draft again changes nothing.

    Raises:
        Refused: there is no such draft, or it would move an interview that has been started or held.
    """
    event = feed.lock_event_row(session, event_id)
    timetable = session.get(Timetable, timetable_id)
    if timetable is None or timetable.event_id != event_id:
        raise Refused("no_timetable", "There is no such timetable.", 404)
    if timetable.number is not None:
        return timetable.number
    before = session.scalar(select(func.max(Timetable.number)).where(Timetable.event_id == event_id)) or 0
    plan = _plan(session, timetable_id)
    live = {
        (row.supplier_id, row.buyer_id): row
        for row in session.scalars(select(Interview).where(Interview.event_id == event_id))
    }
    _refuse_moving_history(session, event, plan, live)
    _bring_to_life(session, event, plan, live, _published_pairs(session, event_id, before), before + 1)
    timetable.number = before + 1
    timetable.published_at = now.real
    timetable.published_by = actor
    feed.record(
        session,
        event_id,
        Fact.TIMETABLE_PUBLISHED,
        actor=actor,
        now=now,
        topics=every_topic(session, event_id),
        details={"timetable": timetable_id, "version": timetable.number},
    )
    return timetable.number


def _placements(event: Event, timetable_id: int, interviews: Iterable[Planned]) -> list[Placement]:
    zone, length = ZoneInfo(event.timezone), dt.timedelta(minutes=event.slot_minutes)
    return [
        Placement(
            timetable_id=timetable_id,
            supplier_id=interview.supplier,
            buyer_id=interview.buyer,
            starts_at=utc(interview.start, zone),
            ends_at=utc(interview.start + length, zone),
            room_id=interview.room,
            table_no=interview.table,
            staff=list(interview.staff),
        )
        for interview in interviews
    ]


def _plan(session: Session, timetable_id: int) -> dict[Pair, Placement]:
    rows = session.scalars(select(Placement).where(Placement.timetable_id == timetable_id))
    return {(row.supplier_id, row.buyer_id): row for row in rows}


def _published_pairs(session: Session, event_id: int, number: int) -> set[Pair]:
    """The pairs of the version that is in force."""
    rows = session.execute(
        select(Placement.supplier_id, Placement.buyer_id)
        .join(Timetable, Timetable.id == Placement.timetable_id)
        .where(Timetable.event_id == event_id, Timetable.number == number)
    )
    return {(supplier, buyer) for supplier, buyer in rows}


def _refuse_moving_history(
    session: Session, event: Event, plan: dict[Pair, Placement], live: dict[Pair, Interview]
) -> None:
    moved = [
        pair
        for pair, interview in live.items()
        if interview.state in HELD and (pair not in plan or not _same_place(interview, plan[pair]))
    ]
    if not moved:
        return
    rows = session.execute(select(Company.id, Company.name).where(Company.event_id == event.id))
    names = {row.id: row.name for row in rows}
    named = " / ".join(f"{names[supplier]} – {names[buyer]}" for supplier, buyer in sorted(moved))
    raise Refused(
        "moves_started_interview",
        "This timetable would move interviews that have been started already: %(interviews)s. "
        "Make a new one from the present state.",
        409,
        interviews=named,
    )


def _bring_to_life(
    session: Session,
    event: Event,
    plan: dict[Pair, Placement],
    live: dict[Pair, Interview],
    published: set[Pair],
    number: int,
) -> None:
    shifts = shifts_of(session, event.id)
    for pair, placement in plan.items():
        interview = live.get(pair)
        if interview is None:
            session.add(_interview(event.id, placement, shifts))
        elif interview.state == State.CANCELLED:
            if pair not in published:  # the plan took it out, so the plan may bring it back
                _schedule(interview, placement, shifts)
        elif interview.state not in HELD and not _same_place(interview, placement):
            _schedule(interview, placement, shifts)
    for pair, interview in live.items():
        if pair not in plan and interview.state in PENDING:
            interview.state = State.CANCELLED
            interview.cancel_reason = (
                f"Not in version {number} of the timetable"
                if event.language == "en"
                else f"時間割 第{number}版で取りやめ"
            )
    session.flush()


def _same_place(interview: Interview, placement: Placement) -> bool:
    return (interview.starts_at, interview.ends_at, interview.room_id, interview.table_no) == (
        placement.starts_at,
        placement.ends_at,
        placement.room_id,
        placement.table_no,
    ) and interview.staff == placement.staff


def _schedule(interview: Interview, placement: Placement, shifts: Sequence[Shift]) -> None:
    """Give an interview a new place, as if it had never been called or missed elsewhere."""
    interview.starts_at = placement.starts_at
    interview.ends_at = placement.ends_at
    interview.shifted_minutes = shifted_minutes(placement.starts_at, shifts)
    interview.room_id = placement.room_id
    interview.table_no = placement.table_no
    interview.staff = list(placement.staff)
    interview.state = State.SCHEDULED
    interview.called_at = None
    interview.no_show_side = ""
    interview.cancel_reason = ""


def _interview(event_id: int, placement: Placement, shifts: Sequence[Shift]) -> Interview:
    return Interview(
        event_id=event_id,
        supplier_id=placement.supplier_id,
        buyer_id=placement.buyer_id,
        room_id=placement.room_id,
        table_no=placement.table_no,
        starts_at=placement.starts_at,
        ends_at=placement.ends_at,
        shifted_minutes=shifted_minutes(placement.starts_at, shifts),
        staff=list(placement.staff),
        state=State.SCHEDULED,
        called_at=None,
        actual_start=None,
        actual_end=None,
        pressed_at=None,
    )
