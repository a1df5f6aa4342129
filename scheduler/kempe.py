"""Compiled moves on a timetable: swap two slots along a chain, shift, put in, leave out; keep or take back.

A timetable is a slot for each wish (-1: not held). Moving an interview from one slot to another pushes out
whoever the two companies meet there, who go back to the first slot and push out others: a Kempe chain. Every
move is made, judged by the companies it touched (their days are bit masks), and taken back if a rule breaks
or the annealing declines it, so there is one place only where rules and goals are counted.

This module needs numba; import it only where the annealer runs.
"""

from __future__ import annotations

import math

from scheduler import hall as h
from scheduler.hall import (
    Array,
    Hall,
    compiled,
    compiled_within,
    copy,
    free,
    full,
    ones,
    ordered,
    roll,
    room_changes,
    rough,
    span,
)
from scheduler.walk import any_slot, drawn, free_slot, look_for_trouble, walk, worth_trying


@compiled_within
def touch(s: Hall, company: int, day: int) -> None:
    """Note that a company's day has changed in this move."""
    key = company * s.dates.shape[0] + day
    if s.days[company, day, h.STAMP] != s.counters[h.ATTEMPT]:
        s.days[company, day, h.STAMP] = s.counters[h.ATTEMPT]
        s.touched[s.counters[h.TOUCHED], 0] = key
        s.counters[h.TOUCHED] += 1


@compiled_within
def counted(s: Hall, company: int, sign: int) -> None:
    """What the number of a company's interviews costs, added or taken away."""
    held = s.company[company, h.COUNT]
    if held == 0:
        s.totals[h.UNSERVED_BUYERS if s.company[company, h.IS_BUYER] else h.UNSERVED] += sign
    if held < s.company[company, h.LEAST]:
        s.totals[h.SHORTFALL] += sign * (s.company[company, h.LEAST] - held)
    if held > s.company[company, h.LIMIT]:
        s.totals[h.BROKEN] += sign


@compiled
def put(s: Hall, w: int, t: int) -> None:
    """Hold a wish in a slot in which both companies have a table or delegate free."""
    day, mask = s.slots[t, h.DAY], 1 << s.slots[t, h.BIT]
    s.wish[w, h.SLOT] = t
    s.totals[h.LOST] -= s.wish[w, h.POINTS]
    for company in (s.wish[w, h.SUPPLIER], s.wish[w, h.BUYER]):
        s.at[company, t, 0] += 1
        s.at[company, t, s.at[company, t, 0]] = w
        s.days[company, day, h.BUSY] |= mask
        counted(s, company, -1)
        s.company[company, h.COUNT] += 1
        counted(s, company, 1)
        touch(s, company, day)
    room = s.days[s.wish[w, h.BUYER], day, h.ROOM]
    s.in_zone[s.wish[w, h.SUPPLIER], day, s.zone[room]] |= mask
    s.space[room, t, h.TAKEN] += 1
    if s.space[room, t, h.TAKEN] > s.space[room, t, h.PLACES]:
        s.totals[h.BROKEN] += 1
    for i in range(s.wish[w, h.CREWS], s.wish[w + 1, h.CREWS]):
        s.space[s.lists[i], t, h.TAKEN] += 1
        if s.space[s.lists[i], t, h.TAKEN] > s.space[s.lists[i], t, h.PLACES]:
            s.totals[h.BROKEN] += 1


@compiled
def take(s: Hall, w: int) -> None:
    """Hold a wish no longer."""
    t = s.wish[w, h.SLOT]
    day, mask = s.slots[t, h.DAY], 1 << s.slots[t, h.BIT]
    s.wish[w, h.SLOT] = -1
    s.totals[h.LOST] += s.wish[w, h.POINTS]
    for company in (s.wish[w, h.SUPPLIER], s.wish[w, h.BUYER]):
        last = s.at[company, t, 0]
        for k in range(1, last):
            if s.at[company, t, k] == w:
                s.at[company, t, k] = s.at[company, t, last]
        s.at[company, t, 0] = last - 1
        if last == 1:
            s.days[company, day, h.BUSY] &= ~mask
        counted(s, company, -1)
        s.company[company, h.COUNT] -= 1
        counted(s, company, 1)
        touch(s, company, day)
    supplier, room = s.wish[w, h.SUPPLIER], s.days[s.wish[w, h.BUYER], day, h.ROOM]
    s.in_zone[supplier, day, s.zone[room]] &= ~mask
    for k in range(1, s.at[supplier, t, 0] + 1):
        s.in_zone[supplier, day, s.zone[s.days[s.wish[s.at[supplier, t, k], h.BUYER], day, h.ROOM]]] |= mask
    if s.space[room, t, h.TAKEN] > s.space[room, t, h.PLACES]:
        s.totals[h.BROKEN] -= 1
    s.space[room, t, h.TAKEN] -= 1
    for i in range(s.wish[w, h.CREWS], s.wish[w + 1, h.CREWS]):
        if s.space[s.lists[i], t, h.TAKEN] > s.space[s.lists[i], t, h.PLACES]:
            s.totals[h.BROKEN] -= 1
        s.space[s.lists[i], t, h.TAKEN] -= 1


@compiled_within
def record(s: Hall, w: int) -> None:
    """Remember where a wish was, to take the move back."""
    s.log[s.counters[h.LOGGED], 0] = w
    s.log[s.counters[h.LOGGED], 1] = s.wish[w, h.SLOT]
    s.counters[h.LOGGED] += 1


@compiled_within
def begin(s: Hall) -> None:
    """Start a move."""
    s.counters[h.LOGGED] = 0
    s.counters[h.TOUCHED] = 0
    s.counters[h.PENDING] = 0
    s.counters[h.ATTEMPT] += 1
    copy(s.before, s.totals)


@compiled
def chain(s: Hall) -> bool:
    """Move the interviews of the walk just made, each to the other of its two slots."""
    first, steps = s.counters[h.LOGGED], s.counters[h.PENDING]
    if first + 2 * steps > s.log.shape[0]:
        return False
    for i in range(steps):
        record(s, s.pending[i, 0])
        take(s, s.pending[i, 0])
    for i in range(steps):
        w, t = s.pending[i, 0], s.pending[i, 1]
        if not free(s, s.wish[w, h.SUPPLIER], t) or not free(s, s.wish[w, h.BUYER], t):
            return False
        record(s, w)
        put(s, w, t)
    return True


@compiled
def leave_out(s: Hall, w: int) -> bool:
    """Give an interview up, unless it is a must or has been moved already."""
    if s.wish[w, h.MUST] or s.wish[w, h.MOVED] == s.counters[h.ATTEMPT]:
        return False
    s.wish[w, h.MOVED] = s.counters[h.ATTEMPT]
    record(s, w)
    take(s, w)
    return True


@compiled
def put_in(s: Hall, w: int, t: int) -> bool:
    """Hold a further wish in a slot; who is in its way there moves along a chain or is left out."""
    if not s.allowed[w, t]:
        return False
    s.wish[w, h.MOVED] = s.counters[h.ATTEMPT]
    out = 0
    for company in (s.wish[w, h.SUPPLIER], s.wish[w, h.BUYER]):
        if not free(s, company, t):
            if s.company[company, h.CAPACITY] == 0:
                return False
            x = s.at[company, t, 1 + roll(s, s.at[company, t, 0])]
            if roll(s, 2):
                elsewhere = free_slot(s, x, company)
                if elsewhere < 0 or s.wish[x, h.MOVED] == s.counters[h.ATTEMPT]:
                    return False
                if not walk(s, x, elsewhere, 0.0) or not chain(s):
                    return False
            elif leave_out(s, x):
                out += 1
            else:
                return False
        if full(s, company):
            for _ in range(8):
                some = s.company[company + 1, h.OF] - s.company[company, h.OF]
                x = s.lists[s.company[company, h.OF] + roll(s, some)]
                if s.wish[x, h.SLOT] >= 0 and leave_out(s, x):
                    out += 1
                    break
    for company in (s.wish[w, h.SUPPLIER], s.wish[w, h.BUYER]):
        if not free(s, company, t) or full(s, company):
            return False
    record(s, w)
    put(s, w, t)
    if out:
        back(s)
    return True


@compiled
def back(s: Hall) -> None:
    """Find the interviews left out in this move another slot that is simply free, where there is one."""
    for i in range(s.counters[h.LOGGED]):
        w = s.log[i, 0]
        if s.wish[w, h.SLOT] >= 0:
            continue
        one, other = s.wish[w, h.SUPPLIER], s.wish[w, h.BUYER]
        if full(s, one) or full(s, other):
            continue
        some = s.wish[w + 1, h.CHOICES] - s.wish[w, h.CHOICES]
        offset = roll(s, some)
        for k in range(some):
            t = s.lists[s.wish[w, h.CHOICES] + (k + offset) % some]
            if free(s, one, t) and free(s, other, t):
                record(s, w)
                put(s, w, t)
                break


@compiled
def judged(s: Hall, mind_moves: bool) -> bool:
    """Count the touched days anew; whether every rule is kept, but for what `totals` calls rough."""
    days = s.dates.shape[0]
    for i in range(s.counters[h.TOUCHED]):
        company, day = s.touched[i, 0] // days, s.touched[i, 0] % days
        busy = s.days[company, day, h.BUSY]
        for k in range(4):
            s.touched[i, 1 + k] = s.days[company, day, h.COST + k]
        breaks = idle = moves = spots = 0
        if busy:
            breaks = ones(busy & ~(busy << 1)) - 1
            idle = span(busy) - ones(busy) if breaks else 0
            spots = rough(s, company, day)
            if mind_moves and not s.company[company, h.IS_BUYER]:
                moves = room_changes(s, company, day)
        s.waiting[s.touched[i, 2]] -= 1
        s.waiting[idle] += 1
        s.totals[h.WORST] = max(s.totals[h.WORST], idle)
        s.totals[h.BREAKS] += breaks - s.touched[i, 1]
        s.totals[h.IDLE] += idle - s.touched[i, 2]
        s.totals[h.MOVES] += moves - s.touched[i, 3]
        s.totals[h.ROUGH] += spots - s.touched[i, 4]
        s.days[company, day, h.COST] = breaks
        s.days[company, day, h.COST + 1] = idle
        s.days[company, day, h.COST + 2] = moves
        s.days[company, day, h.COST + 3] = spots
    while s.totals[h.WORST] > 0 and s.waiting[s.totals[h.WORST]] == 0:
        s.totals[h.WORST] -= 1
    return s.totals[h.BROKEN] == 0 and ordered(s)


@compiled
def undo(s: Hall, judged_already: bool) -> None:
    """Take the move under way back."""
    days = s.dates.shape[0]
    if judged_already:
        for i in range(s.counters[h.TOUCHED]):
            company, day = s.touched[i, 0] // days, s.touched[i, 0] % days
            s.waiting[s.days[company, day, h.COST + 1]] -= 1
            s.waiting[s.touched[i, 2]] += 1
            for k in range(4):
                s.days[company, day, h.COST + k] = s.touched[i, 1 + k]
    for i in range(s.counters[h.LOGGED] - 1, -1, -1):
        w, t = s.log[i, 0], s.log[i, 1]
        if s.wish[w, h.SLOT] >= 0:
            take(s, w)
        else:
            put(s, w, t)
    copy(s.totals, s.before)


@compiled
def fill(s: Hall, interviews: Array, mind_moves: bool) -> bool:
    """Hold given wishes (rows of wish, slot) in an empty hall; whether that keeps every rule."""
    valid = True
    for i in range(interviews.shape[0]):
        begin(s)
        put(s, interviews[i, 0], interviews[i, 1])
        valid = judged(s, mind_moves)
    return valid and s.totals[h.ROUGH] == 0


@compiled
def better(one: Array, other: Array, order: Array) -> bool:
    """Whether one timetable's totals are better than another's, goal by goal."""
    for goal in order:
        if one[goal] != other[goal]:
            return bool(one[goal] < other[goal])
    return False


@compiled
def anneal(
    s: Hall,
    live: Array,
    order: Array,
    goal: int,
    enough: int,
    weights: Array,
    floor: Array,
    best: Array,
    best_totals: Array,
    warm: float,
    cold: float,
    tries: int,
    choosing: int,
) -> None:
    """Try so many moves while cooling from `warm` to `cold`; `best` keeps the best timetable seen.

    Args:
        live: the wishes that may be moved.
        order: the goals (places in `totals`) in which timetables are compared.
        goal: the one being worked on; the annealing ends once it is down to `enough`.
        enough: a value that cannot be passed.
        weights: what a unit of each goal costs while annealing.
        floor: no goal may ever be above this; lowered with the goals before the one being worked on.
        tries: moves to try.
        choosing: of 16 wishes drawn that are not held, so many are tried.
    """
    mind_moves = weights[h.MOVES] > 0
    column = h.COST + 2 if goal == h.MOVES else h.COST + 3 if goal == h.LOST else h.COST
    roughness = max(weights[h.ROUGH], 1e-6)
    gain = 2 * weights[h.BREAKS] + 6 * weights[h.IDLE] + 4 * (weights[h.MOVES] + weights[h.WORST])
    temperature = warm
    cooling = (cold / warm) ** (1.0 / max(1, tries // 256))
    looking = 256 + live.size // 8
    for turn in range(tries):
        if turn % 256 == 0:
            temperature *= cooling
        if turn % looking == 0:
            look_for_trouble(s, live, choosing, column)
        w = drawn(s, live, choosing, column)
        held = s.wish[w, h.SLOT] >= 0
        if not held and roll(s, 16) >= choosing:
            continue
        t = any_slot(s, w) if held else free_slot(s, w, s.wish[w, roll(s, 2)])
        if t < 0 or s.wish[w, h.SLOT] == t:
            continue
        begin(s)
        worse = -temperature * math.log((roll(s, 1 << 30) + 1) / (1 << 30))
        if held:
            if not walk(s, w, t, (worse + gain) / roughness) or not worth_trying(
                s, w, t, weights, floor, worse
            ):
                continue
            done = chain(s)
        else:
            done = put_in(s, w, t)
        if not done:
            undo(s, False)
            continue
        valid = judged(s, mind_moves)
        change = 0.0
        for one in range(h.BROKEN):
            change += weights[one] * (s.totals[one] - s.before[one])
            if s.totals[one] > floor[one]:
                valid = False
        if not valid or change > worse:
            undo(s, True)
            continue
        if s.totals[h.ROUGH] == 0 and better(s.totals, best_totals, order):
            copy(best_totals, s.totals)
            copy(best, s.wish[:, h.SLOT])
            for (
                one
            ) in order:  # an earlier goal that got better by the way stays so, or no later best would count
                if one == goal:
                    break
                floor[one] = s.totals[one]
            if s.totals[goal] <= enough:
                return
