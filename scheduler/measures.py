"""What a choice of slots is worth: every goal's value, counted from the interviews themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from scheduler.grid import Grid
from scheduler.problem import GOALS, MAXIMISED


class Measure:
    """The goals' values of a timetable given as wish → slot and (wish, slot) → room."""

    def __init__(self, grid: Grid, slot_of: Mapping[int, int], room_at: Mapping[int, str]) -> None:
        self.grid = grid
        self.of: dict[str, list[int]] = defaultdict(list)
        for w in slot_of:
            self.of[grid.wishes[w].supplier].append(w)
            self.of[grid.wishes[w].buyer].append(w)
        self.slot_of = slot_of
        self.room_at = room_at

    def values(self) -> dict[str, int]:
        """Every goal there is and its value."""
        grid = self.grid
        waits = [wait for company in self.of for wait in self.waits(company)]
        counts = [len(self.of[s]) for s in wishing(grid)]
        return dict(
            zip(
                GOALS,
                (
                    sum(1 for supplier in grid.problem.suppliers if self.of[supplier.id]),
                    sum(1 for buyer in grid.problem.buyers if self.of[buyer.id]),
                    sum(
                        max(0, (c.min_interviews or 0) - len(self.of[c.id])) for c in grid.companies.values()
                    ),
                    sum(grid.wishes[w].points for w in self.slot_of),
                    sum(len(stretches) for stretches in waits),
                    sum(sum(stretches) for stretches in waits),
                    max((sum(stretches) for stretches in waits), default=0),
                    sum(self.moves(supplier.id) for supplier in grid.problem.suppliers),
                    max(counts, default=0) - min(counts, default=0),
                ),
                strict=True,
            )
        )

    def waits(self, company: str) -> list[list[int]]:
        """By day, the lengths of the company's idle stretches between its interviews."""
        return stretches(self.grid, {self.slot_of[w] for w in self.of[company]})

    def moves(self, supplier: str) -> int:
        """How often the supplier's set of rooms changes between its successive slots of a day."""
        rooms: dict[int, set[str]] = defaultdict(set)
        for w in self.of[supplier]:
            rooms[self.slot_of[w]].add(self.room_at[w])
        day = self.grid.day_of
        return sum(1 for a, b in pairwise(sorted(rooms)) if day[a] == day[b] and rooms[a] != rooms[b])


def stretches(grid: Grid, busy: Iterable[int]) -> list[list[int]]:
    """By day, the lengths of the idle stretches between the first and last of some busy slots."""
    days: dict[int, list[int]] = defaultdict(list)
    for t in sorted(busy):
        days[grid.day_of[t]].append(t)
    return [[b - a - 1 for a, b in pairwise(day) if b > a + 1] for day in days.values()]


def wishing(grid: Grid) -> list[str]:
    """The suppliers with a wish that the rules would allow if it were alone: those `even` is about."""
    return [
        supplier.id for supplier in grid.problem.suppliers if any(grid.alone(w) for w in grid.of[supplier.id])
    ]


def worth(values: Mapping[str, int], goals: Iterable[str]) -> tuple[int, ...]:
    """The values in the goals' order, each so that smaller is better: what timetables are compared by."""
    return tuple(-values[goal] if goal in MAXIMISED else values[goal] for goal in goals)
