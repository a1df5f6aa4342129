"""First fit on an event folder, as offices do it by hand in a spreadsheet.

Musts first, then wish after wish from the best mark and rank down, each into the first slot in which nothing
forbids it. What does not fit is left out; nothing once placed is moved.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from scheduler.check import check
from scheduler.formats import read_event
from scheduler.problem import Buyer, Problem, Supplier, Wish
from scheduler.timetable import Interview, Timetable


def report(folder: Path) -> dict[str, object]:
    """The values of all goals, and the rules that the timetable breaks (a must may find no place)."""
    started = time.perf_counter()
    problem = read_event(folder).problem
    timetable = first_fit(problem)
    seconds = time.perf_counter() - started
    judgement = check(problem, timetable)
    return {
        "status": "feasible" if judgement.valid else "broken",
        "placed": judgement.placed,
        "unplaced": judgement.unplaced,
        "seconds": round(seconds, 3),
        "goals": [{"name": name, "value": value, "bound": None} for name, value in judgement.goals],
        "broken": sorted({violation.rule for violation in judgement.violations}),
    }


def first_fit(problem: Problem) -> Timetable:
    """The timetable of a patient person without a computer."""
    office = _Office(problem)
    for wish in sorted(problem.wishes, key=lambda w: (not w.must, -w.points, w.rank or 99, w.pair)):
        if not wish.declined:
            office.place(wish)
    return office.timetable()


class _Office:
    """What stands in the spreadsheet so far. Slots are numbered in time order."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots = problem.slots
        self.number = {slot.start: number for number, slot in enumerate(self.slots)}
        people: tuple[Buyer | Supplier, ...] = (*problem.buyers, *problem.suppliers)
        self.left = {company.id: problem.limit(company) for company in people}
        self.at_once = {b.id: b.tables for b in problem.buyers} | {
            s.id: s.delegates for s in problem.suppliers
        }
        self.open = {company.id: self._numbers(problem.open_slots(company)) for company in people}
        self.staff_open = {member.id: self._numbers(problem.open_slots(member)) for member in problem.staff}
        self.busy: dict[str, Counter[int]] = defaultdict(Counter)
        """By company or room: how many interviews it has in each slot."""
        self.room_of: dict[tuple[str, dt.date], str] = {}
        self.zones: dict[tuple[str, int], set[str]] = defaultdict(set)
        """(supplier, slot) → the zones where it is; delegates may be in two."""
        self.sent: set[tuple[str, int]] = set()
        self.placed: dict[tuple[str, str], tuple[int, str, tuple[str, ...]]] = {}
        self.first: dict[str, list[Wish]] = defaultdict(list)
        for wish in problem.wishes:
            if wish.after:
                self.first[wish.supplier].append(wish)

    def _numbers(self, starts: Iterable[dt.datetime]) -> frozenset[int]:
        return frozenset(self.number[start] for start in starts)

    def place(self, wish: Wish) -> None:
        """Put the wish into the first slot that takes it, if there is one."""
        if any(self.left[company] == 0 for company in wish.pair):
            return
        for t in sorted(self.open[wish.supplier] & self.open[wish.buyer]):
            if self._fits(wish, t):
                room, staff = self._room(wish, t), self._staff(wish.needs, t)
                if room is not None and staff is not None:
                    self._write(wish, t, room, staff)
                    return

    def _fits(self, wish: Wish, t: int) -> bool:
        slot = self.slots[t]
        if (wish.pin or slot.start) != slot.start or (wish.session or slot.label) != slot.label:
            return False
        return all(
            self.busy[company][t] < self.at_once[company] and self._rests(company, t) for company in wish.pair
        ) and self._in_order(wish, t)

    def _rests(self, company: str, t: int) -> bool:
        most = self.problem.event.max_consecutive
        if most is None:
            return True
        row = 1 + sum(1 for _ in self._run(company, t, 1)) + sum(1 for _ in self._run(company, t, -1))
        return row <= most

    def _run(self, company: str, t: int, step: int) -> Iterator[int]:
        """The busy slots in a row beside a slot, to one side of it."""
        session = self.slots[t].session
        t += step
        while 0 <= t < len(self.slots) and self.slots[t].session == session and self.busy[company][t]:
            yield t
            t += step

    def _in_order(self, wish: Wish, t: int) -> bool:
        earlier = self.placed.get((wish.supplier, wish.after or ""))
        if earlier is not None and earlier[0] >= t:
            return False
        return all(
            later.after != wish.buyer or later.pair not in self.placed or t < self.placed[later.pair][0]
            for later in self.first[wish.supplier]
        )

    def _room(self, wish: Wish, t: int) -> str | None:
        """The buyer's room, that day's, or the first with a place, if the supplier can walk there in time."""
        own = self.problem.buyer_of[wish.buyer].room or self.room_of.get((wish.buyer, self.slots[t].date))
        for room in self.problem.rooms:
            if own in (None, room.id) and self.busy[room.id][t] < room.tables:
                beside = [n for n in (t - 1, t + 1) if self._same_session(n, t)]
                zones = set().union(*(self.zones[wish.supplier, n] for n in beside)) - {""}
                if not room.zone or zones <= {room.zone}:
                    return room.id
        return None

    def _same_session(self, one: int, two: int) -> bool:
        return 0 <= one < len(self.slots) and self.slots[one].session == self.slots[two].session

    def _staff(self, needs: tuple[str, ...], t: int) -> tuple[str, ...] | None:
        """Somebody for each need who has time in the slot, the needs with the fewest candidates first."""
        chosen: list[str] = []
        for need in sorted(needs, key=lambda need: len(self.problem.staff_for(need))):
            free = [
                member.id
                for member in self.problem.staff_for(need)
                if t in self.staff_open[member.id]
                and (member.id, t) not in self.sent
                and member.id not in chosen
            ]
            if not free:
                return None
            chosen.append(free[0])
        return tuple(chosen)

    def _write(self, wish: Wish, t: int, room: str, staff: tuple[str, ...]) -> None:
        for company in wish.pair:
            limit = self.left[company]
            self.left[company] = None if limit is None else limit - 1
        for busy in (*wish.pair, room):
            self.busy[busy][t] += 1
        self.room_of[wish.buyer, self.slots[t].date] = room
        self.zones[wish.supplier, t].add(self.problem.room_of[room].zone)
        self.sent |= {(member, t) for member in staff}
        self.placed[wish.pair] = (t, room, staff)

    def timetable(self) -> Timetable:
        """Everything placed, with table numbers: a buyer keeps its own where the room has enough for all."""
        return Timetable(
            tuple(
                Interview(supplier, buyer, self.slots[t].start, room, table, staff)
                for (supplier, buyer), (t, room, staff), table in self._seated()
            )
        )

    def _seated(self) -> Iterator[tuple[tuple[str, str], tuple[int, str, tuple[str, ...]], int]]:
        own = {room.id: self._own_tables(room.id, room.tables) for room in self.problem.rooms}
        taken: dict[tuple[str, int], set[int]] = defaultdict(set)
        for pair, what in sorted(self.placed.items(), key=lambda item: (item[1][0], item[0])):
            t, room, _ = what
            choice = own[room].get(pair[1]) or range(1, self.problem.room_of[room].tables + 1)
            table = next(number for number in choice if number not in taken[room, t])
            taken[room, t].add(table)
            yield pair, what, table

    def _own_tables(self, room: str, tables: int) -> dict[str, range]:
        sitting = {buyer for (_, buyer), (_, where, _) in self.placed.items() if where == room}
        here = [b for b in self.problem.buyers if b.room == room or b.id in sitting]
        if sum(buyer.tables for buyer in here) > tables:
            return {}
        own, start = {}, 1
        for buyer in here:
            own[buyer.id] = range(start, start + buyer.tables)
            start += buyer.tables
        return own
