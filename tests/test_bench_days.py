"""Repairs on the day: mishaps that hit somebody, what striking out costs, and what is said of the repairs."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import repairs, report, solver
from bench.contests import Options
from bench.generate import generate
from bench.mishaps import MISHAPS, SMALL, Day, Mishap, mishaps, under_way, write_mishap
from bench.peers.office import first_fit
from bench.peers.strike import strike
from bench.results import summarise
from bench.runs import Record, Task, fingerprint
from bench.shapes import SHAPES
from bench.targets import targets
from scheduler.day.replan import replan
from scheduler.enlarge import enlarged
from scheduler.formats import read_changes, write_event, write_timetable
from scheduler.incidents import Incident
from scheduler.judge_facts import gather
from scheduler.judge_incidents import is_hit, take
from scheduler.timetable import Interview, Timetable
from tests.scheduler.day import HELD, LEFT, RIGHT, at, away, event, meet, overrun

SHAPE = "tama-2009"
OPTIONS = Options(fairness=2, workers=1, repeat=2, limit=5.0)


def _day(shape: str) -> Day:
    problem = generate(SHAPES[shape], 1).problem
    return under_way(problem, first_fit(problem))


@pytest.fixture(scope="module", params=repairs.DAYS)
def day(request: pytest.FixtureRequest) -> Day:
    return _day(request.param)


def _read(day: Day, mishap: Mishap, folder: Path) -> tuple[Incident, ...]:
    write_mishap(mishap, folder / "changes.csv")
    return read_changes(folder / "changes.csv", day.problem, day.now)


def _hit(day: Day, incidents: tuple[Incident, ...]) -> list[Interview]:
    event = enlarged(day.problem, incidents)
    facts, taken = gather(event, day.held), take(event, day.held, incidents)
    open_ = (i for i in day.held.interviews if i.status == "scheduled")
    return [i for i in open_ if is_hit(facts, taken, i, day.now)]


def test_day_is_a_third_over(day: Day) -> None:
    slots = day.problem.slots
    running = slots[len(slots) // 3]
    assert running.start < day.now < running.end
    status = {i.start: i.status for i in day.held.interviews}
    assert {start for start, said in status.items() if said == "in_progress"} == {running.start}
    assert {said for start, said in status.items() if start < running.start} == {"finished"}
    assert {said for start, said in status.items() if start > running.start} == {"scheduled"}


@pytest.mark.parametrize("seed", range(1, 5))
def test_each_mishap_hits_an_interview_to_come(day: Day, seed: int, tmp_path: Path) -> None:
    hits = {m.name: _hit(day, _read(day, m, tmp_path)) for m in mishaps(day, seed)}
    assert tuple(hits) == MISHAPS
    assert [name for name, hit in hits.items() if not hit] == ["walk-in"]
    assert all(i.start > day.now for hit in hits.values() for i in hit)


@pytest.mark.parametrize("seed", range(1, 5))
def test_bad_hour_is_the_small_mishaps_about_different_companies(day: Day, seed: int) -> None:
    made = {m.name: m.rows for m in mishaps(day, seed)}
    assert made["bad-hour"] == tuple(row for name in SMALL for row in made[name])
    about = [row[2] for row in made["bad-hour"]]
    assert len(about) == len(set(about)) == len(SMALL)


def test_mishaps_are_the_same_for_the_same_seed(day: Day) -> None:
    assert mishaps(day, 1) == mishaps(day, 1) != mishaps(day, 2)


def test_late_train_carries_a_tenth_of_the_suppliers_that_nobody_has_seen_yet(
    day: Day, tmp_path: Path
) -> None:
    train = next(m for m in mishaps(day, 1) if m.name == "late-train")
    (incident,) = _read(day, train, tmp_path)
    seen = {i.supplier for i in day.held.interviews if i.start <= day.now}
    awaited = {i.supplier for i in day.held.interviews} - seen
    assert len(incident.companies) == min(len(day.problem.suppliers) // 10, len(awaited))
    assert awaited >= set(incident.companies)
    assert incident.until == day.now + dt.timedelta(hours=1)


@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize("name", ["no-show", "walk-in"])
def test_freed_slot_and_walk_in_give_somebody_an_interview(name: str, seed: int, tmp_path: Path) -> None:
    day = _day(SHAPE)
    incidents = _read(day, next(m for m in mishaps(day, seed) if m.name == name), tmp_path)
    done = replan(day.problem, day.held, incidents, now=day.now, time_limit=0, reasons=False)
    assert any(change.kind == "added" for change in done.difference.changes)


def test_overrun_follows_on_where_most_is_to_come() -> None:
    day = _day(SHAPE)
    (row,) = next(m for m in mishaps(day, 1) if m.name == "overrun").rows
    (running,) = (
        i for i in day.held.interviews if f"{i.room}/{i.table}" == row[2] and i.status == "in_progress"
    )
    assert dt.datetime.fromisoformat(row[3]) == running.start + dt.timedelta(minutes=50)


def test_kind_that_hits_nobody_is_left_out() -> None:
    problem = generate(SHAPES[SHAPE], 1).problem
    early = min(problem.slots).start
    over = Timetable(tuple(i for i in first_fit(problem).interviews if i.start == early))
    assert [m.name for m in mishaps(under_way(problem, over), 1)] == ["walk-in", "bad-hour"]


def test_striking_out_loses_what_is_hit_and_leaves_the_rest() -> None:
    held = Timetable(tuple(HELD))
    hit, left = strike(event(), held, (away("absent", "S4", "10:35"),), at("10:35"))
    gone = [i for i in HELD if i not in left.interviews]
    assert (hit, [(i.supplier, i.start) for i in gone]) == (1, [("S4", at("11:00"))])


def test_striking_out_takes_no_more_than_has_to_go_where_a_table_is_missing() -> None:
    running = meet("S6", "B3", "10:40", "R2/2", "in_progress")
    held = Timetable((*HELD, running))
    hit, left = strike(event(), held, (overrun("R2/2", "10:50", "11:10"),), at("10:50"))
    assert hit == 2
    assert LEFT in left.interviews
    assert RIGHT not in left.interviews


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The runs on an absent supplier, on a day whose timetable is there already."""
    monkeypatch.setattr(repairs, "SCRATCH", tmp_path)
    folder = tmp_path / "days" / SHAPE
    data = generate(SHAPES[SHAPE], 1)
    write_event(data, folder / "event")
    (folder / "planned").mkdir()
    write_timetable(data.problem, first_fit(data.problem), folder / "planned" / "timetable.csv")
    (folder / "planned" / "stamp").write_text(fingerprint(folder / "event"), "utf-8")
    return repairs.repair_tasks([SHAPE], ["absent-supplier"], OPTIONS, "machine")


def test_runs_on_a_mishap_are_judged_and_counted(tasks: list[Task]) -> None:
    assert [(task.contestant, task.repeat) for task in tasks] == [
        ("mendan", 0),
        ("mendan", 1),
        ("first", 0),
        ("strike", 0),
    ]
    ours, first, struck = (repairs.run(task) for task in tasks[1:])
    assert struck["day"]["hit"] == struck["day"]["lost"] > 0
    assert ours["day"]["lost"] == first["day"]["lost"] == struck["day"]["lost"]
    assert (ours["status"], struck["status"]) == ("optimal", "feasible")
    assert 0 < ours["disturbed_at"] <= ours["all_at"] <= ours["wall"]


LAZY = """
import json, shutil, sys
out = sys.argv[-1]
shutil.copy(sys.argv[3], out + "/timetable.csv")
open(out + "/summary.json", "w").write(json.dumps({"status": "optimal", "seconds": 0.1, "goals": []}))
"""
"""An answer that leaves everything as it was."""


def test_answer_that_the_judge_refuses_is_wrong(tasks: list[Task]) -> None:
    lazy = replace(tasks[0], command=(sys.executable, "-c", LAZY, *tasks[0].command[3:]))
    record = repairs.run(lazy)
    assert record["status"] == "wrong"
    assert "day" not in record


def test_run_that_fails_is_said(tasks: list[Task]) -> None:
    broken = replace(tasks[0], command=(sys.executable, "-c", "raise SystemExit(70)"))
    assert repairs.run(broken)["status"] == "failed"


def test_disturbed_is_proven_only_with_the_goals_before_it() -> None:
    record = {"status": "optimal"}
    proven = {"lost_musts": 0.1, "lost": 0.4, "disturbed": 0.3, "moved": 0.9}
    assert repairs._proofs(record, proven) == {"disturbed_at": 0.4, "all_at": 0.9}
    assert repairs._proofs({"status": "feasible"}, proven) == {"disturbed_at": 0.4, "all_at": None}
    assert repairs._proofs(record, {"disturbed": 0.3})["disturbed_at"] is None


def _ran(mishap: str = "overrun", contestant: str = "mendan", shape: str = SHAPE, **other: Any) -> Record:
    day = {"lost": 1, "disturbed": 7, "moved": 4, "added": 2}
    goals = [
        {"name": "lost", "value": 1, "bound": 1, "optimal": True},
        {"name": "disturbed", "value": 7, "bound": 5, "optimal": False},
    ]
    return {
        **{"kind": "day", "instance": f"{shape}/{mishap}", "contestant": contestant, "limit": 30.0},
        **{"status": "optimal", "seconds": 1.0, "wall": 2.0, "memory_mb": 90, "goals": goals, "day": day},
        **{"disturbed_at": 0.5, "all_at": 0.8},
        **other,
    }


def test_report_has_a_row_for_each_mishap(tmp_path: Path) -> None:
    struck = {"hit": 3, "lost": 3, "disturbed": 6, "moved": 0, "added": 0}
    records = [
        *(_ran(disturbed_at=at, all_at=None) for at in (0.2, 0.9, 0.4)),
        _ran(contestant="first", status="feasible", disturbed_at=None),
        _ran(contestant="strike", status="feasible", day=struck, disturbed_at=None),
        _ran("walk-in", status="wrong", day=None),
    ]
    page, figures, *_ = report.write(records, {}, {}, OPTIONS, tmp_path)
    lines = page.read_text("utf-8").splitlines()
    cells = "3 | 3 / 6 | 1 / 7 | 1 = / 7 (5) | 4 | 2 | 0.40 s | not | 2.00 s"
    assert f"| {SHAPE}/overrun | {cells} |" in lines
    assert f"| {SHAPE}/walk-in |  |  |  | **wrong** |  |  |  |  | 2.00 s |" in lines
    assert f"day,{SHAPE}/overrun,strike,feasible" in figures.read_text("utf-8")


@pytest.mark.parametrize(
    ("records", "measured", "met"),
    [
        ([_ran(), _ran("walk-in", disturbed_at=0.1)], "0.50 s, overrun; of 2, wall ≤ 2.0 s", True),
        ([_ran(disturbed_at=at) for at in (0.1, 0.2, 9.0)], "0.20 s, overrun; of 1, wall ≤ 2.0 s", True),
        ([_ran(), _ran("walk-in", disturbed_at=1.1)], "1.10 s, walk-in; of 2, wall ≤ 2.0 s", False),
        ([_ran(), _ran("walk-in", disturbed_at=None)], "not: walk-in; of 2, wall ≤ 2.0 s", False),
        ([_ran(), _ran(status="wrong", day=None)], "not: overrun; of 1, wall ≤ 2.0 s", False),
    ],
)
def test_target_is_decided_by_the_worst_mishap(records: list[Record], measured: str, met: bool) -> None:
    (target,) = targets(summarise(records), {})
    assert target.what == f"{SHAPE}, repair on the day"
    assert (target.measured, target.met) == (measured, met)


def test_target_of_each_shape_is_its_own() -> None:
    found = targets(summarise([_ran(disturbed_at=4.0), _ran(shape="yokosuka-2018", disturbed_at=4.0)]), {})
    assert [target.met for target in found] == [False, True]


@pytest.mark.parametrize(
    ("asked", "shapes", "names"),
    [
        ([], list(repairs.DAYS), list(MISHAPS)),
        (["--days"], list(repairs.DAYS), list(MISHAPS)),
        (["--only", "tama-*"], ["tama-2009"], list(MISHAPS)),
        (["--only", "absent-*"], list(repairs.DAYS), ["absent-supplier", "absent-buyer"]),
        (["--only", "ota-2009"], [], []),
        (["--days", "--only", "ota-2009", "--only", "overrun"], ["ota-2009"], ["overrun"]),
        (["--only", "tic-*"], [], []),
    ],
)
def test_patterns_select_shapes_and_mishaps(asked: list[str], shapes: list[str], names: list[str]) -> None:
    args = solver._parser().parse_args(asked)
    assert solver._days(args, args.only or ["*"]) == (shapes, names)
