"""The linear relaxation of a very large model: within seconds a bound and, mostly, a whole solution as well.

Presolving a choice among 100,000 wishes takes CP-SAT a minute; the simplex method needs half a second, for a
b-matching is a linear program whose corners are whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from scheduler.search import Found

SCALE = 1 << 20
"""Prices are rounded to whole multiples of 1 / SCALE, so that the bound is counted without rounding."""
DEAR = 1 << 10
"""Dearer prices are cut, so that no sum passes 64 bits."""
UNLIMITED = 1 << 50
LARGE = 50_000
"""The variables of a model from which on CP-SAT would take too long."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The model's rows, low <= sum of coefficient × variable <= high: what holds without rounding.

    Enforced disjunctions are rows as well; other conditions are left out, which keeps the bound true.
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    coefficient: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def large(model: cp_model.CpModel) -> bool:
    """Whether a model is relaxed rather than solved."""
    return len(model.proto.variables) > LARGE


def relax(model: cp_model.CpModel, seconds: float) -> Found:
    """The bound of the relaxation, and its solution rounded; that may break rules and is only a proposal."""
    if seconds <= 0:
        return Found("UNKNOWN", None, None)
    rows, proto = read_rows(model), model.proto
    domains = np.array([(x.domain[0], x.domain[len(x.domain) - 1]) for x in proto.variables], np.int64)
    costs = np.zeros(len(domains), np.int64)
    np.add.at(costs, list(proto.objective.vars), list(proto.objective.coeffs))
    solver = pywraplp.Solver.CreateSolver("GLOP")
    solver.SetTimeLimit(int(seconds * 1000))
    xs = [solver.NumVar(float(low), float(high), "") for low, high in domains]
    constraints = [
        solver.Constraint(
            float(low) if low > -UNLIMITED else -solver.infinity(),
            float(high) if high < UNLIMITED else solver.infinity(),
        )
        for low, high in zip(rows.low, rows.high, strict=True)
    ]
    for r, c, a in zip(rows.row.tolist(), rows.column.tolist(), rows.coefficient.tolist(), strict=True):
        constraints[r].SetCoefficient(xs[c], float(a))
    objective = solver.Objective()
    for c in np.flatnonzero(costs).tolist():
        objective.SetCoefficient(xs[c], float(costs[c]))
    objective.SetMinimization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return Found("UNKNOWN", None, None)
    prices = np.array([constraint.dual_value() for constraint in constraints])
    least = bound(rows, domains, costs, prices)
    offset, sign = round(proto.objective.offset), -1 if proto.objective.scaling_factor < 0 else 1
    values = [round(x.solution_value()) for x in xs]
    return Found("FEASIBLE", lambda x: values[x.index], sign * (least + offset))  # type: ignore[union-attr]


def bound(
    rows: Rows, domains: NDArray[np.int64], costs: NDArray[np.int64], prices: NDArray[np.float64]
) -> int:
    """What the costs add up to at least, by weak duality: true for any prices, sharp for the right ones."""
    whole = np.rint(prices.clip(-DEAR, DEAR) * SCALE).astype(np.int64)
    whole[(whole > 0) & (rows.low <= -UNLIMITED)] = 0
    whole[(whole < 0) & (rows.high >= UNLIMITED)] = 0
    reduced = costs * SCALE
    np.subtract.at(reduced, rows.column, whole[rows.row] * rows.coefficient)
    sides = np.where(whole > 0, rows.low, np.where(whole < 0, rows.high, 0))
    ends = np.where(reduced > 0, domains[:, 0], domains[:, 1])
    return -(-int((whole * sides).sum() + (reduced * ends).sum()) // SCALE)


def read_rows(model: cp_model.CpModel) -> Rows:
    """The rows of a model."""
    row: list[int] = []
    column: list[int] = []
    coefficient: list[int] = []
    low: list[int] = []
    high: list[int] = []

    def add(terms: list[tuple[int, int]], least: int, most: int) -> None:
        shift = sum(a for x, a in terms if x < 0)  # the negations of Booleans
        for x, a in terms:
            if x < 0:
                x, a = -x - 1, -a
            row.append(len(low))
            column.append(x)
            coefficient.append(a)
        low.append(least - shift if least > -UNLIMITED else -UNLIMITED)
        high.append(most - shift if most < UNLIMITED else UNLIMITED)

    for constraint in model.proto.constraints:
        conditions = list(constraint.enforcement_literal)
        if constraint.has_linear() and not conditions:
            domain = list(constraint.linear.domain)
            terms = zip(constraint.linear.vars, constraint.linear.coeffs, strict=True)
            add(list(terms), domain[0], domain[-1])
        elif constraint.has_bool_or():
            literals = [*constraint.bool_or.literals, *(-c - 1 for c in conditions)]
            add([(x, 1) for x in literals], 1, UNLIMITED)
    return Rows(*(np.array(part, np.int64) for part in (row, column, coefficient, low, high)))
