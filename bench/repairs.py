"""Repairs on the day: a timetable that is being held, a mishap, and what each contestant makes of it."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from bench.contests import (
    HERE,
    MENDAN,
    SCHEDULER,
    SCRATCH,
    SEED,
    Options,
    about,
    facts,
    last_json,
    milestones,
    reports,
)
from bench.generate import generate
from bench.mishaps import Day, mishaps, under_way, write_mishap
from bench.runs import Record, Task, execute, fingerprint
from bench.shapes import SHAPES
from scheduler.formats import read_timetable, write_event, write_timetable

DAYS = ("tama-2009", "yokosuka-2018")
"""The shapes whose days are repaired when none is named."""
STRIKE, FIRST = "strike", "first"
"""What is hit struck out by hand; our own first answer, without a search."""
LIMIT, PLANNING = 30.0, 60.0
"""Seconds that a repair has, and the timetable that is to be repaired."""
FIRST_GOALS = ("lost_musts", "lost", "disturbed")
"""The fewest disturbed companies are proven once all of these are: each only counts with the ones before."""


def repair_tasks(
    shapes: Iterable[str], names: Collection[str], options: Options, machine: str, *, fresh: bool = False
) -> list[Task]:
    """The mishaps of these names on a day of each shape; the timetables are made where they are missing.

    Args:
        fresh: make them anew in any case.
    """
    tasks: list[Task] = []
    for shape in shapes:
        folder = SCRATCH / "days" / shape
        day = _held(shape, folder, options.workers, fresh=fresh)
        for mishap in mishaps(day, SEED):
            if mishap.name in names:
                changes = folder / mishap.name / "changes.csv"
                write_mishap(mishap, changes)
                tasks += _tasks(f"{shape}/{mishap.name}", folder, changes, day.now, options, machine)
    return tasks


def _tasks(
    name: str, folder: Path, changes: Path, now: dt.datetime, options: Options, machine: str
) -> Iterator[Task]:
    """Every contestant on one mishap. Each is judged by the scheduler, whose sources stand in every stamp."""
    event, before = folder / "event", folder / "timetable.csv"
    inputs = fingerprint(event, before, changes), fingerprint(SCHEDULER)
    moment = f"{now:%Y-%m-%d %H:%M}"
    program = (sys.executable, "-m", "scheduler", "replan")
    replan = (*program, str(event), str(before), str(changes), "--now", moment)
    known = ("--before", str(before), "--changes", str(changes), "--now", moment)
    strike = (sys.executable, "-m", "bench.peers", STRIKE, str(event), *known)
    for contestant, limit in ((MENDAN, options.limit or LIMIT), (FIRST, 0.0), (STRIKE, LIMIT)):
        asked = ("--time-limit", f"{limit:g}", "--workers", str(options.workers), "--progress-json")
        command = strike if contestant == STRIKE else (*replan, *asked)
        sources = fingerprint(HERE / "peers") if contestant == STRIKE else ""
        stamp = " ".join((machine, *inputs, sources))
        for repeat in range(options.repeat if contestant == MENDAN else 1):
            yield Task("day", name, changes, contestant, command, limit, repeat, stamp)


def _held(shape: str, folder: Path, workers: int, *, fresh: bool) -> Day:
    """A day that is under way, its files written; its timetable is made once and kept."""
    data = generate(SHAPES[shape], SEED)
    event, planned, stamp = folder / "event", folder / "planned", folder / "planned" / "stamp"
    write_event(data, event)
    made_from = fingerprint(event)
    if fresh or not stamp.exists() or stamp.read_text("utf-8") != made_from:
        print(f"{shape}: making the timetable of the day", file=sys.stderr)
        asked = ("--time-limit", f"{PLANNING:g}", "--workers", str(workers), "--out", str(planned))
        solve = (sys.executable, "-m", "scheduler", "solve", str(event), *asked)
        ended = execute(solve, PLANNING)
        if ended.code != 0:
            raise SystemExit(f"{shape}: no timetable for the day: {ended.complaint}")
        stamp.write_text(made_from, "utf-8")
    problem = data.problem
    day = under_way(problem, read_timetable(planned / "timetable.csv", problem))
    write_timetable(problem, day.held, folder / "timetable.csv")
    return day


def run(task: Task) -> Record:
    """Make one run on a mishap and have the judge count what came of it."""
    record = about(task)
    if task.contestant == STRIKE:
        ended = execute(task.command, task.limit)
        answer = last_json(ended.output) if ended.code == 0 else None
        return record | facts(ended) | (answer or {"status": "failed", "seconds": task.limit})
    with tempfile.TemporaryDirectory() as out:
        ended = execute((*task.command, "--out", out), task.limit)
        record |= facts(ended)
        summary = Path(out) / "summary.json"
        if ended.code != 0 or not summary.exists():
            return record | {"status": "failed", "seconds": task.limit}
        record |= json.loads(summary.read_text("utf-8"))
        judged = execute(_check(task, f"{out}/timetable.csv"), LIMIT)
    if judged.code != 0:
        return record | {"status": "wrong", "complaint": judged.output[:2000] + judged.complaint}
    found = milestones(reports(ended.output), record["goals"])
    return record | found | {"day": json.loads(judged.output)["day"]} | _proofs(record, found["proven"])


def _check(task: Task, timetable: str) -> tuple[str, ...]:
    """The judge's command, from that of the repair: `… replan EVENT TIMETABLE CHANGES --now NOW …`."""
    event, before, changes, _, now = task.command[4:9]
    known = ("--before", before, "--changes", changes, "--now", now)
    return (sys.executable, "-m", "scheduler", "check", event, timetable, *known, "--json")


def _proofs(record: Record, proven: dict[str, float | None]) -> Record:
    """When the fewest disturbed companies were proven, and when everything was; in the command's seconds."""
    first = [proven.get(goal) for goal in FIRST_GOALS]
    every = list(proven.values()) if record["status"] == "optimal" else [None]
    return {"disturbed_at": _last(first), "all_at": _last(every)}


def _last(times: Iterable[float | None]) -> float | None:
    """The latest; None if one is missing."""
    listed = list(times)
    known = [time for time in listed if time is not None]
    return max(known) if known and len(known) == len(listed) else None
