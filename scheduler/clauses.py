"""Models made of Booleans and clauses, in two ways of writing them down.

`Booleans` makes them of OR-Tools' own objects, for models whose goals are expressions: those of events.
`Written` writes the same model as text with bare numbers, which OR-Tools reads at one go: making an object
for each Boolean takes longer than solving a small problem does. What follows from other Booleans is said
once for both, in `Clauses`.
"""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import CpModelProto
from ortools.sat.python.cp_model_helper import Literal as AnyLiteral

V = TypeVar("V", cp_model.IntVar, int)
"""A variable: OR-Tools' object, or its number. `~` negates either."""
Literal = cp_model.IntVar
Reader = Callable[[Any], int]
"""A literal's value in some solution."""
BOOLEAN = cp_model.Domain(0, 1)


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


class Clauses(ABC, Generic[V]):
    """A model with Booleans that follow from others. Literals are variables and, by `~`, their opposites."""

    @abstractmethod
    def boolean(self) -> V:
        """A new Boolean."""

    @abstractmethod
    def whole(self, most: int) -> V:
        """A new whole number from 0 to `most`."""

    @abstractmethod
    def clause(self, *literals: Any) -> None:
        """At least one of the literals is true."""

    @abstractmethod
    def exactly_one(self, *literals: Any) -> None:
        """One of the literals is true, and only one."""

    @abstractmethod
    def between(self, low: int, terms: Sequence[V], high: int, less: Sequence[V] = ()) -> None:
        """The sum of the variables, less those in `less`, is from `low` to `high`."""

    def follows(self, variable: V, work_out: Callable[[Reader], int]) -> None:
        """Remember how a variable's value follows from others, for hints; not every model is hinted at."""

    def any_of(self, literals: Sequence[Any]) -> V:
        """A Boolean that is true if any of the literals is; free where none is."""
        some = self.boolean()
        for literal in literals:
            self.clause(~literal, some)
        self.follows(some, lambda value: int(any(value(one) for one in literals)))
        return some

    def exactly_any_of(self, literals: Sequence[Any]) -> V:
        """A Boolean that is true if, and only if, any of the literals is."""
        some = self.any_of(literals)
        self.clause(*literals, ~some)
        return some

    def all_of(self, literals: Sequence[Any]) -> V:
        """A Boolean that is true if all the literals are; free otherwise."""
        return self.any_case_of([literals])

    def any_case_of(self, cases: Sequence[Sequence[Any]]) -> V:
        """A Boolean that is true if, in any of the cases, all literals are; free otherwise."""
        some = self.boolean()
        for case in cases:
            self.clause(some, *[~literal for literal in case])
        self.follows(some, lambda value: int(any(all(map(value, case)) for case in cases)))
        return some


class Booleans(Clauses[cp_model.IntVar]):
    """A CP-SAT model made of OR-Tools' objects.

    Attributes:
        model: the model.
        derived: variables and how their values follow from those made before them.
    """

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self._proto = self.model.proto
        self.derived: list[tuple[cp_model.IntVar, Callable[[Reader], int]]] = []

    def boolean(self) -> cp_model.IntVar:
        """A new Boolean, made without the name and the domain of its own that take most of the time."""
        return cp_model.IntVar(self._proto).with_domain(BOOLEAN)

    def whole(self, most: int) -> cp_model.IntVar:
        return self.model.new_int_var(0, most, "")

    def clause(self, *literals: AnyLiteral) -> None:
        self.model.add_bool_or(*literals)

    def exactly_one(self, *literals: AnyLiteral) -> None:
        self.model.add_exactly_one(*literals)

    def between(
        self, low: int, terms: Sequence[cp_model.IntVar], high: int, less: Sequence[cp_model.IntVar] = ()
    ) -> None:
        total = cp_model.LinearExpr.sum
        self.model.add_linear_constraint(total(list(terms)) - total(list(less)), low, high)

    def follows(self, variable: cp_model.IntVar, work_out: Callable[[Reader], int]) -> None:
        self.derived.append((variable, work_out))


class Written(Clauses[int]):
    """A CP-SAT model written as text; `~number` is the opposite of a Boolean. Read the values by number."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._made = 0
        self._wholes: dict[int, int] = {}

    def boolean(self) -> int:
        number = self._made
        self._made = number + 1
        return number

    def whole(self, most: int) -> int:
        number = self.boolean()
        self._wholes[number] = most
        return number

    def clause(self, *literals: int) -> None:
        self._lines.append(f"constraints{{bool_or{{literals:{[*literals]}}}}}")

    def exactly_one(self, *literals: int) -> None:
        self._lines.append(f"constraints{{exactly_one{{literals:{[*literals]}}}}}")

    def between(self, low: int, terms: Sequence[int], high: int, less: Sequence[int] = ()) -> None:
        taken = Counter(less)
        numbers = [*terms, *taken]
        factors = [1] * len(terms) + [-times for times in taken.values()]
        self._lines.append(f"constraints{{linear{{vars:{numbers} coeffs:{factors} domain:{[low, high]}}}}}")

    def minimise(self, terms: Sequence[int]) -> None:
        """The sum of the variables is to be as small as can be."""
        self._lines.append(f"objective{{vars:{[*terms]} coeffs:{[1] * len(terms)}}}")

    @cached_property
    def model(self) -> cp_model.CpModel:
        """What has been written, read by OR-Tools. Nothing written later is in it."""
        model = cp_model.CpModel()
        proto = model.proto
        for power in range(self._made.bit_length()):
            if self._made >> power & 1:
                proto.merge_from(_booleans(power))
        for number, most in self._wholes.items():
            domain = proto.variables[number].domain
            domain.clear()
            domain.extend([0, most])
        if not proto.merge_text_format("".join(self._lines)):
            raise AssertionError("the model cannot be read")
        return model


@cache
def _booleans(power: int) -> CpModelProto:
    """2 ** `power` Booleans, to be copied: far quicker than one by one."""
    some = CpModelProto()
    if power == 0:
        some.parse_text_format("variables{domain:[0,1]}")
    else:
        for _ in range(2):
            some.merge_from(_booleans(power - 1))
    return some
