"""How many interviews are lost in any case: more of them than there are tables, delegates or places left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import chain, product

from scheduler.day.grid import DayGrid
from scheduler.grid import Seat

WAYS = 1000
"""The most ways in which buyers without their own places may be sent to rooms, for all to be counted."""


def too_many(grid: DayGrid, wishes: Iterable[int]) -> int:
    """Of wishes that have slots left, how many at least cannot be held together.

    Buyers share no interview, so what each has too many of adds up; so it does for suppliers, and for rooms
    that their buyers cannot leave. The hall as a whole is one more such count.
    """
    wishes = tuple(wishes)
    held: Counter[tuple[str, int]] = Counter()
    seated: Counter[int] = Counter()
    for w, t in grid.stays.items():
        held.update((who, t) for who in grid.wishes[w].pair)
        seated[t] += 1

    def at(company: str) -> Callable[[int], int]:
        return lambda t: grid.capacity[company] - grid.fewer[company, t] - held[company, t]

    places = Counter(
        {
            t: sum(grid.places[room] - grid.closed[room, t] for room in grid.places) - seated[t]
            for t in range(len(grid.slots))
        }
    )
    by_buyer, by_supplier = defaultdict(list), defaultdict(list)
    for w in wishes:
        by_buyer[grid.wishes[w].buyer].append(w)
        by_supplier[grid.wishes[w].supplier].append(w)
    return max(
        sum(_excess(grid, own, at(buyer)) for buyer, own in by_buyer.items()),
        sum(_excess(grid, own, at(supplier)) for supplier, own in by_supplier.items()),
        _in_rooms(grid, wishes),
        _excess(grid, wishes, places.__getitem__),
    )


def _in_rooms(grid: DayGrid, wishes: Iterable[int]) -> int:
    """Too many for the places of the rooms, wherever those go whose own places are closed."""
    bound: dict[str, list[int]] = defaultdict(list)
    going: dict[Seat, list[int]] = defaultdict(list)
    for w in wishes:
        seats = {grid.seat(w, t) for t in grid.choices[w]}
        rooms = {*chain.from_iterable(grid.rooms_at(w, t) for t in grid.choices[w])}
        if len(rooms) == 1:
            bound[rooms.pop()].append(w)
        elif len(seats) == 1 and (seat := seats.pop()) is not None:
            going[seat].append(w)
    free = {room: _seats(grid, room) for room in grid.places}
    if len(free) ** len(going) > WAYS:
        going.clear()

    def excess(room: str, way: tuple[str, ...]) -> int:
        coming = (going[seat] for seat, there in zip(going, way, strict=True) if there == room)
        return _excess(grid, chain(bound[room], *coming), free[room])

    return min(sum(excess(room, way) for room in free) for way in product(free, repeat=len(going)))


def _seats(grid: DayGrid, room: str) -> Callable[[int], int]:
    """Slot → the places of a room that nobody who stays has."""
    taken = Counter(t for w, t in grid.stays.items() if grid.room_of_stay[w] == room)
    return lambda t: grid.places[room] - grid.closed[room, t] - taken[t]


def _excess(grid: DayGrid, wishes: Iterable[int], free: Callable[[int], int]) -> int:
    """How many more wishes there are than units in all the slots that any of them could have."""
    wishes = tuple(wishes)
    slots = {*chain.from_iterable(grid.choices[w] for w in wishes)}
    return max(0, len(wishes) - sum(max(0, free(t)) for t in slots))
