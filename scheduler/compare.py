"""What differs between two timetables of one event, by company and by room."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from scheduler.timetable import Interview, Timetable


class Kind(StrEnum):
    """What happened to an interview from one timetable to the next."""

    MOVED = "moved"
    LOST = "lost"
    ADDED = "added"
    STAFF = "staff"
    """Only the people who sit in differ; `compare` does not look at them."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """When and where an interview is held."""

    start: dt.datetime
    room: str
    table: int


@dataclass(frozen=True, slots=True)
class Change:
    """One interview that differs: where it was (None: added) and where it is (None: lost)."""

    kind: Kind
    supplier: str
    buyer: str
    before: Place | None
    after: Place | None

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that must hear of it."""
        return tuple(dict.fromkeys(place.room for place in (self.before, self.after) if place is not None))


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes in time order; of each company and each room, those that concern it."""

    changes: tuple[Change, ...]
    by_company: dict[str, tuple[Change, ...]]
    by_room: dict[str, tuple[Change, ...]]
    kept: int
    """How many interviews are held at the same time and table in both."""

    def of_kind(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)


def compare(before: Timetable, after: Timetable) -> Difference:
    """Say which interviews moved, were lost or were added.

    A pair is the same interview in both. Should it stand there more often, as it may in a timetable made by
    hand, those at the same place are the same, the others are taken in order of time. Cancelled interviews
    count as not held; who sits in as staff, and what came of an interview on the day, are no differences.
    """
    old, new = _held(before.interviews), _held(after.interviews)
    changes: list[Change] = []
    kept = 0
    for supplier, buyer in dict.fromkeys((*old, *new)):
        were, are = old[supplier, buyer], new[supplier, buyer]
        same = were & are
        kept += same.total()
        for was, now in zip_longest(sorted((were - same).elements()), sorted((are - same).elements())):
            kind = Kind.ADDED if was is None else Kind.LOST if now is None else Kind.MOVED
            changes.append(Change(kind, supplier, buyer, was, now))
    changes.sort(key=lambda c: (c.after or c.before, c.supplier, c.buyer))
    companies: dict[str, list[Change]] = defaultdict(list)
    rooms: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        for company in (change.supplier, change.buyer):
            companies[company].append(change)
        for room in change.rooms:
            rooms[room].append(change)
    return Difference(tuple(changes), _frozen(companies), _frozen(rooms), kept)


def _held(interviews: Iterable[Interview]) -> defaultdict[tuple[str, str], Counter[Place]]:
    """The places of each pair, mostly one."""
    held: defaultdict[tuple[str, str], Counter[Place]] = defaultdict(Counter)
    for i in interviews:
        if i.status != "cancelled":
            held[i.pair][Place(i.start, i.room, i.table)] += 1
    return held


def _frozen(found: dict[str, list[Change]]) -> dict[str, tuple[Change, ...]]:
    return {who: tuple(changes) for who, changes in sorted(found.items())}
