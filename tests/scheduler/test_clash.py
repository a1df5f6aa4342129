"""What is impossible: the smallest cause, named even when there is no time."""

from __future__ import annotations

import pytest

from scheduler.clash import clash, demands
from scheduler.grid import Grid
from scheduler.problem import Buyer, Decision, Mark, Room, Wish
from scheduler.search import Clock, run
from scheduler.solver import solve
from scheduler.timetable import Status
from scheduler.words import Demand
from tests.scheduler.conftest import at, between

MUST = Decision.MUST
THREE_SLOTS = (("10:00", "11:00", "am"),)


def too_many_musts(count: int = 4) -> list[Wish]:
    return [Wish(f"S{n}", "B1", decision=MUST) for n in range(count)]


@pytest.mark.parametrize("limit", [-1, 0, 1e-9, 5])
def test_must_with_a_cross_is_named_however_little_time_there_is(event, limit):
    result = solve(event(Wish("S1", "B1", mark=Mark.CROSS, decision=MUST)), time_limit=limit)
    assert result.status is Status.INFEASIBLE
    assert [s.en for s in result.clash] == [
        "Must be held: 中小S1 and 大手B1",
        "大手B1 answered ×: 中小S1 and 大手B1",
    ]


def test_must_with_a_cross_is_named_before_more_musts_than_slots(event):
    cross = Wish("S9", "B9", mark=Mark.CROSS, decision=MUST)
    found = clash(Grid(event(*too_many_musts(), cross, sessions=THREE_SLOTS)), Clock(60))
    assert [s.en for s in found] == [
        "Must be held: 中小S9 and 大手B9",
        "大手B9 answered ×: 中小S9 and 大手B9",
    ]


def test_must_without_a_slot_is_named_before_more_musts_than_slots(event):
    absent = Wish("S9", "B9", decision=MUST, pin=at("10:40"))
    buyers = (Buyer("B9", "nine", room="R1", available=between("10:00", "10:20")),)
    found = clash(Grid(event(*too_many_musts(), absent, buyers=buyers, sessions=THREE_SLOTS)), Clock(0))
    assert [s.en for s in found] == [
        "Must be held: 中小S9 and nine",
        "nine is available: 10:00-10:20",
        "Fixed time: 中小S9 and nine at 10:40",
    ]


def test_more_musts_than_the_limit_are_counted_and_named(event):
    found = clash(Grid(event(*too_many_musts(), max_interviews_buyer=3)), Clock(60))
    assert [s.en for s in found] == [
        "大手B1 holds at most 3 interviews, 4 musts: 中小S0, 中小S1, 中小S2, 中小S3"
    ]


def same_time(event) -> Grid:
    return Grid(event(*(Wish(f"S{n}", "B1", decision=MUST, pin=at("10:00")) for n in (1, 2))))


def test_cancelled_search_for_a_clash_asks_one_question_only(event, monkeypatch):
    asked = []

    def counted(model, clock, **how):
        asked.append(how["seconds"])
        return run(model, clock, **how)

    monkeypatch.setattr("scheduler.clash.run", counted)
    found = demands(same_time(event), Clock(60, lambda: True))
    assert {Demand("must", ("S1", "B1")), Demand("must", ("S2", "B1"))} <= set(found)
    assert len(asked) == 1
    assert asked[0] <= 1.0


def test_clash_that_is_not_found_in_time_names_all_musts(event, monkeypatch):
    monkeypatch.setattr("scheduler.clash.LEAST", 0.0)
    found = clash(same_time(event), Clock(0))
    assert [s.en for s in found] == ["Must be held: 中小S1 and 大手B1", "Must be held: 中小S2 and 大手B1"]


def test_clash_is_the_one_of_the_fewest_demands(event):
    """Three at one time are one too many for the room as well, but two are already for the buyer."""
    musts = tuple(Wish(f"S{n}", "B1", decision=MUST, pin=at("10:20")) for n in range(3))
    room = Room("R1", "one", tables=2)
    found = demands(Grid(event(*musts, rooms=(room,))), Clock(60))
    assert [demand.kind for demand in found] == ["must", "must", "parallel", "pin", "pin"]
