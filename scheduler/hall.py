"""A timetable as arrays: what the annealer's compiled moves read and write.

The machine code of the moves is kept by the date of `kempe`'s file: whoever changes this one or
`walk` saves that anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F, *, within: bool = False) -> F:
    """Compile at first use; the machine code is kept beside this file or in the user's cache folder."""
    # Reference counts of arrays, which are never made or dropped here, took nine tenths of the time.
    options: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy", "forceinline": within}
    try:
        return cast(F, njit(cache=True, **options)(function))
    except RuntimeError:  # no folder can be written
        return cast(F, njit(**options)(function))


def compiled_within(function: F) -> F:
    """Compile into whatever calls it: handing a whole hall over takes longer than the work."""
    return compiled(function, within=True)


UNSERVED, UNSERVED_BUYERS, SHORTFALL, LOST, BREAKS, IDLE, WORST, MOVES, ROUGH, BROKEN = range(10)
"""Places in `Hall.totals`, each the smaller the better. LOST are the points of wishes not held. ROUGH counts
crossings between neighbouring slots, and slots too many in a row; BROKEN the rooms, crews and limits that
hold too many."""
LOGGED, TOUCHED, ATTEMPT, PENDING, IN_A_ROW = range(5)
"""Places in `Hall.counters`."""
SUPPLIER, BUYER, POINTS, MUST, CHOICES, CREWS, EARLIER, LATER, SLOT, MOVED, PLACE = range(11)
"""Columns of `Hall.wish`. CHOICES to LATER say where the wish's list begins: the slots it may have, the crews
it needs, the wishes that come strictly before it, and after it. MOVED is the last move that moved it, PLACE
its buyer's own room (-1: none)."""
CAPACITY, LIMIT, LEAST, IS_BUYER, COUNT, OF = range(6)
"""Columns of `Hall.company`. OF says where the list of its wishes begins."""
ROOM, BUSY, COST, STAMP = 0, 1, 2, 6
"""Columns of `Hall.days`: room (of buyers), mask of busy slots, then breaks, idle slots, moves, rough spots,
then the last move that touched the day."""
JOINED, FIRST, LENGTH = range(3)
"""Columns of `Hall.dates`: the bits of slots that follow another of the same session, the day's first slot,
and its number of slots."""
PLACES, TAKEN = range(2)
DAY, BIT = range(2)
LONGEST = 60
"""Interviews that one move may carry along; longer chains are hardly ever kept."""


class Hall(NamedTuple):
    """Facts and state of one timetable, everything by number, in few arrays.

    Every array more makes compiling slower. Facts are never written.
    """

    wish: Array
    """Wish × (SUPPLIER … MOVED), and one row more, where the last wish's lists end."""
    lists: Array
    """The lists of choices, crews, orders and wishes that the tables' CHOICES … OF point into."""
    allowed: Array
    """Wish × slot: whether it may be held then."""
    company: Array
    """Company × (CAPACITY … OF), and one row more."""
    days: Array
    """Company × day × (ROOM … STAMP)."""
    at: Array
    """Company × slot: how many interviews, then which."""
    in_zone: Array
    """Supplier × day × zone: the mask of slots spent there; zone 0 is near every other."""
    space: Array
    """Room or crew × slot × (PLACES, TAKEN)."""
    users: Array
    """Where in `lists` the wishes begin that need a room or crew, and one more."""
    zone: Array
    """Each room's zone."""
    slots: Array
    """Slot × (DAY, BIT)."""
    dates: Array
    """Day × (JOINED, FIRST, LENGTH)."""
    waiting: Array
    """How many company days have so many idle slots."""
    totals: Array
    before: Array
    """The totals when the move under way began."""
    log: Array
    """The move's steps: a wish, and the slot it was in."""
    touched: Array
    """The company days that the move changed, and what they cost before."""
    pending: Array
    """Interviews of a chain without a slot, and the slot each goes to."""
    trouble: Array
    """How many wishes were in trouble when last looked, then which."""
    counters: Array
    dice: Array


@compiled_within
def ones(x: int) -> Any:
    """The number of ones in a mask of at most 62 bits."""
    x = x - ((x >> 1) & 0x5555555555555555)
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F
    return (x * 0x0101010101010101) >> 56


@compiled_within
def span(x: int) -> Any:
    """Slots from the first to the last one of a mask that is not empty."""
    low = x & -x
    x |= x >> 1
    x |= x >> 2
    x |= x >> 4
    x |= x >> 8
    x |= x >> 16
    x |= x >> 32
    return ones(x) - ones(low - 1)


@compiled
def room_changes(s: Hall, company: int, day: int) -> int:
    """How often a supplier's set of rooms changes between its successive slots of a day."""
    changes, last = 0, 0
    left = s.days[company, day, BUSY]
    t = s.dates[day, FIRST]
    while left:
        if left & 1:
            here = 0
            for k in range(1, s.at[company, t, 0] + 1):
                here |= 1 << (s.days[s.wish[s.at[company, t, k], BUYER], day, ROOM] % 62)
            if last not in (0, here):
                changes += 1
            last = here
        left >>= 1
        t += 1
    return changes


@compiled
def rough(s: Hall, company: int, day: int) -> int:
    """The slots too many in a row, and the crossings to another zone between neighbouring slots."""
    joined = s.dates[day, JOINED]
    spots = 0
    if s.counters[IN_A_ROW] >= 0:
        row = s.days[company, day, BUSY]
        for _ in range(s.counters[IN_A_ROW]):
            row &= (row << 1) & joined
        spots = ones(row)
    if s.company[company, IS_BUYER]:
        return spots
    for one in range(1, s.in_zone.shape[2]):
        here = s.in_zone[company, day, one]
        if here:
            for other in range(1, s.in_zone.shape[2]):
                if other != one:
                    spots += ones((here << 1) & joined & s.in_zone[company, day, other])
    return spots


@compiled
def ordered(s: Hall) -> bool:
    """Whether the wishes of this move come after those they must come after."""
    for i in range(s.counters[LOGGED]):
        w = s.log[i, 0]
        t = s.wish[w, SLOT]
        if t < 0:
            continue
        for k in range(s.wish[w, EARLIER], s.wish[w + 1, EARLIER]):
            if s.wish[s.lists[k], SLOT] >= t:
                return False
        for k in range(s.wish[w, LATER], s.wish[w + 1, LATER]):
            if 0 <= s.wish[s.lists[k], SLOT] <= t:
                return False
    return True


@compiled_within
def free(s: Hall, company: int, t: int) -> bool:
    """Whether a company has a table or delegate left in a slot."""
    return bool(s.at[company, t, 0] < s.company[company, CAPACITY])


@compiled_within
def full(s: Hall, company: int) -> bool:
    """Whether a company has as many interviews as it may have."""
    return bool(s.company[company, COUNT] >= s.company[company, LIMIT])


@compiled_within
def copy(into: Array, of: Array) -> None:
    """Write one row over another; a plain loop needs no memory management, which would cost more than all."""
    for i in range(into.size):
        into[i] = of[i]


@compiled_within
def roll(s: Hall, sides: int) -> Any:
    """A random number from 0 to below `sides`."""
    x = s.dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    s.dice[0] = x
    return (np.int64(x >> np.uint64(33)) * sides) >> 31
