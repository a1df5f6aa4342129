"""Planned against actual: the table's own delay told apart from the hall's, overruns, no-shows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.models import Event, Shift
from kiosk.queries.actual import Course, by_company, by_slot, by_table, courses, summary
from tests.kiosk import make


def _course(db: Database) -> tuple[Course, ...]:
    with db.read() as session:
        return courses(session, session.get_one(Event, 1), [make.DAY])


def _held(session: Session, supplier: str, buyer: str, start: str, end: str, shifted: int = 0) -> None:
    row = make.interview(session, supplier, buyer)
    row.state, row.shifted_minutes = "finished", shifted
    if shifted:
        session.add(
            Shift(
                event_id=row.event_id, planned_from=row.starts_at, planned_until=row.ends_at, minutes=shifted,
                made_at=make.at("10:10"), made_by="user:org",
            )
        )  # fmt: skip
    row.actual_start, row.actual_end = make.at(start), make.at(end)


def _day(db: Database) -> tuple[Course, ...]:
    """Two tables begin late, one of them after a shift; one company does not come."""
    with db.write() as session:
        _held(session, "S1", "B1", "10:04", "10:24")
        _held(session, "S2", "B2", "10:00", "10:26")
        _held(session, "S2", "B1", "10:33", "10:50", shifted=10)
        missed = make.interview(session, "S3", "B3")
        missed.state, missed.no_show_side = "no_show", "supplier"
    return _course(db)


def test_shift_of_the_hall_is_not_a_tables_own_delay(db: Database, event_id: int) -> None:
    found = {(one.supplier.id, one.buyer.id): one for one in _day(db)}
    shifted = found["S2", "B1"]
    assert (f"{shifted.planned_start:%H:%M}", shifted.shifted, shifted.delay) == ("10:20", 10, 3)
    assert [found[pair].delay for pair in (("S1", "B1"), ("S2", "B2"), ("S3", "B3"))] == [4, 0, None]


def test_overrun_is_what_an_interview_lasted_longer_than_planned(db: Database, event_id: int) -> None:
    found = {(one.supplier.id, one.buyer.id): one.overrun for one in _day(db)}
    assert [found["S1", "B1"], found["S2", "B2"], found["S2", "B1"], found["S4", "B3"]] == [0, 6, 0, None]


def test_hold_while_an_interview_runs_is_neither_its_delay_nor_its_overrun(
    db: Database, event_id: int
) -> None:
    with db.write() as session:
        _held(session, "S1", "B1", "10:00", "10:30", shifted=10)  # shifted at 10:10, while it ran
    found = next(one for one in _course(db) if one.actual_start)
    assert (found.shifted, found.delay, found.overrun) == (0, 0, 0)


def test_summary_counts_held_missed_and_late(db: Database, event_id: int) -> None:
    whole = summary(_day(db))
    assert (whole.interviews, whole.held, whole.no_shows, whole.delay, whole.worst) == (7, 3, 1, 3, 4)
    assert (whole.overran, whole.overrun, whole.shifted) == (1, 6, 10)


def test_tables_companies_and_slots_are_told_apart(db: Database, event_id: int) -> None:
    found = _day(db)
    assert [(row.room.id, row.table, row.summary.held) for row in by_table(found)] == [
        ("R1", 1, 2),
        ("R1", 2, 1),
        ("R2", 1, 0),
    ]
    companies = {row.company.id: (row.side, row.missed, row.summary.no_shows) for row in by_company(found)}
    assert list(companies)[3] == "S3"  # of its side the first: it did not come
    assert (companies["S3"], companies["B3"]) == (("supplier", 1, 1), ("buyer", 0, 1))
    assert [(f"{slot.starts:%H:%M}", slot.summary.delay) for slot in by_slot(found)] == [
        ("10:00", 2),
        ("10:20", 3),
        ("10:40", None),
        ("13:00", None),
    ]


def test_plan_without_a_day_gives_nothing(db: Database, event_id: int) -> None:
    assert summary(()).delay is None
    with db.read() as session:
        assert courses(session, session.get_one(Event, event_id), []) == ()
