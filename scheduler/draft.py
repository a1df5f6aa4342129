"""A timetable under construction: wishes put into slots one by one, each rule checked as it is done.

A first timetable is made with it at once, before any model is built, and it tells what stands in the way of
a wish that is not held.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from scheduler.grid import Grid
from scheduler.measures import Measure, stretches
from scheduler.words import Demand


class Draft:
    """Wish → slot, and seat → room where a buyer's room is chosen.

    Args:
        grid: the event.
        slot_of: the interviews to begin with, known to keep every rule.
        seats: the rooms chosen for them.
    """

    def __init__(
        self,
        grid: Grid,
        slot_of: Mapping[int, int] | None = None,
        seats: Mapping[tuple[str, int], str] | None = None,
    ) -> None:
        self.grid = grid
        self.slot_of: dict[int, int] = {}
        self.seats: dict[tuple[str, int], str] = {}
        self.room_at: dict[int, str] = {}
        self.at: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.count: Counter[str] = Counter()
        self.in_room: Counter[tuple[str, int]] = Counter(grid.closed)
        self.staffed: dict[int, list[int]] = defaultdict(list)
        self.sitting: Counter[tuple[str, int]] = Counter()
        self.order = {w: first for w in grid.placeable if (first := grid.earlier_wish(w)) is not None}
        self.followers: dict[int, list[int]] = defaultdict(list)
        for w, first in self.order.items():
            self.followers[first].append(w)
        self.zoned = len({zone for zone in grid.zone.values() if zone}) > 1
        for w, t in (slot_of or {}).items():
            seat = grid.seat(w, t)
            chosen = None if seat is None else (seats or {}).get(seat)
            self.place(w, t, chosen or grid.rooms_at(w, t)[0])

    def values(self) -> dict[str, int]:
        """Every goal there is and its value."""
        return Measure(self.grid, self.slot_of, self.room_at).values()

    def place(self, w: int, t: int, room: str) -> None:
        """Hold wish `w` in slot `t` and this room."""
        wish = self.grid.wishes[w]
        self.slot_of[w] = t
        self.room_at[w] = room
        for company in wish.pair:
            self.at[company, t].append(w)
            self.count[company] += 1
        self.in_room[room, t] += 1
        if wish.needs:
            self.staffed[t].append(w)
        seat = self.grid.seat(w, t)
        if seat is not None:
            self.seats[seat] = room
            self.sitting[seat] += 1

    def remove(self, w: int) -> None:
        """Take wish `w` out again."""
        wish = self.grid.wishes[w]
        t, room = self.slot_of.pop(w), self.room_at.pop(w)
        for company in wish.pair:
            self.at[company, t].remove(w)
            self.count[company] -= 1
        self.in_room[room, t] -= 1
        if wish.needs:
            self.staffed[t].remove(w)
        seat = self.grid.seat(w, t)
        if seat is not None:
            self.sitting[seat] -= 1
            if not self.sitting[seat]:
                del self.seats[seat]

    def rooms_for(self, w: int, t: int) -> tuple[str, ...]:
        """The rooms in which wish `w` could be held in slot `t`, the emptiest first."""
        seat = self.grid.seat(w, t)
        rooms = self.grid.rooms_at(w, t)
        if seat in self.seats:
            return tuple(room for room in rooms if room == self.seats[seat])
        if len(rooms) == 1:
            return rooms
        return tuple(sorted(rooms, key=lambda room: self.in_room[room, t] - self.grid.places[room]))

    def room(self, w: int, t: int) -> str | None:
        """A room in which wish `w` can be held in slot `t` with every rule kept, or None."""
        wish = self.grid.wishes[w]
        for company in wish.pair:  # the reason nearly always, and ten times faster to see here
            if len(self.at[company, t]) >= self.grid.capacity[company] - self.grid.fewer[company, t]:
                return None
        for room in self.rooms_for(w, t):
            if next(self.obstacles(w, t, room), None) is None:
                return room
        return None

    def obstacles(self, w: int, t: int, room: str) -> Iterator[Demand]:
        """The demands that keep wish `w` from being held in slot `t` and this room as things stand."""
        grid = self.grid
        wish = grid.wishes[w]
        for company in (wish.buyer, wish.supplier):
            if len(self.at[company, t]) >= grid.capacity[company] - grid.fewer[company, t]:
                yield Demand("parallel", (company,))
            most = grid.limit[company]
            if most is not None and self.count[company] >= most:
                yield Demand("limit", (company,))
            if self._too_long_a_row(company, t):
                yield Demand("in_a_row", (company,))
        if self.in_room[room, t] >= grid.places[room]:
            yield Demand("places", (room,))
        if self.zoned and self._crosses(wish.supplier, t, room):
            yield Demand("zones", (wish.supplier,))
        if w in self.order and self.slot_of.get(self.order[w], -1) >= t:
            yield Demand("after", wish.pair)
        for follower in self.followers.get(w, ()):
            if self.slot_of.get(follower, len(grid.slots)) <= t:
                yield Demand("after", grid.wishes[follower].pair)
        if wish.needs and not self.staff_free(w, t):
            yield Demand("staff", self._wanted(w, t))

    def staff_free(self, w: int, t: int) -> bool:
        """Whether there are people enough in slot `t` for the interviews there and wish `w`."""
        needs = [need for other in (*self.staffed[t], w) for need in self.grid.wishes[other].needs]
        return self.grid.crews.enough(needs, t)

    def _wanted(self, w: int, t: int) -> tuple[str, ...]:
        people = [p for need in self.grid.wishes[w].needs for p in self.grid.crews.people[need]]
        return tuple(dict.fromkeys(people))

    def _too_long_a_row(self, company: str, t: int) -> bool:
        most = self.grid.problem.event.max_consecutive
        if most is None or (company, t) in self.grid.engaged:
            return False
        return most < 1 + sum(self._run(company, t, step) for step in (self.grid.before, self.grid.behind))

    def _run(self, company: str, t: int, step: Mapping[int, int]) -> int:
        length = 0
        beside = step.get(t)
        while beside is not None and (self.at[company, beside] or (company, beside) in self.grid.engaged):
            length += 1
            beside = step.get(beside)
        return length

    def _crosses(self, supplier: str, t: int, room: str) -> bool:
        beside = (self.grid.before.get(t), self.grid.behind.get(t))
        return any(
            self.grid.far(room, self.room_at[other])
            for slot in beside
            if slot is not None
            for other in self.at[supplier, slot]
        )

    def fill(self, wishes: Iterable[int]) -> list[int]:
        """Hold each wish that fits, in the slot that makes its companies wait least; return the rest."""
        left = []
        for w in wishes:
            best: tuple[int, int, str] | None = None
            for t in self.grid.choices[w]:
                room = self.room(w, t)
                if room is None:
                    continue
                cost = self.added_wait(w, t)
                if best is None or cost < best[0]:
                    best = cost, t, room
                if cost <= 0:
                    break
            if best is None:
                left.append(w)
            else:
                self.place(w, best[1], best[2])
        return left

    def added_wait(self, w: int, t: int) -> int:
        """How many more idle slots the two companies have if wish `w` is held in slot `t`."""
        wish = self.grid.wishes[w]
        day = self.grid.days[self.grid.day_of[t]]
        added = 0
        for company in wish.pair:
            busy = [s for s in day if self.at[company, s]]
            if busy:
                before = sum(map(sum, stretches(self.grid, busy)))
                added += sum(map(sum, stretches(self.grid, {*busy, t}))) - before
        return added


def first_draft(grid: Grid) -> Draft:
    """A timetable made at once by first fit: everybody's first interview before anybody's second.

    Musts that found no place are missing from it (`Draft.slot_of` tells); the caller must find them one.
    """
    draft = Draft(grid)
    musts = sorted((w for w in grid.musts if grid.choices[w]), key=lambda w: (len(grid.choices[w]), w))
    for w in draft.fill(musts):
        make_room(draft, w)
    fill_up(draft)
    return draft


def make_room(draft: Draft, w: int) -> bool:
    """Hold a wish where those in its way can all be held elsewhere; whether there is such a slot."""
    grid = draft.grid
    pair = grid.wishes[w].pair
    for t in grid.choices[w]:
        moved = {
            x: (t, draft.room_at[x])
            for company in pair
            if len(draft.at[company, t]) >= grid.capacity[company] - grid.fewer[company, t]
            for x in draft.at[company, t][-1:]
        }
        for x in moved:
            draft.remove(x)
        room = draft.room(w, t)
        if room is not None:
            draft.place(w, t, room)
            if not draft.fill(moved):
                return True
            draft.remove(w)
        for x, (there, seat) in moved.items():
            if x in draft.slot_of:
                draft.remove(x)
            draft.place(x, there, seat)
    return False


def fill_up(draft: Draft) -> None:
    """Add what still fits: first one interview for each company without, then by points."""
    grid = draft.grid
    rest = [w for w in grid.placeable if w not in draft.slot_of]
    rest.sort(key=lambda w: (-grid.wishes[w].points, len(grid.choices[w]), w))
    for which in ("supplier", "buyer"):
        for w in rest:
            if not draft.count[getattr(grid.wishes[w], which)]:
                draft.fill([w])
    draft.fill([w for w in rest if w not in draft.slot_of])
