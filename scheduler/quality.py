"""How good a timetable is for whom: numbers for the organiser's charts.

Ranks, marks and whatever is counted from them are the organiser's alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from scheduler.check import check
from scheduler.grid import Grid
from scheduler.measures import stretches, wishing
from scheduler.prices import GoalChange, changes
from scheduler.problem import Problem, Supplier, Wish
from scheduler.solver import solve
from scheduler.timetable import Status, Timetable


@dataclass(frozen=True, slots=True)
class Share:
    """How many wishes of some kind there are, and how many are held. `label` may be empty: not given."""

    label: str
    wishes: int
    placed: int


@dataclass(frozen=True, slots=True)
class Load:
    """One company's part: its wishes (declined ones left out), interviews, breaks and idle slots."""

    company: str
    wishes: int
    interviews: int
    slots: int
    """How many slots it is available in."""
    breaks: int
    idle: int


@dataclass(frozen=True, slots=True)
class Group:
    """The suppliers of one partner or region: how they fared together."""

    label: str
    suppliers: int
    served: int
    wishes: int
    placed: int

    @property
    def per_supplier(self) -> float:
        """Interviews of a supplier, on average."""
        return self.placed / self.suppliers if self.suppliers else 0.0


@dataclass(frozen=True, slots=True)
class Quality:
    """What a timetable gives to whom. Declined wishes are left out of every count."""

    goals: tuple[tuple[str, int], ...]
    ranks: tuple[Share, ...]
    """By the supplier's rank, from 1; last those without one."""
    marks: tuple[Share, ...]
    """By the buyer's mark ◎ ○ △, last those not answered."""
    buyers: tuple[Load, ...]
    suppliers: tuple[Load, ...]
    waiting: tuple[tuple[int, int], ...]
    """(idle slots, how many companies with an interview have so many), from 0 up."""
    partners: tuple[Group, ...]
    regions: tuple[Group, ...]
    spread: tuple[tuple[int, int], ...]
    """(interviews, how many suppliers with a placeable wish have so many), from the fewest up."""


def quality(problem: Problem, timetable: Timetable) -> Quality:
    """Count what a timetable gives to whom; cancelled interviews count as not held."""
    grid = Grid(problem)
    busy: dict[str, set[int]] = {company: set() for company in grid.companies}
    count: Counter[str] = Counter()
    held: set[tuple[str, str]] = set()
    for interview in timetable.interviews:
        wish = problem.wish_of.get(interview.pair)
        if interview.status != "cancelled" and wish is not None and not wish.declined:
            held.add(interview.pair)
            for company in interview.pair:
                count[company] += 1
                if interview.start in grid.number:
                    busy[company].add(grid.number[interview.start])
    wishes = [wish for wish in problem.wishes if not wish.declined]
    asked = Counter(company for wish in wishes for company in wish.pair)
    loads = {who: _load(grid, who, asked[who], count[who], busy[who]) for who in grid.companies}
    asking = wishing(grid)
    return Quality(
        goals=check(problem, timetable).goals,
        ranks=_shares(wishes, held, lambda wish: wish.rank),
        marks=_shares(wishes, held, lambda wish: "◎○△".index(wish.mark) if wish.mark else None, "◎○△"),
        buyers=tuple(loads[buyer.id] for buyer in problem.buyers),
        suppliers=tuple(loads[supplier.id] for supplier in problem.suppliers),
        waiting=_histogram(load.idle for load in loads.values() if load.interviews),
        partners=_groups(problem, wishes, held, lambda supplier: supplier.partner),
        regions=_groups(problem, wishes, held, lambda supplier: supplier.region),
        spread=_histogram(count[supplier] for supplier in asking),
    )


def _load(grid: Grid, company: str, asked: int, count: int, busy: set[int]) -> Load:
    waits = [wait for day in stretches(grid, busy) for wait in day]
    return Load(company, asked, count, len(grid.open[company]), len(waits), sum(waits))


def _shares(
    wishes: list[Wish],
    held: set[tuple[str, str]],
    key: Callable[[Wish], int | None],
    labels: str = "",
) -> tuple[Share, ...]:
    found: dict[int | None, list[bool]] = {}
    for wish in wishes:
        found.setdefault(key(wish), []).append(wish.pair in held)
    order = sorted(found, key=lambda one: (one is None, one or 0))
    return tuple(
        Share("" if one is None else labels[one] if labels else str(one), len(found[one]), sum(found[one]))
        for one in order
    )


def _groups(
    problem: Problem,
    wishes: list[Wish],
    held: set[tuple[str, str]],
    label: Callable[[Supplier], str],
) -> tuple[Group, ...]:
    group_of = {supplier.id: label(supplier) for supplier in problem.suppliers}
    served = {supplier for supplier, _ in held}
    return tuple(
        Group(
            label=group,
            suppliers=sum(one == group for one in group_of.values()),
            served=sum(group_of[supplier] == group for supplier in served),
            wishes=sum(group_of[wish.supplier] == group for wish in wishes),
            placed=sum(group_of[supplier] == group for supplier, _ in held),
        )
        for group in sorted(set(group_of.values()))
    )


def _histogram(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    found = Counter(numbers)
    return tuple((n, found[n]) for n in range(min(found), max(found) + 1)) if found else ()


@dataclass(frozen=True, slots=True)
class Fairness:
    """What it costs the event's goals to give all suppliers as equal a number of interviews as can be."""

    status: Status
    goals: tuple[GoalChange, ...]
    """`even` first, then the event's own goals in their order: as they are, and with `even` before all."""
    timetable: Timetable | None


def price_of_fairness(
    problem: Problem,
    timetable: Timetable,
    *,
    time_limit: float = 30.0,
    workers: int = 2,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Fairness:
    """Solve the event with `even` before all other goals and set the result beside the timetable."""
    rest = tuple(goal for goal in problem.event.goals if goal != "even")
    fair = replace(problem, event=replace(problem.event, goals=("even", *rest)))
    result = solve(
        fair, time_limit=time_limit, workers=workers, seed=seed, cancelled=cancelled, reasons=False
    )
    if result.timetable is None:
        return Fairness(result.status, (), None)
    return Fairness(result.status, changes(fair, timetable, result), result.timetable)
