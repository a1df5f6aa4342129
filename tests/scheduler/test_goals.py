"""The goals of the model against values counted by hand, and the best ones against brute force."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from ortools.sat.python import cp_model

from scheduler.blocks import breaks_by_blocks
from scheduler.check import check
from scheduler.goals import aim, express
from scheduler.grid import Grid
from scheduler.measures import Measure, worth
from scheduler.problem import DEFAULT_GOALS, GOALS, Buyer, Decision, Mark, Problem, Room, Supplier, Wish
from scheduler.rules import post
from scheduler.solver import solve
from scheduler.timetable import Interview, Status, Timetable
from scheduler.variables import Variables

TWO_ROOMS = (Room("R1", "one", tables=2), Room("R2", "two", tables=2))
BUYERS = (Buyer("B1", "one", room="R1"), Buyer("B2", "two", room="R2"), Buyer("B3", "three", room="R1"))
THREE = tuple(Wish("S1", buyer, rank=rank) for rank, buyer in enumerate(("B1", "B2", "B3"), start=1))


def value(problem: Problem, goal: str, slots: tuple[int | None, ...]) -> int:
    """The goal's best value in the model with the wishes held in these slots."""
    v = Variables(Grid(problem))
    post(v)
    for w, slot in enumerate(slots):
        v.model.add(v.placed[w] == (slot is not None))
        if slot is not None:
            v.model.add(v.x[w][slot] == 1)
    aim(v.model, goal, express(v, goal))
    solver = cp_model.CpSolver()
    assert solver.solve(v.model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize(
    ("goal", "slots", "expected"),
    [
        ("served", (None, None, None), 0),
        ("served", (0, 1, None), 1),
        ("served_buyers", (0, 1, None), 2),
        ("score", (0, None, 2), 5 + 2 + 3 + 2),
        ("breaks", (0, 1, 2), 0),
        ("breaks", (0, 2, 4), 2),
        ("breaks", (2, 3, None), 0),
        ("breaks", (0, None, 5), 1),
        ("idle", (0, 2, 5), 3),
        ("worst", (0, None, 5), 4),
        ("moves", (0, 1, 2), 2),
        ("moves", (0, 2, 1), 1),
        ("moves", (0, None, 5), 0),
        ("even", (0, 1, None), 0),
    ],
)
def test_goal_in_the_model_has_the_value_counted_by_hand(event, goal, slots, expected):
    assert value(event(*THREE, buyers=BUYERS, rooms=TWO_ROOMS), goal, slots) == expected


def test_minimums_is_the_sum_of_shortfalls(event):
    short = (Supplier("S1", "one", min_interviews=3), Supplier("S2", "none", min_interviews=2))
    assert (
        value(event(*THREE, buyers=BUYERS, rooms=TWO_ROOMS, suppliers=short), "minimums", (0, None, None))
        == 4
    )


def test_moves_of_two_delegates_compare_sets_of_rooms(event):
    two = (Supplier("S1", "one", delegates=2),)
    problem = event(*THREE, buyers=BUYERS, rooms=TWO_ROOMS, suppliers=two)
    assert value(problem, "moves", (0, 0, 1)) == 1
    assert value(problem, "moves", (0, 0, None)) == 0
    assert value(problem, "moves", (0, 1, 1)) == 1


def test_breaks_do_not_cross_days(event):
    problem = event(*THREE, buyers=BUYERS, rooms=TWO_ROOMS, days=2)
    assert value(problem, "breaks", (0, 11, None)) == 0


@pytest.mark.parametrize("days", [1, 2])
def test_blocks_count_the_same_breaks(event, days):
    rng = random.Random(days)
    wishes = [Wish(f"S{s}", f"B{b}") for s in range(4) for b in range(1, 4) if rng.random() < 0.8]
    problem = event(*wishes, buyers=BUYERS, rooms=TWO_ROOMS, days=days, sessions=(("10:00", "11:20", ""),))
    best = []
    for form in (lambda v: cp_model.LinearExpr.sum(breaks_by_blocks(v)), lambda v: express(v, "breaks")):
        v = Variables(Grid(problem), held=True)
        post(v)
        v.model.add(v.x[0][0] == 1)
        v.model.add(v.x[1][2 if days == 1 else 5] == 1)
        v.model.minimize(form(v))
        solver = cp_model.CpSolver()
        solver.solve(v.model)
        best.append(round(solver.objective_value))
    assert best[0] == best[1]


def random_event(event, seed: int) -> Problem:
    """Five wishes or so on four slots, with every kind of rule that a brute force can afford."""
    rng = random.Random(seed)
    pairs = rng.sample([(s, b) for s in ("S1", "S2", "S3") for b in ("B1", "B2", "B3")], 5)
    marks = [Mark.DOUBLE, Mark.CIRCLE, None, Mark.TRIANGLE, Mark.CROSS]
    wishes = [
        Wish(s, b, rank=rng.choice([1, 2, 6, None]), mark=rng.choices(marks, [2, 2, 2, 2, 1])[0])
        for s, b in pairs
    ]
    if not wishes[0].declined and rng.random() < 0.5:
        wishes[0] = Wish(*wishes[0].pair, rank=1, decision=Decision.MUST)
    wishes[1] = Wish(*wishes[1].pair, rank=2, pin=dt.datetime.fromisoformat("2026-11-26T13:00"))
    zones = rng.choice([("", ""), ("A", "B")])
    return event(
        *wishes,
        buyers=(
            Buyer("B1", "one", room="R1", min_interviews=2),
            Buyer("B2", "two", room="R1"),
            Buyer("B3", "three", room="R2", max_interviews=rng.choice([1, None])),
        ),
        suppliers=tuple(Supplier(f"S{n}", "x", delegates=rng.choice([1, 1, 2])) for n in (1, 2, 3)),
        rooms=(
            Room("R1", "one", tables=rng.choice([1, 2]), zone=zones[0]),
            Room("R2", "two", tables=1, zone=zones[1]),
        ),
        sessions=(("10:00", "10:40", "am"), ("13:00", "13:40", "pm")),
        max_consecutive=rng.choice([1, None]),
        goals=tuple(rng.sample(GOALS, len(GOALS))) if seed % 3 == 2 else DEFAULT_GOALS,
    )


def judged_best(problem: Problem) -> tuple[int, ...]:
    """The best worth of all valid timetables, by trying every one and asking the judge."""
    room = {"B1": "R1", "B2": "R1", "B3": "R2"}
    ample = problem.room_of["R1"].tables > 1
    found = []
    choices = [[None] if wish.declined else [None, *problem.slots] for wish in problem.wishes]
    for chosen in itertools.product(*choices):
        interviews = tuple(
            Interview(
                wish.supplier,
                wish.buyer,
                slot.start,
                room[wish.buyer],
                2 if wish.buyer == "B2" and ample else 1,
            )
            for wish, slot in zip(problem.wishes, chosen, strict=True)
            if slot is not None
        )
        judgement = check(problem, Timetable(interviews))
        if judgement.valid:
            found.append(worth(dict(judgement.goals), problem.event.goals))
    return min(found)


@pytest.mark.parametrize("seed", range(12))
def test_optimal_is_what_brute_force_finds(event, seed):
    problem = random_event(event, seed)
    result = solve(problem, workers=1, time_limit=60)
    assert result.status is Status.OPTIMAL
    assert result.timetable is not None
    judgement = check(problem, result.timetable)
    assert judgement.violations == ()
    assert worth(dict(judgement.goals), problem.event.goals) == judged_best(problem)
    assert {goal.name: goal.value for goal in result.goals} == dict(judgement.goals)


def test_measure_counts_what_the_judge_counts(event):
    rng = random.Random(5)
    wishes = [Wish(f"S{s}", f"B{b}", rank=b) for s in range(1, 5) for b in range(1, 4)]
    problem = event(*wishes, buyers=BUYERS, rooms=TWO_ROOMS, days=2)
    slot_of = {w: rng.randrange(12) for w in range(12) if rng.random() < 0.8}
    room_at = {w: problem.buyer_of[wishes[w].buyer].room or "" for w in slot_of}
    timetable = Timetable(
        tuple(Interview(*wishes[w].pair, problem.slots[t].start, room_at[w], 1) for w, t in slot_of.items())
    )
    assert Measure(Grid(problem), slot_of, room_at).values() == dict(check(problem, timetable).goals)
