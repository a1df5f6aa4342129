"""The grid of tables × slots, its versions, and what publishing would change."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event as listening

from kiosk.db import Database
from kiosk.errors import Refused
from kiosk.models import Event, Interview, Placement, Room, Timetable
from kiosk.queries import timetables
from kiosk.queries.timetables import ChangesView, GridView
from tests.kiosk import make


def add_draft(db: Database, event_id: int, held: dict[tuple[str, str], str]) -> int:
    """A draft that holds these pairs at these times, all at table 1 of R2."""
    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    with db.write() as session:
        row = Timetable(
            event_id=event_id, number=None, status="feasible", seconds=2.0, created_at=now,
            goals=[{"name": "served", "value": 3, "bound": 4, "optimal": False}],
            created_by="user:test", published_at=None, published_by="",
        )  # fmt: skip
        session.add(row)
        session.flush()
        for (supplier, buyer), start in held.items():
            session.add(
                Placement(
                    timetable_id=row.id, supplier_id=supplier, buyer_id=buyer, starts_at=make.at(start),
                    ends_at=make.at(start) + dt.timedelta(minutes=20), room_id="R2", table_no=1, staff=[],
                )
            )  # fmt: skip
        return row.id


def grid(db: Database, event_id: int, timetable_id: int, day: dt.date | None = None) -> GridView:
    with db.read() as session:
        version = timetables.shown(timetables.versions(session, event_id), timetable_id)
        assert version is not None
        return timetables.grid(session, event_id, version, day)


def shape(found: GridView) -> dict[tuple[str, int], list[str | None]]:
    return {(r.room.id, r.table_no): [c and c.supplier.id for c in r.cells] for r in found.rows}


def test_grid_has_a_row_for_every_table_and_a_column_for_every_slot(db: Database, event_id: int) -> None:
    found = grid(db, event_id, 1)
    assert shape(found) == {
        ("R1", 1): ["S1", "S2", None, None, None, None, "S3", None, None],
        ("R1", 2): ["S2", None, "S1", None, None, None, None, None, None],
        ("R2", 1): ["S3", "S4", None, None, None, None, None, None, None],
    }
    assert [(part.label, part.first, len(part.slots)) for part in found.sessions] == [
        ("午前", 0, 6),
        ("午後", 6, 3),
    ]
    assert [[buyer.id for buyer in row.buyers] for row in found.rows] == [["B1"], ["B2"], ["B3"]]


def test_grid_of_the_version_in_force_carries_live_states(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Interview, 1).state = "in_progress"
    states = [cell.state for row in grid(db, event_id, 1).rows for cell in row.cells if cell]
    assert sorted(str(state) for state in states) == ["in_progress", *["scheduled"] * 6]


def test_grid_of_a_draft_carries_none(db: Database, event_id: int) -> None:
    draft = add_draft(db, event_id, {("S1", "B1"): "10:00"})
    cells = [cell for row in grid(db, event_id, draft).rows for cell in row.cells if cell]
    assert [(cell.state, cell.interview_id) for cell in cells] == [(None, None)]


def test_grid_keeps_an_interview_whose_slot_or_table_is_gone(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Event, event_id).slot_minutes = 30
        session.get_one(Room, (event_id, "R1")).tables = 1
    found = grid(db, event_id, 1)
    assert sum(row.interviews for row in found.rows) == 7
    assert ("R1", 2) in shape(found)


def test_grid_of_one_day_leaves_the_others_out(db: Database, event_id: int) -> None:
    found = grid(db, event_id, 1, dt.date(2026, 11, 27))
    assert (found.sessions, {row.cells for row in found.rows}) == ((), {()})


def test_grid_asks_a_fixed_number_of_questions(db: Database, event_id: int) -> None:
    asked: list[str] = []
    listening.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    grid(db, event_id, 1)
    few = len(asked)
    draft = add_draft(db, event_id, {("S1", "B1"): "10:00"})
    asked.clear()
    grid(db, event_id, draft)
    assert len(asked) == few
    assert few <= 12


def test_versions_are_the_newest_first_and_know_the_one_in_force(db: Database, event_id: int) -> None:
    draft = add_draft(db, event_id, {("S1", "B1"): "10:00"})
    with db.read() as session:
        found = timetables.versions(session, event_id)
    assert [(v.id, v.number, v.interviews, v.latest) for v in found] == [
        (draft, None, 1, False),
        (1, 1, 7, True),
    ]
    goal = found[0].goal("served")
    assert goal is not None
    assert (goal.value, goal.bound, goal.optimal) == (3, 4, False)
    assert found[0].goal("breaks") is None


def test_changes_against_the_version_in_force_are_counted(db: Database, event_id: int) -> None:
    draft = add_draft(db, event_id, {("S3", "B3"): "10:00", ("S4", "B3"): "10:40", ("S4", "B1"): "11:00"})
    with db.read() as session:
        version = timetables.shown(timetables.versions(session, event_id), draft)
        assert version is not None
        assert timetables.changes(session, event_id, version) == ChangesView(moved=1, lost=5, added=1)


def test_timetable_of_another_event_is_refused(db: Database, event_id: int) -> None:
    with db.read() as session, pytest.raises(Refused):
        timetables.shown(timetables.versions(session, event_id), 77)
