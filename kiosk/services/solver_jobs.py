"""Solves asked for on a page: started, followed, cancelled; what they find becomes a draft.

The job's row is what pages read. The work is a child process (`solver_child`) followed by a background
thread; no transaction is open while it runs.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.domain.solves import Point, with_point
from kiosk.errors import Refused
from kiosk.models import SolverJob
from kiosk.queries.clocks import moment
from kiosk.services import feed
from kiosk.services.problems import event_data
from kiosk.services.publishing import save_draft
from kiosk.services.solver_child import BEAT, Answer, Child, ChildFailed
from scheduler.formats import EventData

log = logging.getLogger(__name__)
RUNNING = ("queued", "running")
SHORTEST, LONGEST = 1, 3600
"""Seconds a solve may be given."""
N_ = str
"""Marks the messages of a job for the catalogue: stored in English, translated by whoever shows them."""
SERVER_STOPPED = N_("The program was stopped while the timetable was being made. Please start again.")
BROKEN = N_("The calculation ended without an answer. Please start again.")
NONE_IN_TIME = N_("No timetable was found in the time given. Please allow more time.")
NONE_YET = N_("It was stopped before a first timetable was found.")
CHANGED = N_("The event was changed while its timetable was being made. Please start again.")
Watch = Callable[[Point], None]


@dataclass(frozen=True, slots=True)
class _Job:
    id: int
    event_id: int
    actor: str
    time_limit: int
    data: EventData


class SolverJobs:
    """The solves of this process; one at a time for each event. `clock` tells the world's time, UTC."""

    def __init__(self, database: Database, folder: Path, clock: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._folder = folder
        self._clock = clock
        self._children: dict[int, Child] = {}
        self._cancelled: set[int] = set()
        self._threads: dict[int, threading.Thread] = {}
        self._stopping = False

    def start(self, event_id: int, *, actor: str, time_limit: int = 60) -> int:
        """Start a solve in the background; gives the job's id.

        Raises:
            Refused: one is running already for this event, or the time limit is out of range.
        """
        job = self._open(event_id, actor, time_limit)
        thread = threading.Thread(target=self._work, args=(job,), name=f"solve {job.id}", daemon=True)
        self._threads[job.id] = thread
        thread.start()
        return job.id

    def wait(self, job_id: int) -> None:
        """Wait until a job that was started here is over and its row says so."""
        if thread := self._threads.get(job_id):
            thread.join()

    def solve(self, event_id: int, *, actor: str, time_limit: int, watch: Watch) -> int:
        """Solve and wait for it, telling every step to `watch`; gives the job's id."""
        job = self._open(event_id, actor, time_limit)
        self._work(job, watch)
        return job.id

    def cancel(self, event_id: int, job_id: int) -> None:
        """Stop a solve and keep the best timetable it has found so far, if any, as a draft.

        Raises:
            Refused: it is not running.
        """
        with self._database.read() as session:
            row = session.get(SolverJob, job_id)
            if row is None or row.event_id != event_id or row.status not in RUNNING:
                raise Refused("not_running", "This calculation is not running any more.", 409)
        self._cancelled.add(job_id)
        if child := self._children.get(job_id):
            child.cancel()

    def running(self, session: Session, event_id: int) -> int | None:
        """The id of the event's running job."""
        return session.scalar(
            select(SolverJob.id).where(SolverJob.event_id == event_id, SolverJob.status.in_(RUNNING))
        )

    def recover(self) -> int:
        """Close the jobs that a server left open when it died; gives how many. Called before serving."""
        shutil.rmtree(self._folder, ignore_errors=True)
        with self._database.write() as session:
            left = session.scalars(select(SolverJob.id).where(SolverJob.status.in_(RUNNING))).all()
            session.execute(
                update(SolverJob)
                .where(SolverJob.id.in_(left))
                .values(status="failed", message=SERVER_STOPPED, ended_at=self._clock())
            )
        return len(left)

    def stop(self) -> None:
        """End all child processes, because the server stops."""
        self._stopping = True
        for child in list(self._children.values()):
            child.kill()
        for job_id in list(self._threads):
            self.wait(job_id)

    def _open(self, event_id: int, actor: str, time_limit: int) -> _Job:
        if not SHORTEST <= time_limit <= LONGEST:
            raise Refused(
                "bad_time_limit",
                "Please allow between %(shortest)d and %(longest)d seconds.",
                shortest=SHORTEST,
                longest=LONGEST,
            )
        with self._database.read() as session:
            data = event_data(session, event_id)
            now = moment(session, event_id, self._clock())
        with self._database.write() as session:
            feed.lock_event(session, event_id)
            if self.running(session, event_id) is not None:
                raise Refused("solving_already", "A timetable is being made already. Please wait.", 409)
            row = SolverJob(
                event_id=event_id,
                status="running",
                asked_by=actor,
                asked_at=now.real,
                ended_at=None,
                time_limit=time_limit,
                progress=[],
                clash=[],
                message="",
                timetable_id=None,
            )
            session.add(row)
            session.flush()
            return _Job(row.id, event_id, actor, time_limit, data)

    def _work(self, job: _Job, watch: Watch = lambda _point: None) -> None:
        folder = self._folder / str(job.id)
        try:
            folder.mkdir(mode=0o700, parents=True)
            answer = self._follow(job, folder, watch)
            self._close(job, answer)
        except ChildFailed as failure:
            log.warning("solve %d gave no timetable: %s", job.id, failure)
            if job.id in self._cancelled:
                self._note(job, status="cancelled", message=NONE_YET, ended=True)
            else:
                message = SERVER_STOPPED if self._stopping else BROKEN
                self._note(job, status="failed", message=message, ended=True)
        except Exception:
            log.exception("solve %d failed", job.id)
            self._note(job, status="failed", message=BROKEN, ended=True)
        finally:
            self._cancelled.discard(job.id)
            self._threads.pop(job.id, None)
            shutil.rmtree(folder, ignore_errors=True)

    def _follow(self, job: _Job, folder: Path, watch: Watch) -> Answer:
        child = Child(folder, job.data, time_limit=job.time_limit, workers=_workers())
        self._children[job.id] = child
        if job.id in self._cancelled:
            child.cancel()
        points: list[Point] = []
        fresh, stored_at = False, 0.0
        try:
            for point in child.progress():
                if point is not None:
                    points, fresh = with_point(points, point), True
                    watch(point)
                if fresh and time.monotonic() - stored_at >= BEAT:
                    self._note(job, progress=points)
                    fresh, stored_at = False, time.monotonic()
            self._note(job, progress=points)
            return child.answer()
        finally:
            del self._children[job.id]
            child.close()

    def _close(self, job: _Job, answer: Answer) -> None:
        cancelled = job.id in self._cancelled
        ended = "cancelled" if cancelled else "done"
        if answer.draft is None:
            if answer.clash:
                self._note(job, status="failed", clash=list(answer.clash), ended=True)
            elif cancelled:
                self._note(job, status="cancelled", message=NONE_YET, ended=True)
            else:
                self._note(job, status="failed", message=NONE_IN_TIME, ended=True)
            return
        with self._database.write() as session:
            feed.lock_event(session, job.event_id)
            now = moment(session, job.event_id, self._clock())
            row = session.get_one(SolverJob, job.id)
            row.ended_at = now.real
            if event_data(session, job.event_id).problem != job.data.problem:
                row.status, row.message = "failed", CHANGED
                return
            row.timetable_id = save_draft(session, job.event_id, answer.draft, actor=job.actor, now=now)
            row.status = ended

    def _note(self, job: _Job, *, ended: bool = False, **values: Any) -> None:
        with self._database.write() as session:
            if ended:
                values["ended_at"] = self._clock()
            session.execute(update(SolverJob).where(SolverJob.id == job.id).values(**values))


def _workers() -> int:
    """One core is left to the server where there are enough."""
    return max(2, min(8, (os.cpu_count() or 2) - 1))
