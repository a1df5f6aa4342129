"""What turns an event into one that uses every rule at once."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from scheduler.problem import (
    GOALS,
    Buyer,
    Decision,
    Mark,
    Problem,
    Room,
    Session,
    Staff,
    Supplier,
    TimeRange,
    Wish,
)


def harden(problem: Problem, random: Random) -> Problem:
    """Add zones, scarce places, wandering buyers, limits, pins, refusals and staff with hours."""
    sessions = problem.sessions
    return replace(
        problem,
        event=replace(problem.event, max_consecutive=4, goals=GOALS),
        rooms=tuple(_room(number, room) for number, room in enumerate(problem.rooms)),
        buyers=tuple(_buyer(number, buyer, sessions) for number, buyer in enumerate(problem.buyers)),
        suppliers=tuple(_supplier(number, s, sessions) for number, s in enumerate(problem.suppliers)),
        staff=(
            *problem.staff,
            Staff("C9", "巡回 一郎", "coordinator", (_span(sessions[0]),)),
        ),
        wishes=tuple(_wish(number, wish, problem, random) for number, wish in enumerate(problem.wishes)),
    )


def _room(number: int, room: Room) -> Room:
    """The first room is too small for its buyers; the others have a place to spare. The last is far away."""
    tables = room.tables - 2 if number == 0 else room.tables + 1
    return replace(room, tables=tables, zone="B" if number == 2 else "A")


def _buyer(number: int, buyer: Buyer, sessions: tuple[Session, ...]) -> Buyer:
    """Some have no room, some have limits of their own, some leave after the first day."""
    return replace(
        buyer,
        room=None if number % 5 == 4 else buyer.room,
        min_interviews=3 if number % 3 == 0 else None,
        max_interviews=8 if number % 4 == 0 else None,
        available=tuple(map(_span, sessions[:2])) if number % 7 == 2 else buyer.available,
    )


def _supplier(number: int, supplier: Supplier, sessions: tuple[Session, ...]) -> Supplier:
    """Some have limits of their own, some are away for a whole session in the middle."""
    away = number % 10 == 5
    return replace(
        supplier,
        min_interviews=2 if number % 5 == 0 else None,
        max_interviews=3 if number % 6 == 0 else None,
        available=tuple(map(_span, (sessions[0], *sessions[2:]))) if away else supplier.available,
    )


def _span(session: Session) -> TimeRange:
    return TimeRange(session.date, session.start, session.end)


def _wish(number: int, wish: Wish, problem: Problem, random: Random) -> Wish:
    """Every so many wishes a demand of each kind: by count, not by chance, so that none is ever missing."""
    match number % 25:
        case 3:
            return replace(wish, pin=random.choice(problem.slots).start)
        case 8:
            return replace(wish, decision=Decision.NO)
        case 13:
            return replace(wish, needs=("C9", "interpreter"))
        case 18:
            return replace(wish, session=random.choice(problem.sessions).label)
        case 23:
            return replace(wish, mark=Mark.CROSS)
    return wish
