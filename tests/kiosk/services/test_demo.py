"""The demonstration: made once, then left alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.db import Database
from kiosk.domain.clock import REAL
from kiosk.domain.solves import Point
from kiosk.models import Device, Event, FeedEntry, Interview, Timetable
from kiosk.queries.clocks import clock_of, moment
from kiosk.queries.phones import phone_by_token
from kiosk.queries.rehearsals import copy_of
from kiosk.security import digest
from kiosk.services import demo
from kiosk.services.clocks import set_real
from kiosk.services.solver_jobs import SolverJobs
from tests.kiosk import make
from tests.kiosk.services import event_files

WORLD = dt.datetime(2027, 3, 1, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return event_files.write(tmp_path / "example")


def prepared(db: Database, example: Path, at: dt.datetime = WORLD) -> demo.Demo:
    def ignore(_point: Point) -> None:
        """Watch nothing."""

    jobs = SolverJobs(db, example.parent / "jobs", lambda: at)
    return demo.prepare(db, jobs, example, key="k", clock=lambda: at, watch=ignore)


def shown(db: Database, event_id: int, at: dt.datetime) -> dt.datetime:
    with db.read() as session:
        return moment(session, event_id, at).event


def test_demo_without_an_event_is_published_and_20_minutes_before_its_first_slot(
    db: Database, example: Path
) -> None:
    made = prepared(db, example)
    assert (made.name, made.imported, made.published, made.clock_set_back) == ("小さな商談会", True, 1, False)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Interview)) == 3
    assert shown(db, made.event_id, WORLD) == dt.datetime(2026, 11, 26, 0, 40, tzinfo=dt.UTC)
    assert [(link.role, link.name) for link in made.links] == [
        ("kiosk", "受付"),
        ("room", "第1会議室 タブレット"),
        ("board", "ロビー"),
    ]


def test_demo_again_changes_nothing_but_gives_fresh_links_for_the_same_devices(
    db: Database, example: Path
) -> None:
    first = prepared(db, example)
    later = WORLD + dt.timedelta(hours=2)
    again = prepared(db, example, later)
    assert (again.event_id, again.imported, again.published, again.clock_set_back) == (
        first.event_id,
        False,
        None,
        False,
    )
    assert shown(db, first.event_id, later) == dt.datetime(2026, 11, 26, 2, 40, tzinfo=dt.UTC)
    with db.read() as session:
        hashes = set(session.scalars(select(Device.pairing_hash)))
        assert session.scalar(select(func.count()).select_from(Timetable)) == 1
    assert hashes == {digest(link.code) for link in again.links}
    assert {link.code for link in again.links}.isdisjoint(link.code for link in first.links)


def test_demo_sets_a_rehearsal_clock_back_that_has_passed_the_day(db: Database, example: Path) -> None:
    made = prepared(db, example)
    same_evening, next_day = WORLD + dt.timedelta(hours=12), WORLD + dt.timedelta(hours=15)
    assert prepared(db, example, same_evening).clock_set_back is False
    assert prepared(db, example, next_day).clock_set_back is True
    assert shown(db, made.event_id, next_day) == dt.datetime(2026, 11, 26, 0, 40, tzinfo=dt.UTC)


def test_demo_leaves_another_event_alone(db: Database, event_id: int, example: Path) -> None:
    with db.write() as session:
        set_real(session, event_id, actor="test", now=REAL.at(WORLD))
    made = prepared(db, example)
    assert (made.event_id, made.imported, made.published, made.clock_set_back) == (
        event_id,
        False,
        None,
        False,
    )
    with db.read() as session:
        assert session.scalars(select(Event.name)).all() == ["試験商談会"]
        facts = session.scalars(select(FeedEntry.fact)).all()
    assert facts == ["clock_set", "device_added", "device_added", "device_added"]
    assert shown(db, event_id, WORLD) == WORLD


def test_demo_cut_short_is_finished_at_the_next_start(
    db: Database, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_args: object, **_more: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SolverJobs, "solve", interrupted)
        with pytest.raises(KeyboardInterrupt):
            prepared(db, example)
    again = prepared(db, example)
    assert (again.imported, again.published) == (False, 1)


def test_day_of_the_demonstration_is_a_rehearsal_that_is_about_to_begin(db: Database, event_id: int) -> None:
    first, again = (
        demo.begin_day(db, event_id, key="a key for tests", clock=lambda: dt.datetime.now(dt.UTC))
        for _ in range(2)
    )
    with db.read() as session:
        assert copy_of(session, event_id) == again.event_id
        assert session.scalars(select(Event.id)).all() == [event_id, again.event_id]
        clock = clock_of(session.get_one(Event, again.event_id))
    assert (clock.shown, clock.speed) == (make.at("09:54"), demo.DAY_SPEED)
    paths = [path for _, _, path in first.pages]
    assert paths[:2] == [f"/events/{first.event_id}/desk", f"/events/{first.event_id}/rehearsal"]
    phone = phone_by_token(db, again.pages[2][2].removeprefix("/p/"))
    assert phone is not None
    assert phone.event_id == again.event_id
