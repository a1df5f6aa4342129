"""Drafts become the interviews of the day, and no plan rewrites what has happened."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.clock import REAL
from kiosk.domain.facts import News
from kiosk.errors import Refused
from kiosk.models import FeedEntry, Interview, Timetable, UnplacedWish
from kiosk.services.importing import save_event
from kiosk.services.publishing import Draft, UnmetWish, publish, save_draft
from scheduler.formats import read_event
from scheduler.timetable import Interview as Planned
from tests.kiosk import make
from tests.kiosk.services import event_files

NOW = REAL.at(dt.datetime(2026, 11, 26, 0, 0, tzinfo=dt.UTC))


def planned(supplier: str, buyer: str, time: str, room: str, table: int, *staff: str) -> Planned:
    start = dt.datetime.combine(make.DAY, dt.time.fromisoformat(time))
    return Planned(supplier, buyer, start, room, table, staff)


PUBLISHED = tuple(planned(*held) for held in make.HELD)
"""What `make.event` has published as version 1."""


def draft(db: Database, event_id: int, *interviews: Planned) -> int:
    unmet = (UnmetWish("S4", "B1", "declined", "× のため", "answered ×"),)
    with db.write() as session:
        return save_draft(
            session, event_id, Draft("feasible", (), 1.5, interviews, unmet), actor="user:a", now=NOW
        )


def published(db: Database, event_id: int, timetable_id: int) -> int:
    with db.write() as session:
        return publish(session, event_id, timetable_id, actor="user:a", now=NOW)


def interview(db: Database, supplier: str, buyer: str) -> Interview:
    with db.read() as session:
        found = select(Interview).where(Interview.supplier_id == supplier, Interview.buyer_id == buyer)
        return session.scalars(found).one()


def change(db: Database, supplier: str, buyer: str, **values: object) -> None:
    with db.write() as session:
        found = select(Interview).where(Interview.supplier_id == supplier, Interview.buyer_id == buyer)
        row = session.scalars(found).one()
        for name, value in values.items():
            setattr(row, name, value)


def without(*pairs: tuple[str, str]) -> tuple[Planned, ...]:
    return tuple(item for item in PUBLISHED if item.pair not in pairs)


def test_draft_is_stored_with_reasons_and_heard_by_the_organiser_alone(db: Database, event_id: int) -> None:
    heard: list[News] = []
    db.after_commit = heard.extend
    timetable_id = draft(db, event_id, *PUBLISHED)
    with db.read() as session:
        row = session.get_one(Timetable, timetable_id)
        assert (row.number, row.status, row.seconds, row.created_by) == (None, "feasible", 1.5, "user:a")
        wish = session.get_one(UnplacedWish, (timetable_id, "S4", "B1"))
        assert (wish.reason, wish.detail_ja, wish.detail_en) == ("declined", "× のため", "answered ×")
    assert [topic for topic, _ in heard[0].topics] == ["organiser"]


def test_publish_numbers_versions_and_tells_every_screen_once(db: Database, event_id: int) -> None:
    heard: list[News] = []
    first, second = draft(db, event_id, *PUBLISHED), draft(db, event_id, *PUBLISHED)
    db.after_commit = heard.extend
    assert [published(db, event_id, first), published(db, event_id, second)] == [2, 3]
    assert published(db, event_id, first) == 2
    assert [news.fact for news in heard] == ["timetable_published", "timetable_published"]
    assert [topic for topic, _ in heard[0].topics] == [
        "board",
        "reception",
        "organiser",
        "room:R1",
        "room:R2",
    ]
    assert heard[0].details == {"timetable": first, "version": 2}
    with db.read() as session:
        facts = session.scalars(select(FeedEntry.fact)).all()
    assert facts.count("timetable_published") == 2


def test_publish_moves_adds_and_cancels(db: Database, event_id: int) -> None:
    change(db, "S1", "B1", state="called", called_at=NOW.event)
    new = draft(
        db,
        event_id,
        planned("S1", "B1", "11:00", "R1", 1, "C1"),
        planned("S4", "B2", "10:00", "R1", 2),
        *without(("S1", "B1"), ("S3", "B3")),
    )
    published(db, event_id, new)
    moved, added = interview(db, "S1", "B1"), interview(db, "S4", "B2")
    gone, kept = interview(db, "S3", "B3"), interview(db, "S2", "B1")
    assert (moved.starts_at, moved.ends_at, moved.staff) == (make.at("11:00"), make.at("11:20"), ["C1"])
    assert (moved.state, moved.called_at) == ("scheduled", None)
    assert (added.state, added.room_id, added.table_no) == ("scheduled", "R1", 2)
    assert (gone.state, gone.cancel_reason) == ("cancelled", "時間割 第2版で取りやめ")
    assert (kept.state, kept.starts_at) == ("scheduled", make.at("10:20"))


@pytest.mark.parametrize("state", ["in_progress", "finished"])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_publish_refuses_to_move_or_drop_what_was_started(
    db: Database, event_id: int, state: str, elsewhere: bool
) -> None:
    change(db, "S1", "B1", state=state)
    other = (planned("S1", "B1", "11:00", "R1", 1),) if elsewhere else ()
    new = draft(db, event_id, *without(("S1", "B1")), *other)
    with pytest.raises(Refused) as refusal:
        published(db, event_id, new)
    assert refusal.value.code == "moves_started_interview"
    assert refusal.value.values == {"interviews": "株式会社髙崎精機 – 横河電機株式会社"}
    with db.read() as session:
        assert session.get_one(Timetable, new).number is None
    assert interview(db, "S1", "B1").starts_at == make.at("10:00")


def test_publish_leaves_started_interviews_that_keep_their_place(db: Database, event_id: int) -> None:
    change(db, "S1", "B1", state="in_progress", actual_start=NOW.event)
    assert published(db, event_id, draft(db, event_id, *PUBLISHED)) == 2
    assert interview(db, "S1", "B1").state == "in_progress"


def test_publish_gives_a_missed_interview_its_new_place(db: Database, event_id: int) -> None:
    change(db, "S1", "B1", state="no_show", no_show_side="supplier")
    new = draft(db, event_id, planned("S1", "B1", "11:00", "R1", 1), *without(("S1", "B1")))
    published(db, event_id, new)
    assert (interview(db, "S1", "B1").state, interview(db, "S1", "B1").no_show_side) == ("scheduled", "")


def test_publish_leaves_a_missed_interview_that_keeps_its_place(db: Database, event_id: int) -> None:
    change(db, "S1", "B1", state="no_show", no_show_side="supplier")
    published(db, event_id, draft(db, event_id, *PUBLISHED))
    assert interview(db, "S1", "B1").state == "no_show"


def test_publish_brings_back_what_an_earlier_version_dropped(db: Database, event_id: int) -> None:
    published(db, event_id, draft(db, event_id, *without(("S1", "B1"))))
    assert interview(db, "S1", "B1").state == "cancelled"
    published(db, event_id, draft(db, event_id, *PUBLISHED))
    assert (interview(db, "S1", "B1").state, interview(db, "S1", "B1").cancel_reason) == ("scheduled", "")


def test_publish_leaves_cancelled_what_the_organiser_cancelled(db: Database, event_id: int) -> None:
    change(db, "S1", "B1", state="cancelled", cancel_reason="社長急病")
    published(db, event_id, draft(db, event_id, *PUBLISHED))
    row = interview(db, "S1", "B1")
    assert (row.state, row.cancel_reason) == ("cancelled", "社長急病")


def test_publish_refuses_another_events_timetable(db: Database, event_id: int, tmp_path: Path) -> None:
    data = read_event(event_files.write(tmp_path / "other"))
    with db.write() as session:
        other = save_event(session, data, actor="test", now=NOW)
    theirs = draft(db, other)
    with pytest.raises(Refused) as refusal:
        published(db, event_id, theirs)
    assert refusal.value.code == "no_timetable"
