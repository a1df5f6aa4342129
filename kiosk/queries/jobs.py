"""A running solve: the ladder of goals with value and bound, and the course of the one being worked on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.errors import Refused
from kiosk.models import SolverJob

RUNNING = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True)
class Rung:
    """A goal as far as the solve has come with it. `done`: the solve has left it for the next."""

    goal: str
    value: int | None
    bound: int | None
    proven: bool
    done: bool


@dataclass(frozen=True, slots=True)
class Point:
    """The best value and the proven bound of a goal, so many seconds after the start."""

    seconds: float
    value: int | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class JobView:
    """A solve asked for on the page. `course` belongs to the last rung."""

    id: int
    status: str
    asked_by: str
    asked_at: dt.datetime
    ended_at: dt.datetime | None
    time_limit: int
    stages: int
    ladder: tuple[Rung, ...]
    course: tuple[Point, ...]
    clash_ja: tuple[str, ...]
    clash_en: tuple[str, ...]
    message: str
    timetable_id: int | None

    @property
    def running(self) -> bool:
        return self.status in RUNNING


def job_view(session: Session, event_id: int, job_id: int) -> JobView:
    """One solve of an event.

    Raises:
        Refused: the event has no such solve.
    """
    row = session.get(SolverJob, job_id)
    if row is None or row.event_id != event_id:
        raise Refused("no_job", "There is no such calculation.", 404)
    return _view(row)


def latest_job(session: Session, event_id: int) -> JobView | None:
    """The solve asked for last, running or not."""
    row = session.scalar(
        select(SolverJob).where(SolverJob.event_id == event_id).order_by(SolverJob.id.desc()).limit(1)
    )
    return _view(row) if row else None


def _view(row: SolverJob) -> JobView:
    steps: dict[str, list[Point]] = {}
    for entry in row.progress:
        point = Point(float(entry["seconds"]), entry["value"], entry["bound"])
        steps.setdefault(entry["goal"], []).append(point)
    names = list(steps)
    running = row.status in RUNNING
    ladder = tuple(_rung(goal, steps[goal], done=not running or goal != names[-1]) for goal in names)
    return JobView(
        id=row.id,
        status=row.status,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        time_limit=row.time_limit,
        stages=row.progress[-1]["stages"] if row.progress else 0,
        ladder=ladder,
        course=tuple(steps[names[-1]]) if names else (),
        clash_ja=tuple(sentence["ja"] for sentence in row.clash),
        clash_en=tuple(sentence["en"] for sentence in row.clash),
        message=row.message,
        timetable_id=row.timetable_id,
    )


def _rung(goal: str, course: list[Point], *, done: bool) -> Rung:
    last = course[-1]
    proven = last.value is not None and last.value == last.bound
    return Rung(goal, last.value, last.bound, proven, done)
