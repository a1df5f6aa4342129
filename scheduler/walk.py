"""Where a move leads, found without moving anything: most moves are given up here, at little cost."""

from __future__ import annotations

from typing import Any

from scheduler import hall as h
from scheduler.hall import Array, Hall, compiled, compiled_within, free, ones, roll, span


@compiled_within
def any_slot(s: Hall, w: int) -> Any:
    """One of the slots that a wish may have; half the time one beside what a company of it has already."""
    first = s.wish[w, h.CHOICES]
    t = s.lists[first + roll(s, s.wish[w + 1, h.CHOICES] - first)]
    dice = roll(s, 4)
    if dice >= 2:
        return t
    day = s.slots[t, h.DAY]
    busy = s.days[s.wish[w, dice], day, h.BUSY]  # SUPPLIER or BUYER
    beside = ((busy << 1) | (busy >> 1)) & ~busy & ((1 << s.dates[day, h.LENGTH]) - 1)
    if beside == 0:
        return t
    for _ in range(roll(s, ones(beside))):
        beside &= beside - 1
    near = s.dates[day, h.FIRST] + ones((beside & -beside) - 1)
    return near if s.allowed[w, near] else t


@compiled
def free_slot(s: Hall, w: int, company: int) -> Any:
    """A slot that a wish may have, with its staff, and in which one of its companies is free; -1: none."""
    first = s.wish[w, h.CHOICES]
    some = s.wish[w + 1, h.CHOICES] - first
    offset = roll(s, some)
    for k in range(some):
        t = s.lists[first + (k + offset) % some]
        if free(s, company, t) and staffed(s, w, t):
            return t
    return -1


@compiled_within
def staffed(s: Hall, w: int, t: int) -> bool:
    """Whether the crews that a wish not held needs have somebody left in a slot."""
    for i in range(s.wish[w, h.CREWS], s.wish[w + 1, h.CREWS]):
        if s.space[s.lists[i], t, h.TAKEN] >= s.space[s.lists[i], t, h.PLACES]:
            return False
    return True


@compiled_within
def in_trouble(s: Hall, w: int, choosing: int, column: int) -> bool:
    """Whether something can be gained by moving a wish.

    So it is with one that is not held, if all of those are to be tried, and with one whose companies have a
    rough spot on its day or pay in this `column` of `Hall.days`.
    """
    t = s.wish[w, h.SLOT]
    if t < 0:
        return choosing >= 16
    day = s.slots[t, h.DAY]
    for company in (s.wish[w, h.SUPPLIER], s.wish[w, h.BUYER]):
        if s.days[company, day, column] > 0 or s.days[company, day, h.COST + 3] > 0:
            return True
    return False


@compiled
def look_for_trouble(s: Hall, live: Array, choosing: int, column: int) -> None:
    """List the wishes in trouble."""
    count = 0
    for i in range(live.size):
        if in_trouble(s, live[i], choosing, column):
            count += 1
            s.trouble[count] = live[i]
    s.trouble[0] = count


@compiled_within
def drawn(s: Hall, live: Array, choosing: int, column: int) -> Any:
    """The wish to be moved; half the time one in trouble, if it still is."""
    if s.trouble[0] > 0 and roll(s, 2):
        w = s.trouble[1 + roll(s, s.trouble[0])]
        if in_trouble(s, w, choosing, column):
            return w
    return live[roll(s, live.size)]


@compiled_within
def more_crossings(s: Hall, x: int, f: int, t: int) -> Any:
    """At least so many rough spots more has a wish's supplier for the wish's move from slot f to slot t."""
    supplier = s.wish[x, h.SUPPLIER]
    one, other = s.slots[f, h.DAY], s.slots[t, h.DAY]
    spots = -s.days[supplier, other, h.COST + 3]
    if one != other:
        spots -= s.days[supplier, one, h.COST + 3]
    if s.company[supplier, h.CAPACITY] > 1:
        return spots
    at, joined = 1 << s.slots[t, h.BIT], s.dates[other, h.JOINED]
    beside = ((at << 1) & joined) | ((at & joined) >> 1)
    if one == other:
        beside &= ~(1 << s.slots[f, h.BIT])
    zone = s.zone[s.days[s.wish[x, h.BUYER], other, h.ROOM]]
    for elsewhere in range(1, s.in_zone.shape[2]):
        if zone > 0 and elsewhere != zone:
            spots += ones(s.in_zone[supplier, other, elsewhere] & beside)
    return spots


@compiled_within
def uses(s: Hall, x: int, place: int) -> bool:
    """Whether a wish takes a place in a room or a person of a crew."""
    found = s.wish[x, h.PLACE] == place
    for i in range(s.wish[x, h.CREWS], s.wish[x + 1, h.CREWS]):
        found |= s.lists[i] == place
    return bool(found)


@compiled
def too_many(s: Hall, place: int, t: int, known: int) -> Any:
    """An interview that must leave a full room or crew's slot as well; -1: none, -2: none may."""
    taken = s.space[place, t, h.TAKEN]
    for i in range(known):
        if uses(s, s.pending[i, 0], place):
            taken += 1 if s.pending[i, 1] == t else -1
    if taken <= s.space[place, t, h.PLACES]:
        return -1
    some = s.users[place + 1] - s.users[place]
    offset = roll(s, some) if some else 0
    for k in range(some):
        y = s.lists[s.users[place] + (k + offset) % some]
        if s.wish[y, h.SLOT] == t and s.wish[y, h.MOVED] != s.counters[h.ATTEMPT]:
            return y
    return -2


@compiled
def walk(s: Hall, w: int, there: int, most: float) -> bool:
    """List in `pending` who moves, and where to, if an interview moves to another slot; False: it cannot.

    Whoever its companies meet there goes back to the slot it comes from, and so on along the chain. A walk
    with more than `most` rough spots is given up, which long ones are after a few steps.
    """
    here = s.wish[w, h.SLOT]
    s.wish[w, h.MOVED] = s.counters[h.ATTEMPT]
    s.pending[0, 0] = w
    s.pending[0, 1] = there
    known, looked, spots = 1, 0, 0
    while looked < known:
        x, t = s.pending[looked, 0], s.pending[looked, 1]
        looked += 1
        if not s.allowed[x, t]:
            return False
        spots += more_crossings(s, x, here + there - t, t)
        if spots > most:
            return False
        for company in (s.wish[x, h.SUPPLIER], s.wish[x, h.BUYER]):
            if free(s, company, t):
                continue
            held = s.at[company, t, 0]
            y = s.at[company, t, 1 + (roll(s, held) if held > 1 else 0)]
            if s.wish[y, h.MOVED] == s.counters[h.ATTEMPT]:
                if held > 1:
                    return False
                continue
            if known >= h.LONGEST:
                return False
            s.wish[y, h.MOVED] = s.counters[h.ATTEMPT]
            s.pending[known, 0] = y
            s.pending[known, 1] = here + there - t
            known += 1
        for i in range(s.wish[x, h.CREWS] - 1, s.wish[x + 1, h.CREWS]):
            place = s.lists[i] if i >= s.wish[x, h.CREWS] else s.wish[x, h.PLACE]
            if place < 0 or s.space[place, t, h.TAKEN] < s.space[place, t, h.PLACES]:
                continue
            y = too_many(s, place, t, known)
            if y == -1:
                continue
            if y < 0 or known >= h.LONGEST:
                return False
            s.wish[y, h.MOVED] = s.counters[h.ATTEMPT]
            s.pending[known, 0] = y
            s.pending[known, 1] = here + there - t
            known += 1
    s.counters[h.PENDING] = known
    return True


@compiled_within
def worth_trying(s: Hall, w: int, there: int, weights: Array, floor: Array, worse: float) -> bool:
    """Whether the walk may end no worse than allowed, going by the breaks and waiting at the chain's ends.

    In between, companies are busy in both slots before and after.
    """
    slack = 1e9 if weights[h.MOVES] > 0 or weights[h.WORST] > 0 else 0.0
    here = s.wish[w, h.SLOT]
    breaks = idle = spots = 0
    for i in range(s.counters[h.PENDING]):
        x, t = s.pending[i, 0], s.pending[i, 1]
        f = here + there - t
        spots += more_crossings(s, x, f, t)
        for company in (s.wish[x, h.SUPPLIER], s.wish[x, h.BUYER]):
            if s.counters[h.IN_A_ROW] >= 0 and s.company[company, h.IS_BUYER]:
                spots -= s.days[company, s.slots[f, h.DAY], h.COST + 3]
                spots -= s.days[company, s.slots[t, h.DAY], h.COST + 3]
            if not free(s, company, t):
                continue
            one, other = s.slots[f, h.DAY], s.slots[t, h.DAY]
            left = s.days[company, one, h.BUSY]
            if s.at[company, f, 0] == 1:
                left &= ~(1 << s.slots[f, h.BIT])
            if one == other:
                left |= 1 << s.slots[t, h.BIT]
            else:
                joined = s.days[company, other, h.BUSY] | (1 << s.slots[t, h.BIT])
                breaks += ones(joined & ~(joined << 1)) - 1 - s.days[company, other, h.COST]
                idle += span(joined) - ones(joined) - s.days[company, other, h.COST + 1]
            if left:
                breaks += ones(left & ~(left << 1)) - 1
                idle += span(left) - ones(left)
            breaks -= s.days[company, one, h.COST]
            idle -= s.days[company, one, h.COST + 1]
    if s.totals[h.BREAKS] + breaks > floor[h.BREAKS] or s.totals[h.IDLE] + idle > floor[h.IDLE]:
        return False
    change = weights[h.BREAKS] * breaks + weights[h.IDLE] * idle + weights[h.ROUGH] * spots
    return bool(change - slack <= worse)
