"""Breaks another way: each company's day as one unbroken block, chosen by its first and last slot.

A company that has no break holds its interviews of a day in one block, so the block is the choice, and its
slots follow. On an event of one day whose interviews are all held, so is the block's length, and only those
blocks are laid in which each interview can have a slot of its own. A company that cannot have one block is
"broken", which costs its breaks. Searches by cores prove small totals this way in seconds where the plain
form, one Boolean per break, finds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.clauses import V
from scheduler.presence import Presence


def breaks_by_blocks(v: Presence[V]) -> list[V]:
    """What sums up to the goal `breaks` in a model in which every interview is held."""
    return [cost for company in v.each(v.of) for cost in breaks_of(v, company)]


def breaks_of(v: Presence[V], company: str) -> list[V]:
    """What the breaks of one company cost."""
    ends = v.break_ends(company)
    if v.capacity[company] != 1 or len(v.of[company]) < 2:
        return [end for day in ends for end in day]
    days = zip(v.days, ends, strict=True)
    return [cost for day, day_ends in days if day_ends for cost in _broken(v, company, day, day_ends)]


def blocks_in(v: Presence[V]) -> int:
    """About how many blocks the form needs."""
    days = [len(day) if len(v.days) == 1 else len(day) ** 2 // 2 for day in v.days]
    return sum(days) * len(v.of)


def _broken(v: Presence[V], company: str, day: Sequence[int], ends: list[V]) -> list[V]:
    """Lay the company's blocks of a day; what its breaks cost."""
    count = len(v.of[company])
    lengths = [count] if len(v.days) == 1 else range(1, count + 1)
    covering: dict[int, list[V]] = {t: [] for t in day}
    blocks: list[V] = []
    for length in lengths:
        for first in range(len(day) - length + 1):
            span = day[first : first + length]
            if all(v.busy(company, t) is not None for t in span) and (
                len(v.days) > 1 or fits(v, company, span)
            ):
                blocks.append(v.boolean())
                for t in span:
                    covering[t].append(blocks[-1])
    broken = v.boolean()
    idle_day = [] if len(v.days) == 1 else [v.boolean()]
    v.exactly_one(*blocks, *idle_day, broken)
    for t in day:
        busy = v.busy(company, t)
        if busy is not None:
            v.clause(~busy, broken, *covering[t])
            for block in covering[t]:
                v.clause(~block, busy)
    v.clause(~broken, *ends)
    for end in ends:
        v.clause(~end, broken)
    more = v.whole(len(ends))
    v.between(-len(ends), ends, 1, less=[more])
    return [broken, more]


def fits(v: Presence[V], company: str, span: Sequence[int]) -> bool:
    """Whether the company's interviews can each have a slot of its own within the span (a matching)."""
    held_at: dict[int, int] = {}

    def place(interview: int, asked: set[int]) -> bool:
        for t in span:
            if t in v.x[interview] and t not in asked:
                asked.add(t)
                if t not in held_at or place(held_at[t], asked):
                    held_at[t] = interview
                    return True
        return False

    return all(place(interview, set()) for interview in v.of[company])
