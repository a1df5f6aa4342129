"""Meetings among equals, solved with the same pieces as events: presence, blocks, searches, bounds.

Two searches run side by side. One asks the plain question whether there is a timetable at the bound known so
far, and asks anew whenever that bound has risen; most often it answers before the other has begun. The other
raises the bound: first by the flow of companies through the day, then by cores until a timetable meets it.
Where the question takes long, a second proof runs beside in another way, and in between a timetable is made
and improved, a window of slots at a time.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import count, pairwise

from scheduler.agenda import Agenda
from scheduler.flow_bound import Days, diary
from scheduler.meetings import Meetings, Schedule
from scheduler.numbering import renumbered
from scheduler.presence import Unwanted
from scheduler.search import Clock, Found, Style, run
from scheduler.timetable import Status

BOUNDING = 1.0
"""The most work for the bound by flow. All work is counted in the solver's own measure of time, so
that with one worker nothing depends on the machine."""
HEAD_START = 0.05
"""Seconds, at most, that the question is given before the bound by flow is prepared, which would slow it
down; an answer of no ends them."""
PATIENCE = 0.1
"""The same before the proof by cores."""
PLAIN = 1.0
"""Work for the question, after which both searches prove."""
CORES = 4.0
"""Work for the second proof, each time so much more, in one way after the other."""
NEARER = 2.0
"""Work for one question nearer to the bound than the best timetable known."""
WINDOWS = 6
"""Windows moved in between."""
POLL = 0.003
"""Seconds between two looks at what the other search has found."""
RESERVE = 0.1
"""The part of the time that is kept for finding any timetable if none of the fewest breaks was found."""
WINDOW = 0.7
"""The part of the slots whose meetings may move at a time while a timetable is made better."""
STRIDE = 3
"""Slots between the beginnings of two successive windows."""
MOVE = 1.0
"""Work for one such attempt."""


def solve_meetings(
    problem: Meetings,
    *,
    fairness: int = 2,
    workers: int = 2,
    clock: Clock,
) -> Schedule:
    """Hold all meetings with the fewest breaks, and prove it.

    Args:
        problem: the meetings.
        fairness: the most by which two participants' numbers of breaks may differ.
        workers: searches at a time.
        clock: how long it may take, counted from the clock's making.

    Everybody having at least one break is tried only when that could cost less than what was found. Each such
    round speaks of its own timetables alone: what holds of all is the least of the rounds' bounds, and of the
    rounds that were not reached no more is known than that everybody has so many breaks.
    """
    best: Schedule | None = None
    bounds: list[int] = []
    most = min((len(own) - 1 for own in problem.of), default=0)
    for least in range(max(most, 0) + 1):
        floor = least * problem.participants
        if best is not None and best.breaks is not None and floor >= best.breaks:
            break
        if bounds and clock.left <= 0:
            bounds.append(floor)
            break
        found = Race(problem, fairness, least, clock).run(workers)
        if found.status is not Status.INFEASIBLE:
            bounds.append(found.bound or 0)
        if found.breaks is not None and (best is None or best.breaks is None or found.breaks < best.breaks):
            best = found
    if best is None:
        status = Status.UNKNOWN if bounds else Status.INFEASIBLE
        return Schedule(status, (), None, min(bounds, default=None), clock.seconds)
    bound = min(bounds)
    status = Status.OPTIMAL if bound == best.breaks else Status.FEASIBLE
    return Schedule(status, best.slots, best.breaks, bound, clock.seconds)


class Race:
    """The two searches for one least number of breaks, and what they know together.

    They run in threads of their own. Whoever asked for them waits in `watch`, and alone looks at the clock
    that was given, whose `cancelled` may be asked there only.
    """

    def __init__(self, problem: Meetings, fairness: int, least: int, clock: Clock) -> None:
        self.problem = problem
        self.fairness = fairness
        self.least = least
        self.given = clock
        self.over = threading.Event()
        self.asked = threading.Event()
        self.flowed = False
        self.clock = Clock(clock.left, self.over.is_set)
        self.reserve = self.clock.limit * RESERVE
        self.lock = threading.Lock()
        self.bound = least * problem.participants
        self.most = sum(min(max(len(own) - 1, 0), least + fairness) for own in problem.of)
        self.impossible = False
        self.slots: tuple[int, ...] = ()
        self.breaks: int | None = None
        self.style = Style.CORES
        self.windows = 0
        self.step = len(problem.meetings)

    def run(self, workers: int) -> Schedule:
        days = Days(
            diary([self.problem.choices[meeting] for meeting in own], self.problem.slots)
            for own in self.problem.of
            if own
        )
        if not days.possible or not all(self.problem.choices):
            return Schedule(Status.INFEASIBLE, (), None, None, self.clock.seconds)
        self.style = Style.CORES if days.large else Style.BARE
        self.note(False, days.alone)
        if workers > 1:
            self.watch(self.find, lambda: self.prove(days))
        else:
            self.watch(lambda: self.alone(days))
        if not self.over.is_set():
            self.reserve = 0
            self.watch(self.descend)
        return self.answer()

    def watch(self, *searches: Callable[[], None]) -> None:
        """Wait for the searches, which end when the time does."""
        with ThreadPoolExecutor(len(searches)) as pool:
            running = [pool.submit(_while_wanted, search) for search in searches]
            try:
                while wait(running, POLL, FIRST_EXCEPTION).not_done:
                    if self.given.left <= 0 or any(one.done() and one.exception() for one in running):
                        self.over.set()
            except BaseException:
                self.over.set()
                raise
        for one in running:
            one.result()

    def answer(self) -> Schedule:
        if self.impossible:
            status = Status.INFEASIBLE
        elif self.breaks is None:
            status = Status.UNKNOWN
        else:
            status = Status.OPTIMAL if self.breaks == self.bound else Status.FEASIBLE
        bound = None if self.impossible else self.bound
        return Schedule(status, self.slots, self.breaks, bound, self.clock.seconds)

    def alone(self, days: Days) -> None:
        """Both searches in turn."""
        self.flow(days)
        self.find()

    def prove(self, days: Days) -> None:
        """Raise the bound while the question is asked at the one known so far."""
        self.asked.wait(HEAD_START)
        if not self.over.is_set():
            self.flow(days)
        if not self.over.wait(PATIENCE):
            self.cores()

    def flow(self, days: Days) -> None:
        """Raise the bound by the flow through all days together."""
        if not days.large:
            flow = days.fewest_breaks(2 * self.problem.places, self.clock, even=True, effort=BOUNDING)
            self.note(flow is None, flow)
            self.flowed = True

    def cores(self, turn: int = 0) -> None:
        """Raise the bound by cores until a timetable meets it; each later turn in its own way, and longer.

        How long that takes hangs on the order of the meetings, by luck. So the first proof takes them as they
        come, the later ones in the problem's own order, which no renumbering changes.
        """
        if self.time <= 0:
            return
        problem, number = self.numbered if turn else (self.problem, None)
        agenda = self.agenda(problem, blocks=True)
        agenda.ask_for_fewest(self.bound)
        effort = CORES * turn if turn else None
        found = self.search(agenda, effort, tell=self.hear, seed=turn, presolve=True, inprocessing=turn > 0)
        self.take(agenda, found, number)

    def hear(self, _value: int | None, bound: int | None) -> None:
        self.note(False, bound)

    def find(self) -> None:
        """Ask for a timetable at the bound known, then prove as well, in other ways, and move windows."""
        turn, asked = 0, -1
        while self.time > 0:
            if self.bound > asked:
                asked = self.bound
                self.ask()
                continue
            turn += 1
            if turn % 2:
                self.cores(turn)
            else:
                self.approach(turn)
                self.descend(WINDOWS)

    @cached_property
    def numbered(self) -> tuple[Meetings, tuple[int, ...]]:
        """The problem in its own order, and the number of each meeting there."""
        return renumbered(self.problem)

    def agenda(self, problem: Meetings, *, blocks: bool) -> Agenda:
        """A model of the problem, given up when the race is over before it is built."""
        return Agenda(problem, self.fairness, self.least, blocks=blocks, unwanted=self.over.is_set)

    @cached_property
    def plain(self) -> Agenda:
        """The model of the question."""
        return self.agenda(self.problem, blocks=False)

    def ask(self) -> None:
        """Ask whether there is a timetable at the bound known, or else whether there is any."""
        aim = self.bound
        self.plain.allow(aim)
        found = self.search(self.plain, PLAIN, lambda: self.bound > aim, style=self.style)
        self.keep(self.plain, found)
        self.note(False, aim + 1 if found.impossible else found.bound)
        self.asked.set()
        if found.impossible:
            flowed = self.flowed
            self.begin(PLAIN, lambda: self.bound > aim + 1 or self.flowed is not flowed)

    def begin(self, effort: float | None = None, stop: Callable[[], bool] = lambda: False) -> None:
        """Look for any timetable, unless there is one."""
        if self.breaks is None and not self.over.is_set():
            self.plain.allow(self.most)
            self.take(self.plain, self.search(self.plain, effort, stop))

    def approach(self, seed: int) -> None:
        """Ask for ever fewer breaks than the best timetable has: three quarters of the way to the bound, then
        half of what is left each time, and half as far for once after a question without an answer.

        Far from the bound such a question is easy in blocks; a timetable is there sooner than by windows.
        """
        self.begin()
        if self.breaks is None or self.over.is_set():
            return
        agenda, share = self.agenda(self.problem, blocks=True), 0.75
        while self.time > 0:
            aim = self.breaks - math.ceil(share * (self.breaks - self.bound))
            agenda.allow(aim)
            found = self.search(agenda, NEARER, seed=seed, presolve=True, inprocessing=False)
            self.keep(agenda, found)
            self.note(False, aim + 1 if found.impossible else None)
            if found.values or found.impossible:
                share = 0.5
            elif share < 0.5 or aim == self.breaks - 1:
                break
            else:
                share /= 2

    def descend(self, windows: int | None = None) -> None:
        """Any timetable, made better by so many windows, or until the time is over."""
        self.begin()
        slots = self.problem.slots
        for _ in count() if windows is None else range(windows):
            if self.breaks is None or self.time <= 0:
                break
            size = min(slots, math.ceil(WINDOW * slots) + self.windows // slots)
            first = STRIDE * self.windows % (slots - size + 1)
            self.windows += 1
            before = self.breaks
            self.step = max(1, min(self.step, (before - self.bound) // 2))
            self.improve(range(first, first + size), before - self.step)
            self.step = 2 * self.step if self.breaks < before else self.step // 2

    def improve(self, window: range, aim: int) -> None:
        """Look for a timetable with at most `aim` breaks in which only meetings in the window have moved."""
        meetings = tuple(
            meeting if t in window else replace(meeting, slots=frozenset([t]))
            for meeting, t in zip(self.problem.meetings, self.slots, strict=True)
        )
        agenda = self.agenda(replace(self.problem, meetings=meetings), blocks=True)
        agenda.allow(aim)
        found = self.search(agenda, MOVE)
        self.keep(agenda, found)
        whole = len(window) == self.problem.slots
        self.note(False, aim + 1 if whole and found.impossible else None)

    @property
    def time(self) -> float:
        """Seconds left for the fewest breaks; 0 once the race is over."""
        return max(0.0, self.clock.left - self.reserve)

    def search(
        self,
        agenda: Agenda,
        effort: float | None = None,
        stop: Callable[[], bool] = lambda: False,
        tell: Callable[[int | None, int | None], None] | None = None,
        seed: int = 0,
        style: Style = Style.CORES,
        presolve: bool = False,
        inprocessing: bool = True,
    ) -> Found:
        return run(
            agenda.model,
            Clock(self.time, lambda: self.over.is_set() or stop()),
            seconds=self.time,
            workers=1,
            seed=seed,
            style=style,
            tell=tell,
            presolve=presolve,
            inprocessing=inprocessing,
            effort=effort,
            poll=POLL,
        )

    def take(self, agenda: Agenda, found: Found, number: tuple[int, ...] | None = None) -> None:
        """Note what a search of the whole problem found; `number` is each meeting's there, if another."""
        self.keep(agenda, found, number)
        self.note(found.impossible, found.bound)

    def keep(self, agenda: Agenda, found: Found, number: tuple[int, ...] | None = None) -> None:
        """Keep a timetable that is better than the best so far."""
        if found.values:
            slots = agenda.slots_in(found)
            if number is not None:
                slots = tuple(slots[new] for new in number)
            breaks = count_breaks(self.problem, slots)
            with self.lock:
                if self.breaks is None or breaks < self.breaks:
                    self.slots, self.breaks = slots, breaks

    def note(self, impossible: bool, bound: int | None) -> None:
        """Remember a bound; whoever settles the question ends the other."""
        with self.lock:
            self.impossible = self.impossible or impossible
            self.bound = max(self.bound, bound or 0)
            self.impossible = self.impossible or self.bound > self.most
            if self.impossible or self.breaks == self.bound:
                self.over.set()


def _while_wanted(search: Callable[[], None]) -> None:
    """A search that ends quietly when its model is not wanted any more."""
    with suppress(Unwanted):
        search()


def count_breaks(problem: Meetings, slots: tuple[int, ...]) -> int:
    """Idle stretches between the first and last meeting of each participant."""
    busy = [sorted(slots[meeting] for meeting in own) for own in problem.of]
    return sum(two - one > 1 for own in busy for one, two in pairwise(own))
