"""The judge's rules about rooms and places on a day on which places close, open and are put up.

A closure loosens them exactly where it lies: while any place of a room is closed, its buyers need not keep
their own; while all of a room is closed, or all that a buyer has there as its own, the buyer may sit in one
other room. Whatever a place is closed for, a broken lamp or an over-run, is all the same here.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.judge_facts import Violation
from scheduler.judge_hall import changed_places, no_place, several_rooms, shared_places, wrong_room
from scheduler.judge_venue import Day, by_day


def place(day: Day) -> Iterator[Violation]:
    """Every interview has a place that its room has by then, and nobody else has it in that slot."""
    for interview in day.facts.held:
        if interview.table not in day.venue.places(interview.room, interview.start):
            yield no_place(day.facts, interview)
    yield from shared_places(day.facts)


def room(day: Day) -> Iterator[Violation]:
    """A buyer receives in its room, and in one other for the time in which it has no open place there."""
    for buyer in day.facts.problem.buyers:
        if buyer.room is not None:
            wrong, split = day.venue.outside(buyer, buyer.room, day.facts.of(buyer))
            for interview in wrong:
                yield wrong_room(day.facts, interview, buyer.room)
            for group in split:
                yield several_rooms(day.facts, buyer, group[0].start.date(), group)
            continue
        for date, held in by_day(day.facts.of(buyer)).items():
            home = day.venue.homes.get((buyer.id, date), held[0].room)
            if any(day.venue.outside(buyer, home, held)):
                yield several_rooms(day.facts, buyer, date, held)


def keeps_place(day: Day) -> Iterator[Violation]:
    """Where a room has a place for each of its buyers' tables, every buyer keeps its own.

    This is asked of the slots in which no place of the room is closed and nobody is a guest there whose own
    room is closed: a guest takes what is free, and is not one of the room's buyers. Wherever a buyer sat in
    the room before counts as its own, though it was put there by hand or while its place was closed.
    """
    for hall in day.facts.problem.rooms:
        if hall.id in day.venue.keeping:
            were = [i for i in day.venue.before.held if i.room == hall.id]
            here = [i for i in day.facts.held if i.room == hall.id and day.venue.calm(hall.id, i.start)]
            yield from changed_places(day.facts, hall, day.venue.keeping[hall.id], here, were)
