"""The judge's rule about musts on the day: one may be lost, but not for nothing.

Whether others could have made way for it is for the re-planning to prove. Here it is only tried to put the
interview in beside all others, as anybody would who holds the finished timetable in their hands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from scheduler.judge_facts import Period, Violation, available, clock, is_declined, pair_up, say
from scheduler.judge_incidents import capacity
from scheduler.judge_venue import Day
from scheduler.problem import Buyer, Wish
from scheduler.timetable import Bilingual, Interview

Broken = Callable[[Day], Iterable[Violation]]
"""What a day breaks, but for what is excused."""


def must(day: Day, soonest: dt.datetime, broken: Broken) -> Iterator[Violation]:
    """No must is without an interview that could be held beside all others where they are."""
    held = {interview.pair for interview in day.facts.held}
    for wanted in day.facts.problem.wishes:
        pair = wanted.supplier, wanted.buyer
        if wanted.decision != "must" or is_declined(wanted) or pair in held or pair in day.taken.cancelled:
            continue
        found = next((i for i in _chances(day, wanted, soonest) if _fits(day, i, broken)), None)
        if found is not None:
            at, room = clock(found.start), day.facts.named(found.room)
            supplier, buyer = day.facts.named(wanted.supplier), day.facts.named(wanted.buyer)
            yield Violation(
                "must",
                say(
                    Bilingual(f"{supplier.ja} と {buyer.ja}", f"{supplier.en} with {buyer.en}"),
                    f"必須の面談がありません。{at} に {room.ja} の席 {found.table} で行えます",
                    f"this interview must be held and could be, {at} at table {found.table} of {room.en}",
                ),
                (),
            )


def _chances(day: Day, wanted: Wish, soonest: dt.datetime) -> Iterator[Interview]:
    """Where and when the interview could be, as far as its own companies and staff are concerned."""
    buyer = day.facts.buyers[wanted.buyer]
    for start, period in sorted(day.facts.grid.items()):
        if start < soonest or not all(_is_free(day, company, period) for company in _sides(wanted)):
            continue
        staff = _staff(day, wanted, period)
        if staff is None:
            continue
        taken = {(i.room, i.table) for i in day.facts.held if _meets(day, i, start)}
        for room in _rooms(day, buyer, start):
            for table in day.venue.places(room, start):
                if (room, table) not in taken and not day.venue.is_closed(room, table, start):
                    yield Interview(wanted.supplier, wanted.buyer, start, room, table, staff)


def _rooms(day: Day, buyer: Buyer, start: dt.datetime) -> list[str]:
    """The rooms in which a buyer may sit: where it sits that day, and any where it has no place there."""
    were = {i.room for i in day.venue.before.of(buyer) if i.start.date() == start.date()}
    homes = were if buyer.room is None else {buyer.room}
    if homes and not any(day.venue.evicted(buyer, home, start) for home in homes):
        return sorted(homes)
    return [hall.id for hall in day.facts.problem.rooms]


def _meets(day: Day, interview: Interview, start: dt.datetime) -> bool:
    """Whether an interview, on the grid or off it, has a moment in common with a slot."""
    return abs(interview.start - start) < day.taken.length


def _sides(wanted: Wish) -> tuple[str, str]:
    return wanted.supplier, wanted.buyer


def _is_free(day: Day, company: str, period: Period) -> bool:
    """Whether a company is there and has a delegate or table left."""
    who = day.facts.buyers.get(company) or day.facts.suppliers[company]
    busy = sum(1 for i in day.facts.of(who) if _meets(day, i, period.start))
    gone = day.taken.overrunning(company, period.start, period.end)
    return (
        available(who, period)
        and not day.taken.is_away(company, period.start, period.end)
        and busy + gone < capacity(day.facts, company)
    )


def _staff(day: Day, wanted: Wish, period: Period) -> tuple[str, ...] | None:
    """People for the needs of a wish who are there and sit nowhere else; None if they are too few."""
    busy = {member for i in day.facts.held if _meets(day, i, period.start) for member in i.staff}
    there = tuple(
        member.id
        for member in day.facts.problem.staff
        if member.id not in busy
        and available(member, period)
        and not day.taken.is_away(member.id, period.start, period.end)
    )
    filled = pair_up(day.facts, wanted.needs, there)
    return tuple(filled.values()) if len(filled) == len(wanted.needs) else None


def _fits(day: Day, interview: Interview, broken: Broken) -> bool:
    """Whether the interview breaks nothing beside all others.

    Only those are asked that a rule could name with it: of its companies, of its slot, and of the buyers
    that sit in its room.
    """
    in_room = {i.buyer for i in day.facts.held if i.room == interview.room} | {interview.buyer}
    near = [
        i
        for i in day.facts.held
        if i.supplier == interview.supplier or i.start == interview.start or i.buyer in in_room
    ]
    beside = day.only((*near, interview))
    return not any(interview in violation.interviews for violation in broken(beside))
