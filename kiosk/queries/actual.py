"""Planned against actual: when each interview was to be held, and when it was.

Planned is the published plan. What the hall shifted as a whole is told apart from a table's own delay.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from kiosk.domain.floor import shifted_minutes
from kiosk.domain.interview_states import State
from kiosk.models import Company, Event, Interview, Shift
from kiosk.queries.hall import shifts_of
from kiosk.queries.interviews import CompanyRef
from kiosk.queries.snapshots import RoomRef, bounds, rooms

K = TypeVar("K")
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Course:
    """One interview as planned and as held; times in the event's zone, minutes whole."""

    id: int
    supplier: CompanyRef
    buyer: CompanyRef
    place: int
    """The room's place in the organiser's order."""
    room: RoomRef
    table: int
    state: State
    planned_start: dt.datetime
    planned_end: dt.datetime
    shifted: int
    """By how many minutes the hall's time was later than planned when it began; else, by now."""
    stretched: int
    """Minutes by which the hall's time was shifted while it ran."""
    actual_start: dt.datetime | None
    actual_end: dt.datetime | None
    no_show_side: str

    @property
    def delay(self) -> int | None:
        """Minutes its start was later than the hall's time said: the table's own delay; below 0: earlier."""
        if self.actual_start is None:
            return None
        return _minutes(self.actual_start - self.planned_start) - self.shifted

    @property
    def overrun(self) -> int | None:
        """Minutes it lasted longer than its time; 0 if it did not."""
        if self.actual_start is None or self.actual_end is None:
            return None
        length = self.planned_end - self.planned_start
        return max(0, _minutes(self.actual_end - self.actual_start - length) - self.stretched)


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the interviews of a table, of a company or of a slot; minutes are their own delays."""

    interviews: int
    held: int
    no_shows: int
    cancelled: int
    delay: int | None
    """The median; None while none has begun."""
    worst: int | None
    overran: int
    overrun: int
    """Minutes of overrun of all together."""
    shifted: int
    """The most the hall's time was later."""


@dataclass(frozen=True, slots=True)
class TableSummary:
    room: RoomRef
    table: int
    summary: Summary


@dataclass(frozen=True, slots=True)
class CompanySummary:
    """A company; of its no-shows, `missed` are those where itself did not come."""

    company: CompanyRef
    side: str
    missed: int
    summary: Summary


@dataclass(frozen=True, slots=True)
class SlotSummary:
    starts: dt.datetime
    summary: Summary


def courses(session: Session, event: Event, days: Iterable[dt.date]) -> tuple[Course, ...]:
    """The interviews of some days, by their planned start, room and table."""
    zone = ZoneInfo(event.timezone)
    places = {room.id: (number, room) for number, room in enumerate(rooms(session, event.id))}
    buyer, supplier = aliased(Company), aliased(Company)
    found: list[Any] = []
    for day in days:
        begins, ends = bounds(event, day)
        found += session.execute(
            select(Interview, buyer, supplier)
            .join(buyer, (buyer.event_id == event.id) & (buyer.id == Interview.buyer_id))
            .join(supplier, (supplier.event_id == event.id) & (supplier.id == Interview.supplier_id))
            .where(Interview.event_id == event.id)
            .where(Interview.starts_at >= begins, Interview.starts_at < ends)
        ).all()
    shifts = shifts_of(session, event.id)
    found.sort(key=lambda row: (row[0].starts_at, places[row[0].room_id][0], row[0].table_no))
    return tuple(
        Course(
            id=row.id,
            supplier=CompanyRef(s.id, s.name, s.name_en),
            buyer=CompanyRef(b.id, b.name, b.name_en),
            place=places[row.room_id][0],
            room=places[row.room_id][1],
            table=row.table_no,
            state=State(row.state),
            planned_start=row.starts_at.astimezone(zone),
            planned_end=row.ends_at.astimezone(zone),
            shifted=(begun := _shifted(row, shifts)),
            stretched=row.shifted_minutes - begun,
            actual_start=row.actual_start.astimezone(zone) if row.actual_start else None,
            actual_end=row.actual_end.astimezone(zone) if row.actual_end else None,
            no_show_side=row.no_show_side,
        )
        for row, b, s in found
    )


def _shifted(interview: Interview, shifts: Sequence[Shift]) -> int:
    """By how many minutes the hall's time was later when an interview began; if it has not, by now."""
    start = interview.actual_start
    if start is None:
        return interview.shifted_minutes
    return shifted_minutes(interview.starts_at, [shift for shift in shifts if shift.made_at <= start])


def summary(found: Iterable[Course]) -> Summary:
    """Some interviews in numbers."""
    found = tuple(found)
    delays = [course.delay for course in found if course.delay is not None]
    overruns = [course.overrun for course in found if course.overrun]
    return Summary(
        interviews=len(found),
        held=sum(course.actual_start is not None for course in found),
        no_shows=sum(course.state is State.NO_SHOW for course in found),
        cancelled=sum(course.state is State.CANCELLED for course in found),
        delay=round(median(delays)) if delays else None,
        worst=max(delays, default=None),
        overran=len(overruns),
        overrun=sum(overruns),
        shifted=max((course.shifted for course in found), default=0),
    )


def by_table(found: Iterable[Course]) -> tuple[TableSummary, ...]:
    """Each table in numbers, by room and number."""
    by_place = sorted(found, key=lambda course: (course.place, course.table))
    groups = _grouped(by_place, lambda course: (course.room, course.table))
    return tuple(TableSummary(room, table, summary(held)) for (room, table), held in groups.items())


def by_company(found: Iterable[Course]) -> tuple[CompanySummary, ...]:
    """Each company in numbers, buyers first, and on each side those first who missed most or were latest."""
    found = tuple(found)
    summaries = []
    for side in ("buyer", "supplier"):
        for company, held in _grouped(found, attrgetter(side)).items():
            missed = sum(course.no_show_side in (side, "both") for course in held)
            summaries.append(CompanySummary(company, side, missed, summary(held)))
    return tuple(sorted(summaries, key=_trouble))


def _trouble(row: CompanySummary) -> tuple[str, int, int, str]:
    found = row.summary
    return row.side, -row.missed, -(found.worst if found.worst is not None else -1_000), row.company.id


def by_slot(found: Iterable[Course]) -> tuple[SlotSummary, ...]:
    """The course of the day: each planned start in numbers, in time order."""
    groups = _grouped(found, lambda course: course.planned_start)
    return tuple(SlotSummary(start, summary(groups[start])) for start in sorted(groups))


def _grouped(found: Iterable[Course], key: Callable[[Course], K]) -> dict[K, list[Course]]:
    groups: dict[K, list[Course]] = defaultdict(list)
    for course in found:
        groups[key(course)].append(course)
    return groups


def _minutes(length: dt.timedelta) -> int:
    return round(length / MINUTE)
