"""Who runs on what, with which command, and how an answer is read and judged."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.generate import generate
from bench.peers.instance import read_instance
from bench.peers.referee import breaks_of, faults
from bench.runs import Ended, Record, Task, execute, fingerprint
from bench.shapes import SHAPES
from scheduler.formats import write_event

HERE = Path(__file__).resolve().parent
SCHEDULER = HERE.parent / "scheduler"
MENDAN = "mendan"
ONCE = frozenset({"giant"})
"""Shapes that are run once, whatever `repeat` says: each run takes ten minutes."""
OFFICE = "office"
SEED = 1
SCRATCH = HERE.parent / "build" / "bench"


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for."""

    fairness: int
    workers: int
    repeat: int
    """Runs of the scheduler; a peer has one."""
    limit: float | None
    """Seconds a run; None: what `LIMITS` says for an instance, what the shape says for an event."""


CONTESTANTS = {
    MENDAN: ("Mendan", "scheduler"),
    "uwrmaxsat": ("UWrMaxSat", "hermax"),
    "cpsat": ("plain CP-SAT", "ortools"),
    "highs": ("HiGHS", "highspy"),
    "greedy": ("first fit", "scheduler"),
}
"""On the published instances: how each is called, and the package it needs. The most telling first."""
LIMITS = {"cpsat": 30.0, "highs": 30.0}
"""Seconds on an instance for those that mostly run into their limit; 60 for the others."""


def installed(contestant: str) -> bool:
    """Whether a contestant's package is there."""
    return importlib.util.find_spec(CONTESTANTS[contestant][1]) is not None


def b2b_tasks(files: list[Path], contestants: list[str], options: Options, machine: str) -> list[Task]:
    """Every contestant on every published instance."""
    ours, peers = fingerprint(SCHEDULER), fingerprint(HERE / "peers")
    tasks = []
    for name in contestants:
        limit = options.limit or LIMITS.get(name, 60.0)
        for file in files:
            program = ("scheduler", "b2b") if name == MENDAN else ("bench.peers", name)
            asked = (
                "--fairness",
                options.fairness,
                "--time-limit",
                f"{limit:g}",
                "--workers",
                options.workers,
            )
            command = (sys.executable, "-m", *program, str(file), *map(str, asked))
            stamp = f"{machine} {fingerprint(file)} {ours if name == MENDAN else peers}"
            instance = file.name.removesuffix(".dzn")
            tasks += [
                Task("b2b", instance, file, name, command, limit, repeat, stamp, options.fairness)
                for repeat in range(options.repeat if name == MENDAN else 1)
            ]
    return tasks


def event_tasks(shapes: list[str], options: Options, machine: str) -> list[Task]:
    """The scheduler and the office on an event of every shape; the folders are written anew."""
    ours, peers = fingerprint(SCHEDULER), fingerprint(HERE / "peers")
    tasks = []
    for shape in shapes:
        folder = SCRATCH / "events" / shape
        write_event(generate(SHAPES[shape], SEED), folder)
        limit = options.limit or SHAPES[shape].solve_seconds
        asked = ("--time-limit", f"{limit:g}", "--workers", options.workers, "--seed", 0, "--progress-json")
        solve = (sys.executable, "-m", "scheduler", "solve", str(folder), *map(str, asked))
        fit = (sys.executable, "-m", "bench.peers", OFFICE, str(folder))
        for name, command, source in ((MENDAN, solve, ours), (OFFICE, fit, peers)):
            stamp = f"{machine} {fingerprint(folder)} {source}"
            tasks += [
                Task("event", shape, folder, name, command, limit, repeat, stamp)
                for repeat in range(options.repeat if name == MENDAN and shape not in ONCE else 1)
            ]
    return tasks


def run(task: Task) -> Record:
    """Make one run on an instance or an event and judge its answer."""
    record = about(task)
    if task.kind == "event" and task.contestant == MENDAN:
        return record | _solve_event(task)
    ended = execute(task.command, task.limit)
    record |= facts(ended)
    answer = last_json(ended.output)
    if answer is None:
        return record | {"status": "failed" if ended.code is not None else "unknown", "seconds": task.limit}
    if task.kind == "event":
        return record | answer
    return record | _judged(task, answer)


def about(task: Task) -> Record:
    """The part of a record that is known before the run."""
    return {
        "key": task.key,
        "kind": task.kind,
        "instance": task.instance,
        "contestant": task.contestant,
        "limit": task.limit,
        "repeat": task.repeat,
        "fairness": task.fairness,
    }


def facts(ended: Ended) -> Record:
    """The part of a record that says how the process ended."""
    known: Record = {"wall": round(ended.wall, 3), "memory_mb": ended.memory_mb, "code": ended.code}
    return known | ({"complaint": ended.complaint} if ended.code else {})


def _judged(task: Task, answer: Record) -> Record:
    """The answer on a published instance, its breaks counted anew by the referee."""
    judged = {
        name: answer.get(name) for name in ("status", "breaks", "bound", "seconds", "searched", "unplaced")
    }
    if answer.get("assignment"):
        instance = read_instance(task.source)
        broken = faults(instance, answer["assignment"], task.fairness)
        if sum(breaks_of(instance, answer["assignment"])) != answer["breaks"]:
            broken.append("the breaks are counted wrongly")
        if broken:
            judged |= {"status": "wrong", "broken": broken}
    if task.contestant != MENDAN:
        judged["seconds"] = answer["searched"]
    return judged


def _solve_event(task: Task) -> Record:
    """Solve an event folder and have the timetable judged by `check`."""
    with tempfile.TemporaryDirectory() as out:
        ended = execute((*task.command, "--out", out), task.limit)
        record = facts(ended)
        summary = Path(out) / "summary.json"
        if not summary.exists():
            status = "unknown" if ended.code in (None, 4) else "failed"
            return record | {"status": status, "seconds": task.limit}
        record |= json.loads(summary.read_text("utf-8"))
        record |= milestones(reports(ended.output), record["goals"])
        check = (sys.executable, "-m", "scheduler", "check", str(task.source), f"{out}/timetable.csv")
        if record["status"] != "infeasible" and execute(check, task.limit).code != 0:
            record["status"] = "wrong"
        return record


def reports(output: str) -> list[Record]:
    """What a search with `--progress-json` told of its goals, step by step."""
    return [json.loads(line) for line in output.splitlines() if line.startswith('{"goal"')]


def milestones(reports: list[Record], goals: list[Record]) -> Record:
    """When the first value was told, the score within 1 % of its bound, each goal proven; in seconds."""
    found: Record = {"first_value": _first(reports, lambda r: r["value"] is not None), "near_score": None}
    proven: dict[str, float | None] = {}
    for goal in goals:
        name, value, bound = goal["name"], goal["value"], goal["bound"]
        told = [r for r in reports if r["goal"] == name and r["value"] is not None]
        if name == "score" and bound is not None:
            found["near_score"] = _first(told, lambda r: r["value"] >= 0.99 * bound)  # noqa: B023
        if goal["optimal"]:
            proven[name] = _first(told, lambda r: r["value"] == value and r["bound"] == value)  # noqa: B023
    return found | {"proven": proven}


def _first(reports: list[Record], holds: Callable[[Record], bool]) -> float | None:
    return next((report["seconds"] for report in reports if holds(report)), None)


def last_json(output: str) -> Record | None:
    """The last line that is an answer."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            answer: Record = json.loads(line)
            return answer
    return None
