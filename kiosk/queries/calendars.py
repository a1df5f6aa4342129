"""A person's interviews as a calendar holds them: those that are planned, and those that were and are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.facts import Fact
from kiosk.domain.interview_states import Action, State
from kiosk.models import FeedEntry, Interview
from kiosk.queries.interviews import CompanyRef, company_refs
from kiosk.queries.my_changes import Pair, PlaceRef, partners_of, placed
from kiosk.queries.my_day import MyInterview, my_interviews
from kiosk.queries.versions import version_in_force

MOVE_ALL = (Fact.EVENT_IMPORTED, Fact.TIMETABLE_PUBLISHED, Fact.SLOTS_SHIFTED, Fact.BELL_RELEASED)
"""Facts after which any interview may be at another time or place."""
MOVE_ONE = (Action.EXTEND, Action.CANCEL, Action.REINSTATE)
"""What is pressed for one interview that a calendar shows."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One interview in a calendar."""

    pair: Pair
    partners: tuple[CompanyRef, ...]
    starts: dt.datetime
    ends: dt.datetime
    place: PlaceRef | MyInterview
    cancelled: bool
    sequence: int
    """Grows whenever it may have changed: the feed's revision."""
    changed_at: dt.datetime
    """Real time of that."""


def calendar_entries(
    session: Session, event_id: int, party_id: str, *, sits_in: bool
) -> tuple[CalendarEntry, ...]:
    """All interviews that a party has, or had in an earlier version, by time."""
    found: dict[Pair, CalendarEntry] = {}
    general = _last_of_all(session, event_id)
    held = {one.id: one for one in my_interviews(session, event_id, party_id, sits_in=sits_in)}
    own = _last_of_each(session, event_id, held)
    pairs = {
        row.id: (row.supplier_id, row.buyer_id)
        for row in session.execute(
            select(Interview.id, Interview.supplier_id, Interview.buyer_id).where(Interview.id.in_(held))
        )
    }
    for key, one in held.items():
        sequence, at = max(general, own.get(key, general))
        cancelled = one.state == State.CANCELLED
        found[pairs[key]] = CalendarEntry(
            pairs[key], one.partners, one.starts, one.ends, one, cancelled, sequence, at
        )
    lost: dict[Pair, PlaceRef] = {}
    for number in range(1, version_in_force(session, event_id) or 0):
        lost |= placed(session, event_id, party_id, number, sits_in=sits_in)
    names = company_refs(session, event_id, {key for pair in lost for key in pair})
    for pair, place in lost.items():
        if pair not in found and set(pair) <= names.keys() | {party_id}:
            partners = partners_of(pair, party_id, names)
            found[pair] = CalendarEntry(pair, partners, place.starts, place.ends, place, True, *general)
    return tuple(sorted(found.values(), key=lambda entry: (entry.starts, entry.pair)))


def _last_of_all(session: Session, event_id: int) -> tuple[int, dt.datetime]:
    """The last fact that may have moved everything: its revision and real time."""
    row = session.execute(
        select(FeedEntry.revision, FeedEntry.recorded_at)
        .where(FeedEntry.event_id == event_id, FeedEntry.fact.in_(MOVE_ALL))
        .order_by(FeedEntry.revision.desc())
        .limit(1)
    ).first()
    return (row.revision, row.recorded_at) if row else (0, dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


def _last_of_each(
    session: Session, event_id: int, interviews: Collection[int]
) -> dict[int, tuple[int, dt.datetime]]:
    """The last fact that moved some interviews alone, by their ids."""
    which = FeedEntry.details["interview"].as_integer()
    rows = session.execute(
        select(which, FeedEntry.revision, FeedEntry.recorded_at)
        .where(FeedEntry.event_id == event_id, FeedEntry.fact == Fact.INTERVIEW_CHANGED)
        .where(which.in_(interviews), FeedEntry.details["action"].as_string().in_(MOVE_ONE))
        .order_by(FeedEntry.revision)
    )
    return {key: (revision, at) for key, revision, at in rows}
