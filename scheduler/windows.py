"""Exact neighbourhoods: a few slots at a time are arranged anew for one goal, the rest stays as it is.

Annealing makes one move at a time and ends where none helps; a window of slots is solved to its end, by
cores, in a second or so even in a hall of hundreds of companies. Windows begin narrow and grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.clash import read
from scheduler.draft import Draft
from scheduler.goals import aim
from scheduler.grid import Grid
from scheduler.measures import worth
from scheduler.neighbourhood import Neighbourhood, moved
from scheduler.search import POLL, Clock, Found, Style, configure

WIDTH = 6
"""Slots of the first windows; the next are a slot wider."""
EFFORT = 20.0
"""The most work for one window, in the solver's own measure of time, so that every run tries as hard."""


@dataclass(frozen=True, slots=True)
class Try:
    """A window being arranged anew."""

    slots: range
    part: Neighbourhood
    solver: cp_model.CpSolver


class Windows:
    """A timetable made better in one goal, window by window.

    Args:
        grid: the event.
        clock: the time that is left.
        workers: so many windows are tried side by side.
        seed: of the order of the windows.
    """

    def __init__(self, grid: Grid, clock: Clock, workers: int, seed: int) -> None:
        self.grid = grid
        self.clock = clock
        self.workers = workers
        self.seed = seed

    def improve(self, draft: Draft, goal: str, limit: int, seconds: float) -> Iterator[Draft]:
        """Better and better timetables, none worse in earlier goals, until the limit or the end of time."""
        goals = self.grid.problem.event.goals
        minded = goals[: goals.index(goal) + 1]
        end = self.clock.seconds + seconds
        best = draft.values()
        windows = self._windows()
        running: dict[Future[str], Try] = {}
        with ThreadPoolExecutor(self.workers) as pool:
            while best[goal] > limit and self.clock.left > 0 and self.clock.seconds < end:
                while len(running) < self.workers and (slots := next(windows, None)) is not None:
                    one = self._try(draft, slots, minded, best, end - self.clock.seconds)
                    running[pool.submit(_solve, one)] = one
                if not running:
                    return
                for future in wait(running, POLL, FIRST_COMPLETED).done:
                    one = running.pop(future)
                    if future.result() not in ("OPTIMAL", "FEASIBLE"):
                        continue
                    found = read(one.part.v, Found(future.result(), one.solver.value, None))
                    now = {w: t for w, t in found.slot_of.items() if t in one.slots}
                    better = moved(self.grid, draft, now, found.seats)
                    if better is not None and worth(better.values(), minded) < worth(best, minded):
                        draft, best = better, better.values()
                        yield draft
            while running:  # a search that was not under way yet has not heard of it
                for one in running.values():
                    one.solver.stop_search()
                for future in wait(running, POLL).done:
                    del running[future]

    def _windows(self) -> Iterator[range]:
        """Windows over the whole grid, then wider ones; those tried side by side seldom share a slot."""
        slots = len(self.grid.slots)
        for width in range(min(WIDTH, slots), slots + 1):
            firsts = sorted({*range(0, slots - width + 1, max(1, width // 2)), slots - width})
            for first in (*firsts[::2], *firsts[1::2]):
                yield range(first, first + width)

    def _try(
        self, draft: Draft, slots: range, minded: tuple[str, ...], best: dict[str, int], seconds: float
    ) -> Try:
        choices = self.grid.choices
        loose = {w: [u for u in choices[w] if u in slots] for w, t in draft.slot_of.items() if t in slots}
        part = Neighbourhood(self.grid, draft, loose)
        part.keep_goals(minded[:-1], best, {})
        aim(part.v.model, minded[-1], part.value(minded[-1]))
        part.hint()
        solver = cp_model.CpSolver()
        configure(solver.parameters, min(seconds, self.clock.left), 1, self.seed, Style.CORES)
        solver.parameters.max_deterministic_time = EFFORT
        return Try(slots, part, solver)


def _solve(one: Try) -> str:
    return one.solver.status_name(one.solver.solve(one.part.v.model))
