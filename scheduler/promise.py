"""The question at the bound: a timetable of a choice of wishes that is as good as it promises without times.

Each company must then keep its own part of the promise, which says far more than the sum: mostly the answer
comes in a second or two, and every goal is reached and proven in one stroke.
"""

from __future__ import annotations

from collections.abc import Collection

from ortools.sat.python import cp_model

from scheduler.blocks import breaks_of
from scheduler.bounds import Choice
from scheduler.goals import idle_of, moves_of
from scheduler.grid import Grid
from scheduler.rules import post
from scheduler.search import Clock, Found, Style, run
from scheduler.variables import Variables

total = cp_model.LinearExpr.sum


def promised(grid: Grid, choice: Choice, goals: Collection[str]) -> Variables:
    """The model of a choice of wishes, all held, with nobody worse off in the goals than promised."""
    v = Variables(grid, sorted(choice.wishes), held=True)
    post(v)
    for company in v.of:
        most = choice.breaks.get(company, 0)
        if "breaks" in goals:
            v.model.add(total(breaks_of(v, company)) <= most)
        if "idle" in goals:
            v.model.add(total(idle_of(v, company)) <= most)
    if "moves" in goals:
        for supplier in grid.problem.suppliers:
            v.model.add(total(moves_of(v, supplier)) <= choice.moves.get(supplier.id, 0))
    return v


def ask(
    grid: Grid, choice: Choice, goals: Collection[str], clock: Clock, seconds: float, seed: int
) -> tuple[Variables, Found]:
    """Look for a timetable that keeps the promise; presolve takes longer than most answers."""
    v = promised(grid, choice, goals)
    style = Style.CORES
    found = run(v.model, clock, seconds=seconds, workers=1, seed=seed, style=style, presolve=False)
    return v, found
