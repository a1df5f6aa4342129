"""The annealer keeps every rule, loses nothing, and repeats itself."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import threading

import pytest

from scheduler import improver, kempe
from scheduler import warm as ahead
from scheduler.anneal import Annealer, Annealing, Plan, warm
from scheduler.check import check
from scheduler.checked import checked
from scheduler.clash import Held
from scheduler.draft import Draft, first_draft, make_room
from scheduler.grid import Grid
from scheduler.improver import Improver, Way
from scheduler.measures import Measure, worth
from scheduler.problem import Buyer, Decision, Mark, Problem, Room, Staff, Supplier, TimeRange, Wish
from scheduler.search import Clock
from scheduler.solver import solve
from scheduler.tables import finish

PLAN = Plan(tries=20_000, seconds=60, warm=1, cold=0.1, choosing=4, later=(0.3,))
ROOMS = (
    Room("R1", "one", tables=3, zone="A"),
    Room("R2", "two", tables=2, zone="B"),
    Room("R3", "three", tables=2),
)


def crowd(make_event, seed: int, **facts: object) -> Problem:
    """A small event of two days with every rule there is."""
    dice = random.Random(seed)
    hours = (TimeRange(None, dt.time(10, 20), dt.time(13, 40)),)
    buyers = tuple(
        Buyer(
            f"B{b}",
            f"buyer {b}",
            room=dice.choice(["R1", "R2", "R3", None]),
            tables=dice.choice([1, 1, 2]),
            max_interviews=dice.choice([None, 6]),
            available=dice.choice([(), (), hours]),
        )
        for b in range(7)
    )
    suppliers = tuple(
        Supplier(f"S{s}", f"supplier {s}", delegates=dice.choice([1, 1, 1, 2]), min_interviews=s % 3)
        for s in range(12)
    )
    pins = [dt.datetime.fromisoformat("2026-11-26T10:20"), dt.datetime.fromisoformat("2026-11-27T13:00")]
    wishes = [
        Wish(
            f"S{s}",
            f"B{b}",
            rank=dice.choice([None, 1, 2, 3]),
            mark=dice.choice([None, *Mark]),
            decision=dice.choice([None] * 30 + [Decision.NO]),
            pin=dice.choice([None] * 12 + pins),
            session=dice.choice([None] * 10 + ["am", "pm"]),
            needs=dice.choice([()] * 6 + [("interpreter",)] + facts.pop("needs", [])),
            after=f"B{(b + 1) % 7}" if dice.random() < 0.1 else None,
        )
        for s in range(12)
        for b in dice.sample(range(7), 5)
    ]
    staff = (Staff("C1", "one", "interpreter"), Staff("C2", "two", "interpreter", available=hours))
    return make_event(
        *wishes,
        buyers=buyers,
        suppliers=suppliers,
        rooms=ROOMS,
        staff=staff,
        days=2,
        max_consecutive=2,
        max_interviews_supplier=4,
        **facts,
    )


def done(annealing: Annealing) -> Annealing:
    annealing.run(threading.Event())
    return annealing


def values(draft: Draft) -> dict[str, int]:
    return Measure(draft.grid, draft.slot_of, draft.room_at).values()


@pytest.mark.parametrize("goal", ["score", "breaks", "idle", "worst", "moves"])
@pytest.mark.parametrize("needs", [[], [("C1",), ("interpreter", "C2")]], ids=["crews", "named staff"])
def test_annealing_keeps_every_rule_and_earlier_goal(event, goal, needs):
    for seed in range(4):
        problem = crowd(event, seed, needs=needs)
        grid = Grid(problem)
        draft = first_draft(grid)
        better = checked(
            grid, Held(done(Annealer(grid).improve(draft, goal, 999, PLAN, 1)).slot_of, draft.seats)
        )
        assert check(problem, finish(better)).violations == ()
        goals = problem.event.goals[: problem.event.goals.index(goal) + 1]
        assert worth(values(better), goals) <= worth(values(draft), goals)


def test_annealing_counts_goals_as_the_judge_does(event):
    problem = crowd(event, 5)
    grid = Grid(problem)
    draft = first_draft(grid)
    for goal in ("score", "breaks", "moves"):
        run = done(Annealer(grid).improve(draft, goal, 999, PLAN, 1))
        better = checked(grid, Held(run.slot_of, draft.seats))
        assert abs(values(better)[goal] - values(draft)[goal]) == run.gained > 0


def test_annealing_repeats_itself_with_the_same_seed(event):
    grid = Grid(crowd(event, 3))
    draft = first_draft(grid)
    one, two, other = (
        done(Annealer(grid).improve(draft, "breaks", 999, PLAN, seed)).slot_of for seed in (1, 1, 2)
    )
    assert one == two
    assert one != other


def test_annealing_stops_at_once_when_told(event):
    grid = Grid(crowd(event, 3))
    draft = first_draft(grid)
    stop = threading.Event()
    stop.set()
    run = Annealer(grid).improve(draft, "breaks", 999, PLAN, 1)
    run.run(stop)
    assert run.slot_of == draft.slot_of


def test_chosen_wishes_all_find_slots(event):
    """Every supplier meets every buyer and nobody ever rests: only chains lead there from first fit."""
    wishes = [Wish(f"S{s}", f"B{b}") for s in range(6) for b in range(6)]
    grid = Grid(event(*wishes))
    draft = first_draft(grid)
    assert len(draft.slot_of) < 36
    run = done(Annealer(grid).place(draft, frozenset(range(36)), PLAN, 1))
    assert checked(grid, Held(run.slot_of, {})).slot_of.keys() == set(range(36))


def test_breaks_go_without_crossing_zones(event):
    """Five interviews each in two zones on six slots: first fit leaves breaks that lunch could hide."""
    zones = {"B0": "R1", "B1": "R1", "B2": "R2", "B3": "R2", "B4": "R2"}
    buyers = tuple(Buyer(b, b, room=room) for b, room in zones.items())
    wishes = [Wish(f"S{s}", f"B{(b + s) % 5}") for s in range(5) for b in range(5)]
    rooms = (Room("R1", "one", tables=3, zone="A"), Room("R2", "two", tables=3, zone="B"))
    grid = Grid(event(*wishes, buyers=buyers, rooms=rooms))
    draft = first_draft(grid)
    plan = Plan(tries=400_000, seconds=60, warm=1, cold=0.1, choosing=0)
    run = done(Annealer(grid).improve(draft, "breaks", 999, plan, 1))
    better = checked(grid, Held(run.slot_of, {}))
    assert values(better)["breaks"] < values(draft)["breaks"]


def test_two_zones_are_annealed_one_at_a_time_and_then_freely(event):
    buyers = tuple(Buyer(f"B{b}", "x", room=f"R{1 + b % 2}") for b in range(6))
    rooms = (Room("R1", "one", tables=3, zone="A"), Room("R2", "two", tables=3, zone="B"))
    grid = Grid(event(*(Wish(f"S{s}", b.id) for s in range(6) for b in buyers), buyers=buyers, rooms=rooms))
    improver = Improver(grid, Clock(60), 1, 0)
    assert list(improver.ways("breaks", 1.0)) == [Way.HURRIED, Way.FREE]
    draft = first_draft(grid)
    assert len(draft.slot_of) < 36
    placed = checked(grid, Held(improver.place(draft, frozenset(range(36)), 20.0), {}))
    assert placed.slot_of.keys() == set(range(36))
    assert list(improver.ways("breaks", 1.0)) == [Way.NEAR, Way.ON]
    assert list(improver.ways("moves", 1.0)) == [Way.FREE]
    for way in Way:
        better = checked(grid, Held(improver.improve(placed, "idle", 1, 1.0, way=way), {}))
        assert values(better)["idle"] <= values(placed)["idle"]


@pytest.mark.parametrize("scarce", ["staff", "places"])
def test_interviews_without_a_common_company_swap_what_is_scarce(event, scarce):
    """One interpreter, or one place, in two slots: the break closes only if two other interviews swap."""
    early = (TimeRange(None, dt.time(10), dt.time(10, 40)),)
    needs = ("interpreter",) if scarce == "staff" else ()
    buyers = tuple(
        Buyer(b, b, room="R2" if scarce == "places" else "R1", available=early) for b in ("B0", "B2")
    )
    pin = dt.datetime.fromisoformat("2026-11-26T10:40")
    grid = Grid(
        event(
            Wish("S0", "B0", needs=needs),
            Wish("S0", "B1", pin=pin),
            Wish("S1", "B2", needs=needs),
            buyers=buyers,
            rooms=(Room("R1", "one", tables=9), Room("R2", "two", tables=1)),
            staff=(Staff("C1", "one", "interpreter", available=early),),
        )
    )
    draft = Draft(grid, {0: 0, 1: 2, 2: 1})
    plan = Plan(tries=100_000, seconds=60, warm=0.3, cold=0.1, choosing=0)
    run = done(Annealer(grid).improve(draft, "breaks", 1, plan, 1))
    assert checked(grid, Held(run.slot_of, {})).slot_of == {0: 1, 1: 2, 2: 0}


@pytest.mark.parametrize("pinned", [False, True])
def test_must_takes_a_slot_from_those_who_can_go_elsewhere(event, pinned):
    ten = dt.datetime.fromisoformat("2026-11-26T10:00")
    other = Wish("S2", "B1", decision=Decision.MUST, pin=ten if pinned else None)
    grid = Grid(event(Wish("S1", "B1", decision=Decision.MUST, pin=ten), other))
    draft = Draft(grid, {1: 0})
    assert make_room(draft, 0) is not pinned
    assert draft.slot_of == ({1: 0} if pinned else {0: 0, 1: 1})


def test_warming_compiles_what_annealing_calls():
    warm()
    signatures = len(kempe.anneal.signatures)
    warm()
    assert len(kempe.anneal.signatures) == signatures == 1


def test_small_events_are_not_annealed(event, monkeypatch):
    problem = crowd(event, 1)
    assert not Improver(Grid(problem), Clock(1), 1, 0).ready
    monkeypatch.setattr(improver, "LARGE", 1)
    assert Improver(Grid(problem), Clock(1), 1, 0).ready


def test_nobody_waits_for_the_compiler_beyond_the_time_limit(event, monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(improver, "LARGE", 1)
    monkeypatch.setattr(improver, "_compile", lambda: done.wait(30))
    problem = crowd(event, 2, goals=("served", "score", "breaks"))
    waiting = Improver(Grid(problem), Clock(0.2), 1, 0)
    waiting.warm()
    assert waiting.ready
    assert not waiting.compiled
    asked = iter([False, False])
    stopped = Improver(Grid(problem), Clock(10_000, lambda: next(asked, True)), 1, 0)
    stopped.warm()
    assert not stopped.compiled
    assert check(problem, solve(problem, time_limit=1).timetable).violations == ()
    done.set()
    waiting = Improver(Grid(problem), Clock(20), 1, 0)
    waiting.warm()
    assert waiting.compiled


def test_compiling_ahead_ends_well_with_and_without_numba(monkeypatch):
    patience = []
    monkeypatch.setattr("os.nice", patience.append, raising=False)
    ahead.main()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ahead.main()
    assert patience == [ahead.PATIENT] * 2


def test_solve_goes_on_without_numba(event, monkeypatch):
    monkeypatch.setattr(improver, "LARGE", 1)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    problem = crowd(event, 1)
    assert not Improver(Grid(problem), Clock(1), 1, 0).ready
    assert check(problem, solve(problem, time_limit=2).timetable).violations == ()


def test_solve_with_annealing_is_valid_and_repeatable(event, monkeypatch):
    monkeypatch.setattr(improver, "LARGE", 1)
    monkeypatch.setattr(improver, "TRIES", dict.fromkeys(improver.TRIES, 100))
    problem = crowd(event, 2, goals=("served", "score", "breaks"))
    grid = Grid(problem)
    draft = first_draft(grid)
    one, two = (Improver(grid, Clock(1000), 1, 7).improve(draft, "breaks", 99, 1000.0) for _ in range(2))
    assert one == two
    assert check(problem, solve(problem, time_limit=4).timetable).violations == ()


def test_annealing_keeps_the_wishes_it_is_told_to(event):
    grid = Grid(crowd(event, 3))
    draft = first_draft(grid)
    free, kept = (Improver(grid, Clock(60), 1, 0).improve(draft, "breaks", 999, 60, keep=k) for k in (0, 1))
    assert kept.keys() == draft.slot_of.keys() != free.keys()
    assert kept != draft.slot_of


def test_the_most_promising_wishes_are_kept_at_first(event, monkeypatch):
    """A goal is annealed with the choice that promises the most, and only then with others."""
    kept: list[bool] = []

    def noted(self, draft, goal, most, seconds, tell=None, way=Way.FREE, keep=False):
        kept.append(keep)
        return dict(draft.slot_of)

    monkeypatch.setattr(improver, "LARGE", 1)
    monkeypatch.setattr("scheduler.solver.Solving._keep_promise", lambda *_: False)
    monkeypatch.setattr(Improver, "improve", noted)
    solve(crowd(event, 2, goals=("score", "breaks")), time_limit=10, reasons=False)
    assert kept == [True, False]


def test_one_annealing_that_cannot_be_bettered_ends_the_others(event):
    ended = threading.Event()

    class Run:
        def __init__(self, number: int) -> None:
            self.done, self.gained, self.worth, self.slot_of = number == 0, 1 - number, (number,), {0: number}

        def run(self, stop: threading.Event) -> None:
            if not self.done and stop.wait(30):
                ended.set()

    side_by_side = Improver(Grid(crowd(event, 3)), Clock(60), 2, 0)
    assert side_by_side._best(Run, 60.0) == {0: 0}
    assert ended.is_set()


def test_the_library_loads_without_numba():
    code = "import sys, scheduler, scheduler.solver; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_moves_that_are_not_compiled_in_time_are_not_waited_for(event, monkeypatch):
    compiled = threading.Event()
    monkeypatch.setattr(improver, "_compile", compiled.wait)
    monkeypatch.setattr(Improver, "ready", True)
    grid = Grid(event(Wish("S1", "B1")))
    draft = first_draft(grid)
    clock = Clock(0.2)
    slow = Improver(grid, clock, 1, 0)
    slow.warm()
    assert slow.place(draft, frozenset([0]), 60) == draft.slot_of
    assert slow.improve(draft, "breaks", 1, 60) == draft.slot_of
    assert 0.2 <= clock.seconds < 10
    compiled.set()


def test_waiting_for_the_moves_ends_when_cancelled(event, monkeypatch):
    compiled = threading.Event()
    monkeypatch.setattr(improver, "_compile", compiled.wait)
    monkeypatch.setattr(Improver, "ready", True)
    grid = Grid(event(Wish("S1", "B1")))
    slow = Improver(grid, Clock(600, lambda: True), 1, 0)
    slow.warm()
    draft = first_draft(grid)
    assert slow.place(draft, frozenset([0]), 600) == draft.slot_of
    compiled.set()


@pytest.mark.parametrize("seconds", [1.7e308, float("inf")])
def test_annealing_understands_any_number_of_seconds(event, seconds):
    grid = Grid(event(*(Wish(f"S{s}", f"B{b}") for s in range(4) for b in range(2))))
    plan = Plan(tries=10**6, seconds=seconds, warm=1.0, cold=0.1, choosing=8)
    annealing = Annealer(grid).improve(first_draft(grid), "score", 10**6, plan, 0)
    annealing.run(threading.Event())
    assert annealing.gained == 0
