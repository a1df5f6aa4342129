"""Meetings among equals, solved with the same pieces as events: presence, blocks, searches, bounds.

Two searches run side by side. One asks the plain question whether there is a timetable at the bound known so
far, and asks anew whenever that bound has risen; most often it answers before the other has begun. The other
raises the bound: first by the flow of companies through the day, then by cores until a timetable meets it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.blocks import breaks_by_blocks
from scheduler.flow_bound import Days, diary
from scheduler.meetings import Meetings, Schedule
from scheduler.presence import Literal, Presence
from scheduler.search import Clock, Found, Style, run
from scheduler.timetable import Status

BOUNDING = 1.0
"""Seconds, at most, for the bound by flow."""
PATIENCE = 0.1
"""Seconds that the question is given before the proof by cores is prepared, which would slow it down."""
PLAIN_SLICE = 1.0
"""Seconds for the question in the plain form, after which it is asked in the form of blocks."""
BLOCK_SLICE = 4.0
"""Seconds for each of these attempts."""
POLL = 0.01
"""Seconds between two looks at what the other search has found."""
RESERVE = 0.1
"""The part of the time that is kept for finding any timetable if none of the fewest breaks was found."""
total = cp_model.LinearExpr.sum


class Agenda(Presence):
    """A CP-SAT model of the problem in which everybody has between `least` and `least + fairness` breaks."""

    def __init__(self, problem: Meetings, fairness: int, least: int, *, blocks: bool) -> None:
        super().__init__()
        self.problem = problem
        self.days = [list(range(problem.slots))]
        self.of = {str(number): list(own) for number, own in enumerate(problem.of)}
        self.capacity = dict.fromkeys(self.of, 1)
        self.x = {
            number: {t: self.model.new_bool_var("") for t in slots}
            for number, slots in enumerate(problem.choices)
        }
        for rule in (all_are_held, counts_hold, places_suffice, order_holds):
            rule(self)
        ends = {who: self.break_ends(who)[0] for who in self.of}
        self.breaks: cp_model.LinearExpr = (
            breaks_by_blocks(self) if blocks else total([end for own in ends.values() for end in own])
        )
        self._few = self.model.add(self.breaks <= 2 * len(problem.meetings))
        for who, own in ends.items():
            if len(own) > least + fairness:
                self.model.add(total(own) <= least + fairness)
            if least:
                self.model.add(total(list(self._true_breaks(who))) >= least)

    def allow(self, breaks: int) -> None:
        """Ask for a timetable with at most so many breaks."""
        domain = self._few.proto.linear.domain
        domain.clear()
        domain.extend([0, breaks])

    def _true_breaks(self, who: str) -> Iterator[Literal]:
        """Booleans that are false where no break ends: the others may be true without cause."""
        for t in range(2, self.problem.slots):
            busy, last = self.busy(who, t), self.busy(who, t - 1)
            earlier = [one for s in range(t - 1) if (one := self.busy(who, s)) is not None]
            if busy is not None and earlier:
                end = self.model.new_bool_var("")
                self.model.add_implication(end, busy)
                if last is not None:
                    self.model.add_implication(end, last.negated())
                self.model.add_bool_or([end.negated(), *earlier])
                yield end

    def slots_in(self, found: Found) -> tuple[int, ...]:
        """Meeting → its slot in a solution."""
        value = found.value
        if value is None:
            raise ValueError("there is no solution")
        return tuple(next(t for t, x in slots.items() if value(x)) for _, slots in sorted(self.x.items()))


def all_are_held(v: Agenda) -> None:
    """Every meeting is held, once."""
    for slots in v.x.values():
        v.model.add_exactly_one(list(slots.values()))


def counts_hold(v: Agenda) -> None:
    """A participant is busy in as many slots as it has meetings, so never at two at once."""
    for who, own in v.of.items():
        busy = [one for t in range(v.problem.slots) if (one := v.busy(who, t)) is not None]
        v.model.add(total(busy) == len(own))


def places_suffice(v: Agenda) -> None:
    """No more meetings in a slot than places; the participants busy in a slot are even in number.

    Meetings that share a participant exclude each other, so it is enough to count one Boolean for each such
    star: far fewer than there are meetings.
    """
    stars = _stars(v.problem)
    for t in range(v.problem.slots):
        held = [one for star in stars if (one := _shines(v, star, t)) is not None]
        if len(held) > v.problem.places:
            v.model.add(total(held) <= v.problem.places)
        busy = [one for who in v.of if (one := v.busy(who, t)) is not None]
        pairs = v.model.new_int_var(0, v.problem.places, "")
        v.model.add(total(busy) == 2 * pairs)


def _stars(problem: Meetings) -> list[tuple[str, list[int]]]:
    """Every meeting in one star: a participant and meetings of its own, the largest stars first."""
    left = [set(own) for own in problem.of]
    stars = []
    while left and (most := max(left, key=len)):
        star = sorted(most)
        stars.append((str(left.index(most)), star))
        for own in left:
            own.difference_update(star)
    return stars


def _shines(v: Agenda, star: tuple[str, list[int]], t: int) -> Literal | None:
    """Whether a meeting of the star is held in slot `t`; None where none can be."""
    who, meetings = star
    terms = [v.x[meeting][t] for meeting in meetings if t in v.x[meeting]]
    if len(terms) == len(v.held(who, t)):
        return v.busy(who, t)
    if len(terms) < 2:
        return terms[0] if terms else None
    shines = v.model.new_bool_var("")
    v.model.add_exactly_one([*terms, shines.negated()])
    return shines


def order_holds(v: Agenda) -> None:
    """A meeting is held strictly later than those that precede it."""
    for number, meeting in enumerate(v.problem.meetings):
        for first in sorted(meeting.after):
            for choices in v.out_of_order(first, number):
                v.model.add(total(choices) <= 1)


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

    Everybody having at least one break is tried only when that could cost less than what was found.
    """
    best: Schedule | None = None
    bounds: list[int] = []
    most = min((len(own) - 1 for own in problem.of), default=0)
    for least in range(max(most, 0) + 1):
        floor = least * problem.participants
        if best is not None and best.breaks is not None and floor >= best.breaks:
            break
        found = _Race(problem, fairness, least, clock).run(workers)
        if found.status is not Status.INFEASIBLE:
            bounds.append(found.bound or 0)
        if found.breaks is not None and (best is None or best.breaks is None or found.breaks < best.breaks):
            best = found
        if found.status in (Status.UNKNOWN, Status.FEASIBLE):
            break
    if best is None:
        status = Status.UNKNOWN if bounds else Status.INFEASIBLE
        return Schedule(status, (), None, min(bounds, default=None), clock.seconds)
    bound = min(bounds)
    status = Status.OPTIMAL if bound == best.breaks else Status.FEASIBLE
    return Schedule(status, best.slots, best.breaks, bound, clock.seconds)


class _Race:
    """The two searches for one least number of breaks, and what they know together."""

    def __init__(self, problem: Meetings, fairness: int, least: int, clock: Clock) -> None:
        self.problem = problem
        self.fairness = fairness
        self.least = least
        self.clock = clock
        self.over = threading.Event()
        self.bound = least * problem.participants
        self.impossible = False
        self.slots: tuple[int, ...] = ()
        self.breaks: int | None = None

    def run(self, workers: int) -> Schedule:
        days = Days(
            diary([self.problem.choices[meeting] for meeting in own], self.problem.slots)
            for own in self.problem.of
            if own
        )
        if not days.possible or not all(self.problem.choices):
            return Schedule(Status.INFEASIBLE, (), None, None, self.clock.seconds)
        self.bound = max(self.bound, days.alone)
        if workers > 1:
            with ThreadPoolExecutor(2) as pool:
                for search in [pool.submit(self.find, self.time), pool.submit(self.prove, days)]:
                    search.result()
        else:
            self.flow(days)
            self.find(self.clock.left / 5)
            self.cores()
        if not self.impossible and self.breaks is None:
            self.settle(workers)
        return self.answer()

    def answer(self) -> Schedule:
        if self.impossible:
            status = Status.INFEASIBLE
        elif self.breaks is None:
            status = Status.UNKNOWN
        else:
            status = Status.OPTIMAL if self.breaks == self.bound else Status.FEASIBLE
        bound = None if self.impossible else self.bound
        return Schedule(status, self.slots, self.breaks, bound, self.clock.seconds)

    def prove(self, days: Days) -> None:
        """Raise the bound while the question is asked at the one known so far."""
        self.flow(days)
        if not self.over.wait(PATIENCE):
            self.cores()

    def flow(self, days: Days) -> None:
        """Raise the bound by the flow through all days together."""
        if not days.large:
            clock = Clock(self.clock.left, self.over.is_set)
            flow = days.fewest_breaks(2 * self.problem.places, clock, even=True, seconds=BOUNDING)
            self.note(flow is None, flow)

    def cores(self) -> None:
        """Raise the bound by cores until a timetable meets it."""
        if self.over.is_set():
            return
        agenda = Agenda(self.problem, self.fairness, self.least, blocks=True)
        agenda.model.add(agenda.breaks >= self.bound)
        agenda.model.minimize(agenda.breaks)
        self.take(agenda, self.search(agenda, self.time, self.over.is_set, self.hear, presolve=True))

    def hear(self, _value: int | None, bound: int | None) -> None:
        self.bound = max(self.bound, bound or 0)

    def find(self, seconds: float) -> None:
        """Look for a timetable at the bound known, again and again, in both forms and with other seeds."""
        end = self.clock.seconds + seconds
        forms: dict[bool, Agenda] = {}
        turn, last = 0, self.bound
        while not self.over.is_set() and min(end - self.clock.seconds, self.time) > 0:
            aim = self.bound
            turn, last = (turn if aim == last else 0), aim
            blocks = turn > 0
            if blocks not in forms:
                forms[blocks] = Agenda(self.problem, self.fairness, self.least, blocks=blocks)
            agenda = forms[blocks]
            agenda.allow(aim)
            slice_ = min(end - self.clock.seconds, BLOCK_SLICE if blocks else PLAIN_SLICE)
            moved = lambda aim=aim: self.over.is_set() or self.bound > aim  # noqa: E731
            found = self.search(agenda, slice_, moved, seed=turn)
            turn += 1
            if found.impossible:
                self.note(False, aim + 1)
            elif found.value is not None:
                self.take(agenda, found)

    def settle(self, workers: int) -> None:
        """With little time left: any timetable, made better by neighbourhoods."""
        agenda = Agenda(self.problem, self.fairness, self.least, blocks=False)
        agenda.model.add(agenda.breaks >= self.bound)
        agenda.model.minimize(agenda.breaks)
        left = self.clock.left
        self.take(agenda, run(agenda.model, self.clock, seconds=left, workers=workers, seed=0))

    @property
    def time(self) -> float:
        """Seconds left for the fewest breaks."""
        return self.clock.left - self.clock.limit * RESERVE

    def search(
        self,
        agenda: Agenda,
        seconds: float,
        stop: Callable[[], bool],
        tell: Callable[[int | None, int | None], None] | None = None,
        seed: int = 0,
        presolve: bool = False,
    ) -> Found:
        clock = Clock(self.clock.left, stop)
        return run(
            agenda.model,
            clock,
            seconds=min(seconds, self.clock.left),
            workers=1,
            seed=seed,
            style=Style.CORES,
            tell=tell,
            presolve=presolve,
            poll=POLL,
        )

    def take(self, agenda: Agenda, found: Found) -> None:
        """Note what a search ended with; the first that settles the question ends the other."""
        if found.value is not None:
            slots = agenda.slots_in(found)
            breaks = count_breaks(self.problem, slots)
            if self.breaks is None or breaks < self.breaks:
                self.slots, self.breaks = slots, breaks
        self.note(found.impossible, found.bound)

    def note(self, impossible: bool, bound: int | None) -> None:
        """Remember a bound; whoever settles the question ends the other."""
        self.impossible = self.impossible or impossible
        self.bound = max(self.bound, bound or 0)
        if self.impossible or self.breaks == self.bound:
            self.over.set()


def count_breaks(problem: Meetings, slots: tuple[int, ...]) -> int:
    """Idle stretches between the first and last meeting of each participant."""
    busy = [sorted(slots[meeting] for meeting in own) for own in problem.of]
    return sum(two - one > 1 for own in busy for one, two in pairwise(own))
