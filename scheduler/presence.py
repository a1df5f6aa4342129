"""Who is busy when: what follows from the slots of interviews, whatever they are between.

Interviews of buyers with suppliers and meetings among equals have this in common: each may be held in some
slots, and each company must be at most at one of them (or a few) at a time. Everything about a company's day
(busy slots, already met, breaks) is derived here, by small one-sided clauses, and remembered in `derived`, so
that a whole timetable can be handed to the solver as a hint down to the last Boolean.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise, takewhile
from typing import TypeVar

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal as AnyLiteral

T = TypeVar("T")
Literal = cp_model.IntVar
Reader = Callable[[AnyLiteral], int]
"""A literal's value in some solution."""
BOOLEAN = cp_model.Domain(0, 1)


class Unwanted(Exception):  # noqa: N818 - no error: the answer came from elsewhere
    """Nobody waits any more for the model that is being built."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Build a model without Python's search for garbage: there is none, and it takes a fifth of the time."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


class Booleans:
    """A CP-SAT model with Booleans that follow from others."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self._proto = self.model.proto
        self.derived: list[tuple[cp_model.IntVar, Callable[[Reader], int]]] = []

    def boolean(self) -> cp_model.IntVar:
        """A new Boolean, made without the name and the domain of its own that take most of the time."""
        return cp_model.IntVar(self._proto).with_domain(BOOLEAN)

    def any_of(self, literals: Sequence[AnyLiteral]) -> cp_model.IntVar:
        """A Boolean that is true if any of the literals is; free where none is."""
        some = self.boolean()
        for literal in literals:
            self.model.add_bool_or(literal.negated(), some)
        self.derived.append((some, lambda value: int(any(value(one) for one in literals))))
        return some

    def exactly_any_of(self, literals: Sequence[AnyLiteral]) -> cp_model.IntVar:
        """A Boolean that is true if, and only if, any of the literals is."""
        some = self.any_of(literals)
        self.model.add_bool_or(*literals, some.negated())
        return some

    def all_of(self, literals: Sequence[AnyLiteral]) -> cp_model.IntVar:
        """A Boolean that is true if all the literals are; free otherwise."""
        return self.any_case_of([literals])

    def any_case_of(self, cases: Sequence[Sequence[AnyLiteral]]) -> cp_model.IntVar:
        """A Boolean that is true if, in any of the cases, all literals are; free otherwise."""
        some = self.boolean()
        for case in cases:
            self.model.add_bool_or(some, *(literal.negated() for literal in case))
        self.derived.append((some, lambda value: int(any(all(map(value, case)) for case in cases))))
        return some


class Presence(Booleans):
    """Who is busy when, in a model that holds interviews in slots.

    Attributes:
        x: interview → slot → whether it is held then.
        of: company → its interviews.
        capacity: how many interviews a company may have at once.
        days: the slots of each day, in order; slots are numbered from 0 over all days.
        loose: interviews at once are limited elsewhere, so nothing may be concluded from `capacity`.
        unwanted: whether nobody waits for the model any more; asked again and again while it is built.
    """

    x: dict[int, dict[int, Literal]]
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
    def _held(self) -> dict[tuple[str, int], list[Literal]]:
        """All at once: each choice is looked at once for each of its companies."""
        found: dict[tuple[str, int], list[Literal]] = {}
        for company, own in self.of.items():
            for w in own:
                for t, choice in self.x[w].items():
                    found.setdefault((company, t), []).append(choice)
        return found

    @cached_property
    def _busy(self) -> dict[tuple[str, int], Literal | None]:
        return {}

    @cached_property
    def _met(self) -> dict[tuple[str, int], Literal | None]:
        return {}

    @cached_property
    def _later(self) -> dict[tuple[str, int], Literal | None]:
        return {}

    @cached_property
    def _break_ends(self) -> dict[str, list[list[Literal]]]:
        return {}

    def held(self, company: str, t: int) -> list[cp_model.IntVar]:
        """The choices that would give the company an interview in slot `t`."""
        return self._held.get((company, t), [])

    def busy(self, company: str, t: int) -> Literal | None:
        """Whether the company has any interview in slot `t`; None where it never can."""
        key = company, t
        if key not in self._busy:
            self._busy[key] = self._make_busy(company, t)
        return self._busy[key]

    def _make_busy(self, company: str, t: int) -> Literal | None:
        terms = self.held(company, t)
        if len(terms) <= 1:
            return terms[0] if terms else None
        if self.capacity[company] != 1 or self.loose:
            return self.exactly_any_of(terms)
        busy = self.boolean()
        self.model.add_exactly_one(*terms, busy.negated())
        self.derived.append((busy, lambda value: sum(value(term) for term in terms)))
        return busy

    def met(self, company: str, t: int) -> Literal | None:
        """Whether the company has had an interview that day up to and in slot `t`."""
        return self._chain(self._met, company, t, -1)

    def later(self, company: str, t: int) -> Literal | None:
        """Whether the company has an interview that day in slot `t` or after it."""
        return self._chain(self._later, company, t, 1)

    def _chain(
        self, known: dict[tuple[str, int], Literal | None], company: str, t: int, step: int
    ) -> Literal | None:
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

    def break_ends(self, company: str) -> list[list[Literal]]:
        """By day, the Booleans that are true where the company is busy again after a break."""
        if company not in self._break_ends:
            days = self.days if len(self.of[company]) > 1 else [[] for _ in self.days]
            self._break_ends[company] = [self._ends(company, day) for day in days]
        return self._break_ends[company]

    def _ends(self, company: str, day: Sequence[int]) -> list[Literal]:
        ends: list[Literal] = []
        for before, t in pairwise(day):
            busy, last, met = self.busy(company, t), self.busy(company, before), self.met(company, before)
            if busy is not None and met is not None and met is not last:
                ends.append(self.all_of([busy, met] if last is None else [busy, met, last.negated()]))
        return ends

    def out_of_order(self, first: int, then: int) -> Iterator[list[Literal]]:
        """Choices of which at most one may be true, lest interview `first` be no earlier than `then`."""
        for t in sorted({*self.x[first], *self.x[then]}):
            too_early = [x for s, x in self.x[then].items() if s <= t]
            too_late = [x for s, x in self.x[first].items() if s >= t]
            if too_early and too_late:
                yield [*too_early, *too_late]
