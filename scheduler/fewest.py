"""The smallest of several clashes, by number of demands, found from what must be left out otherwise.

Each timetable leaves some demands out, and every clash must hold one of those. So the fewest demands that hit
all such sets are a clash, or lead to a timetable and one set more (Ignatiev, Previti, Liffiton,
Marques-Silva, "Smallest MUS Extraction with Minimal Hitting Set Dualization", CP 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ortools.sat.python import cp_model

from scheduler.search import Clock, run
from scheduler.words import Demand

total = cp_model.LinearExpr.sum


def fewest(
    clash: list[Demand],
    left_out: Callable[[Collection[Demand], Clock], set[Demand] | None],
    clock: Clock,
) -> Collection[Demand]:
    """A clash of the fewest demands; the one that is known if there is none smaller or time runs out.

    Args:
        clash: a clash, known before.
        left_out: given demands to be met, those that a timetable of them leaves out; nothing: they clash;
            None: not known in time.
        clock: how long there is.
    """
    to_hit: list[set[Demand]] = []
    while clock.left > 0:
        hitting = _hitting(to_hit, clock)
        if hitting is None or len(hitting) >= len(clash):
            break
        missed = left_out(hitting, clock)
        if missed is None:
            break
        if not missed:
            return hitting
        to_hit.append(missed)
    return clash


def _hitting(sets: list[set[Demand]], clock: Clock) -> list[Demand] | None:
    """The fewest demands of which each set holds one; None: not known in time."""
    model = cp_model.CpModel()
    taken = {demand: model.new_bool_var("") for demand in sorted(set().union(*sets))}
    for one in sets:
        model.add_bool_or([taken[demand] for demand in sorted(one)])
    model.minimize(total(list(taken.values())))
    found = run(model, clock, seconds=clock.left, workers=1, seed=0)
    value = found.value
    if value is None or found.status != "OPTIMAL":
        return None
    return [demand for demand, literal in taken.items() if value(literal)]
