"""How many breaks no timetable can avoid, with everything forgotten but each company's own day.

Forget who meets whom. A company's day is then a walk through the automaton (slot, interviews held so far,
busy or idle), on which each busy stretch after the first costs one. Companies whose days look the same flow
through one automaton together, and the automata are coupled only by the number of companies that can be busy
in a slot, which is even where every interview makes two of them busy. That is a small integer flow; any
timetable is one, so its least cost is a bound.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from scheduler.clauses import Written
from scheduler.search import Clock, Style, run

State = tuple[int, int, bool]
"""Before which slot, with how many interviews held, and whether busy in the slot before."""
Step = tuple[State, State]
LARGE = 2_500
"""The most steps for which the coupled flow is solved: beyond, it takes longer than it saves."""
POLL = 0.003
"""Seconds between two looks at whether the bound is still wanted."""


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of a company's day: the slots it could be busy in, and how many interviews by when.

    `least[t]` and `most[t]` are the fewest and most interviews held up to and in slot `t`.
    """

    slots: frozenset[int]
    least: tuple[int, ...]
    most: tuple[int, ...]


def diary(choices: Sequence[Sequence[int]], slots: int) -> Diary:
    """The day of a company that holds all its interviews, one at a time, each in one of its choices."""
    first, last = [0] * (slots + 1), [0] * (slots + 1)
    for some in choices:
        first[min(some, default=slots)] += 1
        last[max(some, default=0)] += 1
    return Diary(
        frozenset(t for some in choices for t in some),
        tuple(accumulate(last[:-1])),
        tuple(accumulate(first[:-1])),
    )


class Days:
    """The days of all companies, those that look the same together."""

    def __init__(self, diaries: Iterable[Diary]) -> None:
        self.groups = list(Counter(diaries).items())
        self._walks: dict[Diary, list[Step]] = {}

    def walks(self, own: Diary) -> list[Step]:
        """The steps of a company's day."""
        if own not in self._walks:
            self._walks[own] = steps(own)
        return self._walks[own]

    @cached_property
    def possible(self) -> bool:
        """Whether each company alone can hold its interviews."""
        return all(unbroken(own) or self.walks(own) or not own.least for own, _ in self.groups)

    @cached_property
    def alone(self) -> int:
        """The breaks that the companies, each for itself, cannot avoid."""
        return sum(0 if unbroken(own) else size * _cheapest(self.walks(own)) for own, size in self.groups)

    @property
    def large(self) -> bool:
        """Whether the coupled flow would take longer than it saves."""
        return any(count > LARGE for count in accumulate(len(self.walks(own)) for own, _ in self.groups))

    def fewest_breaks(self, busy: int, clock: Clock, *, even: bool, effort: float) -> int | None:
        """A bound on the breaks of all these companies together; None: they cannot hold their interviews.

        Args:
            busy: the most companies that can be busy in one slot.
            clock: the search for the bound ends with it, as does its preparation,
            even: whether the number of busy companies in a slot is even.
            effort: and after so much work in the solver's own measure, with the bound reached by then.
        """
        if not self.possible:
            return None
        v = Written()
        there: dict[int, list[int]] = defaultdict(list)
        costly: list[int] = []
        for own, size in self.groups:
            if clock.stopped:
                return self.alone
            out: dict[State, list[int]] = defaultdict(list)
            into: dict[State, list[int]] = defaultdict(list)
            for start, end in self.walks(own):
                flow = v.whole(size)
                out[start].append(flow)
                into[end].append(flow)
                if end[2]:
                    there[start[0]].append(flow)
                if _cost((start, end)):
                    costly.append(flow)
            for state, flows in out.items():
                begins = 0 if state[0] else size
                v.between(begins, flows, begins, less=into.get(state, ()))
        for flows in there.values():
            if even:
                pairs = v.whole(busy // 2)
                v.between(0, flows, 0, less=[pairs, pairs])
            else:
                v.between(0, flows, busy)
        v.between(self.alone, costly, sum(size * len(own.least) for own, size in self.groups))
        v.minimise(costly)
        found = run(
            v.model,
            clock,
            seconds=clock.left,
            workers=1,
            seed=0,
            style=Style.PLANES,
            effort=effort,
            poll=POLL,
        )
        return None if found.impossible else max(self.alone, found.bound or 0)


def unbroken(own: Diary) -> bool:
    """Whether one busy stretch could hold all interviews, which is quickly seen and mostly so."""
    slots = range(len(own.least))
    return any(
        all(own.least[t] <= min(max(t - first + 1, 0), count) <= own.most[t] for t in slots)
        for count in range(own.least[-1] if slots else 0, (own.most[-1] if slots else 0) + 1)
        for first in range(len(slots) - count + 1)
        if own.slots.issuperset(slots[first : first + count])
    )


def steps(own: Diary) -> list[Step]:
    """The steps that lie on some walk through the day, the last first."""
    layer: set[State] = {(0, 0, False)}
    taken: list[Step] = []
    for t, (least, most) in enumerate(zip(own.least, own.most, strict=True)):
        onward = [
            ((t, held, was), (t + 1, held + now, bool(now)))
            for _, held, was in sorted(layer)
            for now in range(1 + (t in own.slots))
            if least <= held + now <= most
        ]
        taken += onward
        layer = {end for _, end in onward}
    alive = set(layer)
    kept: list[Step] = []
    for start, end in reversed(taken):
        if end in alive:
            alive.add(start)
            kept.append((start, end))
    return kept


def _cost(step: Step) -> int:
    """1 for a busy stretch that begins after another."""
    (_, held, was), (_, _, now) = step
    return int(now and not was and held > 0)


def _cheapest(walks: list[Step]) -> int:
    """The fewest breaks of one company alone; its steps are given from the last to the first."""
    least: dict[State, int] = {}
    for start, end in walks:
        cost = _cost((start, end)) + least.get(end, 0)
        least[start] = min(cost, least.get(start, cost))
    return least.get((0, 0, False), 0)
