"""The order of the input does not reach the search."""

from __future__ import annotations

import random

import pytest

from scheduler.b2b import solve_meetings
from scheduler.meetings import Meeting, Meetings
from scheduler.numbering import renumbered
from scheduler.search import Clock
from tests.scheduler.b2b_judge import any_meetings, faults_in


def twin(problem: Meetings, dice: random.Random) -> Meetings:
    """The same problem with other numbers and some pairs turned round."""
    people = dice.sample(range(problem.participants), problem.participants)
    order = dice.sample(range(len(problem.meetings)), len(problem.meetings))
    meetings = []
    for old in order:
        pair = [people[participant] for participant in problem.meetings[old].pair]
        dice.shuffle(pair)
        after = frozenset(order.index(first) for first in problem.meetings[old].after)
        meetings.append(Meeting((pair[0], pair[1]), problem.meetings[old].slots, after))
    away = tuple(problem.away[people.index(new)] for new in range(problem.participants))
    return Meetings(problem.participants, problem.slots, problem.places, tuple(meetings), away)


def seen(problem: Meetings) -> tuple[object, ...]:
    """What a search sees of it."""
    after = tuple(sorted(meeting.after) for meeting in problem.meetings)
    return tuple(meeting.pair for meeting in problem.meetings), problem.choices, after, problem.away


@pytest.mark.parametrize("seed", range(40))
def test_renumbered_twins_are_the_same_problem(seed: int) -> None:
    problem = any_meetings(seed)
    one, two = renumbered(problem)[0], renumbered(twin(problem, random.Random(seed)))[0]
    assert seen(one) == seen(two)


@pytest.mark.parametrize("seed", range(40))
def test_each_meeting_keeps_what_it_is(seed: int) -> None:
    problem = any_meetings(seed)
    other, number = renumbered(problem)
    assert sorted(number) == list(range(len(problem.meetings)))
    assert [other.choices[new] for new in number] == list(problem.choices)
    assert [{number[first] for first in meeting.after} for meeting in problem.meetings] == [
        set(other.meetings[new].after) for new in number
    ]


def test_answer_is_given_in_the_order_of_the_input() -> None:
    problem = any_meetings(3)
    for seed in range(5):
        other = twin(problem, random.Random(seed))
        schedule = solve_meetings(other, workers=1, clock=Clock(20))
        assert schedule.slots
        assert faults_in(other, schedule.slots, 2) == []


def test_nothing_to_number_is_no_problem() -> None:
    assert renumbered(Meetings(0, 3, 1, (), ())) == (Meetings(0, 3, 1, (), ()), ())
