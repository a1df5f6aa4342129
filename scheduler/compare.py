"""What differs between two timetables of one event, by company and by room."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scheduler.timetable import Interview, Timetable


class Kind(StrEnum):
    """What happened to an interview from one timetable to the next."""

    MOVED = "moved"
    LOST = "lost"
    ADDED = "added"


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

    A pair is the same interview in both. Cancelled interviews count as not held; who sits in as staff, and
    what came of an interview on the day, are no differences.
    """
    old, new = _held(before.interviews), _held(after.interviews)
    changes = []
    for supplier, buyer in {**old, **new}:
        was, now = old.get((supplier, buyer)), new.get((supplier, buyer))
        if was != now:
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
    kept = sum(new.get(pair) == place for pair, place in old.items())
    return Difference(tuple(changes), _frozen(companies), _frozen(rooms), kept)


def _held(interviews: Iterable[Interview]) -> dict[tuple[str, str], Place]:
    return {i.pair: Place(i.start, i.room, i.table) for i in interviews if i.status != "cancelled"}


def _frozen(found: dict[str, list[Change]]) -> dict[str, tuple[Change, ...]]:
    return {who: tuple(changes) for who, changes in sorted(found.items())}
