"""Where the buyers sit on the day: the places they are used to, and what closes over their heads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby

from scheduler.day.losses import Losses
from scheduler.grid import Grid, Seat
from scheduler.tables import own_places
from scheduler.timetable import Interview


class Seating:
    """The rooms and places of the buyers, as the timetable that is being held has them.

    Attributes:
        places: room → the number of its places, those put up among them.
        usable: (room, slot) → the numbers of the places that can be used then.
        used_to: (buyer, room) → the places it sits at, the one it had most often first.
        owning: the (buyer, room) whose places are the buyer's own: the room has enough for all.
        home: (buyer, day) → the room it receives in; missing where it has none yet.
        closures: (buyer, slot) → the stretch in which its places are closed, so that it may sit in another
            room: the buyer and `~` the first slot of the stretch, so that no day has the same name.
    """

    def __init__(self, grid: Grid, held: Iterable[Interview], losses: Losses) -> None:
        self._grid = grid
        held = tuple(held)
        self.places = dict(losses.places)
        self.usable = {
            (room, t): losses.open_places(room, slot.start, slot.end)
            for room in self.places
            for t, slot in enumerate(grid.slots)
        }
        self._there = {
            (room, t): bool(losses.places_at(room, slot.start))
            for room in self.places
            for t, slot in enumerate(grid.slots)
        }
        self.owning: set[tuple[str, str]] = set()
        self.used_to = self._habits(held)
        self.home = self._homes(held)
        self.closures: dict[Seat, Seat] = {}
        for (buyer, day), room in self.home.items():
            self._close(buyer, room, grid.days[day])

    def _habits(self, held: tuple[Interview, ...]) -> dict[tuple[str, str], list[int]]:
        counts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        for interview in held:
            counts[interview.buyer, interview.room][interview.table] += 1
        used = {key: [table for table, _ in some.most_common()] for key, some in counts.items()}
        for room in self._grid.problem.rooms:
            sitting = {buyer for buyer, where in used if where == room.id}
            buyers = [b for b in self._grid.problem.buyers if b.room == room.id or b.id in sitting]
            if sum(buyer.tables for buyer in buyers) > room.tables:
                continue
            for buyer, numbers in own_places(self._grid, room.id, sitting).items():
                self.owning.add((buyer, room.id))
                others = {
                    t for (b, where), some in used.items() if where == room.id and b != buyer for t in some
                }
                mine = used.get((buyer, room.id), [])
                spare = [n for n in (*numbers, *range(1, room.tables + 1)) if n not in (*mine, *others)]
                used[buyer, room.id] = [*mine, *dict.fromkeys(spare)][: len(numbers)]
        return used

    def _homes(self, held: tuple[Interview, ...]) -> dict[Seat, str]:
        grid = self._grid
        rooms: dict[Seat, Counter[str]] = defaultdict(Counter)
        for interview in held:
            t = grid.number.get(interview.start)
            if t is not None and interview.room in self.places:
                rooms[interview.buyer, grid.day_of[t]][interview.room] += 1
        homes: dict[Seat, str] = {}
        for buyer in grid.problem.buyers:
            for day in range(len(grid.days)):
                used = rooms[buyer.id, day]
                if buyer.room is not None:
                    homes[buyer.id, day] = buyer.room
                elif used:
                    homes[buyer.id, day] = used.most_common(1)[0][0]
        return homes

    def _close(self, buyer: str, room: str, day: list[int]) -> None:
        for shut, run in groupby(day, key=lambda t: self._shut(buyer, room, t)):
            slots = list(run)
            if shut:
                self.closures |= dict.fromkeys(((buyer, t) for t in slots), (buyer, ~slots[0]))

    def _shut(self, buyer: str, room: str, t: int) -> bool:
        if not self._there[room, t]:
            return False
        usable = self.usable[room, t]
        if (buyer, room) in self.owning:
            return not {*usable} & {*self.used_to[buyer, room]}
        return not usable
