"""Solves in their own process: drafts, reasons, clashes, cancelling, and what a dead server leaves."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.clock import REAL
from kiosk.domain.solves import Point
from kiosk.errors import Refused
from kiosk.models import FeedEntry, Placement, SolverJob, Timetable, UnplacedWish, Wish
from kiosk.services import solver_child, solver_jobs
from kiosk.services.importing import save_event
from kiosk.services.solver_jobs import SolverJobs
from scheduler import warm
from scheduler.formats import read_event
from tests.kiosk.services import event_files

WORLD = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
TAMA = Path(__file__).resolve().parents[3] / "examples" / "tama-2009"


@pytest.fixture
def jobs(db: Database, tmp_path: Path) -> Iterator[SolverJobs]:
    jobs = SolverJobs(db, tmp_path / "jobs", lambda: WORLD)
    yield jobs
    jobs.stop()


def imported(db: Database, folder: Path) -> int:
    data = read_event(folder)
    with db.write() as session:
        return save_event(session, data, actor="test", now=REAL.at(WORLD))


@pytest.fixture
def small(db: Database, tmp_path: Path) -> int:
    return imported(db, event_files.write(tmp_path / "small"))


def job_of(db: Database, job_id: int) -> SolverJob:
    with db.read() as session:
        return session.get_one(SolverJob, job_id)


def ignore(_point: Point) -> None:
    """Watch nothing."""


def test_solve_stores_a_judged_draft_with_reasons_in_both_languages(
    db: Database, small: int, jobs: SolverJobs, tmp_path: Path
) -> None:
    seen: list[Point] = []
    job_id = jobs.solve(small, actor="user:a", time_limit=20, watch=seen.append)
    job = job_of(db, job_id)
    assert (job.status, job.message, job.ended_at) == ("done", "", WORLD)
    assert {point["goal"] for point in job.progress} == {point["goal"] for point in seen}
    assert job.progress[-1] == seen[-1]
    with db.read() as session:
        timetable = session.get_one(Timetable, job.timetable_id)
        assert (timetable.number, timetable.status, timetable.created_by) == (None, "optimal", "user:a")
        goals = {goal["name"]: (goal["value"], goal["bound"], goal["optimal"]) for goal in timetable.goals}
        assert goals["served"] == (2, 2, True)
        pairs = session.execute(
            select(Placement.supplier_id, Placement.buyer_id).order_by(Placement.supplier_id)
        )
        held = [(row[0], row[1]) for row in pairs]
        must = session.get_one(Placement, (timetable.id, "S1", "B1"))
        assert (must.starts_at, must.ends_at) == (
            dt.datetime(2026, 11, 26, 1, 20, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 26, 1, 40, tzinfo=dt.UTC),
        )
        assert (must.room_id, must.table_no, must.staff) == ("R1", 1, ["C1"])
        unmet = session.get_one(UnplacedWish, (timetable.id, "S2", "B1"))
        assert unmet.reason == "declined"
        assert unmet.detail_ja != unmet.detail_en
        facts = session.scalars(select(FeedEntry.fact).order_by(FeedEntry.revision)).all()
    assert held == [("S1", "B1"), ("S1", "B2"), ("S2", "B2")]
    assert facts == ["event_imported", "timetable_drafted"]
    assert list((tmp_path / "jobs").iterdir()) == []


def test_solve_of_clashing_demands_says_which_in_both_languages(
    db: Database, jobs: SolverJobs, tmp_path: Path
) -> None:
    wishes = "supplier,buyer,decision,pin\nS1,B1,must,10:00\nS2,B1,must,10:00\n"
    event_id = imported(db, event_files.write(tmp_path / "clash", wishes=wishes))
    job = job_of(db, jobs.solve(event_id, actor="user:a", time_limit=20, watch=ignore))
    assert (job.status, job.message, job.timetable_id) == ("failed", "", None)
    assert len(job.clash) > 0
    assert all(sorted(sentence) == ["en", "ja"] for sentence in job.clash)


def test_start_works_in_the_background_and_refuses_a_second(db: Database, jobs: SolverJobs) -> None:
    event_id = imported(db, TAMA)
    job_id = jobs.start(event_id, actor="user:a", time_limit=600)
    with pytest.raises(Refused) as refusal:
        jobs.start(event_id, actor="user:b", time_limit=600)
    assert refusal.value.code == "solving_already"
    with db.read() as session:
        assert jobs.running(session, event_id) == job_id
    jobs.cancel(event_id, job_id)
    jobs.wait(job_id)
    assert job_of(db, job_id).status == "cancelled"
    with db.read() as session:
        assert jobs.running(session, event_id) is None


def test_cancel_keeps_the_best_timetable_so_far(db: Database, jobs: SolverJobs) -> None:
    event_id = imported(db, TAMA)
    running: list[int] = []

    def cancel_at_breaks(point: Point) -> None:
        if point["goal"] == "breaks" and not running:
            with db.read() as session:
                running.append(jobs.running(session, event_id) or 0)
            jobs.cancel(event_id, running[0])

    job_id = jobs.solve(event_id, actor="user:a", time_limit=600, watch=cancel_at_breaks)
    job = job_of(db, job_id)
    assert (job.status, running) == ("cancelled", [job_id])
    with db.read() as session:
        held = session.scalars(select(Placement).where(Placement.timetable_id == job.timetable_id)).all()
        unmet = session.scalars(
            select(UnplacedWish).where(UnplacedWish.timetable_id == job.timetable_id)
        ).all()
        wishes = session.scalars(select(Wish)).all()
    assert len(held) + len(unmet) == len(wishes)
    assert len(held) > 100


def test_cancel_of_a_job_that_is_over_is_refused(db: Database, small: int, jobs: SolverJobs) -> None:
    job_id = jobs.solve(small, actor="user:a", time_limit=20, watch=ignore)
    with pytest.raises(Refused) as refusal:
        jobs.cancel(small, job_id)
    assert refusal.value.code == "not_running"


def test_event_changed_meanwhile_makes_the_answer_worthless(
    db: Database, small: int, jobs: SolverJobs
) -> None:
    def decide(_point: Point) -> None:
        with db.write() as session:
            session.get_one(Wish, (small, "S1", "B1")).decision = "no"

    job = job_of(db, jobs.solve(small, actor="user:a", time_limit=20, watch=decide))
    assert (job.status, job.message, job.timetable_id) == ("failed", solver_jobs.CHANGED, None)


def test_broken_process_is_told_and_leaves_nothing(
    db: Database, small: int, jobs: SolverJobs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("kiosk.services.solver_child.sys.executable", str(tmp_path / "no python"))
    job = job_of(db, jobs.solve(small, actor="user:a", time_limit=20, watch=ignore))
    assert (job.status, job.message) == ("failed", solver_jobs.BROKEN)
    assert list((tmp_path / "jobs").iterdir()) == []


@pytest.mark.parametrize("limit", [0, 3601])
def test_time_limit_out_of_range_is_refused(small: int, jobs: SolverJobs, limit: int) -> None:
    with pytest.raises(Refused) as refusal:
        jobs.start(small, actor="user:a", time_limit=limit)
    assert refusal.value.code == "bad_time_limit"


def test_recover_closes_what_a_dead_server_left(
    db: Database, small: int, jobs: SolverJobs, tmp_path: Path
) -> None:
    with db.write() as session:
        row = SolverJob(
            event_id=small, status="running", asked_by="user:a", asked_at=WORLD, ended_at=None,
            time_limit=60, progress=[], clash=[], message="", timetable_id=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        left = row.id
    (tmp_path / "jobs" / "7" / "event").mkdir(parents=True)
    assert jobs.recover() == 1
    job = job_of(db, left)
    assert (job.status, job.message, job.ended_at) == ("failed", solver_jobs.SERVER_STOPPED, WORLD)
    assert not (tmp_path / "jobs").exists()
    assert jobs.recover() == 0


def test_compiling_ahead_is_a_process_that_ends_well() -> None:
    with solver_child.warm_up() as process:
        assert process.wait(timeout=300) == 0


def test_compiling_ahead_ends_with_whoever_asked_for_it() -> None:
    compiling = (
        "import time; from scheduler import anneal, warm; anneal.warm = lambda: time.sleep(60); warm.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", compiling, warm.WHILE_READ], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=30) == 0
