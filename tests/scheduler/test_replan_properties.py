"""Small days at random, planned again: the judge finds nothing wrong and counts what we count.

MENDAN_EXAMPLES sets how many days each test tries (60 unless it is set; thousands for a thorough run).
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.compare import Kind
from scheduler.day.repair import Repair
from scheduler.day.replan import Replanned, replan
from scheduler.judge_day import DayJudgement, check_day
from scheduler.judge_facts import Violation
from scheduler.problem import MAXIMISED
from scheduler.timetable import Status, Timetable
from tests.scheduler import brute_day
from tests.scheduler.any_day import AnyDay, any_day

EXAMPLES = int(os.environ.get("MENDAN_EXAMPLES", "60"))
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="MENDAN_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def days(draw: st.DrawFn) -> AnyDay:
    """A day, every choice of which hypothesis can make plainer."""
    day = any_day(lambda *of: draw(st.sampled_from(of)))
    assume(day is not None)
    assert day is not None
    return day


def planned(day: AnyDay, **more: Any) -> Replanned:
    options: dict[str, Any] = {"workers": 1, "time_limit": 100, "reasons": False} | more
    return replan(*day.asked, **(day.when | options))


def timetable(done: Replanned) -> Timetable:
    assert done.result.timetable is not None
    return done.result.timetable


def judged(day: AnyDay, after: Timetable) -> DayJudgement:
    return check_day(day.problem, day.before, after, day.incidents, **day.when)


def broken(day: AnyDay, judgement: DayJudgement) -> list[Violation]:
    """The rules that are broken.

    Where two buyers were put at one place by hand, a place is planned for only one of them, so that a must of
    the other may be lost that would fit once the first has gone.
    """
    return [violation for violation in judgement.violations if violation.rule != "must" or not mixed_up(day)]


def mixed_up(day: AnyDay) -> bool:
    """Whether two buyers were put at one place."""
    buyers: dict[tuple[str, int], set[str]] = defaultdict(set)
    for interview in day.before.interviews:
        buyers[interview.room, interview.table].add(interview.buyer)
    return any(len(some) > 1 for some in buyers.values())


def held_twice(day: AnyDay) -> bool:
    pairs = [interview.pair for interview in day.before.interviews if interview.status != "cancelled"]
    return len(set(pairs)) < len(pairs)


@thorough
@given(days(), st.booleans())
def test_judge_agrees_with_every_new_timetable(day: AnyDay, reasons: bool) -> None:
    done = planned(day, reasons=reasons)
    judgement = judged(day, timetable(done))
    assert broken(day, judgement) == []
    ours = {goal.name: goal.value for goal in done.result.goals}
    counted = {name: getattr(judgement, name) for name in Repair.names}
    if not done.outlaws:
        counted |= dict(judgement.goals)
    assert {name: ours[name] for name in counted} == counted
    assert len(done.reasons) == len(done.difference.changes)
    changes = done.difference.changes
    wishes = {wish.pair: wish for wish in done.problem.wishes}
    added = [wishes[c.supplier, c.buyer] for c in changes if c.kind is Kind.ADDED]
    assert not any(wish.declined for wish in added)
    assert [sum(c.kind is kind for c in changes) for kind in (Kind.MOVED, Kind.LOST, Kind.ADDED)] == [
        judgement.moved,
        judgement.lost,
        judgement.added,
    ]


@thorough
@given(days(), st.sampled_from([0.0, 0.02, 100.0]))
def test_bounds_of_a_day_are_on_the_right_side(day: AnyDay, seconds: float) -> None:
    done = planned(day, time_limit=seconds)
    assert broken(day, judged(day, timetable(done))) == []
    for goal in done.result.goals:
        if goal.bound is not None:
            assert goal.bound >= goal.value if goal.name in MAXIMISED else goal.bound <= goal.value
        assert goal.optimal == (goal.bound == goal.value)
    asked = [*Repair.names, *(goal for goal in day.problem.event.goals if goal != "even")]
    proven = {goal.name for goal in done.result.goals if goal.optimal}
    assert (done.result.status is Status.OPTIMAL) == proven.issuperset(asked)


@thorough
@given(days())
def test_day_that_is_stopped_at_once_keeps_the_rules(day: AnyDay) -> None:
    done = planned(day, cancelled=lambda: True, reasons=True)
    judgement = judged(day, timetable(done))
    assert broken(day, judgement) == []
    ours = {goal.name: goal.value for goal in done.result.goals}
    assert {name: ours[name] for name in Repair.names} == {
        name: getattr(judgement, name) for name in Repair.names
    }


@thorough
@given(days())
def test_one_worker_and_one_seed_give_one_timetable(day: AnyDay) -> None:
    assert timetable(planned(day)) == timetable(planned(day))


@thorough
@given(days())
def test_no_repair_is_better(day: AnyDay) -> None:
    """Where the plan before can be read in one way only: no shared places, no second meetings, no outlaws."""
    assume(not mixed_up(day) and not held_twice(day))
    done = planned(day)
    assume(not done.outlaws)
    ours = {goal.name: goal.value for goal in done.result.goals}
    try:
        found = brute_day.better(day, tuple(ours[name] for name in Repair.names))
    except brute_day.TooLarge:
        return
    assert found is None
