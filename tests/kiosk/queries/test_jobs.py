"""The ladder of goals and the course of the one being worked on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kiosk.db import Database
from kiosk.errors import Refused
from kiosk.models import SolverJob
from kiosk.queries.jobs import JobView, Point, Rung, job_view, latest_job


def add_job(db: Database, event_id: int, **values: Any) -> int:
    row: dict[str, Any] = {
        "event_id": event_id, "status": "running", "asked_by": "user:test", "ended_at": None,
        "asked_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC), "time_limit": 30, "progress": [],
        "clash": [], "message": "", "timetable_id": None,
    }  # fmt: skip
    with db.write() as session:
        job = SolverJob(**row | values)
        session.add(job)
        session.flush()
        return job.id


def point(goal: str, value: int | None, bound: int | None, seconds: float) -> dict[str, Any]:
    return {"goal": goal, "stage": 1, "stages": 8, "value": value, "bound": bound, "seconds": seconds}


PROGRESS = [
    point("served", 3, 4, 0.1),
    point("served", 4, 4, 0.2),
    point("score", 10, None, 0.5),
    point("score", 12, 20, 0.9),
]


def view(db: Database, event_id: int, job_id: int) -> JobView:
    with db.read() as session:
        return job_view(session, event_id, job_id)


def test_job_ladder_shows_what_is_proven_and_what_is_worked_on(db: Database, event_id: int) -> None:
    found = view(db, event_id, add_job(db, event_id, progress=PROGRESS))
    assert found.ladder == (Rung("served", 4, 4, True, True), Rung("score", 12, 20, False, False))
    assert found.course == (Point(0.5, 10, None), Point(0.9, 12, 20))
    assert found.running


def test_job_that_ended_has_left_its_last_goal(db: Database, event_id: int) -> None:
    found = view(db, event_id, add_job(db, event_id, status="done", progress=PROGRESS))
    assert [rung.done for rung in found.ladder] == [True, True]
    assert not found.running


def test_job_without_progress_has_an_empty_ladder(db: Database, event_id: int) -> None:
    found = view(db, event_id, add_job(db, event_id))
    assert (found.ladder, found.course) == ((), ())


def test_job_clash_is_read_in_both_languages(db: Database, event_id: int) -> None:
    found = view(
        db, event_id, add_job(db, event_id, status="failed", clash=[{"ja": "両立しません。", "en": "Clash."}])
    )
    assert (found.clash_ja, found.clash_en) == (("両立しません。",), ("Clash.",))


def test_job_of_another_event_is_refused(db: Database, event_id: int) -> None:
    job_id = add_job(db, event_id)
    with db.read() as session, pytest.raises(Refused):
        job_view(session, event_id + 1, job_id)


def test_latest_job_is_the_one_asked_for_last(db: Database, event_id: int) -> None:
    with db.read() as session:
        assert latest_job(session, event_id) is None
    add_job(db, event_id, status="done")
    last = add_job(db, event_id)
    with db.read() as session:
        found = latest_job(session, event_id)
    assert found is not None
    assert found.id == last
