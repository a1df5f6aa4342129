"""The benchmark's own parts: invented events, the office's way of working, and the referee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench import report
from bench.contests import Options
from bench.generate import generate, main
from bench.peers import cpsat, greedy
from bench.peers.instance import Instance, read_instance
from bench.peers.office import first_fit
from bench.peers.referee import breaks_of, faults
from bench.running import run_all
from bench.runs import Record, Store, Task
from bench.shapes import SHAPES
from scheduler.check import RULES, check
from scheduler.formats import read_event
from scheduler.formats.dzn import read_meetings
from scheduler.problem import Decision, Mark, Problem

SMALL = sorted(set(SHAPES) - {"giant", "okinawa-2022"})
INSTANCE = """
nBusiness = 4; nMeetings = 4; nTables = 1; nTotalSlots = 6; nMorningSlots = 3;
requested = [|1, 2, 1, |1, 3, 2, |2, 3, 3, |1, 4, 3, |];
meetingsxBusiness = [{2,3,5},{2,4},{3,4},{5}];
nMeetingsBusiness = [3,2,2,1];
forbidden = [{0},{0,1},{0},{0}];
fixed = [0,0,0,2];
precedences = [{},{},{2},{}];
"""


def _home(problem: Problem, room: str) -> int:
    return sum(buyer.tables for buyer in problem.buyers if buyer.room == room)


DEMANDED: dict[str, Callable[[Problem], bool]] = {
    "grid": lambda p: p.event.gap_minutes > 0 and len(p.days) > 1,
    "wish": lambda p: len(p.wishes) < len(p.buyers) * len(p.suppliers),
    "once": lambda p: any(s.delegates > 1 for s in p.suppliers),
    "declined": lambda p: (
        any(w.mark is Mark.CROSS for w in p.wishes) and any(w.decision is Decision.NO for w in p.wishes)
    ),
    "supplier_available": lambda p: any(len(s.available) > 1 for s in p.suppliers),
    "buyer_available": lambda p: any(b.available for b in p.buyers),
    "delegates": lambda p: any(s.delegates > 1 for s in p.suppliers),
    "tables": lambda p: any(b.tables > 1 for b in p.buyers),
    "room": lambda p: {b.room is None for b in p.buyers} == {True, False},
    "place": lambda p: any(_home(p, room.id) > room.tables for room in p.rooms),
    "keeps_place": lambda p: any(0 < _home(p, room.id) <= room.tables for room in p.rooms),
    "pin": lambda p: any(w.pin for w in p.wishes),
    "session": lambda p: any(w.session for w in p.wishes),
    "after": lambda p: any(w.after for w in p.wishes),
    "zone": lambda p: len({room.zone for room in p.rooms} - {""}) > 1,
    "max_interviews": lambda p: (
        None not in (p.event.max_interviews_buyer, p.event.max_interviews_supplier)
        and any(s.max_interviews for s in p.suppliers)
        and any(b.max_interviews for b in p.buyers)
    ),
    "max_consecutive": lambda p: p.event.max_consecutive is not None,
    "needs": lambda p: any(len(w.needs) > 1 for w in p.wishes),
    "staff_once": lambda p: any(need in p.staff_of for w in p.wishes for need in w.needs),
    "staff_available": lambda p: any(member.available for member in p.staff),
    "must": lambda p: any(w.must for w in p.wishes),
}
"""What an event must have for a rule to matter in it."""


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    path = tmp_path / "tiny.original.dzn"
    path.write_text(INSTANCE, "utf-8")
    return read_instance(path)


@pytest.mark.parametrize("shape", SMALL)
def test_generate_gives_the_same_event_for_the_same_seed(shape: str) -> None:
    assert generate(SHAPES[shape], 5) == generate(SHAPES[shape], 5)
    assert generate(SHAPES[shape], 5) != generate(SHAPES[shape], 6)


@pytest.mark.parametrize("shape", SMALL)
def test_generate_writes_a_folder_that_reads_back_equal_and_warns_of_few_places_alone(
    shape: str, tmp_path: Path
) -> None:
    assert main([shape, "1", str(tmp_path)]) == 0
    data = read_event(tmp_path)
    assert data == generate(SHAPES[shape], 1)
    assert {(warning.file, warning.column) for warning in data.warnings} <= {("rooms.csv", "tables")}


@pytest.mark.parametrize("shape", SMALL)
def test_generate_has_the_size_of_its_shape(shape: str) -> None:
    problem = generate(SHAPES[shape], 1).problem
    assert (len(problem.buyers), len(problem.suppliers)) == (SHAPES[shape].buyers, SHAPES[shape].suppliers)
    assert len(problem.days) == SHAPES[shape].days


@pytest.mark.parametrize("seed", range(1, 6))
def test_hard_uses_every_rule(seed: int) -> None:
    problem = generate(SHAPES["hard"], seed).problem
    assert [rule.__name__ for rule in RULES] == list(DEMANDED)
    assert [rule for rule, demanded in DEMANDED.items() if not demanded(problem)] == []


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("shape", SMALL)
def test_office_keeps_every_rule(shape: str, seed: int) -> None:
    problem = generate(SHAPES[shape], seed).problem
    judgement = check(problem, first_fit(problem))
    assert judgement.violations == ()
    assert judgement.placed > len(problem.wishes) // 3


def test_instance_is_read_with_sessions_forbidden_and_fixed_slots(instance: Instance) -> None:
    assert instance == Instance(
        name="tiny.original",
        participants=4,
        slots=6,
        capacity=1,
        meetings=((1, 2), (1, 3), (2, 3), (1, 4)),
        allowed=(frozenset({2, 3}), frozenset({4, 5, 6}), frozenset({2, 3, 4, 5, 6}), frozenset({2})),
        before=((2, 3),),
    )


def test_instance_says_what_the_scheduler_reads(instance: Instance, tmp_path: Path) -> None:
    ours = read_meetings(tmp_path / "tiny.original.dzn")
    assert (ours.participants, ours.slots, ours.places) == (4, 6, instance.capacity)
    assert [tuple(who + 1 for who in meeting.pair) for meeting in ours.meetings] == list(instance.meetings)
    assert [{slot + 1 for slot in slots} for slots in ours.choices] == list(instance.allowed)
    assert [{m + 1 for m in meeting.after} for meeting in ours.meetings] == [set(), set(), {2}, set()]


def test_referee_counts_breaks_once_whatever_their_length(instance: Instance) -> None:
    assert breaks_of(instance, (3, 4, 5, 2)) == [0, 1, 0, 0]
    assert breaks_of(instance, (3, 5, 6, 1)) == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("assignment", "fairness", "expected"),
    [
        ((3, 4, 5, 2), 2, []),
        ((3, 4, 5, 2), 0, ["breaks differ by 1"]),
        ((3, 5, 4, 2), 2, ["meeting 2 is not before 3"]),
        ((3, 4, 5, 1), 2, ["meeting 4 in slot 1"]),
        ((2, 4, 5, 2), 2, ["slot 2 holds 2", "participant 1 meets 2 at once in 2"]),
    ],
)
def test_referee_names_each_fault(
    instance: Instance, assignment: tuple[int, ...], fairness: int, expected: list[str]
) -> None:
    assert faults(instance, assignment, fairness) == expected


def test_greedy_places_each_meeting_in_the_first_slot_free_for_both(instance: Instance) -> None:
    answer = greedy.solve(instance, fairness=2, seconds=1.0, workers=1)
    assert (answer.status, answer.assignment, answer.breaks) == ("feasible", (3, 4, 5, 2), 1)


def test_greedy_says_how_many_meetings_are_left_over(instance: Instance) -> None:
    blocked = replace(instance, allowed=(frozenset({2}), *instance.allowed[1:]))
    answer = greedy.solve(blocked, fairness=2, seconds=1.0, workers=1)
    assert (answer.status, answer.assignment, answer.unplaced) == ("unknown", (), 1)


def test_record_survives_a_line_cut_off_by_an_interruption(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs.jsonl")
    store.add({"key": "a", "seconds": 1.0})
    with store.path.open("a", encoding="utf-8") as file:
        file.write('{"key": "b", "sec')
    assert Store(store.path).records == {"a": {"key": "a", "seconds": 1.0}}


def test_run_is_known_by_what_could_change_its_result() -> None:
    task = Task("b2b", "tiny", Path("tiny.dzn"), "greedy", ("python", "-m", "x"), 60.0, 0, "stamp")
    assert task.key == replace(task, command=("/other/python", "-m", "x")).key
    changed = [replace(task, limit=10.0), replace(task, stamp="new"), replace(task, repeat=1)]
    assert len({task.key, *(other.key for other in changed)}) == 4


def _task(contestant: str, repeat: int = 0, fairness: int = 2) -> Task:
    return Task("b2b", "tiny", Path("tiny.dzn"), contestant, ("python",), 60.0, repeat, "", fairness)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The runs made, in order; none of them proves anything."""
    runs: list[Task] = []

    def run(task: Task) -> Record:
        runs.append(task)
        return _record(task.contestant, 60.0, "feasible") | {"key": task.key}

    monkeypatch.setattr("bench.contests.run", run)
    return runs


def test_peer_that_ran_out_of_time_is_not_asked_again(made: list[Task], tmp_path: Path) -> None:
    ours, theirs = [_task("mendan", n) for n in range(2)], [_task("cpsat", n) for n in range(2)]
    records = run_all([*ours, *theirs], Store(tmp_path / "runs.jsonl"))
    assert made == list(records) == [*ours, theirs[0]]


def test_peers_are_left_out_after_the_time_allowed_and_made_up_later(
    made: list[Task], tmp_path: Path
) -> None:
    tasks = [_task("mendan"), _task("cpsat"), _task("mendan", 1)]
    assert list(run_all(tasks, Store(tmp_path / "runs.jsonl"), minutes=-1.0)) == [tasks[0], tasks[2]]
    assert list(run_all(tasks, Store(tmp_path / "runs.jsonl"), minutes=1.0)) == tasks
    assert made == [tasks[0], tasks[2], tasks[1]]


def test_plain_cpsat_proves_the_optimum_and_that_there_is_none(instance: Instance) -> None:
    answer = cpsat.solve(instance, fairness=1, seconds=30.0, workers=1)
    assert (answer.status, answer.breaks, answer.bound) == ("optimal", 1, 1)
    assert faults(instance, answer.assignment, 1) == []
    assert cpsat.solve(instance, fairness=0, seconds=30.0, workers=1).status == "infeasible"


def _record(contestant: str, seconds: float, status: str = "optimal", **other: object) -> Record:
    run = {"kind": "b2b", "instance": "tiny", "contestant": contestant, "limit": 60.0, "status": status}
    return run | {"seconds": seconds, "wall": seconds + 1, "memory_mb": 50, "breaks": 1, "bound": 1} | other


def test_report_shows_medians_and_never_better_than_the_worst_run(tmp_path: Path) -> None:
    records = [
        *(_record("mendan", seconds) for seconds in (0.1, 0.3, 0.2)),
        *(_record("uwrmaxsat", seconds) for seconds in (1.0, 4.0, 2.0)),
        _record("cpsat", 1.0),
        _record("cpsat", 60.0, "feasible", breaks=3, bound=0),
        _record("greedy", 0.0, "unknown", breaks=None, bound=None, unplaced=4),
    ]
    written = report.write(records, {"tiny": (1, 0.4)}, {"Date": "today"}, Options(2, 2, 3, None), tmp_path)
    page = written[0].read_text("utf-8").splitlines()
    row = "| tiny | 1 · 0.4 s | 1 · 0.20 s | 1 · 2.00 s | 0–3 · 30.5 s | 4 meetings left over · 0.00 s |"
    assert row in page
    assert "| UWrMaxSat | 1 of 1 | 2.00 s | 0.100 (1 instances) |" in page
    assert "| plain CP-SAT | 0 of 1 | 30.5 s | ≤ 0.007 (1 instances, 1 at the limit) |" in page
    assert "| published, on its authors' machine |  | 0.40 s | 0.500 (1 instances) |" in page
    assert [path.name for path in written[:2]] == ["solver.md", "solver.csv"]
