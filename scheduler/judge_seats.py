"""The judge's rules about rooms and places on a day on which places close, open and are put up.

A closure loosens them exactly where it lies: while any place of a room is closed, its buyers need not keep
their own; while all of a room is closed, or all that a buyer has there as its own, the buyer may sit in one
other room. Whatever a place is closed for, a broken lamp or an over-run, is all the same here.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.judge_facts import Facts, Violation, gather
from scheduler.judge_hall import changed_places, no_place, several_rooms, shared_places, wrong_room
from scheduler.judge_incidents import Taken
from scheduler.problem import Buyer
from scheduler.timetable import Interview, Timetable


@dataclass(frozen=True)
class Day:
    """What a rule of the day asks: the interviews judged, those held before, and what is taken away."""

    facts: Facts
    before: Facts
    taken: Taken

    def only(self, interviews: Iterable[Interview]) -> Day:
        """The same day with no other interviews than these."""
        return replace(self, facts=gather(self.facts.problem, Timetable(tuple(interviews))))

    def is_closed(self, room: str, table: int, start: dt.datetime) -> bool:
        """Whether a place is closed at some moment of a slot."""
        return self.taken.is_closed((room, table), start, start + self.taken.length)

    def places(self, room: str, start: dt.datetime) -> list[int]:
        """The places that a room has in a slot, closed or not."""
        known = self.before.rooms.get(room)
        there = range(1, known.tables + 1) if known else ()
        more = [
            table
            for (where, table), since in self.taken.put_up.items()
            if where == room and since <= start and table not in there
        ]
        return [*there, *sorted(more)]

    def disturbed(self, room: str, start: dt.datetime) -> bool:
        """Whether any place of a room is closed in a slot."""
        shut = {table for where, table in self.taken.closed if where == room}
        return any(
            self.is_closed(room, table, start) for table in shut.intersection(self.places(room, start))
        )

    def evicted(self, buyer: Buyer, home: str, start: dt.datetime) -> bool:
        """Whether all of a room is closed in a slot, or all that a buyer has there as its own."""
        places, own = self.places(home, start), self.own_places[home, buyer.id]
        return any(
            bool(group) and all(self.is_closed(home, table, start) for table in group)
            for group in (places, sorted(own))
        )

    @cached_property
    def own_places(self) -> defaultdict[tuple[str, str], set[int]]:
        """By room and buyer: the places it has as its own, where the room has enough for all its buyers.

        Those are where it sits when nothing in the room is closed, and where it would sit if its place were
        not closed. A place that it has only used while others were closed may be borrowed: it counts, the
        most used first, while the buyer lacks places and nobody else sits there.
        """
        own: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for hall in self.before.problem.rooms:
            here = [interview for interview in self.before.held if interview.room == hall.id]
            buyers = {b.id: b for b in self.before.problem.buyers if b.room == hall.id}
            floating = [b for b in self.before.problem.buyers if b.room is None]
            buyers |= {b.id: b for b in floating if any(interview.buyer == b.id for interview in here)}
            if sum(buyer.tables for buyer in buyers.values()) > hall.tables:
                continue
            for i in here:
                if self.is_closed(hall.id, i.table, i.start) or not self.disturbed(hall.id, i.start):
                    own[hall.id, i.buyer].add(i.table)
            for buyer in buyers.values():
                used = Counter(i.table for i in here if i.buyer == buyer.id)
                for table, _ in used.most_common():
                    alone = all(i.buyer == buyer.id for i in here if i.table == table)
                    if alone and len(own[hall.id, buyer.id]) < buyer.tables:
                        own[hall.id, buyer.id].add(table)
        return own

    @cached_property
    def homes(self) -> dict[tuple[str, dt.date], str]:
        """By buyer without a room of its own and by day: the room that it is to stay in.

        It is the one that leaves the fewest interviews unexplained, at a tie one where it sat before.
        """
        homes = {}
        for buyer in self.facts.problem.buyers:
            if buyer.room is None:
                for day, interviews in by_day(self.facts.of(buyer)).items():
                    were = by_day(self.before.of(buyer)).get(day, [])
                    rooms = sorted({i.room for i in were}), sorted({i.room for i in interviews})
                    homes[buyer.id, day] = min(
                        itertools.chain(*rooms), key=lambda room: self._astray(buyer, room, interviews)
                    )
        return homes

    def _astray(self, buyer: Buyer, home: str, interviews: list[Interview]) -> int:
        wrong, split = outside(self, buyer, home, interviews)
        return len(wrong) + sum(len(group) for group in split)

    def home(self, interview: Interview) -> str | None:
        """The room in which an interview is to be held but for closures."""
        buyer = self.before.buyers.get(interview.buyer)
        if buyer is None or buyer.room is not None:
            return buyer.room if buyer else None
        return self.homes.get((buyer.id, interview.start.date()))


def by_day(interviews: Iterable[Interview]) -> dict[dt.date, list[Interview]]:
    days: dict[dt.date, list[Interview]] = defaultdict(list)
    for interview in interviews:
        days[interview.start.date()].append(interview)
    return days


def place(day: Day) -> Iterator[Violation]:
    """Every interview has a place that its room has by then, and nobody else has it in that slot."""
    for interview in day.facts.held:
        if interview.table not in day.places(interview.room, interview.start):
            yield no_place(day.facts, interview)
    yield from shared_places(day.facts)


def room(day: Day) -> Iterator[Violation]:
    """A buyer receives in its room, and in one other for the time in which it has no open place there."""
    for buyer in day.facts.problem.buyers:
        interviews = day.facts.of(buyer)
        if buyer.room is not None:
            wrong, split = outside(day, buyer, buyer.room, interviews)
            for interview in wrong:
                yield wrong_room(day.facts, interview, buyer.room)
            for group in split:
                yield several_rooms(day.facts, buyer, group[0].start.date(), group)
            continue
        for date, held in by_day(interviews).items():
            wrong, split = outside(day, buyer, day.homes[buyer.id, date], held)
            if wrong or split:
                yield several_rooms(day.facts, buyer, date, held)


def outside(
    day: Day, buyer: Buyer, home: str, interviews: Iterable[Interview]
) -> tuple[list[Interview], list[list[Interview]]]:
    """Of a buyer's interviews those that are outside its room without need, and those in too many others.

    The latter are grouped by closure: slots in a row, without one between them in which the buyer could sit
    in its room. One that was there before already, moved when something was closed, is where it has to be.
    """
    away = [interview for interview in interviews if interview.room != home]
    were = {(i.pair, i.start, i.room) for i in day.before.held}
    closure, closures = 0, {}
    for start in sorted(day.facts.grid) if away else ():
        if day.evicted(buyer, home, start):
            closures[start] = closure
        else:
            closure += 1
    wrong = [
        i
        for i in away
        if i.start not in closures
        and not ((i.pair, i.start, i.room) in were and day.disturbed(home, i.start))
    ]
    groups: dict[int, list[Interview]] = defaultdict(list)
    for interview in away:
        if interview.start in closures:
            groups[closures[interview.start]].append(interview)
    return wrong, [group for group in groups.values() if len({i.room for i in group}) > 1]


def keeps_place(day: Day) -> Iterator[Violation]:
    """Where a room has a place for each of its buyers' tables, every buyer keeps its own.

    This is asked of the slots in which no place of the room is closed. Who sits there because its own room
    is closed takes what is free and is not one of the room's buyers.
    """
    for hall in day.facts.problem.rooms:
        here = [i for i in day.facts.held if i.room == hall.id and day.home(i) == hall.id]
        sitting = {interview.buyer for interview in here}
        buyers = [b for b in day.facts.problem.buyers if b.room == hall.id or b.id in sitting]
        if sum(buyer.tables for buyer in buyers) <= hall.tables:
            calm = [interview for interview in here if not day.disturbed(hall.id, interview.start)]
            yield from changed_places(day.facts, hall, buyers, calm)
