"""The grid of a day that goes on: what stays has one slot, all else only the slots that are left."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby

from scheduler.day.losses import Losses
from scheduler.day.standing import Standing
from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.problem import Problem, Wish
from scheduler.tables import own_places
from scheduler.timetable import Interview

Closure = tuple[str, int]
"""A buyer and the first slot of a stretch in which its own places cannot be used."""


class DayGrid(Grid):
    """An event seen at one moment of its day.

    Attributes:
        stays: wish → its slot, for the interviews that stay.
        was: wish → the interview that may be moved or lost.
        outlaws: interviews that stay although they break a rule: no part of the model, but they take up
            their companies, their staff, their places and their pairs.
        home: (buyer, day) → the room it receives in; missing: it has none yet.
        closures: (buyer, slot) → the closure in which it may sit in another room.
    """

    def __init__(
        self, problem: Problem, standing: Iterable[Standing], losses: Losses, first: dt.datetime
    ) -> None:
        self.losses = losses
        standing = tuple(standing)
        super().__init__(problem)
        self.musts = []
        self.places = dict(losses.places)
        self.stays: dict[int, int] = {}
        self.was: dict[int, Interview] = {}
        self.outlaws: list[Interview] = []
        self.first_slot = next((t for t, slot in enumerate(self.slots) if slot.start >= first), len(self.slots))
        held = [one.interview for one in standing if one.interview.status != "cancelled"]
        self.tables_of: dict[tuple[str, str], list[int]] = self._habits(held)
        self.home = self._homes(held)
        self.closed = self._closed()
        self.closures = self._closures()
        self.taken_staff = {
            (person, self.number[i.start])
            for one in standing
            if one.stays and (i := one.interview).status != "cancelled" and i.start in self.number
            for person in i.staff
        }
        self._cut()
        for one in sorted(standing, key=lambda one: (not one.stays, one.interview.start, one.number)):
            self._enter(one)
        for pair in losses.cancelled:
            w = self.wish_number.get(pair)
            if w is not None and w not in self.stays:
                self.choices[w] = ()
        self._refresh()

    def start_number(self, moment: dt.datetime) -> int:
        """The slot that starts at a moment, or the last one that started before it."""
        return max(0, bisect_right(self.slots, moment, key=lambda slot: slot.start) - 1)

    def rooms_at(self, w: int, t: int) -> tuple[str, ...]:
        """The rooms in which a wish could be held in a slot, the buyer's own first."""
        if w in self.stays:
            return (self.room_of_stay[w],)
        buyer = self.wishes[w].buyer
        home = self.home.get((buyer, self.day_of[t]))
        if home is not None and (buyer, t) not in self.closures:
            return (home,)
        rooms = dict.fromkeys(room for room in (home, *self.places) if room is not None)
        return tuple(room for room in rooms if self.closed[room, t] < self.places[room])

    def _enter(self, one: Standing) -> None:
        interview = one.interview
        if interview.status == "cancelled":
            return
        w = self.wish_number.get(interview.pair)
        t = self.number.get(interview.start)
        if one.stays:
            if w is None or t is None or w in self.stays or self._breaks(w, t, interview):
                self._outlaw(interview, w, t)
                return
            self.stays[w] = t
            self.room_of_stay[w] = interview.room
            self._staying.place(w, t, interview.room)
        elif w is not None and w not in self.stays and w not in self._gone and w not in self.was:
            self.was[w] = interview

    def _breaks(self, w: int, t: int, interview: Interview) -> bool:
        """Whether an interview that stays breaks a rule together with those before it."""
        return interview.room not in self.places or any(
            demand.kind not in ("places", "staff") for demand in self._staying.obstacles(w, t, interview.room)
        )

    def _outlaw(self, interview: Interview, w: int | None, t: int | None) -> None:
        self.outlaws.append(interview)
        if w is not None and w not in self.stays:
            self._gone.add(w)
        for company in interview.pair:
            most = self.limit.get(company)
            if most is not None:
                self.limit[company] = max(0, most - 1)
            end = interview.start + dt.timedelta(minutes=self.problem.event.slot_minutes)
            busy = {s for s, slot in enumerate(self.slots) if slot.start < end and interview.start < slot.end}
            if company in self.open:
                self.open[company] -= busy
        if t is not None and interview.room in self.places:
            self.closed[interview.room, t] += 1

    def _cut(self) -> None:
        """Take what the incidents take away from the companies and the staff."""
        self._gone: set[int] = set()
        self.room_of_stay: dict[int, str] = {}
        self._staying = Draft(self)
        for who, slots in self.open.items():
            self.open[who] = frozenset(
                t
                for t in slots
                if self.losses.away_in(who, self.slots[t].start, self.slots[t].end) is None
                and len(self.losses.fewer_in(who, self.slots[t].start, self.slots[t].end))
                < self.capacity.get(who, 1)
                and (who, t) not in self.taken_staff
            )
        self.crews.open = self.open

    def _refresh(self) -> None:
        """Work out anew where each wish could be held."""
        for w, wish in enumerate(self.wishes):
            if w in self.stays:
                self.choices[w] = (self.stays[w],)
            elif self.choices[w] and w not in self._gone:
                self.choices[w] = self._left(wish, w)
            else:
                self.choices[w] = ()
        for company in self.of:
            self.of[company] = []
        for w in self.placeable:
            self.of[self.wishes[w].supplier].append(w)
            self.of[self.wishes[w].buyer].append(w)

    def _left(self, wish: Wish, w: int) -> tuple[int, ...]:
        return tuple(t for t in self._choices(wish) if t >= self.first_slot and self.rooms_at(w, t))

    def _habits(self, held: list[Interview]) -> dict[tuple[str, str], list[int]]:
        """(buyer, room) → the places it is used to, those of its own where the room has enough for all."""
        used: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        sitting: dict[str, set[str]] = defaultdict(set)
        for interview in held:
            used[interview.buyer, interview.room][interview.table] += 1
            sitting[interview.room].add(interview.buyer)
        found = {key: [table for table, _ in tables.most_common()] for key, tables in used.items()}
        self.owning: set[tuple[str, str]] = set()
        for room in self.problem.room_of:
            own = self._own_places(room, sitting[room])
            for buyer, numbers in own.items():
                tables = found.get((buyer, room), [])[: len(numbers)]
                others = {t for (b, r), some in found.items() if r == room and b != buyer for t in some}
                spare = [n for n in numbers if n not in tables and n not in others]
                found[buyer, room] = [*tables, *spare][: len(numbers)]
                self.owning.add((buyer, room))
        return found

    def _own_places(self, room: str, sitting: set[str]) -> dict[str, list[int]]:
        buyers = [b for b in self.problem.buyers if b.room == room or b.id in sitting]
        if sum(buyer.tables for buyer in buyers) > self.problem.room_of[room].tables:
            return {}
        return own_places(self, room, sitting)

    def _homes(self, held: list[Interview]) -> dict[Closure, str]:
        homes = {
            (buyer.id, day): buyer.room
            for buyer in self.problem.buyers
            if buyer.room is not None
            for day in range(len(self.days))
        }
        rooms: dict[Closure, Counter[str]] = defaultdict(Counter)
        for interview in held:
            if interview.start in self.number and self.floats(interview.buyer):
                day = self.day_of[self.number[interview.start]]
                rooms[interview.buyer, day][interview.room] += 1
        return homes | {key: some.most_common(1)[0][0] for key, some in rooms.items()}

    def _closed(self) -> Counter[tuple[str, int]]:
        """(room, slot) → how many of its places cannot be used."""
        return Counter(
            {
                (room, t): self.places[room] - len(self.losses.open_places(room, slot.start, slot.end))
                for room in self.places
                for t, slot in enumerate(self.slots)
            }
        )

    def _closures(self) -> dict[Closure, Closure]:
        found: dict[Closure, Closure] = {}
        for (buyer, day), room in self.home.items():
            if room not in self.places:
                continue
            for shut, run in groupby(self.days[day], key=lambda t: self._shut(buyer, room, t)):
                slots = list(run)
                if shut:
                    found |= dict.fromkeys(((buyer, t) for t in slots), (buyer, slots[0]))
        return found

    def _shut(self, buyer: str, room: str, t: int) -> bool:
        """Whether none of a buyer's places can be used in a slot."""
        if not self.closed[room, t]:
            return False
        slot = self.slots[t]
        usable = self.losses.open_places(room, slot.start, slot.end)
        if (buyer, room) in self.owning:
            return not {*usable} & {*self.tables_of[buyer, room]}
        return not usable
