"""Who is busy when: what follows from the slots of interviews, whatever they are between.

Interviews of buyers with suppliers and meetings among equals have this in common: each may be held in some
slots, and each company must be at most at one of them (or a few) at a time. Everything about a company's day
(busy slots, already met, breaks) is derived here, by small one-sided clauses, and how it follows is
remembered, so that a whole timetable can be handed to the solver as a hint down to the last Boolean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise, takewhile
from typing import Generic, TypeVar

from scheduler.clauses import Clauses, V

T = TypeVar("T")


class Unwanted(Exception):  # noqa: N818 - no error: the answer came from elsewhere
    """Nobody waits any more for the model that is being built."""


class Presence(Clauses[V], Generic[V]):
    """Who is busy when, in a model that holds interviews in slots.

    Attributes:
        x: interview → slot → whether it is held then.
        of: company → its interviews.
        capacity: how many interviews a company may have at once.
        days: the slots of each day, in order; slots are numbered from 0 over all days.
        loose: interviews at once are limited elsewhere, so nothing may be concluded from `capacity`.
        unwanted: whether nobody waits for the model any more; asked again and again while it is built.
    """

    x: dict[int, dict[int, V]]
    of: dict[str, list[int]]
    capacity: dict[str, int]
    days: list[list[int]]
    loose: bool = False
    unwanted: Callable[[], bool] = staticmethod(lambda: False)

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items one by one, for as long as the model is wanted.

        Raises:
            Unwanted: it is not any more.
        """
        for item in items:
            if self.unwanted():
                raise Unwanted
            yield item

    @cached_property
    def day_of(self) -> list[int]:
        """Slot → its day."""
        return [number for number, day in enumerate(self.days) for _ in day]

    @cached_property
    def _held(self) -> dict[tuple[str, int], list[V]]:
        """All at once: each choice is looked at once for each of its companies."""
        found: dict[tuple[str, int], list[V]] = {}
        for company, own in self.of.items():
            for w in own:
                for t, choice in self.x[w].items():
                    found.setdefault((company, t), []).append(choice)
        return found

    @cached_property
    def _busy(self) -> dict[tuple[str, int], V | None]:
        return {}

    @cached_property
    def _met(self) -> dict[tuple[str, int], V | None]:
        return {}

    @cached_property
    def _later(self) -> dict[tuple[str, int], V | None]:
        return {}

    @cached_property
    def _break_ends(self) -> dict[str, list[list[V]]]:
        return {}

    def held(self, company: str, t: int) -> list[V]:
        """The choices that would give the company an interview in slot `t`."""
        return self._held.get((company, t), [])

    def busy(self, company: str, t: int) -> V | None:
        """Whether the company has any interview in slot `t`; None where it never can."""
        key = company, t
        if key not in self._busy:
            self._busy[key] = self._make_busy(company, t)
        return self._busy[key]

    def _make_busy(self, company: str, t: int) -> V | None:
        terms = self.held(company, t)
        if len(terms) <= 1:
            return terms[0] if terms else None
        if self.capacity[company] != 1 or self.loose:
            return self.exactly_any_of(terms)
        busy = self.boolean()
        self.exactly_one(*terms, ~busy)
        self.follows(busy, lambda value: sum(map(value, terms)))
        return busy

    def met(self, company: str, t: int) -> V | None:
        """Whether the company has had an interview that day up to and in slot `t`."""
        return self._chain(self._met, company, t, -1)

    def later(self, company: str, t: int) -> V | None:
        """Whether the company has an interview that day in slot `t` or after it."""
        return self._chain(self._later, company, t, 1)

    def _chain(self, known: dict[tuple[str, int], V | None], company: str, t: int, step: int) -> V | None:
        day = self.days[self.day_of[t]]
        beside = range(t, day[0] - 1, -1) if step < 0 else range(t, day[-1] + 1)
        missing = list(takewhile(lambda s: (company, s) not in known, beside))
        for s in reversed(missing):
            before = known.get((company, s + step)) if s + step in beside else None
            busy = self.busy(company, s)
            if busy is None or before is None:
                known[company, s] = before if busy is None else busy
            else:
                known[company, s] = self.any_of([busy, before])
        return known[company, t]

    def break_ends(self, company: str) -> list[list[V]]:
        """By day, the Booleans that are true where the company is busy again after a break."""
        if company not in self._break_ends:
            days = self.days if len(self.of[company]) > 1 else [[] for _ in self.days]
            self._break_ends[company] = [self._ends(company, day) for day in days]
        return self._break_ends[company]

    def _ends(self, company: str, day: Sequence[int]) -> list[V]:
        ends: list[V] = []
        for before, t in pairwise(day):
            busy, last, met = self.busy(company, t), self.busy(company, before), self.met(company, before)
            if busy is not None and met is not None and met is not last:
                ends.append(self.all_of([busy, met] if last is None else [busy, met, ~last]))
        return ends

    def out_of_order(self, first: int, then: int) -> Iterator[list[V]]:
        """Choices of which at most one may be true, lest interview `first` be no earlier than `then`."""
        for t in sorted({*self.x[first], *self.x[then]}):
            too_early = [x for s, x in self.x[then].items() if s <= t]
            too_late = [x for s, x in self.x[first].items() if s >= t]
            if too_early and too_late:
                yield too_early + too_late
