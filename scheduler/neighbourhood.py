"""A part of a timetable as a model: some interviews may move, all others stay where they are.

Interviews that cannot get in the way of those that move are left out: the model is as small as the part.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from scheduler.blocks import breaks_by_blocks
from scheduler.draft import Draft
from scheduler.goals import TIMING, Expression, express, no_worse, total
from scheduler.grid import Grid
from scheduler.measures import Measure
from scheduler.rules import post
from scheduler.variables import Variables


class Neighbourhood:
    """The model of some interviews that may move.

    Args:
        grid: the event.
        draft: the timetable as it is, perhaps of an event with a unit less.
        loose: the wishes that may move, each with its slots; all are held.
    """

    def __init__(self, grid: Grid, draft: Draft, loose: Mapping[int, Sequence[int]]) -> None:
        narrow = copy.copy(grid)
        narrow.choices = [()] * len(grid.wishes)
        for u, t in draft.slot_of.items():
            narrow.choices[u] = (t,)
        for u, slots in loose.items():
            narrow.choices[u] = tuple(slots)
        self.draft = draft
        self.v = Variables(narrow, sorted(around(grid, draft, loose)), held=True)
        post(self.v)
        self._held = {u: t for u, t in draft.slot_of.items() if u in self.v.placed}
        self._count_only({company for u in loose for company in grid.wishes[u].pair})

    def _count_only(self, companies: set[str]) -> None:
        """Count the goals over the companies for which anything can change."""
        inside = Measure(self.v.grid, self._held, self.draft.room_at)
        for company in self.v.of.keys() - companies:
            self.v.of[company] = []
            inside.of[company] = []
        self.before = inside.values()

    def keep_goals(self, goals: Collection[str], values: Mapping[str, int], slack: Mapping[str, int]) -> None:
        """No goal about times may get worse than it is in the draft, but for a slack.

        Args:
            goals: the goals to keep.
            values: their values over all companies.
            slack: by how much a goal may get worse.
        """
        for goal in goals:
            if goal not in TIMING or (
                goal in ("idle", "worst") and "breaks" in goals and not values["breaks"]
            ):
                continue
            most = values["worst"] if goal == "worst" else self.before[goal]
            no_worse(self.v.model, goal, self.value(goal), most + slack.get(goal, 0))

    def value(self, goal: str) -> Expression:
        """A goal about times, counted inside."""
        return total(breaks_by_blocks(self.v)) if goal == "breaks" else express(self.v, goal)

    def hint(self) -> None:
        """Offer the solver the timetable as it is, once all goals are posted."""
        self.v.hint(self._held, self.draft.seats)


def around(grid: Grid, draft: Draft, loose: Iterable[int]) -> set[int]:
    """The interviews that the loose ones can get in the way of: of their companies, rooms and staff."""
    held, loose = draft.slot_of, set(loose)
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


def moved(
    grid: Grid, draft: Draft, slot_of: Mapping[int, int], seats: Mapping[tuple[str, int], str]
) -> Draft | None:
    """The draft with some wishes and seats changed; None where that breaks a rule."""
    slots, rooms = {**draft.slot_of, **slot_of}, {**draft.seats, **seats}
    trial = Draft(grid)
    for u, t in sorted(slots.items()):
        buyer = grid.wishes[u].buyer
        room = rooms[buyer, grid.day_of[t]] if grid.floats(buyer) else grid.rooms[buyer][0]
        if t not in grid.choices[u] or next(trial.obstacles(u, t, room), None) is not None:
            return None
        trial.place(u, t, room)
    return trial
