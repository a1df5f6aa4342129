"""A timetable as the organiser sees it: its versions, its grid of tables × slots, its unmet wishes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.errors import Refused
from kiosk.models import Event, Interview, Placement, Staff, Timetable, Wish
from kiosk.queries.events import SlotView, slots
from kiosk.queries.wishes import PartyView, RoomView, in_force, parties, rooms


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal's value and proven bound; `optimal` when they are known to meet."""

    name: str
    value: int | None
    bound: int | None
    optimal: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """A draft (no number) or a published version. `latest`: the version in force."""

    id: int
    number: int | None
    status: str
    goals: tuple[GoalView, ...]
    seconds: float
    created_at: dt.datetime
    created_by: str
    published_at: dt.datetime | None
    published_by: str
    interviews: int
    latest: bool

    def goal(self, name: str) -> GoalView | None:
        """One goal of it by name."""
        return next((goal for goal in self.goals if goal.name == name), None)


@dataclass(frozen=True, slots=True)
class CellView:
    """An interview in the grid. `state` and `interview_id` only where the version is the one in force."""

    supplier: PartyView
    buyer: PartyView
    starts_at: dt.datetime
    ends_at: dt.datetime
    rank: int | None
    mark: str
    pinned: bool
    staff: tuple[str, ...]
    interview_id: int | None
    state: str | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One table of a room over the whole event; `cells` has one entry a slot, None where it is free."""

    room: RoomView
    table_no: int
    buyers: tuple[PartyView, ...]
    cells: tuple[CellView | None, ...]

    @property
    def interviews(self) -> int:
        return sum(cell is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SessionView:
    """Neighbouring columns of the grid between two pauses; `first` is the number of its first column."""

    date: dt.date
    label: str
    first: int
    slots: tuple[SlotView, ...]


@dataclass(frozen=True, slots=True)
class GridView:
    """Tables × slots of one timetable."""

    sessions: tuple[SessionView, ...]
    rows: tuple[PlaceRow, ...]

    @property
    def days(self) -> tuple[tuple[dt.date, tuple[SessionView, ...]], ...]:
        """The sessions of each day."""
        return tuple((day, tuple(parts)) for day, parts in groupby(self.sessions, key=lambda s: s.date))


@dataclass(frozen=True, slots=True)
class ChangesView:
    """How many interviews differ between two timetables."""

    moved: int
    lost: int
    added: int


def versions(session: Session, event_id: int) -> tuple[VersionView, ...]:
    """All timetables of an event: drafts and versions, the newest first."""
    counted = session.execute(
        select(Placement.timetable_id, func.count())
        .join(Timetable, Timetable.id == Placement.timetable_id)
        .where(Timetable.event_id == event_id)
        .group_by(Placement.timetable_id)
    )
    held = {row[0]: row[1] for row in counted}
    rows = session.scalars(
        select(Timetable).where(Timetable.event_id == event_id).order_by(Timetable.id.desc())
    ).all()
    latest = in_force(session, event_id)
    return tuple(
        VersionView(
            id=row.id,
            number=row.number,
            status=row.status,
            goals=tuple(_goal(goal) for goal in row.goals),
            seconds=row.seconds,
            created_at=row.created_at,
            created_by=row.created_by,
            published_at=row.published_at,
            published_by=row.published_by,
            interviews=held.get(row.id, 0),
            latest=row.id == latest,
        )
        for row in rows
    )


def shown(found: tuple[VersionView, ...], timetable_id: int | None) -> VersionView | None:
    """The timetable to show: the one asked for, else the newest; None if there is none yet.

    Raises:
        Refused: the event has no timetable of that id.
    """
    if timetable_id is None:
        return found[0] if found else None
    for version in found:
        if version.id == timetable_id:
            return version
    raise Refused("no_timetable", "There is no such timetable.", 404)


def grid(session: Session, event_id: int, version: VersionView, day: dt.date | None = None) -> GridView:
    """Tables × slots of a timetable, or of one day of it, in a fixed number of statements.

    An interview keeps its column even when the event's slots were changed after the timetable was made, and
    its row when its room has fewer tables now: nothing that is planned may be missing from the plan.
    """
    who, where = parties(session, event_id), rooms(session, event_id)
    event = session.get_one(Event, event_id)
    laid = {slot.starts_at: slot for slot in slots(session, event_id)}
    cells: dict[tuple[str, int], dict[dt.datetime, CellView]] = {}
    for cell, place in _cells(session, event_id, version, who):
        cells.setdefault(place, {})[cell.starts_at] = cell
        if cell.starts_at not in laid:
            date = cell.starts_at.astimezone(ZoneInfo(event.timezone)).date()
            laid[cell.starts_at] = SlotView(cell.starts_at, cell.ends_at, date, -1, "")
    columns = [slot for _, slot in sorted(laid.items()) if day in (None, slot.date)]
    rows = []
    for room in where.values():
        beyond = max((table for key, table in cells if key == room.id), default=0)
        for table_no in range(1, max(room.tables, beyond) + 1):
            held = cells.get((room.id, table_no), {})
            seated = tuple(dict.fromkeys(held[start].buyer for start in sorted(held)))
            rows.append(PlaceRow(room, table_no, seated, tuple(held.get(c.starts_at) for c in columns)))
    sessions: list[SessionView] = []
    for _, group in groupby(columns, key=lambda c: (c.date, c.session)):
        part = tuple(group)
        first = sum(len(before.slots) for before in sessions)
        sessions.append(SessionView(part[0].date, part[0].label, first, part))
    return GridView(tuple(sessions), tuple(rows))


def changes(session: Session, event_id: int, version: VersionView) -> ChangesView:
    """What publishing this timetable would change against the version in force."""
    before = _held(session, in_force(session, event_id))
    after = _held(session, version.id)
    return ChangesView(
        moved=sum(before[pair] != after[pair] for pair in before.keys() & after.keys()),
        lost=len(before.keys() - after.keys()),
        added=len(after.keys() - before.keys()),
    )


def interview_states(session: Session, event_id: int) -> dict[int, str]:
    """The state of every interview of the day, by its id."""
    rows = session.execute(select(Interview.id, Interview.state).where(Interview.event_id == event_id))
    return {row.id: row.state for row in rows}


def _cells(
    session: Session, event_id: int, version: VersionView, who: dict[str, PartyView]
) -> list[tuple[CellView, tuple[str, int]]]:
    """The interviews of a timetable, each with its room and table."""
    staff = session.execute(select(Staff.id, Staff.name).where(Staff.event_id == event_id))
    members = {row.id: row.name for row in staff}
    statement = (
        select(Placement, Wish.rank, Wish.mark, Wish.pin, Interview.id, Interview.state)
        .outerjoin(
            Wish,
            (Wish.event_id == event_id)
            & (Wish.supplier_id == Placement.supplier_id)
            & (Wish.buyer_id == Placement.buyer_id),
        )
        .outerjoin(
            Interview,
            (Interview.event_id == event_id)
            & (Interview.supplier_id == Placement.supplier_id)
            & (Interview.buyer_id == Placement.buyer_id),
        )
        .where(Placement.timetable_id == version.id)
    )
    return [
        (
            CellView(
                supplier=who[placed.supplier_id],
                buyer=who[placed.buyer_id],
                starts_at=placed.starts_at,
                ends_at=placed.ends_at,
                rank=rank,
                mark=mark or "",
                pinned=pin is not None,
                staff=tuple(members.get(key, key) for key in placed.staff),
                interview_id=interview_id if version.latest else None,
                state=state if version.latest else None,
            ),
            (placed.room_id, placed.table_no),
        )
        for placed, rank, mark, pin, interview_id, state in session.execute(statement)
    ]


def _held(session: Session, timetable_id: int | None) -> dict[tuple[str, str], tuple[dt.datetime, str, int]]:
    """Where and when a timetable holds each pair."""
    rows = session.execute(
        select(
            Placement.supplier_id,
            Placement.buyer_id,
            Placement.starts_at,
            Placement.room_id,
            Placement.table_no,
        ).where(Placement.timetable_id == timetable_id)
    )
    return {(supplier, buyer): (start, room, table) for supplier, buyer, start, room, table in rows}


def _goal(stored: dict[str, Any]) -> GoalView:
    return GoalView(stored["name"], stored["value"], stored["bound"], bool(stored["optimal"]))
