"""Where a supplier spends each slot, so that hardly anybody needs to cross to another zone in a hurry.

Zones that differ are too far apart for neighbouring slots of a session. A supplier that keeps to one zone
in each session never crosses, and its interviews move within the session as if there were no zones. One with
hardly more slots than interviews changes zones within a session as well, leaving one slot to walk.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scheduler.grid import Grid

LOOKED_AT, WEIGHED = 5000, 16
"""The most ways to spend its slots that are looked at for one supplier, and weighed against each other."""
ROUNDS = 2
"""How often each supplier chooses, from the second time on seeing what the others chose."""
GOLDEN = 0.618034
"""Multiples of the golden section spread evenly, whatever their number."""
Home = dict[int, str]
"""Slot → the zone a supplier is in; missing where it walks."""


def at_home(grid: Grid, wishes: Iterable[int], held: Mapping[int, int]) -> list[tuple[int, ...]] | None:
    """The slots of each wish of the event, for those given only the ones in which its supplier is near.

    None: nobody wants to see several zones.

    What is asked of a buyer is spread over the sessions in which it is there. Suppliers for which no plan
    suffices keep all their slots.

    Args:
        grid: the event.
        wishes: those that are to be held.
        held: wish → slot; where musts are now, they must be able to stay.
    """
    if len(set(grid.zone.values()) - {""}) < 2:
        return None
    own: dict[str, list[int]] = defaultdict(list)
    for w in sorted(wishes):
        own[grid.wishes[w].supplier].append(w)
    plans = _Plans(grid, own)
    ways = {supplier: list(_ways(grid, supplier, some, held)) for supplier, some in own.items()}
    homes: dict[str, Home] = {}
    for _ in range(ROUNDS):
        for supplier, some in ways.items():
            if some:
                homes[supplier] = plans.choose(supplier, some, homes.get(supplier))
    if not homes:
        return None
    choices = list(grid.choices)
    for supplier, home in homes.items():
        for w in own[supplier]:
            choices[w] = tuple(t for t in choices[w] if _near(zone_of(grid, w), home.get(t)))
    return choices


def zone_of(grid: Grid, w: int) -> str:
    """The zone in which a wish is held; empty: one near all others, or not known yet."""
    rooms = grid.rooms[grid.wishes[w].buyer]
    return grid.zone[rooms[0]] if len(rooms) == 1 else ""


def _near(zone: str, home: str | None) -> bool:
    return zone == "" or zone == home


def _ways(grid: Grid, supplier: str, wishes: Sequence[int], held: Mapping[int, int]) -> Iterator[Home]:
    """The ways for a supplier to spend its slots that leave slots enough in each zone it wants to see."""
    wanted = Counter(zone_of(grid, w) for w in wishes)
    zones = sorted(wanted.keys() - {""})
    if len(zones) < 2:
        return
    sessions: dict[int, list[int]] = defaultdict(list)
    for t in sorted({t for w in wishes for t in grid.choices[w]}):
        sessions[grid.slots[t].session].append(t)
    musts = [(held[w], zone_of(grid, w)) for w in wishes if grid.wishes[w].must and w in held]
    capacity = grid.capacity[supplier]

    def suffices(home: Home) -> bool:
        there = Counter(home.values())
        return (
            all(wanted[zone] <= capacity * there[zone] for zone in zones)
            and len(wishes) <= capacity * len(home)
            and all(_near(zone, home.get(t)) for t, zone in musts)
            and all(any(_near(zone_of(grid, w), home.get(t)) for t in grid.choices[w]) for w in wishes)
        )

    for split in (None, *sessions):
        rows = [_spent(slots, zones, split=number == split) for number, slots in sessions.items()]
        ways = ({t: z for part in way for t, z in part} for way in itertools.product(*rows))
        found = [home for home in itertools.islice(ways, LOOKED_AT) if suffices(home)]
        if len(found) > WEIGHED:
            found = [found[int(len(found) * (n * GOLDEN % 1))] for n in range(WEIGHED)]
        yield from found
        if found and split is None:
            return


def _spent(slots: Sequence[int], zones: Sequence[str], *, split: bool) -> list[tuple[tuple[int, str], ...]]:
    """The ways to spend a session: in one zone, or in one after the other with a slot to walk."""
    if not split:
        return [tuple((t, zone) for t in slots) for zone in zones]
    return [
        tuple((t, one if t < walk else other) for t in slots if t != walk)
        for one, other in itertools.permutations(zones, 2)
        for walk in slots[1:-1]
    ]


class _Plans:
    """How much each buyer is asked for in each slot by what the suppliers have chosen so far."""

    def __init__(self, grid: Grid, own: Mapping[str, list[int]]) -> None:
        self.grid, self.own = grid, own
        self.asked: dict[str, list[float]] = {b: [0.0] * len(grid.slots) for b in grid.rooms}
        for supplier in own:
            self._ask(supplier, None, 1)

    def choose(self, supplier: str, ways: Sequence[Home], last: Home | None) -> Home:
        """The plan that asks least where many ask."""
        self._ask(supplier, last, -1)
        best = min(ways, key=lambda home: self._cost(supplier, home)) if len(ways) > 1 else ways[0]
        self._ask(supplier, best, 1)
        return best

    def _slots(self, w: int, home: Home | None) -> Sequence[int]:
        if home is None:
            return self.grid.choices[w]
        zone = zone_of(self.grid, w)
        return [t for t in self.grid.choices[w] if _near(zone, home.get(t))]

    def _cost(self, supplier: str, home: Home) -> float:
        """How crowded the buyers are where the plan asks for them, and how full the supplier's own slots."""
        cost = 0.0
        there, wanted = Counter(home.values()), Counter(zone_of(self.grid, w) for w in self.own[supplier])
        for w in self.own[supplier]:
            slots, asked = self._slots(w, home), self.asked[self.grid.wishes[w].buyer]
            cost += sum(asked[t] for t in slots) / len(slots)
        return cost + sum(wanted[zone] ** 2 / there[zone] for zone in there)

    def _ask(self, supplier: str, home: Home | None, sign: int) -> None:
        for w in self.own[supplier]:
            slots, asked = self._slots(w, home), self.asked[self.grid.wishes[w].buyer]
            for t in slots:
                asked[t] += sign / len(slots)
