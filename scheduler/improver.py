"""The improver beside the prover: when to anneal, how long and how warm, and with how many threads.

Numba is loaded only here and only for an event large enough: its first use on a computer compiles for some
seconds (the machine code is kept for the next time), and a small event is proven by CP-SAT meanwhile. Where
numba is missing, CP-SAT goes on alone.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from enum import Enum
from functools import cached_property, partial
from typing import TYPE_CHECKING

from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.search import POLL, Clock
from scheduler.zoning import at_home

if TYPE_CHECKING:
    from scheduler.anneal import Annealer, Annealing, Plan

LARGE = 250
"""Placeable wishes from which on annealing pays."""
LONGEST_DAY = 62
"""Slots of a day that fit into the annealer's masks."""
ANNEALED = frozenset({"score", "breaks", "idle", "worst", "moves"})
TRIES = {"place": 1500, "score": 4000, "breaks": 20_000, "idle": 5000, "worst": 3000, "moves": 3000}
"""Moves to try for each wish that may be moved."""
LATER = {"breaks": (0.5,), "idle": (0.3,), "worst": (0.05,)}
"""What a unit of the goals after the one in work weighs beside it. Waiting time weighs on breaks: a short
break closes sooner than a long one."""
WARM = {"place": 0.3}
"""The first temperature, in units of the goal; 1 for those not named."""
COLD = {"place": 0.1, "score": 0.2}
"""The last temperature; 0.15 for those not named."""

AT_HOME = frozenset({"breaks", "idle", "worst"})
"""Goals that are first annealed with each supplier in one zone at a time."""
NEAR = 0.7
"""The part of their time that this takes; then suppliers may be wherever they can."""
LUKEWARM = 0.3
"""The first temperature of an annealing that goes on from another's result."""
HURRY = 4
"""In a hurry, so many times fewer moves are made; where that reaches the bound, the slow way is spared."""


class Way(Enum):
    """Where a supplier may be while a goal is annealed."""

    HURRIED = "wherever it can be, in a hurry"
    FREE = "wherever it can be"
    NEAR = "in the zone planned for the slot"
    ON = "wherever it can be, going on from a timetable that is good already"


class Improver:
    """The annealer of one solve.

    Args:
        grid: the event.
        clock: the time that is left.
        workers: so many annealings run side by side; the best counts.
        seed: of the first of them.
    """

    def __init__(self, grid: Grid, clock: Clock, workers: int, seed: int) -> None:
        self.grid = grid
        self.clock = clock
        self.workers = workers
        self.seed = seed
        self._warming: threading.Thread | None = None
        self._near: Annealer | None = None

    def warm(self) -> None:
        """Compile the moves, on the first use on a computer, beside whatever is done before annealing."""
        if self.ready:
            self._warming = threading.Thread(target=_compile, daemon=True)
            self._warming.start()

    @cached_property
    def ready(self) -> bool:
        """Whether this event is annealed at all."""
        return (
            len(self.grid.placeable) >= LARGE
            and max(map(len, self.grid.days)) <= LONGEST_DAY
            and importlib.util.find_spec("numba") is not None
        )

    @property
    def compiled(self) -> bool:
        """Whether this event can be annealed now; waits for the compiler for half of the time left."""
        return self.ready and self._compiled(self.clock.left / 2)

    @cached_property
    def _annealer(self) -> Annealer:
        from scheduler.anneal import Annealer

        return Annealer(self.grid)

    def _compiled(self, seconds: float) -> bool:
        """Whether the moves are compiled; waits for that as long as there is time."""
        waited = Clock(min(seconds, self.clock.left))
        while self._warming is not None and self._warming.is_alive() and waited.left > 0:
            if self.clock.stopped:
                return False
            self._warming.join(POLL)
        return self._warming is None or not self._warming.is_alive()

    def place(self, draft: Draft, wishes: frozenset[int], seconds: float) -> dict[int, int]:
        """Slots for as many of these wishes as can be found: wish → slot.

        Where there are zones, first with each supplier in one of them at a time, then wherever it can be.
        """
        if not self._compiled(seconds):
            return dict(draft.slot_of)
        from scheduler.anneal import Annealer

        annealers, held = [self._annealer], draft
        choices = at_home(self.grid, wishes, draft.slot_of)
        if choices is not None:
            self._near = Annealer(self.grid, choices)
            annealers.insert(0, self._near)
        for annealer in annealers:
            part = seconds / len(annealers)
            plan = self._plan("place", len(wishes), part, choosing=16)
            run = partial(annealer.place, held, wishes, plan)
            held = Draft(self.grid, self._best(run, part), draft.seats)
            if len(held.slot_of) == len(wishes):
                break
        return held.slot_of

    def ways(self, goal: str, seconds: float) -> dict[Way, float]:
        """How to anneal a goal, one after the other, and the seconds for each."""
        if goal == "breaks" and self._near is None:
            return {Way.HURRIED: seconds / HURRY, Way.FREE: seconds - seconds / HURRY}
        if self._near is None or goal not in AT_HOME:
            return {Way.FREE: seconds}
        return {Way.NEAR: seconds * NEAR, Way.ON: seconds * (1 - NEAR)}

    def improve(
        self,
        draft: Draft,
        goal: str,
        most: int,
        seconds: float,
        tell: Callable[[int], None] | None = None,
        way: Way = Way.FREE,
        keep: bool = False,
    ) -> dict[int, int]:
        """A timetable better in one goal, by `most` at most, and no worse in the goals before it.

        With `keep`, of the same wishes.
        """
        if not self._compiled(seconds):
            return dict(draft.slot_of)
        annealer = self._near if way is Way.NEAR and self._near is not None else self._annealer
        choosing = 0 if keep or "even" in self.grid.problem.event.goals else 8 if goal == "score" else 1
        plan = self._plan(goal, len(self.grid.placeable), seconds, choosing)
        if way is Way.ON:
            plan = replace(plan, warm=LUKEWARM)
        if way is Way.HURRIED:
            plan = replace(plan, tries=plan.tries // HURRY)
        return self._best(partial(annealer.improve, draft, goal, most, plan), seconds, tell)

    def _plan(self, goal: str, wishes: int, seconds: float, choosing: int) -> Plan:
        from scheduler.anneal import Plan

        return Plan(
            tries=TRIES[goal] * wishes,
            seconds=seconds,
            warm=WARM.get(goal, 1.0),
            cold=COLD.get(goal, 0.15),
            choosing=choosing,
            later=LATER.get(goal, ()),
        )

    def _best(
        self,
        start: Callable[[int], Annealing],
        seconds: float,
        tell: Callable[[int], None] | None = None,
    ) -> dict[int, int]:
        """Run annealings in threads, watched from the caller's own; the best one's timetable."""
        stop = threading.Event()
        end = self.clock.seconds + min(seconds, self.clock.left)
        runs = [start(self.seed + number) for number in range(self.workers)]
        told = 0
        with ThreadPoolExecutor(len(runs)) as pool:
            waiting = {pool.submit(run.run, stop) for run in runs}
            try:
                while waiting:
                    done, waiting = wait(waiting, POLL)
                    for one in done:
                        one.result()
                    if self.clock.stopped or self.clock.seconds >= end or any(run.done for run in runs):
                        stop.set()
                    gained = max(run.gained for run in runs)
                    if tell is not None and gained != told:
                        told = gained
                        tell(gained)
            finally:
                stop.set()
        return min(runs, key=lambda run: run.worth).slot_of


def _compile() -> None:
    from scheduler.anneal import warm

    warm()
