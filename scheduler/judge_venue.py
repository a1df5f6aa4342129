"""The rooms of a day on which places close, open and are put up, and who belongs where in them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.judge_facts import Facts, gather
from scheduler.judge_incidents import Taken
from scheduler.problem import Buyer, Room
from scheduler.timetable import Interview, Timetable


@dataclass(frozen=True)
class Venue:
    """Which places there are in a slot, which are closed, and where each buyer belongs."""

    before: Facts
    after: Facts
    taken: Taken
    staying: Mapping[Interview, int]
    """The interviews that nobody can change any more, mostly once each."""

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
        shut = self._ever_closed.get(room)
        return shut is not None and any(
            self.is_closed(room, table, start) for table in shut.intersection(self.places(room, start))
        )

    @cached_property
    def _ever_closed(self) -> Mapping[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for room, table in self.taken.closed:
            found[room].add(table)
        return found

    def evicted(self, buyer: Buyer, home: str, start: dt.datetime) -> bool:
        """Whether all of a room is closed in a slot, or all that a buyer has there as its own.

        Of a buyer that sat elsewhere alone, moved there by an earlier call, or nowhere yet, nothing tells
        what is its own: it may be whatever is closed.
        """
        own = self.own_places.get((home, buyer.id))
        if own == set() and buyer.room == home and self.disturbed(home, start):
            return True
        return any(
            bool(group) and all(self.is_closed(home, table, start) for table in group)
            for group in (self.places(home, start), sorted(own or ()))
        )

    @cached_property
    def own_places(self) -> Mapping[tuple[str, str], set[int]]:
        """By room and buyer: the places it has as its own, where the room has one for each of its tables.

        The room's buyers are those the file puts there, and those without a room that sat there.
        """
        own = {}
        for hall in self.before.problem.rooms:
            here = [interview for interview in self.before.held if interview.room == hall.id]
            sitting = {interview.buyer for interview in here}
            buyers = [
                buyer
                for buyer in self.before.problem.buyers
                if buyer.room == hall.id or (buyer.room is None and buyer.id in sitting)
            ]
            if sum(buyer.tables for buyer in buyers) <= hall.tables:
                own.update({(hall.id, buyer.id): self._own(buyer, hall, here) for buyer in buyers})
        return own

    def _own(self, buyer: Buyer, hall: Room, here: Iterable[Interview]) -> set[int]:
        """Where a buyer sat while nothing in the room was closed, or would sit if its place were not.

        A place that it has only used while others were closed may be borrowed: it counts, the most used
        first, while the buyer lacks places and nobody else sits there.
        """
        used = [i for i in here if i.buyer == buyer.id]
        others = {i.table for i in here if i.buyer != buyer.id}
        own = {
            i.table
            for i in used
            if self.is_closed(hall.id, i.table, i.start) or not self.disturbed(hall.id, i.start)
        }
        more = [table for table, _ in Counter(i.table for i in used).most_common()]
        more = [table for table in more if table not in own and table not in others]
        return own | set(more[: max(0, buyer.tables - len(own))])

    def home(self, interview: Interview) -> str | None:
        """The room in which an interview is to be held but for closures."""
        buyer = self.after.buyers.get(interview.buyer)
        if buyer is None or buyer.room is not None:
            return buyer.room if buyer else None
        return self.homes.get((buyer.id, interview.start.date()), interview.room)

    @cached_property
    def homes(self) -> Mapping[tuple[str, dt.date], str]:
        """By buyer without a room of its own and by day: the room that it is to stay in.

        It is one where it sat on that day before, unless it moves whole to another: the one that leaves the
        fewest interviews unexplained.
        """
        homes = {}
        for buyer in self.after.problem.buyers:
            if buyer.room is None:
                for date, interviews in by_day(self.after.of(buyer)).items():
                    were = by_day(self.before.of(buyer)).get(date, [])
                    known, rooms = sorted({i.room for i in were}), sorted({i.room for i in interviews})
                    homes[buyer.id, date] = min(
                        known if known and len(rooms) > 1 else [*known, *rooms],
                        key=lambda room: self._astray(buyer, room, interviews),
                    )
        return homes

    def _astray(self, buyer: Buyer, room: str, interviews: Iterable[Interview]) -> int:
        wrong, split = self.outside(buyer, room, interviews)
        return len(wrong) + len(split)

    def calm(self, room: str, start: dt.datetime) -> bool:
        """Whether a room is as on any other day: no place is closed, nobody sits there as a guest."""
        return (room, start) not in self._visited and not self.disturbed(room, start)

    @cached_property
    def _visited(self) -> Set[tuple[str, dt.datetime]]:
        return {(i.room, i.start) for i in self.after.held if self.home(i) != i.room}

    @cached_property
    def keeping(self) -> Mapping[str, list[Buyer]]:
        """The rooms with a place for each of their buyers' tables, before and now, and these buyers."""
        found = {}
        for hall in self.after.problem.rooms:
            sitting = {i.buyer for i in self.before.held if i.room == hall.id}
            sitting |= {i.buyer for i in self.after.held if i.room == hall.id and self.home(i) == hall.id}
            buyers = [
                buyer
                for buyer in self.after.problem.buyers
                if buyer.room == hall.id or (buyer.room is None and buyer.id in sitting)
            ]
            if sum(buyer.tables for buyer in buyers) <= hall.tables:
                found[hall.id] = buyers
        return found

    def outside(
        self, buyer: Buyer, home: str, interviews: Iterable[Interview]
    ) -> tuple[list[Interview], list[list[Interview]]]:
        """Of a buyer's interviews those outside its room without need, and those in too many others.

        The latter are grouped by closure: slots of a day in a row, without one between them in which the
        buyer could sit in its room; those that stay do not bind the others. An interview is with good reason
        where it was before, if something is closed in its buyer's room, or if the buyer has none of its own.
        """
        away = [interview for interview in interviews if interview.room != home]
        if not away:
            return [], []
        closures, closure = {}, 0
        for start in sorted(self.after.grid):
            if self.evicted(buyer, home, start):
                closures[start] = start.date(), closure
            else:
                closure += 1
        were = {(i.pair, i.start, i.room) for i in self.before.of(buyer)}
        wrong = [
            i
            for i in away
            if i.start not in closures
            and not (
                (i.pair, i.start, i.room) in were and (buyer.room is None or self.disturbed(home, i.start))
            )
        ]
        groups: dict[tuple[dt.date, int], list[Interview]] = defaultdict(list)
        for interview in away:
            if interview.start in closures and interview not in self.staying:
                groups[closures[interview.start]].append(interview)
        return wrong, [group for group in groups.values() if len({i.room for i in group}) > 1]


@dataclass(frozen=True)
class Day:
    """What a rule of the day asks: the interviews judged, and what they are judged by."""

    facts: Facts
    venue: Venue

    @property
    def taken(self) -> Taken:
        return self.venue.taken

    def only(self, interviews: Iterable[Interview]) -> Day:
        """The same day with no other interviews than these."""
        return replace(self, facts=gather(self.facts.problem, Timetable(tuple(interviews))))


def by_day(interviews: Iterable[Interview]) -> dict[dt.date, list[Interview]]:
    """Interviews by the day on which they are held."""
    days: dict[dt.date, list[Interview]] = defaultdict(list)
    for interview in interviews:
        days[interview.start.date()].append(interview)
    return days
