"""The day planned again as a whole: stopping, progress, the same again, and why a wish still waits."""

import datetime as dt
from dataclasses import replace

from scheduler.incidents import Kind
from scheduler.problem import Session
from scheduler.timetable import Reason, Status
from tests.scheduler.day import DAY, HELD, away, meet, shut, walk_in
from tests.scheduler.test_replan import REPAIR, again, became, wished


def test_time_limit_of_nothing_and_a_cancelled_search_still_give_a_valid_day():
    incidents = (away(Kind.LATE, "S4", "10:30", "11:10"), shut("R1/1", "10:30"))
    for more in ({"time_limit": 0.0}, {"cancelled": lambda: True}):
        done = again(*incidents, **more)
        assert done.result.timetable.interviews


def test_progress_names_every_goal_in_order():
    told = []
    again(shut("R1/1", "10:30"), progress=told.append)
    order = [p.goal for p in told]
    firsts = list(dict.fromkeys(order))
    assert firsts[:8] == list(REPAIR)
    assert order == sorted(order, key=firsts.index)
    assert {p.stages for p in told} == {16}


def test_same_day_again_changes_nothing():
    incidents = (
        away(Kind.LATE, "S4", "10:30", "11:10"),
        shut("R1/1", "10:30"),
        walk_in("10:30", "S9", "S9>B2", new=True),
    )
    done = again(*incidents)
    assert len(done.difference.changes) >= 3
    after = list(done.result.timetable.interviews)
    assert became(again(*incidents, before=after)) == {}


def test_wish_that_waits_has_the_reason_of_the_event():
    """B1 is full until noon: one more table would do, and that is what is said."""
    full = [*HELD, meet("S6", "B1", "11:40", "R1/1")]
    problem = replace(wished("S6>B1", "S7>B1"), sessions=(Session(DAY, dt.time(10), dt.time(12), "am"),))
    done = again(before=full, problem=problem)
    (waiting,) = done.result.unplaced
    assert (waiting.supplier, waiting.buyer, waiting.reason) == ("S7", "B1", Reason.BUYER_FULL)


def test_guest_keeps_one_table_for_as_long_as_its_own_is_closed():
    problem = wished("S6>B3")
    plan = [*HELD, meet("S6", "B3", "11:20", "R2/1")]
    done = again(shut("R2", "10:50"), before=plan, problem=problem)
    places = {(i.start, i.room, i.table) for i in done.result.timetable.interviews if i.buyer == "B3"}
    assert len({(room, table) for _, room, table in places}) == 2


def test_event_that_asks_for_evenness_is_proven_in_what_is_sought():
    problem = wished()
    problem = replace(problem, event=replace(problem.event, goals=("served", "even", "score")))
    assert again(problem=problem).result.status is Status.OPTIMAL


def test_wish_that_no_place_can_take_is_told_as_one_without_a_slot():
    problem = wished("S6>B4")
    none = replace(problem, rooms=tuple(replace(r, tables=0) if r.id == "R3" else r for r in problem.rooms))
    (waiting,) = again(problem=none).result.unplaced
    assert (waiting.supplier, waiting.buyer, waiting.reason) == ("S6", "B4", Reason.NO_COMMON_SLOT)
