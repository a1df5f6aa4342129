"""The linear relaxation's bound is never on the wrong side, whatever the prices."""

from __future__ import annotations

import random

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler import linear
from scheduler.linear import bound, read_rows, relax
from scheduler.problem import Wish
from scheduler.solver import solve
from scheduler.timetable import Status


def some_model(dice: random.Random) -> cp_model.CpModel:
    """A small model with every kind of row, with and without conditions; all-false keeps it possible."""
    model = cp_model.CpModel()
    xs = [model.new_bool_var("") for _ in range(7)]
    n = model.new_int_var(-2, 5, "")
    for _ in range(4):
        terms = sum(dice.randint(-2, 4) * x for x in dice.sample(xs, 4))
        model.add(terms <= dice.randint(0, 5))
    model.add_bool_or([dice.choice(xs).negated(), dice.choice(xs)])
    model.add_bool_or([xs[0].negated(), xs[1].negated()]).only_enforce_if(xs[2])
    model.add(n >= xs[3] + xs[4] - 2).only_enforce_if(xs[5])
    goal = sum(dice.randint(-3, 9) * x for x in xs) - n + dice.randint(-5, 5)
    if dice.random() < 0.5:
        model.maximize(goal)
    else:
        model.minimize(-goal)
    return model


@pytest.mark.parametrize("seed", range(40))
def test_bound_holds_for_the_best_solution(seed):
    model = some_model(random.Random(seed))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    found = relax(model, 10.0)
    best = round(solver.objective_value)
    assert found.bound >= best if model.proto.objective.scaling_factor < 0 else found.bound <= best


@pytest.mark.parametrize("seed", range(40))
def test_bound_holds_for_any_prices(seed):
    model = some_model(random.Random(seed))
    model.minimize(-sum(model.get_bool_var_from_proto_index(x) for x in range(7)))
    solver = cp_model.CpSolver()
    solver.solve(model)
    rows = read_rows(model)
    domains = np.array([(x.domain[0], x.domain[1]) for x in model.proto.variables], np.int64)
    costs = np.array([-1] * 7 + [0], np.int64)
    prices = np.random.default_rng(seed).normal(0, 2, len(rows.low))
    assert bound(rows, domains, costs, prices) <= round(solver.objective_value)


def test_a_matching_is_solved():
    dice = random.Random(1)
    model = cp_model.CpModel()
    pairs = {(a, b): model.new_bool_var("") for a in range(9) for b in range(7) if dice.random() < 0.6}
    for side, count in ((0, 9), (1, 7)):
        for one in range(count):
            model.add(sum(x for pair, x in pairs.items() if pair[side] == one) <= 2)
    points = {pair: dice.randint(1, 9) for pair in pairs}
    model.maximize(sum(points[pair] * x for pair, x in pairs.items()))
    found = relax(model, 10.0)
    assert found.bound == sum(points[pair] for pair, x in pairs.items() if found.value(x))


def test_no_time_gives_no_bound():
    assert relax(cp_model.CpModel(), 0.0).bound is None


def test_solving_with_relaxed_choices_claims_nothing_else(event, monkeypatch):
    wishes = [Wish(f"S{s}", f"B{b}", rank=1 + (s + b) % 4) for s in range(7) for b in range(3) if s != b]
    problem = event(*wishes, max_interviews_buyer=5, max_interviews_supplier=2)
    plain = solve(problem, time_limit=20)
    monkeypatch.setattr(linear, "LARGE", 0)
    relaxed = solve(problem, time_limit=20)
    assert plain.status is relaxed.status is Status.OPTIMAL
    assert [(g.name, g.value, g.bound) for g in relaxed.goals] == [
        (g.name, g.value, g.bound) for g in plain.goals
    ]
