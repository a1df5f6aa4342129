"""Suppliers are planned into one zone at a time, so that they need not cross in neighbouring slots."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.draft import first_draft
from scheduler.grid import Grid
from scheduler.problem import Buyer, Decision, Room, Supplier, TimeRange, Wish
from scheduler.zoning import at_home, zone_of

ROOMS = (Room("R1", "one", tables=9, zone="A"), Room("R2", "two", tables=9, zone="B"))
MORNING, AFTERNOON = {0, 1, 2}, {3, 4, 5}


def hall(event, *, near: int, far: int, **facts: object) -> Grid:
    """One supplier that wants to see so many buyers in each of two zones."""
    buyers = tuple(Buyer(f"B{n}", "x", room="R1" if n < near else "R2") for n in range(near + far))
    wishes = [Wish("S0", buyer.id) for buyer in buyers]
    return Grid(event(*wishes, buyers=buyers, rooms=ROOMS, **facts))


def test_nothing_is_planned_where_there_is_one_zone(event):
    grid = Grid(event(Wish("S0", "B0"), Wish("S0", "B1")))
    assert at_home(grid, {0, 1}, {}) is None


def test_nothing_is_planned_for_who_wants_to_see_one_zone(event):
    assert at_home(hall(event, near=3, far=0), {0, 1, 2}, {}) is None


def test_each_session_is_spent_in_one_zone(event):
    grid = hall(event, near=3, far=2)
    choices = at_home(grid, set(range(5)), {})
    one, other = ({t for w in range(5) if zone_of(grid, w) == zone for t in choices[w]} for zone in "AB")
    assert {frozenset(one), frozenset(other)} == {frozenset(MORNING), frozenset(AFTERNOON)}


def test_who_has_one_slot_to_spare_walks_in_it(event):
    grid = hall(event, near=2, far=1, sessions=(("10:00", "11:20", ""),))
    choices = at_home(grid, {0, 1, 2}, {})
    assert choices in ([(0, 1), (0, 1), (3,)], [(2, 3), (2, 3), (0,)])


def test_who_has_no_slot_to_walk_keeps_all(event):
    grid = hall(event, near=2, far=2, sessions=(("10:00", "11:20", ""),))
    assert at_home(grid, set(range(4)), {}) is None


def test_musts_can_stay_where_they_are(event):
    buyers = (Buyer("B0", "x", room="R1"), Buyer("B1", "x", room="R2"))
    wishes = (Wish("S0", "B0", decision=Decision.MUST), Wish("S0", "B1"))
    grid = Grid(event(*wishes, buyers=buyers, rooms=ROOMS))
    for t in (*MORNING, *AFTERNOON):
        assert t in at_home(grid, {0, 1}, {0: t})[0]


@pytest.mark.parametrize("delegates", [1, 2])
def test_every_wish_keeps_a_slot(event, delegates):
    pm = (TimeRange(None, dt.time(13), dt.time(14)),)
    buyers = tuple(Buyer(f"B{n}", "x", room=f"R{1 + n % 2}", available=pm if n < 2 else ()) for n in range(6))
    suppliers = tuple(Supplier(f"S{n}", "x", delegates=delegates) for n in range(5))
    wishes = [Wish(s.id, b.id) for s in suppliers for b in buyers if (s.id, b.id) != ("S0", "B2")]
    grid = Grid(event(*wishes, buyers=buyers, suppliers=suppliers, rooms=ROOMS))
    choices = at_home(grid, set(range(len(wishes))), first_draft(grid).slot_of) or grid.choices
    assert all(choices)
    assert all(set(near) <= set(slots) for near, slots in zip(choices, grid.choices, strict=True))
