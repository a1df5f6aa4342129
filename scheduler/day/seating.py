"""Where the buyers sit on the day: the places they are used to, and what closes over their heads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby

from scheduler.day.losses import Losses
from scheduler.day.standing import Standing
from scheduler.grid import Grid, Seat
from scheduler.problem import Buyer, Room
from scheduler.timetable import Interview


class Seating:
    """The rooms and places of the buyers, as the timetable that is being held has them.

    Attributes:
        places: room → the number of its places, those put up among them.
        usable: (room, slot) → the numbers of the places that can be used then.
        calm: the (room, slot) in which no place is closed, so that everybody keeps to its own.
        used_to: (buyer, room) → the places it sits at, the one it had most often first.
        had: (buyer, room) → the places it sits at while nothing is closed there, in such a room.
        own: (buyer, room) → the places that are the buyer's alone, where the room has enough for all.
        home: (buyer, day) → the room it receives in; missing where it has none yet.
        closures: (buyer, slot) → the stretch in which its places are closed, so that it may sit in another
            room: the buyer and `~` the first slot of the stretch, so that no day has the same name.
    """

    def __init__(self, grid: Grid, held: Iterable[Standing], losses: Losses) -> None:
        self._grid = grid
        self._losses = losses
        held = sorted(held, key=lambda one: (one.interview.start, one.interview.room, one.interview.table))
        interviews = [one.interview for one in held]
        self.places = dict(losses.places)
        slots = [(room, t, slot) for room in self.places for t, slot in enumerate(grid.slots)]
        self.usable = {(room, t): losses.open_places(room, slot.start, slot.end) for room, t, slot in slots}
        self.calm = {(room, t) for room, t, slot in slots if losses.is_calm(room, slot.start)}
        self.used_to: dict[tuple[str, str], list[int]] = defaultdict(list)
        for (buyer, room), tables in _counts(interviews).items():
            self.used_to[buyer, room] = [table for table, _ in tables.most_common()]
        self.had: dict[tuple[str, str], list[int]] = {}
        self.own: dict[tuple[str, str], list[int]] = {}
        self._sat: dict[tuple[str, str], set[int]] = {}
        for hall in grid.problem.rooms:
            here = [one for one in held if one.interview.room == hall.id]
            buyers = self._buyers(hall, here)
            if sum(buyer.tables for buyer in buyers) <= hall.tables:
                self._share(hall, buyers, here)
                self._sat |= {(buyer.id, hall.id): self._sat_at(buyer, hall, here) for buyer in buyers}
        self.home = self._homes(held)
        self.closures: dict[Seat, Seat] = {}
        for (who, day), home in self.home.items():
            self._close(who, home, grid.days[day])

    def _buyers(self, room: Room, here: Iterable[Standing]) -> list[Buyer]:
        """Whom the file puts into a room, and who without a room sat there."""
        sitting = {one.interview.buyer for one in here}
        buyers = self._grid.problem.buyers
        return [b for b in buyers if b.room == room.id or (b.room is None and b.id in sitting)]

    def _share(self, room: Room, buyers: list[Buyer], here: Iterable[Standing]) -> None:
        """Give each buyer of a room places of its own, those where it sits most often first.

        Who sits at as many as it has tables is given no other: it would be sent from place to place.
        """
        used: dict[str, Counter[int]] = {buyer.id: Counter() for buyer in buyers}
        for one in here:
            i = one.interview
            real = one.stays or (1 <= i.table <= self.places[room.id] and self._is_wanted(i))
            if i.buyer in used and real and self._losses.is_calm(room.id, i.start):
                used[i.buyer][i.table] += 1
        claims = Counter({(who, table): n for who, some in used.items() for table, n in some.items()})
        own: dict[str, list[int]] = {buyer.id: [] for buyer in buyers}
        given: set[int] = set()
        for (who, table), _ in claims.most_common():
            if (
                1 <= table <= self.places[room.id]
                and table not in given
                and len(own[who]) < self._grid.capacity[who]
            ):
                own[who].append(table)
                given.add(table)
        spare = [n for n in range(1, room.tables + 1) if not any(n in some for some in used.values())]
        for buyer in buyers:
            more = max(0, buyer.tables - len(used[buyer.id]))
            self.had[buyer.id, room.id] = [table for table, _ in used[buyer.id].most_common()]
            self.own[buyer.id, room.id] = [*own[buyer.id], *spare[:more]]
            spare = spare[more:]

    def _is_wanted(self, interview: Interview) -> bool:
        wish = self._grid.problem.wish_of.get(interview.pair)
        return wish is not None and not wish.declined

    def _sat_at(self, buyer: Buyer, room: Room, here: Iterable[Standing]) -> set[int]:
        """Where a buyer sat while nothing in its room was closed, or would sit were its place not closed.

        A place that it has only used while others were closed may be borrowed: it counts while the buyer
        lacks places and nobody else sits there.
        """
        mine = [one.interview for one in here if one.interview.buyer == buyer.id]
        others = {one.interview.table for one in here if one.interview.buyer != buyer.id}
        sat = {
            i.table
            for i in mine
            if self._losses.is_closed(room.id, i.table, i.start) or self._losses.is_calm(room.id, i.start)
        }
        borrowed = [table for table, _ in Counter(i.table for i in mine).most_common()]
        borrowed = [table for table in borrowed if table not in sat and table not in others]
        return sat | {*borrowed[: max(0, buyer.tables - len(sat))]}

    def _homes(self, held: Iterable[Standing]) -> dict[Seat, str]:
        """Where each buyer receives on each day: in its room, or where it sits most often by now."""
        grid = self._grid
        dates = list(grid.problem.days)
        rooms: dict[Seat, Counter[str]] = defaultdict(Counter)
        for one in held:
            i = one.interview
            if i.start.date() in dates and (one.stays or self.places.get(i.room)):
                rooms[i.buyer, dates.index(i.start.date())][i.room] += 1
        homes: dict[Seat, str] = {}
        for buyer in grid.problem.buyers:
            for day in range(len(grid.days)):
                used = rooms[buyer.id, day]
                if buyer.room is not None:
                    homes[buyer.id, day] = buyer.room
                elif used:
                    homes[buyer.id, day] = max(
                        used, key=lambda room: (bool(self.places.get(room)), used[room])
                    )
        return homes

    def _close(self, buyer: str, room: str, day: list[int]) -> None:
        for shut, run in groupby(day, key=lambda t: self._shut(buyer, room, t)):
            slots = list(run)
            if shut:
                self.closures |= dict.fromkeys(((buyer, t) for t in slots), (buyer, ~slots[0]))

    def _shut(self, buyer: str, room: str, t: int) -> bool:
        """Whether all of a room is closed, or all that a buyer has there as its own."""
        start = self._grid.slots[t].start
        groups = self._losses.places_at(room, start), self._sat.get((buyer, room), ())
        return any(
            bool(group) and all(self._losses.is_closed(room, table, start) for table in group)
            for group in groups
        )


def _counts(held: Iterable[Interview]) -> dict[tuple[str, str], Counter[int]]:
    counts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for interview in held:
        counts[interview.buyer, interview.room][interview.table] += 1
    return counts
