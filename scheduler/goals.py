"""The goals as expressions of the model, one function each.

A goal's function posts what it needs and returns the expression of its value. The derived Booleans are
forced one way only: a break *must* be counted, nothing keeps a solver from counting one too many except that
it does not pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal as AnyLiteral

from scheduler.clauses import Literal
from scheduler.measures import wishing
from scheduler.problem import MAXIMISED, Supplier
from scheduler.variables import Selection, Variables

Expression = cp_model.LinearExpr
total = cp_model.LinearExpr.sum


def served(v: Selection) -> Expression:
    """Suppliers with at least one interview."""
    return _met_at_all(v, (supplier.id for supplier in v.grid.problem.suppliers))


def served_buyers(v: Selection) -> Expression:
    """Buyers with at least one interview."""
    return _met_at_all(v, (buyer.id for buyer in v.grid.problem.buyers))


def _met_at_all(v: Selection, companies: Iterable[str]) -> Expression:
    met = []
    for company in companies:
        placed = [v.placed[w] for w in v.of[company]]
        if len(placed) == 1:
            met += placed
        elif placed:
            met.append(v.exactly_any_of(placed))
    return total(met)


def minimums(v: Selection) -> Expression:
    """How many interviews the companies are short of their minimum, in all."""
    shortfalls = []
    for company in v.grid.companies.values():
        least = company.min_interviews or 0
        if least:
            placed = [v.placed[w] for w in v.of[company.id]]
            shortfalls.append(_at_least(v, least, placed))
    return total(shortfalls)


def _at_least(v: Selection, least: int, placed: list[cp_model.IntVar]) -> cp_model.IntVar:
    short = v.model.new_int_var(0, least, "")
    v.model.add(short >= least - total(placed))
    v.follows(short, lambda value: max(0, least - sum(value(one) for one in placed)))
    return short


def score(v: Selection) -> Expression:
    """The points of mark and rank of the wishes that are held."""
    points = [v.grid.wishes[w].points for w in v.wishes]
    return cp_model.LinearExpr.weighted_sum([v.placed[w] for w in v.wishes], points)


def breaks(v: Variables) -> Expression:
    """Idle stretches between two interviews of a company on one day: each ends where it is busy again."""
    return total([end for company in v.of for day in v.break_ends(company) for end in day])


def idle(v: Variables) -> Expression:
    """The slots that companies spend waiting between two interviews of a day."""
    return total([wait for company in v.of for wait in idle_of(v, company)])


def idle_of(v: Variables, company: str) -> list[Literal]:
    """The slots that one company spends waiting."""
    return [wait for day in v.grid.days for wait in _waits(v, company, day)]


def worst(v: Variables) -> Expression:
    """The most slots that any company spends waiting on one day."""
    most = v.model.new_int_var(0, len(v.grid.slots), "")
    days = [waits for company in v.of for day in v.grid.days if (waits := _waits(v, company, day))]
    for waits in days:
        v.model.add(total(waits) <= most)
    v.follows(most, lambda value: max((sum(map(value, waits)) for waits in days), default=0))
    return most


def _waits(v: Variables, company: str, day: list[int]) -> list[Literal]:
    if len(v.of[company]) < 2:
        return []
    waits = []
    for t in day[1:-1]:
        if (company, t) not in v.waits:
            busy, met, later = v.busy(company, t), v.met(company, t - 1), v.later(company, t + 1)
            between = [one for one in (met, later) if one is not None]
            if len(between) == 2:
                idle_now: list[AnyLiteral] = [*between, busy.negated()] if busy is not None else [*between]
                v.waits[company, t] = v.all_of(idle_now)
        if (company, t) in v.waits:
            waits.append(v.waits[company, t])
    return waits


def moves(v: Variables) -> Expression:
    """How often a supplier's set of rooms changes between its successive slots of a day."""
    return total([change for supplier in v.grid.problem.suppliers for change in moves_of(v, supplier)])


def moves_of(v: Variables, supplier: Supplier) -> list[Literal]:
    """The moves of one supplier."""
    rooms = {room for w in v.of[supplier.id] for room in v.grid.rooms[v.grid.wishes[w].buyer]}
    if len(v.of[supplier.id]) < 2 or len(rooms) < 2:
        return []
    return [change for day in v.grid.days for change in _changes(v, supplier, day)]


def _changes(v: Variables, supplier: Supplier, day: list[int]) -> list[Literal]:
    """One Boolean per slot in which the supplier may find itself in other rooms than it last was."""
    changes: list[Literal] = []
    last: dict[str, Literal] = {}
    for t in day:
        busy = v.busy(supplier.id, t)
        if busy is None:
            continue
        here = v.present(supplier.id, t)
        if last:
            change = _changed(v, supplier, busy, here, last, v.met(supplier.id, t - 1))
            changes.append(change)
        last = {
            room: _stays(v, busy, here.get(room), last.get(room), exact=supplier.delegates > 1)
            for room in sorted({*here, *last})
        }
    return changes


def _changed(
    v: Variables,
    supplier: Supplier,
    busy: Literal,
    here: dict[str, Literal],
    last: dict[str, Literal],
    met: Literal | None,
) -> Literal:
    cases: list[list[AnyLiteral]] = [
        [busy, was, here[room].negated()] if room in here else [busy, was] for room, was in last.items()
    ]
    if supplier.delegates > 1 and met is not None:
        cases += [
            [met, now, last[room].negated()] if room in last else [met, now] for room, now in here.items()
        ]
    return v.any_case_of(cases)


def _stays(
    v: Variables, busy: Literal, now: Literal | None, was: Literal | None, *, exact: bool
) -> cp_model.IntVar:
    """Whether the supplier's last interview so far was (also) in this room.

    With one delegate it is enough to force it up: a room too many would only count a move too many.
    """
    cases: list[list[AnyLiteral]] = [] if now is None else [[now]]
    if was is not None:
        cases.append([was, busy.negated()])
    stays = v.any_case_of(cases)
    if exact:
        alone = [literal for literal in (now, was) if literal is not None]
        v.model.add_bool_or([stays.negated(), *alone])
        if was is not None:
            v.model.add_bool_or([stays.negated(), busy.negated(), *([now] if now is not None else [])])
    return stays


def even(v: Selection) -> Expression:
    """The most minus the fewest interviews among the suppliers that could have one."""
    suppliers = wishing(v.grid)
    most = v.model.new_int_var(0, len(v.wishes), "")
    least = v.model.new_int_var(0, len(v.wishes), "")
    placed = [[v.placed[w] for w in v.of[supplier]] for supplier in suppliers]
    for some in placed:
        v.model.add(total(some) <= most)
        v.model.add(total(some) >= least)
    v.follows(most, lambda value: max((sum(map(value, some)) for some in placed), default=0))
    v.follows(least, lambda value: min((sum(map(value, some)) for some in placed), default=0))
    if not suppliers:
        v.model.add(most == least)
    return most - least


SELECTING: dict[str, Callable[[Selection], Expression]] = {
    "served": served,
    "served_buyers": served_buyers,
    "minimums": minimums,
    "score": score,
    "even": even,
}
"""The goals that depend only on which wishes are held, not on when."""
TIMING: dict[str, Callable[[Variables], Expression]] = {
    "breaks": breaks,
    "idle": idle,
    "worst": worst,
    "moves": moves,
}


def express(v: Variables, goal: str) -> Expression:
    """A goal's value in the model."""
    return SELECTING[goal](v) if goal in SELECTING else TIMING[goal](v)


def no_worse(model: cp_model.CpModel, goal: str, value: Expression, reached: int) -> None:
    """Keep a goal at least as good as it is."""
    model.add(value >= reached if goal in MAXIMISED else value <= reached)


def no_better(model: cp_model.CpModel, goal: str, value: Expression, bound: int) -> None:
    """Tell the solver what a goal cannot pass, so that it need not find that out."""
    model.add(value <= bound if goal in MAXIMISED else value >= bound)


def aim(model: cp_model.CpModel, goal: str, value: Expression) -> None:
    """Make a goal the one to be optimised."""
    if goal in MAXIMISED:
        model.maximize(value)
    else:
        model.minimize(value)
