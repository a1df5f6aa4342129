"""The two ways of writing a model down say the same."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.clauses import Booleans, Clauses, Written

SIZE = 6
LITERALS = st.tuples(st.integers(0, SIZE - 1), st.booleans())
RULE = st.tuples(
    st.sampled_from(["clause", "exactly_one", "any_of", "exactly_any_of", "all_of"]),
    st.lists(LITERALS, min_size=1, max_size=4, unique_by=lambda literal: literal[0]),
)


def built(v: Clauses[Any], rules: list[Any]) -> list[Any]:
    """The rules posted in a model; its variables in the order they were made."""
    made = [v.boolean() for _ in range(SIZE)]
    for name, chosen in rules:
        literals = [made[number] if positive else ~made[number] for number, positive in chosen]
        some = (
            getattr(v, name)(*literals) if name in ("clause", "exactly_one") else getattr(v, name)(literals)
        )
        if some is not None:
            made.append(some)
    most = v.whole(3)
    v.between(1, made[:SIZE], 2 * SIZE, less=[most, most])
    return [*made, most]


def solutions(model: cp_model.CpModel, size: int) -> set[tuple[int, ...]]:
    """Every solution's values of the first variables, by exhaustion: each assignment handed to the solver."""
    found = set()
    for values in product((0, 1), repeat=size):
        trial = model.clone()
        for number, value in enumerate(values):
            trial.add(trial.get_int_var_from_proto_index(number) == value)
        if cp_model.CpSolver().solve(trial) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found.add(values)
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(RULE, max_size=5))
def test_text_says_the_same_as_objects(rules: list[Any]) -> None:
    objects, text = Booleans(), Written()
    built(objects, rules)
    built(text, rules)

    assert _bare(text.model) == _bare(objects.model)


def _bare(model: cp_model.CpModel) -> list[str]:
    """The variables and constraints, one by one, the order in which a linear one names its terms aside."""
    constraints = []
    for constraint in model.proto.constraints:
        said = str(constraint)  # first: to look at a kind that a constraint is not would make it that
        if said.startswith("linear"):
            linear = constraint.linear
            terms = sorted(zip(linear.vars, linear.coeffs, strict=True))
            said = f"{terms} in {list(linear.domain)}"
        constraints.append(said)
    return [*(str(list(variable.domain)) for variable in model.proto.variables), *constraints]


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("clause", {(0, 1), (1, 0), (1, 1)}),
        ("exactly_one", {(0, 1), (1, 0)}),
    ],
)
def test_text_means_what_it_says(name: str, allowed: set[tuple[int, ...]]) -> None:
    v = Written()
    getattr(v, name)(v.boolean(), v.boolean())

    assert solutions(v.model, 2) == allowed


def test_opposites_whole_numbers_and_the_smallest_sum() -> None:
    v = Written()
    first, second = v.boolean(), v.boolean()
    most = v.whole(5)
    v.clause(~first, second)
    v.between(1, [first], 1)
    v.between(3, [most], 5, less=[first, first])
    v.minimise([second, most])
    solver = cp_model.CpSolver()

    assert solver.solve(v.model) == cp_model.OPTIMAL
    assert list(solver.response_proto.solution) == [1, 1, 5]
    assert solver.objective_value == 6


@pytest.mark.parametrize("size", [0, 1, 2, 7, 64, 100])
def test_as_many_booleans_as_were_made(size: int) -> None:
    v = Written()
    for _ in range(size):
        v.boolean()

    assert [list(one.domain) for one in v.model.proto.variables] == [[0, 1]] * size
