"""Breaks another way: each company's day as one unbroken block, chosen by its first and last slot.

A company that has no break holds its interviews of a day in one block, so the block is the choice, and its
slots follow. On an event of one day whose interviews are all held, so is the block's length, and only those
blocks are laid in which each interview can have a slot of its own. A company that cannot have one block is
"broken", which costs its breaks. Searches by cores prove small totals this way in seconds where the plain
form, one Boolean per break, finds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from scheduler.presence import Literal, Presence

total = cp_model.LinearExpr.sum


def breaks_by_blocks(v: Presence) -> cp_model.LinearExpr:
    """The goal `breaks` for a model in which every interview is held."""
    return total([cost for company in v.each(v.of) for cost in breaks_of(v, company)])


def breaks_of(v: Presence, company: str) -> list[Literal]:
    """What the breaks of one company cost."""
    ends = v.break_ends(company)
    if v.capacity[company] != 1 or len(v.of[company]) < 2:
        return [end for day in ends for end in day]
    days = zip(v.days, ends, strict=True)
    return [cost for day, day_ends in days if day_ends for cost in _broken(v, company, day, day_ends)]


def blocks_in(v: Presence) -> int:
    """About how many blocks the form needs."""
    days = [len(day) if len(v.days) == 1 else len(day) ** 2 // 2 for day in v.days]
    return sum(days) * len(v.of)


def _broken(v: Presence, company: str, day: Sequence[int], ends: list[Literal]) -> list[Literal]:
    """Lay the company's blocks of a day; what its breaks cost."""
    count = len(v.of[company])
    lengths = [count] if len(v.days) == 1 else range(1, count + 1)
    covering: dict[int, list[Literal]] = {t: [] for t in day}
    blocks: list[Literal] = []
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
    v.model.add_exactly_one([*blocks, *idle_day, broken])
    for t in day:
        busy = v.busy(company, t)
        if busy is not None:
            v.model.add_bool_or([busy.negated(), broken, *covering[t]])
            for block in covering[t]:
                v.model.add_implication(block, busy)
    v.model.add_bool_or([broken.negated(), *ends])
    for end in ends:
        v.model.add_implication(end, broken)
    more = v.model.new_int_var(0, len(ends), "")
    v.model.add(more >= total(ends) - 1)
    return [broken, more]


def fits(v: Presence, company: str, span: Sequence[int]) -> bool:
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
