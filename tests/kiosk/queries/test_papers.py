"""Everything on paper: complete, at the times of now, and only what changed where that is asked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.models import Event, Placement, Timetable
from kiosk.queries.papers import Papers, papers
from kiosk.services import hall
from tests.kiosk import make


def _printed(db: Database, since: int | None = None) -> Papers:
    with db.read() as session:
        return papers(session, session.get_one(Event, 1), [make.DAY], since)


def test_papers_hold_the_grid_every_table_company_and_person(db: Database, event_id: int) -> None:
    found = _printed(db)
    assert (found.version, found.since) == (1, None)
    assert [(len(part.slots), len(part.rows)) for part in found.grid] == [(6, 3), (3, 3)]
    assert [(row.room.id, row.table, len(row.interviews)) for row in found.tables] == [
        ("R1", 1, 3),
        ("R1", 2, 2),
        ("R2", 1, 2),
    ]
    assert [sheet.company.id for sheet in found.companies] == ["B1", "B2", "B3", "S1", "S2", "S3", "S4"]
    assert [line.name for line in found.people] == sorted(
        (name for _, _, name, _, _ in make.PEOPLE),
        key=lambda name: next(p[3] for p in make.PEOPLE if p[2] == name),
    )
    assert [(row.buyer.id, row.places[0][1]) for row in found.directions] == [
        ("B2", (2,)),
        ("B3", (1,)),
        ("B1", (1,)),
    ]


def test_papers_tell_the_times_of_now_beside_those_planned(db: Database, event_id: int) -> None:
    with db.write() as session:
        who = Caller("organiser", "user:org", event_id)
        now = Moment(dt.datetime(2026, 11, 26, tzinfo=dt.UTC), make.at("10:05"))
        hall.shift(session, who, event_id, make.at("10:20"), 5, nonce="shift", now=now)
    first, second, _ = _printed(db).tables[0].interviews
    assert (first.starts, f"{second.planned:%H:%M}", f"{second.starts:%H:%M}") == (
        first.planned,
        "10:20",
        "10:25",
    )


def test_cancelled_interview_is_on_no_paper(db: Database, event_id: int) -> None:
    with db.write() as session:
        make.interview(session, "S4", "B3").state = "cancelled"
    found = _printed(db)
    assert "S4" not in [sheet.company.id for sheet in found.companies]
    assert len(found.tables[2].interviews) == 1


def test_place_of_a_no_show_that_another_has_taken_is_that_ones_on_the_grid(
    db: Database, event_id: int
) -> None:
    with db.write() as session:
        make.interview(session, "S2", "B1").state = "no_show"
        taken = make.interview(session, "S1", "B1")
        taken.starts_at, taken.ends_at = make.at("10:20"), make.at("10:40")
    _, _, cells = _printed(db).grid[0].rows[0]
    assert [one.supplier.id if one else "" for one in cells[:3]] == ["", "S1", ""]


def test_since_a_version_only_what_changed_is_printed_and_says_what_it_was(
    db: Database, event_id: int
) -> None:
    """S2 moves from B2's table at 10:00 to 11:00, S1 – B1 is new in version 2, S4 – B3 is gone from it."""
    with db.write() as session:
        old = session.scalars(select(Timetable)).one()
        now = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
        new = Timetable(
            event_id=event_id, number=2, status="optimal", goals=[], seconds=0, created_at=now,
            created_by="test", published_at=now, published_by="test",
        )  # fmt: skip
        session.add(new)
        session.flush()
        for placed in session.scalars(select(Placement).where(Placement.timetable_id == old.id)).all():
            pair = (placed.supplier_id, placed.buyer_id)
            start = make.at("11:00") if pair == ("S2", "B2") else placed.starts_at
            if pair != ("S4", "B3"):
                session.add(
                    Placement(
                        timetable_id=new.id, supplier_id=pair[0], buyer_id=pair[1], starts_at=start,
                        ends_at=start + dt.timedelta(minutes=20), room_id=placed.room_id,
                        table_no=placed.table_no, staff=[],
                    )
                )  # fmt: skip
            if pair == ("S1", "B1"):
                session.delete(placed)
        moved = make.interview(session, "S2", "B2")
        moved.starts_at, moved.ends_at = make.at("11:00"), make.at("11:20")
        session.delete(make.interview(session, "S4", "B3"))
        since = old.id
    found = _printed(db, since)
    assert (found.version, found.since) == (2, 1)
    assert [(row.room.id, row.table) for row in found.tables] == [("R1", 1), ("R1", 2), ("R2", 1)]
    assert [one.supplier.id for one in found.tables[2].gone] == ["S4"]
    sheets = {sheet.company.id: sheet for sheet in found.companies}
    assert list(sheets) == ["B1", "B2", "B3", "S1", "S2", "S4"]  # not S3
    (_, (_, moved_one)) = sheets["S2"].days[0]
    assert moved_one.former is not None
    assert f"{moved_one.former.starts:%H:%M}" == "10:00"
    assert [one.new for one in sheets["S1"].days[0][1]] == [True, False]
    assert sheets["S4"].days == ()


def test_unknown_or_foreign_version_prints_everything(db: Database, event_id: int) -> None:
    found = _printed(db, 99)
    assert (found.since, len(found.companies)) == (None, 7)
