"""Events that ask too much or give too little: a clear answer each, never a broken timetable."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.check import check
from scheduler.problem import Buyer, Decision, Event, Problem, ProblemError, Room, Supplier, TimeRange, Wish
from scheduler.solver import solve
from scheduler.timetable import Reason, Status

MUST = Decision.MUST
TEN = dt.datetime.fromisoformat("2026-11-26T10:00")
NEVER = (TimeRange(dt.date(2000, 1, 1), dt.time(10), dt.time(11)),)


def texts(result) -> list[str]:
    return [sentence.en for sentence in result.clash]


def test_event_with_nothing_in_it_is_solved():
    result = solve(Problem(Event("empty"), (), (), (), (), ()))
    assert (result.status, result.timetable.interviews, result.unplaced) == (Status.OPTIMAL, (), ())


@pytest.mark.parametrize(
    ("buyers", "suppliers", "missing"),
    [
        ((Buyer("B1", "b", room="R1", min_interviews=2),), (), 2),
        ((), (Supplier("S1", "s", min_interviews=3),), 3),
        ((Buyer("B1", "b", min_interviews=2),), (Supplier("S1", "s", min_interviews=3),), 5),
    ],
)
def test_event_without_wishes_is_solved_and_counts_what_is_missing(event, buyers, suppliers, missing):
    result = solve(event(buyers=buyers, suppliers=suppliers))
    assert (result.status, result.timetable.interviews, result.unplaced) == (Status.OPTIMAL, (), ())
    minimums = next(goal for goal in result.goals if goal.name == "minimums")
    assert (minimums.value, minimums.bound) == (missing, missing)


@pytest.mark.parametrize(
    ("facts", "wishes", "held", "reasons"),
    [
        ({"suppliers": (Supplier("S1", "s", available=NEVER),)}, [Wish("S1", "B1")], 0, ["no_common_slot"]),
        ({"rooms": (Room("R1", "room", tables=0),)}, [Wish("S1", "B1")], 0, ["conflict"]),
        ({"buyers": (Buyer("B1", "b", room="R1", tables=0),)}, [Wish("S1", "B1")], 0, ["conflict"]),
        ({}, [Wish(f"S{n}", "B1", pin=TEN) for n in range(4)], 1, ["buyer_full"] * 3),
        (
            {},
            [Wish("S1", b, after=a) for a, b in (("B1", "B2"), ("B2", "B3"), ("B3", "B1"))],
            2,
            ["outranked"],
        ),
    ],
    ids=["never there", "no place", "no table", "more pins than tables", "circle of orders"],
)
def test_wishes_that_cannot_be_met_are_left_out_with_a_reason(event, facts, wishes, held, reasons):
    problem = event(*wishes, **facts)
    result = solve(problem)
    assert check(problem, result.timetable).violations == ()
    assert (result.status, len(result.timetable.interviews)) == (Status.OPTIMAL, held)
    assert [unplaced.reason.value for unplaced in result.unplaced] == reasons


@pytest.mark.parametrize("limit", [0, -1, 1e300, float("inf")])
def test_any_number_is_a_time_limit(event, limit):
    problem = event(*(Wish(f"S{s}", f"B{b}") for s in range(4) for b in range(2)))
    result = solve(problem, time_limit=limit)
    assert check(problem, result.timetable).violations == ()
    assert len(result.timetable.interviews) == 8
    assert result.status is (Status.OPTIMAL if limit > 0 else Status.FEASIBLE)
    assert all(goal.bound in (None, goal.value) for goal in result.goals)


def test_time_limit_that_is_no_number_is_refused(event):
    with pytest.raises(ValueError, match="the time limit is not a number"):
        solve(event(Wish("S1", "B1")), time_limit=float("nan"))


def test_musts_that_no_first_fit_holds_are_not_known_without_time(event, monkeypatch):
    problem = event(*(Wish(f"S{n}", "B1", decision=MUST) for n in range(8)))
    impossible = solve(problem, time_limit=0)
    assert (impossible.status, len(impossible.clash)) == (Status.INFEASIBLE, 1)
    monkeypatch.setattr("scheduler.solver.HOLDING", 0.0)
    result = solve(problem, time_limit=0)
    assert (result.status, result.timetable, result.clash) == (Status.UNKNOWN, None, ())


def test_event_without_sessions_places_nothing_and_says_so(event):
    result = solve(event(Wish("S1", "B1"), sessions=()))
    assert [(u.reason, u.detail.en) for u in result.unplaced] == [
        (Reason.NO_COMMON_SLOT, "There is no slot in common: no slots")
    ]


def test_one_slot_is_given_to_the_best(event):
    result = solve(event(Wish("S1", "B1"), Wish("S2", "B1", rank=1), sessions=(("10:00", "10:20", ""),)))
    assert [i.pair for i in result.timetable.interviews] == [("S2", "B1")]


def test_must_with_a_company_that_is_never_there_is_a_clash_that_says_when_it_is(event):
    never = (Supplier("S1", "one", available=NEVER),)
    result = solve(event(Wish("S1", "B1", decision=MUST), suppliers=never))
    assert (result.status, texts(result)) == (
        Status.INFEASIBLE,
        ["Must be held: one and 大手B1", "one is available: 2000-01-01 10:00-11:00"],
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"buyers": (Buyer("B1", "b", room="R1", tables=0),)},
            ["b: room for 0 interviews (it has no tables), 1 must: 中小S1"],
        ),
        (
            {"rooms": (Room("R1", "room", tables=0),)},
            ["Must be held: 中小S1 and 大手B1", "room has 0 tables"],
        ),
    ],
)
def test_must_without_a_table_is_a_clash(event, facts, said):
    result = solve(event(Wish("S1", "B1", decision=MUST), **facts))
    assert (result.status, texts(result)) == (Status.INFEASIBLE, said)


def test_more_musts_pinned_than_tables_are_a_clash(event):
    result = solve(event(*(Wish(f"S{n}", "B1", decision=MUST, pin=TEN) for n in range(2))))
    assert (result.status, texts(result)) == (
        Status.INFEASIBLE,
        [
            "Must be held: 中小S0 and 大手B1",
            "Must be held: 中小S1 and 大手B1",
            "大手B1 holds at most 1 at a time (the event has 6 slots)",
            "Fixed time: 中小S0 and 大手B1 at 10:00",
            "Fixed time: 中小S1 and 大手B1 at 10:00",
        ],
    )


def test_circle_of_orders_among_musts_is_a_clash_that_names_the_circle(event):
    circle = (("B1", "B2"), ("B2", "B3"), ("B3", "B1"))
    result = solve(event(*(Wish("S1", buyer, decision=MUST, after=first) for buyer, first in circle)))
    assert result.status is Status.INFEASIBLE
    assert [text for text in texts(result) if text.startswith("Order")] == [
        "Order: 中小S1 and 大手B1 only after 大手B2",
        "Order: 中小S1 and 大手B2 only after 大手B3",
        "Order: 中小S1 and 大手B3 only after 大手B1",
    ]


@pytest.mark.parametrize("cancelled", [True, False])
def test_ten_thousand_wishes_without_time_have_a_valid_timetable(event, cancelled):
    wishes = [Wish(f"S{s}", f"B{b}", rank=1 + (s * 7 + b) % 9) for s in range(400) for b in range(25)]
    problem = event(*wishes, rooms=(Room("R1", "hall", tables=30),))
    limit = 600 if cancelled else 0
    result = solve(problem, time_limit=limit, cancelled=lambda: cancelled)
    assert result.status is Status.FEASIBLE
    assert check(problem, result.timetable).violations == ()
    assert len(result.timetable.interviews) == 25 * 6
    assert len(result.unplaced) == 10_000 - 25 * 6


def test_event_that_makes_no_sense_is_refused_with_every_fault(event):
    with pytest.raises(ProblemError) as refused:
        event(Wish("S1", "B1", session="night"), Wish("S1", "B1"), max_consecutive=0)
    assert refused.value.faults == (
        "max_consecutive is 0",
        "wish S1–B1: there is no session night",
        "wish S1–B1 is listed twice",
    )
