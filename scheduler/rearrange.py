"""Room for one wish more: the same interviews at other times, with one unit more of something.

The question is asked in a small model around the wish: its two companies may be moved, then whoever they
meet, and at last everybody. What is found is placed once more interview by interview, so nothing is claimed
that does not hold.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.blocks import breaks_by_blocks
from scheduler.clash import read
from scheduler.draft import Draft
from scheduler.goals import TIMING, express, no_worse
from scheduler.grid import Grid
from scheduler.measures import Measure, worth
from scheduler.problem import Problem, Staff
from scheduler.rules import post
from scheduler.search import Clock, run
from scheduler.units import one_unit_more
from scheduler.variables import Variables
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
    held = draft.slot_of
    loose = {*free, w}
    around = _around(grid, draft, loose)
    narrow = copy.copy(grid)
    narrow.choices = [
        grid.choices[u] if u in loose else (held[u],) if u in held else () for u in range(len(grid.wishes))
    ]
    if sum(len(narrow.choices[u]) for u in around) > CHOICES:
        return None
    v = Variables(narrow, sorted(around), held=True)
    post(v)
    _keep_goals(v, draft, {company for u in loose for company in grid.wishes[u].pair}, values)
    v.hint({u: t for u, t in held.items() if u in around}, draft.seats)
    found = run(v.model, clock, seconds=PER_TRY, workers=1, seed=0, effort=EFFORT)
    if found.value is None:
        return None
    answer = read(v, found)
    trial = _moved(grid, {**held, **answer.slot_of}, {**draft.seats, **answer.seats})
    if trial is None or not no_loss(grid, values, Measure(grid, trial.slot_of, trial.room_at).values()):
        return None
    return trial


def _around(grid: Grid, draft: Draft, loose: set[int]) -> set[int]:
    """The interviews that the loose ones can get in the way of: of their companies, rooms and staff."""
    held = draft.slot_of
    if any(grid.floats(buyer) for buyer in grid.rooms):
        return {*held, *loose}
    companies = {company for u in loose for company in grid.wishes[u].pair}
    tables: Counter[str | None] = Counter()
    for buyer in grid.problem.buyers:
        tables[buyer.room] += buyer.tables
    tight = {room.id for room in grid.problem.rooms if tables[room.id] > room.tables}
    staffed = any(grid.wishes[u].needs for u in loose)
    return loose | {
        u
        for u in held
        if companies & set(grid.wishes[u].pair)
        or draft.room_at[u] in tight
        or (staffed and grid.wishes[u].needs)
    }


def _keep_goals(v: Variables, draft: Draft, companies: set[str], values: Mapping[str, int]) -> None:
    """No listed goal about times may get worse; counted over the companies for which anything can change."""
    goals = v.grid.problem.event.goals
    inside = Measure(v.grid, {u: t for u, t in draft.slot_of.items() if u in v.placed}, draft.room_at)
    for company in v.of.keys() - companies:
        v.of[company] = []
        inside.of[company] = []
    before = inside.values()
    unbroken = "breaks" in goals and values["breaks"] == 0
    for goal in goals:
        if goal not in TIMING or (unbroken and goal in ("idle", "worst")):
            continue
        value = breaks_by_blocks(v) if goal == "breaks" else express(v, goal)
        most = values["worst"] if goal == "worst" else before[goal]
        no_worse(v.model, goal, value, most + way(goals, goal))


def _moved(grid: Grid, slots: Mapping[int, int], seats: Mapping[tuple[str, int], str]) -> Draft | None:
    """The interviews as a draft; None where they break a rule."""
    trial = Draft(grid)
    for u, t in sorted(slots.items()):
        buyer = grid.wishes[u].buyer
        room = seats[buyer, grid.day_of[t]] if grid.floats(buyer) else grid.rooms[buyer][0]
        if t not in grid.choices[u] or next(trial.obstacles(u, t, room), None) is not None:
            return None
        trial.place(u, t, room)
    return trial


def no_loss(grid: Grid, before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether no goal that the event lists is worse; the supplier's way to its interview is no loss."""
    goals = grid.problem.event.goals
    return all(worth(after, [goal])[0] <= worth(before, [goal])[0] + way(goals, goal) for goal in goals)


def way(goals: Sequence[str], goal: str) -> int:
    """What the interview itself may add to a goal: its supplier walks there, if points come before moves."""
    return int(goal == "moves" and "score" in goals[: goals.index("moves")])
