"""Each rule alone: a bad choice of slots is impossible under it, a good one is not."""

from __future__ import annotations

import datetime as dt

import pytest
from ortools.sat.python import cp_model

from scheduler import rules
from scheduler.grid import Grid
from scheduler.problem import Buyer, Decision, Mark, Problem, Room, Staff, Supplier, TimeRange, Wish
from scheduler.variables import Variables

TEN = dt.datetime.fromisoformat("2026-11-26T10:00")
ALL_DAY = (TimeRange(None, dt.time(10, 20), dt.time(14)),)
TWO_ROOMS = (Room("R1", "one", tables=2, zone="A"), Room("R2", "two", tables=2, zone="B"))
IN_R2 = (Buyer("B2", "two", room="R2"),)


def allowed(problem: Problem, rule, slots: tuple[int | None, ...], seats=None) -> bool:
    """Whether the rule, posted alone, allows the wishes to be held in these slots (None: not held)."""
    v = Variables(Grid(problem), range(len(problem.wishes)), loose=True)
    for _ in rule(v):
        pass
    for w, slot in enumerate(slots):
        v.model.add(v.placed[w] == (slot is not None))
        if slot is not None:
            v.model.add(v.x[w][slot] == 1)
    for key, room in (seats or {}).items():
        v.model.add(v.sits[key][room] == 1)
    return cp_model.CpSolver().solve(v.model) == cp_model.OPTIMAL


def wish(supplier: str, buyer: str, **facts) -> Wish:
    return Wish(supplier, buyer, **facts)


PAIR = (wish("S1", "B1"), wish("S1", "B2"))
SAME_BUYER = (wish("S1", "B1"), wish("S2", "B1"))
CASES = [
    pytest.param(
        rules.musts_are_held, (wish("S1", "B1", decision=Decision.MUST),), {}, (None,), (3,), id="must"
    ),
    pytest.param(
        rules.declined_are_not_held, (wish("S1", "B1", mark=Mark.CROSS),), {}, (0,), (None,), id="×"
    ),
    pytest.param(
        rules.declined_are_not_held, (wish("S1", "B1", decision=Decision.NO),), {}, (0,), (None,), id="no"
    ),
    pytest.param(rules.pins_hold, (wish("S1", "B1", pin=TEN),), {}, (1,), (0,), id="pin"),
    pytest.param(rules.pins_hold, (wish("S1", "B1", pin=TEN),), {}, (1,), (None,), id="pin if held"),
    pytest.param(rules.sessions_hold, (wish("S1", "B1", session="pm"),), {}, (2,), (3,), id="session"),
    pytest.param(
        rules.companies_are_there,
        (wish("S1", "B1"),),
        {"suppliers": (Supplier("S1", "one", available=ALL_DAY),)},
        (0,),
        (1,),
        id="supplier available",
    ),
    pytest.param(
        rules.companies_are_there,
        (wish("S1", "B1"),),
        {"buyers": (Buyer("B1", "one", room="R1", available=ALL_DAY),)},
        (0,),
        (1,),
        id="buyer available",
    ),
    pytest.param(rules.no_more_at_once, PAIR, {}, (0, 0), (0, 1), id="one delegate"),
    pytest.param(rules.no_more_at_once, SAME_BUYER, {}, (2, 2), (2, 3), id="one table"),
    pytest.param(
        rules.no_more_at_once,
        (*SAME_BUYER, wish("S3", "B1")),
        {"buyers": (Buyer("B1", "one", room="R1", tables=2),)},
        (2, 2, 2),
        (2, 2, 3),
        id="two tables",
    ),
    pytest.param(
        rules.no_more_at_once,
        PAIR,
        {"suppliers": (Supplier("S1", "one", delegates=0),)},
        (None, 1),
        (None, None),
        id="no delegates",
    ),
    pytest.param(
        rules.limits_hold, PAIR, {"max_interviews_supplier": 1}, (0, 1), (0, None), id="event's limit"
    ),
    pytest.param(
        rules.limits_hold,
        SAME_BUYER,
        {"buyers": (Buyer("B1", "one", room="R1", max_interviews=1),), "max_interviews_buyer": 9},
        (0, 1),
        (None, 1),
        id="own limit replaces the event's",
    ),
    pytest.param(rules.rests_between, PAIR, {"max_consecutive": 1}, (0, 1), (0, 2), id="in a row"),
    pytest.param(rules.rests_between, PAIR, {"max_consecutive": 1}, (0, 1), (2, 3), id="lunch is a rest"),
    pytest.param(
        rules.rooms_have_places, PAIR, {"rooms": (Room("R1", "one", tables=1),)}, (4, 4), (4, 5), id="places"
    ),
    pytest.param(
        rules.zones_are_far, PAIR, {"rooms": TWO_ROOMS, "buyers": IN_R2}, (0, 1), (0, 2), id="zones"
    ),
    pytest.param(
        rules.zones_are_far,
        PAIR,
        {"rooms": TWO_ROOMS, "buyers": IN_R2},
        (1, 0),
        (2, 3),
        id="zones over lunch",
    ),
    pytest.param(
        rules.zones_are_far,
        PAIR,
        {"rooms": TWO_ROOMS, "buyers": IN_R2, "suppliers": (Supplier("S1", "one", delegates=2),)},
        (0, 1),
        (0, 0),
        id="zones of two delegates",
    ),
    pytest.param(
        rules.order_holds, (wish("S1", "B1", after="B2"), wish("S1", "B2")), {}, (1, 2), (2, 1), id="after"
    ),
    pytest.param(
        rules.order_holds,
        (wish("S1", "B1", after="B2"), wish("S1", "B2")),
        {},
        (1, 1),
        (1, None),
        id="if both",
    ),
    pytest.param(
        rules.staff_is_there,
        (wish("S1", "B1", needs=("C1",)), wish("S2", "B2", needs=("C1",))),
        {"staff": (Staff("C1", "one", "interpreter"),)},
        (0, 0),
        (0, 1),
        id="one person",
    ),
    pytest.param(
        rules.staff_is_there,
        (wish("S1", "B1", needs=("interpreter", "C1")), wish("S2", "B2", needs=("interpreter",))),
        {"staff": (Staff("C1", "one", "interpreter"), Staff("C2", "two", "interpreter"))},
        (0, 0),
        (0, 1),
        id="each need its own person",
    ),
    pytest.param(
        rules.staff_is_there,
        (wish("S1", "B1", needs=("interpreter",)),),
        {"staff": (Staff("C1", "one", "interpreter", available=ALL_DAY),)},
        (0,),
        (1,),
        id="staff available",
    ),
]


@pytest.mark.parametrize(("rule", "wishes", "facts", "bad", "good"), CASES)
def test_rule_forbids_the_bad_and_allows_the_good(event, rule, wishes, facts, bad, good):
    problem = event(*wishes, **facts)
    assert (allowed(problem, rule, bad), allowed(problem, rule, good)) == (False, True)


def test_every_rule_has_a_case_here():
    tested = {case.values[0] for case in CASES} | {rules.one_room_a_day}
    assert tested == set(rules.RULES)


def test_buyer_without_room_has_one_room_a_day(event):
    floating = (Buyer("B1", "one"), Buyer("B2", "two", room="R1"))
    problem = event(*PAIR, buyers=floating, rooms=TWO_ROOMS)
    v = Variables(Grid(problem))
    for _ in rules.one_room_a_day(v):
        pass
    v.model.add(v.sits["B1", 0]["R1"] == 1)
    v.model.add(v.sits["B1", 0]["R2"] == 1)
    assert cp_model.CpSolver().solve(v.model) == cp_model.INFEASIBLE


def test_zone_of_buyer_without_room_is_that_of_its_room(event):
    floating = (Buyer("B1", "one"), Buyer("B2", "two", room="R2"))
    problem = event(*PAIR, buyers=floating, rooms=TWO_ROOMS)
    near, far = {("B1", 0): "R2"}, {("B1", 0): "R1"}
    assert allowed(problem, rules.zones_are_far, (0, 1), near)
    assert not allowed(problem, rules.zones_are_far, (0, 1), far)


def test_places_count_buyers_without_room(event):
    one_each = (Room("R1", "one", tables=1), Room("R2", "two", tables=1))
    floating = (Buyer("B1", "one"), Buyer("B2", "two", room="R2"))
    problem = event(wish("S1", "B1"), wish("S2", "B2"), buyers=floating, rooms=one_each)
    assert not allowed(problem, rules.rooms_have_places, (0, 0), {("B1", 0): "R2"})
    assert allowed(problem, rules.rooms_have_places, (0, 0), {("B1", 0): "R1"})
