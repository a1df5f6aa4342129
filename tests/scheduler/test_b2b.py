"""Meetings among equals: proven right against brute force, impossible ones included."""

from __future__ import annotations

import gc

import pytest

from scheduler.agenda import Agenda
from scheduler.b2b import Race, count_breaks, solve_meetings
from scheduler.clauses import undisturbed
from scheduler.meetings import Meeting, Meetings, Schedule
from scheduler.presence import Unwanted
from scheduler.search import Clock
from scheduler.timetable import Status
from tests.scheduler.b2b_judge import any_meetings, breaks_of, faults_in, fewest

ALL = frozenset(range(6))


def solved(problem: Meetings, fairness: int = 2, workers: int = 2) -> Schedule:
    return solve_meetings(problem, fairness=fairness, workers=workers, clock=Clock(20))


def problem(*meetings: Meeting, participants: int = 3, slots: int = 6, places: int = 9) -> Meetings:
    return Meetings(participants, slots, places, meetings, (frozenset(),) * participants)


@pytest.mark.parametrize("seed", range(40))
def test_breaks_are_the_fewest_there_are(seed: int) -> None:
    meetings = any_meetings(seed)
    fairness = (0, 1, 2, 3)[seed % 4]
    schedule = solved(meetings, fairness, workers=1 + seed % 2)
    least = fewest(meetings, fairness)
    assert (schedule.breaks, schedule.bound) == (least, least)
    assert schedule.status is (Status.INFEASIBLE if least is None else Status.OPTIMAL)
    if least is not None:
        assert faults_in(meetings, schedule.slots, fairness) == []
        assert sum(breaks_of(meetings, schedule.slots)) == least == count_breaks(meetings, schedule.slots)


def test_no_meetings_are_held_at_once() -> None:
    schedule = solved(problem())
    assert (schedule.status, schedule.slots, schedule.breaks, schedule.bound) == (Status.OPTIMAL, (), 0, 0)


def test_nobody_at_all_is_no_problem() -> None:
    assert solved(problem(participants=0)).status is Status.OPTIMAL


def test_without_places_no_meeting_is_possible() -> None:
    meeting = Meeting((0, 1), ALL)
    assert solved(problem(meeting, places=0)).status is Status.INFEASIBLE


def test_meetings_that_wait_for_each_other_are_impossible() -> None:
    one = Meeting((0, 1), ALL, after=frozenset({2}))
    two = Meeting((1, 2), ALL, after=frozenset({0}))
    three = Meeting((0, 2), ALL, after=frozenset({1}))
    schedule = solved(problem(one, two, three))
    assert (schedule.status, schedule.slots, schedule.breaks) == (Status.INFEASIBLE, (), None)


def test_a_meeting_before_itself_is_impossible() -> None:
    assert solved(problem(Meeting((0, 1), ALL, after=frozenset({0})))).status is Status.INFEASIBLE


def test_a_meeting_without_a_slot_is_impossible() -> None:
    assert solved(problem(Meeting((0, 1), frozenset()))).status is Status.INFEASIBLE


def test_fairness_makes_everybody_wait_when_one_must() -> None:
    """Participants 0 and 1 meet in slots 0 and 2 only; 2 and 3 are then made to wait as well, for d = 0."""
    far = [Meeting((0, 1), frozenset({t})) for t in (0, 2)]
    free = [Meeting((2, 3), ALL) for _ in range(2)]
    meetings = problem(*far, *free, participants=4)
    assert [solved(meetings, fairness).breaks for fairness in (1, 0)] == [2, 4]


def test_fairness_counts_those_with_a_single_meeting() -> None:
    """They have no break, ever: then nobody else may, for d = 0."""
    far = [Meeting((0, 1), frozenset({t})) for t in (0, 2)]
    meetings = problem(*far, participants=3)
    assert [solved(meetings, fairness).status for fairness in (1, 0)] == [Status.OPTIMAL, Status.INFEASIBLE]


def test_two_breaks_in_a_day_are_counted_twice() -> None:
    fixed = [Meeting((0, 1), frozenset({t})) for t in (0, 2, 5)]
    assert solved(problem(*fixed, participants=2)).breaks == 4
    assert solved(problem(*fixed), fairness=1).status is Status.INFEASIBLE


def spread(people: int) -> Meetings:
    """Everybody meets everybody, in twice as many slots as it takes."""
    pairs = [(one, two) for two in range(people) for one in range(two)]
    slots = 2 * people
    meetings = tuple(Meeting(pair, frozenset(range(slots))) for pair in pairs)
    return Meetings(people, slots, people, meetings, (frozenset(),) * people)


def round_robin(people: int) -> list[int]:
    """The round in which each pair of `spread` meets (the circle method)."""
    pairs = [(one, two) for two in range(people) for one in range(two)]
    last = people - 1
    return [(2 * one if two == last else one + two) % last for one, two in pairs]


def test_descent_makes_a_timetable_better_window_by_window() -> None:
    meetings = spread(8)
    race = Race(meetings, 2, 0, Clock(20))
    race.slots = tuple(2 * t for t in round_robin(8))
    race.breaks = count_breaks(meetings, race.slots)
    assert race.breaks == 8 * 6
    race.descend()
    assert race.breaks == 0 == count_breaks(meetings, race.slots)
    assert faults_in(meetings, race.slots, 2) == []


def test_descent_begins_with_any_timetable() -> None:
    race = Race(spread(6), 2, 0, Clock(20))
    race.descend()
    assert (race.answer().status, race.answer().breaks) == (Status.OPTIMAL, 0)
    assert faults_in(spread(6), race.answer().slots, 2) == []


def test_nearer_questions_reach_the_bound_from_any_timetable() -> None:
    meetings = spread(8)
    race = Race(meetings, 2, 0, Clock(20))
    race.slots = tuple(2 * t for t in round_robin(8))
    race.breaks = count_breaks(meetings, race.slots)
    race.approach(2)
    assert race.breaks == 0 == count_breaks(meetings, race.slots)
    assert faults_in(meetings, race.slots, 2) == []


def test_nearer_question_without_a_timetable_raises_the_bound() -> None:
    """Participants 0 and 1 meet in slots 0 and 2 only, which costs each a break: fewer are impossible."""
    meetings = problem(*(Meeting((0, 1), frozenset({t})) for t in (0, 2)))
    race = Race(meetings, 2, 0, Clock(20))
    race.approach(2)
    assert (race.breaks, race.bound, race.answer().status) == (2, 2, Status.OPTIMAL)


def test_nearer_question_without_an_answer_ends_the_questions(monkeypatch) -> None:
    meetings = spread(8)
    race = Race(meetings, 2, 0, Clock(20))
    race.slots = tuple(2 * t for t in round_robin(8))
    race.breaks = count_breaks(meetings, race.slots)
    monkeypatch.setattr("scheduler.b2b.NEARER", 0.0)
    race.approach(2)
    assert (race.breaks, race.bound) == (48, 0)


def test_answers_agree_whatever_the_number_of_workers() -> None:
    assert [solved(spread(6), workers=workers).breaks for workers in (1, 2)] == [0, 0]


def test_one_worker_gives_the_same_timetable_again() -> None:
    assert solved(spread(6), workers=1).slots == solved(spread(6), workers=1).slots


def test_round_that_ends_unknown_speaks_for_itself_alone(monkeypatch):
    """Everybody at one break makes two, whatever the round without any has ruled out for itself."""
    meetings = tuple(Meeting((0, 1), frozenset(range(5))) for _ in range(4))
    problem = Meetings(2, 5, 1, meetings, (frozenset(), frozenset({1})))

    def out_of_time(race, workers):
        race.given.limit = 0.0
        return Schedule(Status.UNKNOWN, (), None, 9, 0.0)

    monkeypatch.setattr("scheduler.b2b.Race.run", out_of_time)
    found = solve_meetings(problem, fairness=0, workers=1, clock=Clock(5))
    assert (found.status, found.bound) == (Status.UNKNOWN, 2)


def test_model_that_nobody_waits_for_any_more_is_given_up() -> None:
    asked = iter([False] * 5 + [True])
    with pytest.raises(Unwanted):
        Agenda(any_meetings(1), 2, 0, blocks=True, unwanted=lambda: next(asked))
    assert list(asked) == []


def test_search_whose_model_is_given_up_ends_the_race_quietly() -> None:
    race = Race(any_meetings(1), 2, 0, Clock(20))
    race.over.set()
    built: list[Agenda] = []
    race.watch(lambda: built.append(race.agenda(race.problem, blocks=True)))
    assert built == []


@pytest.mark.parametrize("searching", [True, False])
def test_building_leaves_the_search_for_garbage_as_it_was(searching: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if searching else gc.disable)()
        with undisturbed():
            assert not gc.isenabled()
        assert gc.isenabled() is searching
    finally:
        (gc.enable if before else gc.disable)()
