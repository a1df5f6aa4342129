"""Meetings among equals as a CP-SAT model: all are held, places and order are kept, breaks are fair."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.blocks import breaks_by_blocks
from scheduler.clauses import Written, undisturbed
from scheduler.meetings import Meetings
from scheduler.presence import Presence
from scheduler.search import Found


class Agenda(Written, Presence[int]):
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
        self.breaks = breaks_by_blocks(self) if blocks else [end for own in ends.values() for end in own]
        self._few = len(self._lines)
        self.between(0, self.breaks, 2 * len(problem.meetings))
        for who, own in ends.items():
            if len(own) > least + fairness:
                self.between(0, own, least + fairness)
            if least:
                self.between(least, list(self._true_breaks(who)), problem.slots)

    def allow(self, breaks: int) -> None:
        """Ask for a timetable with at most so many breaks."""
        domain = self.model.proto.constraints[self._few].linear.domain
        domain.clear()
        domain.extend([0, breaks])

    def ask_for_fewest(self, bound: int) -> None:
        """Ask for the timetable with the fewest breaks, which are known to be at least so many."""
        self.between(bound, self.breaks, 2 * len(self.problem.meetings))
        self.minimise(self.breaks)

    def _true_breaks(self, who: str) -> Iterator[int]:
        """Booleans that are false where no break ends: the others may be true without cause."""
        for t in range(2, self.problem.slots):
            busy, last = self.busy(who, t), self.busy(who, t - 1)
            earlier = [one for s in range(t - 1) if (one := self.busy(who, s)) is not None]
            if busy is not None and earlier:
                end = self.boolean()
                self.clause(~end, busy)
                if last is not None:
                    self.clause(~end, ~last)
                self.clause(~end, *earlier)
                yield end

    def slots_in(self, found: Found) -> tuple[int, ...]:
        """Meeting → its slot in a solution."""
        values = found.values
        if not values:
            raise ValueError("there is no solution")
        return tuple(next(t for t, x in slots.items() if values[x]) for slots in self.x.values())


def all_are_held(v: Agenda) -> None:
    """Every meeting is held, once."""
    for slots in v.x.values():
        v.exactly_one(*slots.values())


def counts_hold(v: Agenda) -> None:
    """A participant is busy in as many slots as it has meetings, so never at two at once."""
    for who, own in v.each(v.of.items()):
        busy = [one for t in range(v.problem.slots) if (one := v.busy(who, t)) is not None]
        v.between(len(own), busy, len(own))


def places_suffice(v: Agenda) -> None:
    """No more meetings in a slot than places; the participants busy in a slot are even in number.

    Meetings that share a participant exclude each other, so it is enough to count one Boolean for each such
    star: far fewer than there are meetings.
    """
    stars = _stars(v.problem)
    for t in v.each(range(v.problem.slots)):
        held = [one for star in stars if (one := _shines(v, star, t)) is not None]
        if len(held) > v.problem.places:
            v.between(0, held, v.problem.places)
        busy = [one for who in v.of if (one := v.busy(who, t)) is not None]
        pairs = v.whole(v.problem.places)
        v.between(0, busy, 0, less=[pairs, pairs])


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


def _shines(v: Agenda, star: tuple[str, list[int]], t: int) -> int | None:
    """Whether a meeting of the star is held in slot `t`; None where none can be."""
    who, meetings = star
    terms = [v.x[meeting][t] for meeting in meetings if t in v.x[meeting]]
    if len(terms) == len(v.held(who, t)):
        return v.busy(who, t)
    if len(terms) < 2:
        return terms[0] if terms else None
    shines = v.boolean()
    v.exactly_one(*terms, ~shines)
    return shines


def order_holds(v: Agenda) -> None:
    """A meeting is held strictly later than those that precede it."""
    for number, meeting in enumerate(v.problem.meetings):
        for first in sorted(meeting.after):
            for choices in v.out_of_order(first, number):
                v.between(0, choices, 1)
