"""What no timetable can pass: the goals about *which* wishes are held, with the times forgotten.

Without times the choice of wishes is a b-matching: each company holds at most as many interviews as its
slots and its limit allow. By König's edge-colouring theorem such a choice can be scheduled when everybody is
always there and the rooms suffice, so the bound is tight or nearly so. Windows are counted as well: wishes
that can only be held in a few slots share those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from scheduler.goals import SELECTING, Expression
from scheduler.grid import Crew, Grid
from scheduler.problem import MAXIMISED, Supplier
from scheduler.search import Found
from scheduler.variables import Selection

total = cp_model.LinearExpr.sum
TRIVIAL = {"minimums": 0, "breaks": 0, "idle": 0, "worst": 0, "moves": 0, "even": 0}
"""What the goals that want to be small cannot go below anyway."""


def unbeatable(grid: Grid, goal: str) -> int | None:
    """A goal's best value that is plain without any search; None: there is none."""
    if goal == "served":
        return sum(1 for supplier in grid.problem.suppliers if grid.of[supplier.id])
    if goal == "served_buyers":
        return sum(1 for buyer in grid.problem.buyers if grid.of[buyer.id])
    return TRIVIAL.get(goal)


@dataclass(frozen=True, slots=True)
class Choice:
    """Wishes that reach a bound, if there are times for them as good as they promise."""

    bound: int
    wishes: frozenset[int]
    breaks: Mapping[str, int]
    """Company → how often it must wait, a slot each time; nobody else need."""
    moves: Mapping[str, int]
    """Supplier → how often it must move; nobody else need."""


class Relaxation(Selection):
    """The choice of wishes without times, with everything that can be said about their number."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self.crossings: dict[str, cp_model.IntVar] = {}
        self.moves: dict[str, cp_model.IntVar] = {}
        for rule in (musts, windows, limits, rooms, staff, crossings):
            rule(self)


def relaxed(v: Relaxation, goal: str) -> Expression | None:
    """A goal's value as far as the choice of wishes settles it; None where it says nothing."""
    if goal in ("breaks", "idle"):
        if not v.crossings:
            return None
        return total(list(v.crossings.values()))
    if goal == "moves":
        return fewest_moves(v)
    return SELECTING[goal](v) if goal in SELECTING else None


def chosen(v: Relaxation, found: Found) -> Choice | None:
    """The choice that a search found."""
    if found.value is None or found.bound is None:
        return None
    value = found.value
    return Choice(
        found.bound,
        frozenset(w for w in v.wishes if value(v.placed[w])),
        {company: value(most) for company, most in v.crossings.items()},
        {supplier: value(most) for supplier, most in v.moves.items()},
    )


def musts(v: Selection) -> None:
    """Every must is held."""
    for w in v.wishes:
        if v.grid.wishes[w].must:
            v.model.add(v.placed[w] == 1)


def windows(v: Selection) -> None:
    """A company's wishes that can only be held within some slots are no more than it can hold in those."""
    for company, wishes in v.of.items():
        whole = frozenset(t for w in wishes for t in v.grid.choices[w])
        parts = {frozenset(v.grid.choices[w]) for w in wishes} | {whole}
        for slots in sorted(parts, key=sorted):
            inside = [v.placed[w] for w in wishes if slots.issuperset(v.grid.choices[w])]
            most = usable(v.grid, slots) * v.grid.capacity[company]
            if len(inside) > most:
                v.model.add(total(inside) <= most)


def usable(grid: Grid, slots: Iterable[int]) -> int:
    """In how many of some slots a company can be busy without too many in a row."""
    most = grid.problem.event.max_consecutive
    count = row = 0
    last: int | None = None
    for t in sorted(slots):
        row = row + 1 if last is not None and grid.behind.get(last) == t else 1
        last = t
        if most is not None and row > most:
            row = 0
        else:
            count += 1
    return count


def limits(v: Selection) -> None:
    """A company holds no more interviews than its limit."""
    for company, most in v.grid.limit.items():
        if most is not None and len(v.of[company]) > most:
            v.model.add(total([v.placed[w] for w in v.of[company]]) <= most)


def rooms(v: Selection) -> None:
    """A room holds no more interviews than its places in all slots; neither do all rooms together."""
    slots = len(v.grid.slots)
    inside: dict[str, list[cp_model.IntVar]] = defaultdict(list)
    for w in v.wishes:
        buyer = v.grid.wishes[w].buyer
        if not v.grid.floats(buyer):
            inside[v.grid.rooms[buyer][0]].append(v.placed[w])
    for room, placed in inside.items():
        if len(placed) > v.grid.places[room] * slots:
            v.model.add(total(placed) <= v.grid.places[room] * slots)
    everywhere = sum(v.grid.places.values()) * slots
    if len(v.wishes) > everywhere:
        v.model.add(total(list(v.placed.values())) <= everywhere)


def staff(v: Selection) -> None:
    """A crew fills no more needs than it has people in all slots."""
    asked: dict[tuple[Crew, ...], list[cp_model.IntVar]] = defaultdict(list)
    for w in v.wishes:
        for need in v.grid.wishes[w].needs:
            asked[v.grid.crews.fits[need]].append(v.placed[w])
    for crews, placed in asked.items():
        there = sum(v.grid.crews.present(crew, t) for crew in crews for t in range(len(v.grid.slots)))
        if len(placed) > there:
            v.model.add(total(placed) <= there)


def crossings(v: Relaxation) -> None:
    """A supplier that goes alone to n zones in one session waits at least n - 1 times, a slot each time.

    Several delegates can meet several zones without waiting only if they hold everything in one slot.
    """
    if len({zone for zone in v.grid.zone.values() if zone}) < 2:
        return
    for supplier in v.grid.problem.suppliers:
        rooms_met = {room for w in v.of[supplier.id] for room in v.grid.rooms[v.grid.wishes[w].buyer]}
        if not all(v.grid.zone[room] for room in rooms_met):
            continue
        zones = list(_visits(v, supplier.id, v.grid.zone).values())
        if len(zones) > 1 and supplier.delegates == 1:
            v.crossings[supplier.id] = _crossed(v, supplier.id, zones)
        elif len(zones) > 1 and len({v.grid.slots[t].session for t in _reach(v, supplier.id)}) == 1:
            v.crossings[supplier.id] = _crossed_by_several(v, supplier, zones)


def _reach(v: Selection, company: str) -> set[int]:
    """The slots in which any of the company's wishes can be held."""
    return {t for w in v.of[company] for t in v.grid.choices[w]}


def _crossed_by_several(
    v: Relaxation, supplier: Supplier, zones: list[list[cp_model.IntVar]]
) -> cp_model.IntVar:
    """Whether a supplier with several delegates waits in its one session.

    Neighbouring busy slots are all in one zone, so who meets two zones without waiting is busy in one slot.
    """
    crossed, at_once = v.boolean(), _at_once(v, supplier)
    for one, other in combinations([v.any_of(zone) for zone in zones], 2):
        v.model.add(crossed >= one + other - 1 - at_once)
    return crossed


def _crossed(v: Relaxation, supplier: str, zones: list[list[cp_model.IntVar]]) -> cp_model.IntVar:
    """How often a supplier crosses within sessions, its interviews shared out among zones and sessions."""
    sessions: dict[int, set[int]] = defaultdict(set)
    for t in _reach(v, supplier):
        sessions[v.grid.slots[t].session].add(t)
    shares: list[list[cp_model.IntVar]] = [[] for _ in zones]
    crossed = v.model.new_int_var(0, len(zones) * len(sessions), "")
    if len(v.of[supplier]) + len(zones) <= sum(map(len, sessions.values())):  # room enough to split well
        v.model.add(crossed >= total([v.any_of(placed) for placed in zones]) - len(sessions))
        return crossed
    extras = []
    for slots in sessions.values():
        here, visited = [], []
        for share, placed in zip(shares, zones, strict=True):
            most = min(len(slots), len(placed))
            here.append(v.model.new_int_var(0, most, ""))
            visited.append(v.boolean())
            v.model.add(here[-1] <= most * visited[-1])
            share.append(here[-1])
        extra = v.model.new_int_var(0, len(zones) - 1, "")
        v.model.add(extra >= total(visited) - 1)
        v.model.add(total(here) <= len(slots))
        v.model.add(total(here) + extra <= max(slots) - min(slots) + 1)
        extras.append(extra)
    for share, placed in zip(shares, zones, strict=True):
        v.model.add(total(share) == total(placed))
    v.model.add(crossed == total(extras))
    return crossed


def _at_once(v: Selection, supplier: Supplier) -> cp_model.IntVar:
    """Whether a supplier with several delegates holds all in one slot: then no more than it has delegates."""
    held = [placed for room in _visits(v, supplier.id, _itself(v)).values() for placed in room]
    at_once = v.boolean()
    most = max(0, len(held) - supplier.delegates)
    v.model.add(total(held) <= supplier.delegates + most * at_once.negated())
    return at_once


def _itself(v: Selection) -> dict[str, str]:
    return {room: room for room in v.grid.places}


def _visits(v: Selection, supplier: str, place: Mapping[str, str]) -> dict[str, list[cp_model.IntVar]]:
    """Room or zone → the supplier's wishes that are surely held there; `place` says of each room which."""
    visits: dict[str, list[cp_model.IntVar]] = defaultdict(list)
    for w in v.of[supplier]:
        buyer = v.grid.wishes[w].buyer
        if not v.grid.floats(buyer):
            visits[place[v.grid.rooms[buyer][0]]].append(v.placed[w])
    return visits


def fewest_moves(v: Relaxation) -> Expression:
    """A supplier whose d delegates go to n rooms moves at least n / d times, less one on each of its days.

    A set of rooms is of d at most, and the first one of a day costs nothing.
    """
    for supplier in v.grid.problem.suppliers:
        visits = _visits(v, supplier.id, _itself(v))
        days = len({v.grid.day_of[t] for t in _reach(v, supplier.id)})
        free = supplier.delegates * days
        if len(visits) < 2 or (len(visits) <= free and (supplier.delegates == 1 or days > 1)):
            continue
        fewest = v.model.new_int_var(0, len(visits), "")
        visited = {room: v.any_of(placed) for room, placed in visits.items()}
        if len(visits) > free:
            v.model.add(supplier.delegates * fewest >= total(list(visited.values())) - free)
        if supplier.delegates > 1 and days == 1:
            _uneven(v, supplier, visits, visited, fewest)
        v.moves[supplier.id] = fewest
    return total(list(v.moves.values()))


def _uneven(
    v: Selection,
    supplier: Supplier,
    visits: Mapping[str, list[cp_model.IntVar]],
    visited: Mapping[str, cp_model.IntVar],
    moves: cp_model.IntVar,
) -> None:
    """Several delegates that never move are in each of their rooms in all of their slots.

    So each room has at least as many of their interviews as they have busy slots: of all, one in `delegates`.
    """
    sure = {placed.index for some in visits.values() for placed in some}
    anywhere = [v.placed[w] for w in v.of[supplier.id] if v.placed[w].index not in sure]
    for room, placed in visits.items():
        here = [*placed, *anywhere]
        elsewhere = [one for other, some in visits.items() if other != room for one in some]
        less = supplier.delegates - 1
        v.model.add(
            total(elsewhere) - less * total(here)
            <= max(0, len(elsewhere) - less) * moves + len(elsewhere) * visited[room].negated()
        )


def tighter(goal: str, one: int, other: int | None) -> int:
    """The bound of a goal that says more."""
    if other is None:
        return one
    return min(one, other) if goal in MAXIMISED else max(one, other)
