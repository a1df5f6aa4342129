"""Small random meetings among equals: whatever is said of them is held against trying everything.

MENDAN_EXAMPLES sets how many problems each test tries (20 unless it is set; thousands for a thorough run).
"""

from __future__ import annotations

import os
import random
import threading
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.b2b import solve_meetings
from scheduler.meetings import Meeting, Meetings, Schedule
from scheduler.search import Clock
from scheduler.timetable import Status
from tests.scheduler.b2b_judge import breaks_of, faults_in, fewest

thorough = settings(
    max_examples=int(os.environ.get("MENDAN_EXAMPLES", "20")),
    deadline=None,
    derandomize="MENDAN_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


def any_problem(dice: random.Random) -> Meetings:
    """Up to six meetings in up to five slots: sessions, fixed slots, absences, orders, few places."""
    participants, slots = dice.randint(3, 6), dice.randint(3, 5)
    count = dice.randint(2, 6 if slots < 5 else 5)
    morning = dice.randint(1, slots - 1)
    meetings = []
    for number in range(count):
        pair = dice.sample(range(participants), 2)
        session = dice.choice([range(slots), range(slots), range(morning), range(morning, slots)])
        fixed = dice.random() < 0.3
        later = number and dice.random() < 0.15
        meetings.append(
            Meeting(
                (pair[0], pair[1]),
                frozenset([dice.choice(session)] if fixed else session),
                frozenset({dice.randrange(count)} if later else ()),
            )
        )
    away = tuple(frozenset(t for t in range(slots) if dice.random() < 0.06) for _ in range(participants))
    return Meetings(participants, slots, dice.choice([1, 2, 2, 3]), tuple(meetings), away)


problems = st.randoms(use_true_random=True).map(any_problem)


@thorough
@given(problems, st.integers(0, 3))
def test_answer_is_what_trying_everything_gives(problem: Meetings, fairness: int) -> None:
    least = fewest(problem, fairness)
    schedule = solve_meetings(problem, fairness=fairness, clock=Clock(60))
    assert (schedule.breaks, schedule.bound) == (least, least)
    assert schedule.status is (Status.INFEASIBLE if least is None else Status.OPTIMAL)
    if least is not None:
        assert faults_in(problem, schedule.slots, fairness) == []
        assert sum(breaks_of(problem, schedule.slots)) == least


def assert_true(problem: Meetings, fairness: int, schedule: Schedule) -> None:
    """Whatever is said of the problem holds, however little that is."""
    least = fewest(problem, fairness)
    if schedule.status is Status.INFEASIBLE:
        assert least is None
    if schedule.breaks is not None:
        assert faults_in(problem, schedule.slots, fairness) == []
        assert sum(breaks_of(problem, schedule.slots)) == schedule.breaks
        assert (schedule.status is Status.OPTIMAL) == (schedule.breaks == schedule.bound)
    if least is not None:
        assert (schedule.bound or 0) <= least <= (least if schedule.breaks is None else schedule.breaks)


def far_apart(count: int) -> Meetings:
    """Two who meet so often in the slots 0 and 2 to 4: with 4, they must wait."""
    meetings = tuple(Meeting((0, 1), frozenset(range(5))) for _ in range(count))
    return Meetings(2, 5, 1, meetings, (frozenset(), frozenset({1})))


@thorough
@given(problems, st.integers(0, 3), st.sampled_from([0.0, 0.001, 0.01]), st.sampled_from([1, 2]))
def test_nothing_false_is_said_when_time_is_short(
    problem: Meetings, fairness: int, seconds: float, workers: int
) -> None:
    clock = Clock(seconds)
    assert_true(problem, fairness, solve_meetings(problem, fairness=fairness, workers=workers, clock=clock))


@thorough
@given(
    st.one_of(problems, st.sampled_from([far_apart(2), far_apart(4)])),
    st.integers(0, 3),
    st.integers(0, 30),
    st.sampled_from([1, 2]),
)
def test_nothing_false_is_said_when_cancelled(
    problem: Meetings, fairness: int, looks: int, workers: int
) -> None:
    caller = threading.get_ident()
    left = iter(range(looks))

    def cancelled() -> bool:
        assert threading.get_ident() == caller
        return next(left, None) is None

    clock = Clock(60, cancelled)
    assert_true(problem, fairness, solve_meetings(problem, fairness=fairness, workers=workers, clock=clock))


@thorough
@given(problems, st.integers(0, 3), st.randoms(use_true_random=False))
def test_order_of_the_input_changes_nothing(problem: Meetings, fairness: int, rng: random.Random) -> None:
    people = rng.sample(range(problem.participants), problem.participants)
    order = rng.sample(range(len(problem.meetings)), len(problem.meetings))
    new = {old: number for number, old in enumerate(order)}
    meetings = tuple(
        Meeting(
            (people[problem.meetings[old].pair[1]], people[problem.meetings[old].pair[0]]),
            problem.meetings[old].slots,
            frozenset(new[m] for m in problem.meetings[old].after),
        )
        for old in order
    )
    away = tuple(problem.away[people.index(new)] for new in range(problem.participants))
    other = replace(problem, meetings=meetings, away=away)
    one, two = (solve_meetings(p, fairness=fairness, clock=Clock(60)) for p in (problem, other))
    assert (one.status, one.breaks, one.bound) == (two.status, two.breaks, two.bound)


def test_problems_tried_are_of_every_kind() -> None:
    """With the kinds of demands that matter; else the tests above could not fail."""
    seen: set[str] = set()

    @settings(
        max_examples=200,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(problems)
    def look(problem: Meetings) -> None:
        values = [fewest(problem, fairness) for fairness in (0, 2)]
        seen.update({"impossible"} if values[1] is None else {"breaks" if values[1] else "no breaks"})
        seen.update({"fairness matters"} if values[0] != values[1] else ())
        seen.update({"order"} if any(m.after for m in problem.meetings) and values[1] is not None else ())
        seen.update({"absence"} if any(problem.away) and values[1] is not None else ())

    look()
    assert seen == {
        *("impossible", "no breaks", "breaks"),
        *("fairness matters", "order", "absence"),
    }
