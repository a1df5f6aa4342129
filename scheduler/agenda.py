"""Meetings among equals as a CP-SAT model: all are held, places and order are kept, breaks are fair."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ortools.sat.python import cp_model

from scheduler.blocks import breaks_by_blocks
from scheduler.meetings import Meetings
from scheduler.presence import Literal, Presence, undisturbed
from scheduler.search import Found

total = cp_model.LinearExpr.sum


class Agenda(Presence):
    """A CP-SAT model of the problem in which everybody has between `least` and `least + fairness` breaks.

    Raises:
        Unwanted: while it was built; nobody waits for it any more.
    """

    @undisturbed()
    def __init__(
        self,
        problem: Meetings,
        fairness: int,
        least: int,
        *,
        blocks: bool,
        unwanted: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self.unwanted = unwanted
        self.problem = problem
        self.days = [list(range(problem.slots))]
        self.of = {str(number): list(own) for number, own in enumerate(problem.of)}
        self.capacity = dict.fromkeys(self.of, 1)
        self.x = {number: {t: self.boolean() for t in slots} for number, slots in enumerate(problem.choices)}
        for rule in (all_are_held, counts_hold, places_suffice, order_holds):
            rule(self)
        ends = {who: self.break_ends(who)[0] for who in self.each(self.of)}
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
                end = self.boolean()
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
        v.model.add_exactly_one(*slots.values())


def counts_hold(v: Agenda) -> None:
    """A participant is busy in as many slots as it has meetings, so never at two at once."""
    for who, own in v.each(v.of.items()):
        busy = [one for t in range(v.problem.slots) if (one := v.busy(who, t)) is not None]
        v.model.add(total(busy) == len(own))


def places_suffice(v: Agenda) -> None:
    """No more meetings in a slot than places; the participants busy in a slot are even in number.

    Meetings that share a participant exclude each other, so it is enough to count one Boolean for each such
    star: far fewer than there are meetings.
    """
    stars = _stars(v.problem)
    for t in v.each(range(v.problem.slots)):
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
    shines = v.boolean()
    v.model.add_exactly_one(*terms, shines.negated())
    return shines


def order_holds(v: Agenda) -> None:
    """A meeting is held strictly later than those that precede it."""
    for number, meeting in enumerate(v.problem.meetings):
        for first in sorted(meeting.after):
            for choices in v.out_of_order(first, number):
                v.model.add(total(choices) <= 1)
