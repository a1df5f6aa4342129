"""Room for one wish more: the same interviews at other times, with one unit more of something.

The question is asked in a small model around the wish: its two companies may be moved, then whoever they
meet, and at last everybody. What is found is placed once more interview by interview, so nothing is claimed
that does not hold.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.clash import read
from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.measures import Measure, worth
from scheduler.neighbourhood import Neighbourhood, around, moved
from scheduler.problem import Problem, Staff
from scheduler.search import Clock, run
from scheduler.units import one_unit_more
from scheduler.words import Demand

EFFORT = 0.4
"""The most work for one try, in the solver's own measure of time, so that every run tries as hard."""
PER_TRY = 2.0
"""Seconds, at most, for one try."""
CHOICES = 20_000
"""The most choices of slots that a model built for one wish may have."""
NEWCOMER = ">"
"""The id of a staff member who does not exist; no file can hold it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a wish fits, and how many other interviews move for it."""

    slot: int
    moved: int


def one_more(grid: Grid, demand: Demand, w: int) -> list[Grid]:
    """The event with one unit more of what a demand counts; a list, because staff can help in several ways.

    One more person is of a kind that wish `w` needs, there all day, and may help at any interview; beside
    a member needed by name it only spares `w` that need.
    """
    problem, who = grid.problem, demand.about[0]
    if demand.kind == "staff":
        needs = problem.wishes[w].needs
        named = [n for n, need in enumerate(needs) if need in problem.staff_of]
        spared = dict.fromkeys((*needs[:n], *needs[n + 1 :]) for n in named)
        kinds = dict.fromkeys(need for need in needs if need not in problem.staff_of)
        colleagues = [Staff(NEWCOMER, "", kind) for kind in kinds]
        return [
            *(Grid(replace(problem, staff=(*problem.staff, colleague))) for colleague in colleagues),
            *(Grid(_needing(problem, w, rest)) for rest in spared),
        ]
    larger = copy.copy(grid)
    larger.problem = one_unit_more(problem, demand.kind, who)
    if demand.kind == "places":
        larger.places = {**grid.places, who: grid.places[who] + 1}
    elif demand.kind == "parallel":
        larger.capacity = {**grid.capacity, who: grid.capacity[who] + 1}
    else:
        larger.limit = {**grid.limit, who: (grid.limit[who] or 0) + 1}
    return [larger]


def _needing(problem: Problem, w: int, needs: tuple[str, ...]) -> Problem:
    wishes = problem.wishes
    return replace(problem, wishes=(*wishes[:w], replace(wishes[w], needs=needs), *wishes[w + 1 :]))


def fit(grid: Grid, draft: Draft, w: int, values: Mapping[str, int], clock: Clock, reach: int) -> Fit | None:
    """Where `with_one_more` holds the wish, and how many others move."""
    found = with_one_more(grid, draft, w, values, clock, reach)
    if found is None:
        return None
    return Fit(found.slot_of[w], sum(found.slot_of[u] != t for u, t in draft.slot_of.items()))


def with_one_more(
    grid: Grid, draft: Draft, w: int, values: Mapping[str, int], clock: Clock, reach: int
) -> Draft | None:
    """Hold wish `w` beside all interviews of the draft, at other times where need be, at no loss to a goal.

    Args:
        grid: the event, with the unit more that is to make it possible.
        draft: the timetable as it is, of the event without that unit.
        w: the wish.
        values: the goals' values of the draft.
        clock: nothing is tried when it has run out.
        reach: whose interviews may move: 0 its two companies', 1 also those of whoever they meet, 2
            everybody's. A wider reach than before that frees nobody more is not tried.
    """
    if clock.left <= 0 or not grid.choices[w] or not _countable(grid, draft, w):
        return None
    free = _free(draft, w, reach)
    if reach and free == _free(draft, w, reach - 1):
        return None
    return _try(grid, draft, w, free, values, clock)


def _free(draft: Draft, w: int, reach: int) -> set[int]:
    """The interviews that may move."""
    wishes = draft.grid.wishes
    if reach == 2:
        return set(draft.slot_of)
    companies = set(wishes[w].pair)
    for _ in range(reach):
        companies |= {c for u in draft.slot_of for c in wishes[u].pair if companies & set(wishes[u].pair)}
    return {u for u in draft.slot_of if companies & set(wishes[u].pair)}


def _countable(grid: Grid, draft: Draft, w: int) -> bool:
    """Whether both companies can hold one interview more by number: what times cannot change."""
    for company in grid.wishes[w].pair:
        held = draft.count[company] + 1
        most = grid.limit[company]
        if (most is not None and held > most) or held > len(grid.open[company]) * grid.capacity[company]:
            return False
    return True


def _try(
    grid: Grid, draft: Draft, w: int, free: set[int], values: Mapping[str, int], clock: Clock
) -> Draft | None:
    goals = grid.problem.event.goals
    loose = {u: grid.choices[u] for u in sorted({*free, w})}
    if sum(map(len, loose.values())) + len(around(grid, draft, loose)) > CHOICES:
        return None
    part = Neighbourhood(grid, draft, loose)
    part.keep_goals(goals, values, {goal: way(goals, goal) for goal in goals})
    part.hint()
    found = run(part.v.model, clock, seconds=PER_TRY, workers=1, seed=0, effort=EFFORT)
    if found.value is None:
        return None
    answer = read(part.v, found)
    trial = moved(grid, draft, answer.slot_of, answer.seats)
    if trial is None or not no_loss(grid, values, Measure(grid, trial.slot_of, trial.room_at).values()):
        return None
    return trial


def no_loss(grid: Grid, before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether no goal that the event lists is worse; the supplier's way to its interview is no loss."""
    goals = grid.problem.event.goals
    return all(worth(after, [goal])[0] <= worth(before, [goal])[0] + way(goals, goal) for goal in goals)


def way(goals: Sequence[str], goal: str) -> int:
    """What the interview itself may add to a goal: its supplier walks there, if points come before moves."""
    return int(goal == "moves" and "score" in goals[: goals.index("moves")])
