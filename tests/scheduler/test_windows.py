"""Exact neighbourhoods and the question at the bound: never worse, and as good as promised."""

from __future__ import annotations

import pytest

from scheduler.bounds import Choice
from scheduler.check import check
from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.measures import Measure
from scheduler.problem import Buyer, Room, Wish
from scheduler.promise import ask
from scheduler.search import Clock
from scheduler.solver import solve
from scheduler.windows import Windows

ROOMS = (Room("R1", "one", tables=9), Room("R2", "two", tables=9))
BUYERS = tuple(Buyer(f"B{n}", "x", room=ROOMS[n % 2].id) for n in range(4))
TO_AND_FRO = {0: 0, 1: 1, 2: 2, 3: 3}


def grid(event) -> Grid:
    return Grid(event(*(Wish("S0", f"B{n}") for n in range(4)), buyers=BUYERS, rooms=ROOMS))


def values(draft: Draft) -> dict[str, int]:
    return Measure(draft.grid, draft.slot_of, draft.room_at).values()


@pytest.mark.parametrize("workers", [1, 2])
def test_windows_take_needless_moves_out_and_keep_the_earlier_goals(event, workers):
    draft = Draft(grid(event), TO_AND_FRO)
    assert (values(draft)["breaks"], values(draft)["moves"]) == (0, 3)
    better = list(Windows(draft.grid, Clock(30), workers, 0).improve(draft, "moves", 1, 30))
    assert (values(better[-1])["breaks"], values(better[-1])["moves"]) == (0, 1)
    assert set(better[-1].slot_of) == set(TO_AND_FRO)


def test_windows_end_where_nothing_can_be_gained(event):
    draft = Draft(grid(event), {0: 0, 2: 1, 1: 2, 3: 3})
    assert list(Windows(draft.grid, Clock(30), 1, 0).improve(draft, "moves", 0, 30)) == []


@pytest.mark.parametrize(("moves", "kept"), [(1, True), (0, False)])
def test_a_promise_is_kept_or_found_impossible(event, moves, kept):
    choice = Choice(moves, frozenset(range(4)), {}, {"S0": moves})
    v, found = ask(grid(event), choice, ("breaks", "idle", "moves"), Clock(30), 30, 0)
    assert (found.value is not None) == kept
    assert found.impossible == (not kept)
    assert len(v.wishes) == 4


def test_solve_reaches_every_bound_at_once(event):
    problem = grid(event).problem
    result = solve(problem, workers=1)
    assert result.timetable is not None
    judgement = check(problem, result.timetable)
    assert judgement.valid
    assert {goal.name: goal.bound for goal in result.goals[:8]} == {
        goal.name: judgement.goal(goal.name) for goal in result.goals[:8]
    }
