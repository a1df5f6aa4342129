"""What a timetable is worth, counted by the judge: every goal's value, from the raw fields alone."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict

from scheduler.judge_facts import (
    MARK_POINTS,
    RANK_POINTS,
    Facts,
    Period,
    available,
    is_declined,
    most_interviews,
    pair_up,
)
from scheduler.problem import Buyer, Supplier, Wish


def goal_values(facts: Facts) -> tuple[tuple[str, int], ...]:
    """(name, value) of every goal there is, also of those the event does not ask for."""
    waits = [wait for company in facts.companies() for wait in waits_of(facts, company)]
    return (
        ("served", sum(1 for supplier in facts.problem.suppliers if facts.of(supplier))),
        ("served_buyers", sum(1 for buyer in facts.problem.buyers if facts.of(buyer))),
        ("minimums", minimums(facts)),
        ("score", score(facts)),
        ("breaks", sum(len(stretches) for stretches in waits)),
        ("idle", sum(sum(stretches) for stretches in waits)),
        ("worst", max((sum(stretches) for stretches in waits), default=0)),
        ("moves", sum(moves_of(facts, supplier) for supplier in facts.problem.suppliers)),
        ("even", even(facts)),
    )


def minimums(facts: Facts) -> int:
    """How many interviews the companies are short of their minimum, in all."""
    return sum(
        max(0, (company.min_interviews or 0) - len(facts.of(company))) for company in facts.companies()
    )


def score(facts: Facts) -> int:
    """The points of mark and rank over the wishes that are held."""
    held = {interview.pair for interview in facts.held}
    return sum(
        MARK_POINTS[wish.mark] + RANK_POINTS.get(wish.rank or 0, 0)
        for pair, wish in facts.wishes.items()
        if pair in held
    )


def waits_of(facts: Facts, company: Buyer | Supplier) -> list[list[int]]:
    """The lengths, in slots, of a company's idle stretches between its first and last interview, by day.

    Only slots of the grid count, so lunch between two sessions is no stretch; a stretch in which the
    company is not even available is one.
    """
    busy: dict[dt.date, set[int]] = defaultdict(set)
    for period, _ in facts.seated(facts.of(company)):
        busy[period.start.date()].add(period.place)
    return [
        [later - earlier - 1 for earlier, later in itertools.pairwise(sorted(day)) if later > earlier + 1]
        for day in busy.values()
    ]


def moves_of(facts: Facts, supplier: Supplier) -> int:
    """How often the supplier's room, or set of rooms, differs between its successive slots of a day."""
    rooms: dict[dt.datetime, set[str]] = defaultdict(set)
    for interview in facts.of(supplier):
        rooms[interview.start].add(interview.room)
    return sum(
        1
        for earlier, later in itertools.pairwise(sorted(rooms))
        if earlier.date() == later.date() and rooms[earlier] != rooms[later]
    )


def even(facts: Facts) -> int:
    """The most minus the fewest interviews among the suppliers with a wish that could be held at all."""
    wishing = {wish.supplier for wish in facts.problem.wishes if placeable(facts, wish)}
    counts = [len(facts.of(facts.suppliers[supplier])) for supplier in wishing]
    return max(counts, default=0) - min(counts, default=0)


def placeable(facts: Facts, wish: Wish) -> bool:
    """Whether the rules would allow the wish if it were the only one of the event."""
    buyer, supplier = facts.buyers[wish.buyer], facts.suppliers[wish.supplier]
    rooms = [room for room in facts.problem.rooms if buyer.room in (None, room.id)]
    return (
        not is_declined(wish)
        and buyer.tables > 0
        and supplier.delegates > 0
        and most_interviews(facts, buyer) != 0
        and most_interviews(facts, supplier) != 0
        and any(room.tables > 0 for room in rooms)
        and any(_fits(facts, wish, period) for period in facts.grid.values())
    )


def _fits(facts: Facts, wish: Wish, period: Period) -> bool:
    if wish.pin not in (None, period.start) or wish.session not in (None, period.label):
        return False
    if not available(facts.buyers[wish.buyer], period) or not available(
        facts.suppliers[wish.supplier], period
    ):
        return False
    if not wish.needs:
        return True
    present = tuple(member.id for member in facts.problem.staff if available(member, period))
    return len(pair_up(facts, wish.needs, present)) == len(wish.needs)
