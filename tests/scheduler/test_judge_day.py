"""The judge of a re-planned day: what stays, what only that breaks, and what the re-planning did."""

import os
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.incidents import Incident, Kind
from scheduler.judge_day import check_day
from scheduler.problem import (
    Decision,
    Mark,
    Wish,
)
from scheduler.timetable import Interview, Timetable
from tests.scheduler.day import (
    BEGUN,
    DONE,
    FREE,
    HELD,
    LATER,
    LEFT,
    MISSED,
    NEAR,
    NEXT,
    OTHER,
    RIGHT,
    RUNNING,
    at,
    away,
    broken,
    called_off,
    changed,
    event,
    judged,
    meet,
    shut,
    without,
)
from tests.scheduler.test_check_mutations import EXAMPLES, MOVES, laid

# What stays.


def test_day_without_incidents_a_timetable_left_alone_is_valid():
    judgement = judged(HELD)
    assert judgement.violations == ()
    assert judgement.valid
    assert (judgement.kept, judgement.moved, judgement.lost, judgement.added) == (10, 0, 0, 0)
    assert (judgement.disturbed, judgement.lost_musts, judgement.lost_points, judgement.shift) == (0, 0, 0, 0)
    assert judgement.goal("served") == 5
    assert (judgement.placed, judgement.unplaced) == (10, 25)


@pytest.mark.parametrize("old", [DONE, RUNNING, MISSED, BEGUN, NEAR], ids=lambda i: i.status)
@pytest.mark.parametrize(
    "changes",
    [
        {"start": at("13:00")},
        {"table": 3},
        {"room": "R2"},
        {"staff": ("I1",)},
        {"actual_start": at("10:59")},
        {"actual_end": at("10:59")},
        None,
    ],
    ids=lambda changes: "lost" if changes is None else next(iter(changes)),
)
def test_day_names_a_change_to_what_stays(old: Interview, changes: dict[str, object] | None):
    after = without(old) if changes is None else changed(old, **changes)
    found = judged(after).violations
    assert found[0].rule == "frozen"
    assert found[0].interviews[0] == old
    assert [v.rule for v in found].count("frozen") == 1
    assert old.status != "scheduled" or changes is None or found[0].interviews[1].pair == old.pair


def test_day_names_a_change_to_what_stays_and_nothing_else():
    assert broken(without(DONE)) == ["frozen"]
    assert broken(changed(NEAR, start=at("11:40"))) == ["frozen"]
    assert broken(changed(BEGUN, status="finished")) == ["frozen"]
    assert broken(changed(NEAR, status="called")) == ["frozen"]
    assert broken(changed(RUNNING, status="finished", actual_end=at("10:35"))) == ["frozen"]
    assert broken(changed(MISSED, status="cancelled")) == ["frozen"]


def test_day_says_what_became_of_that_which_should_have_stayed():
    moved, added = replace(NEAR, start=at("11:40")), meet("S6", "B2", "11:20", "R1/2")
    (violation,) = judged([*changed(NEAR, start=at("11:40")), added]).violations
    assert violation.interviews == (NEAR, moved)


def test_day_names_a_record_beside_the_one_that_stayed():
    assert broken([*HELD, replace(DONE, staff=("I1",))])[0] == "frozen"


def test_day_keeps_a_cancelled_row_too():
    off = meet("S6", "B2", "11:20", "R1/2", "cancelled")
    before = [*HELD, off]
    assert broken(before, before=before) == []
    assert broken(HELD, before=before) == ["frozen"]


@pytest.mark.parametrize("status", ["finished", "in_progress", "no_show", "cancelled", "called"])
def test_day_names_a_record_that_came_from_nowhere(status: str):
    assert broken([*HELD, meet("S6", "B2", "11:20", "R1/2")]) == []
    assert broken([*HELD, meet("S6", "B2", "11:20", "R1/2", status)]) == ["frozen"]
    assert broken(changed(LATER, start=at("11:40"), status=status)) == ["frozen"]


def test_day_names_actual_times_of_what_was_moved_or_added():
    assert broken(changed(LATER, start=at("11:40"))) == []
    assert broken(changed(LATER, start=at("11:40"), actual_start=at("11:41"))) == ["frozen"]
    assert broken([*HELD, meet("S6", "B2", "11:20", "R1/2", actual_end="11:30")]) == ["frozen"]


@pytest.mark.parametrize(
    ("now", "notice", "stays"),
    [
        ("10:49", 10, False),  # starts at 11:00, one minute after the notice
        ("10:50", 10, False),  # starts exactly with it: may be moved
        ("10:51", 10, True),
        ("11:00", 0, False),  # starts now: with no notice it is not near
        ("11:00", 1, True),
        ("11:01", 0, True),  # has begun
        ("10:00", 60, False),
        ("10:00", 61, True),
    ],
)
def test_day_what_is_near_is_told_by_now_and_notice(now: str, notice: int, stays: bool):
    before = [FREE]
    after = [replace(FREE, start=at("13:00"))]
    assert broken(after, before=before, now=now, notice=notice) == (["frozen"] if stays else [])


def test_day_an_interview_called_early_stays_however_far_away():
    called = replace(LATER, status="called")
    before = changed(LATER, status="called")
    assert broken(before, before=before) == []
    assert broken(changed(called, before, start=at("11:40")), before=before) == ["frozen"]
    assert broken(changed(called, before, start=at("11:40"), status="scheduled"), before=before) == ["frozen"]
    gone = away(Kind.LEAVES, "S5", "10:30")
    assert broken(without(called, RIGHT, plan=before), gone, before=before) == []


def test_day_an_interview_that_was_called_stays_called_beside_another_interpreter():
    problem = event(Wish("S5", "B1", 1, needs=("interpreter",)))
    called = replace(LATER, status="called", staff=("I1",))
    before = changed(LATER, status="called", staff=("I1",))
    gone = Incident(Kind.STAFF_MISSING, at("10:30"), staff="I1")
    assert broken(before, gone, before=before, problem=problem) == ["absent"]
    assert broken(changed(called, before, staff=("I2",)), gone, before=before, problem=problem) == []
    moved = changed(called, before, staff=("I2",), start=at("11:40"))
    assert broken(moved, gone, before=before, problem=problem) == ["frozen"]


@pytest.mark.parametrize(("start", "rules"), [("10:40", ["notice"]), ("11:20", [])])
def test_day_names_what_is_moved_or_added_too_soon(start: str, rules: list[str]):
    assert broken([*HELD, meet("S6", "B2", start, "R1/2")]) == rules
    assert broken(changed(OTHER, start=at(start))) == rules


def test_day_a_slot_that_starts_with_the_notice_can_be_used():
    added = meet("S6", "B2", "11:20", "R1/2")
    assert broken([*HELD, added], now="11:10", before=HELD) == []
    assert broken([*HELD, added], now="11:11", before=HELD) == ["notice"]
    assert broken([*HELD, added], now="11:11", notice=9, before=HELD) == []
    assert broken([*HELD, added], now="11:20", notice=0, before=HELD) == []


def test_day_another_table_alone_is_a_move():
    before = [meet("S1", "B4", "10:40", "R3/1", "scheduled")]
    judgement = judged([replace(before[0], table=2)], before=before, now="10:00")
    assert judgement.valid
    assert (judgement.kept, judgement.moved, judgement.shift) == (0, 1, 0)
    assert judgement.disturbed == 2


# What only those break that stay.


def test_day_what_only_those_break_that_stay_is_not_held_against_it():
    twice = meet("S1", "B4", "10:20", "R3/1", "finished")
    before = [*HELD, twice, meet("S6", "B4", "10:20", "R3/1", "finished")]
    assert broken(before, before=before) == []
    third = [*before, meet("S7", "B4", "11:00", "R3/7")]
    assert broken(third, before=before) == ["place"]


def test_day_what_stays_and_what_does_not_break_together_is_named():
    problem = event(max_interviews_buyer=2)
    before = [DONE, RUNNING]
    assert broken(before, problem=problem, before=before) == []
    assert broken([*before, FREE], problem=problem, before=before) == ["max_interviews"]
    before = [DONE, RUNNING, NEAR]
    assert broken(before, problem=problem, before=before) == []
    assert broken([*before, FREE], problem=problem, before=before) == ["max_interviews"]
    assert broken([*before, FREE], problem=problem, before=[*before, FREE]) == ["max_interviews"]


def test_day_one_interview_shifted_by_hand_does_not_bind_the_rest():
    """The first interview of the day was held at the spare table; B1 is not to follow it there."""
    before = changed(DONE, without(RUNNING, NEAR), table=3)
    assert broken(before, before=before) == []
    assert broken(changed(LATER, before, start=at("11:40")), before=before) == []
    assert broken(changed(LATER, before, table=2), before=before) == ["keeps_place", "keeps_place"]


def test_day_what_was_shifted_by_hand_may_be_left_there_but_nothing_else_follows():
    before = changed(OTHER, changed(LATER, table=3), start=at("13:00"))
    assert broken(before, before=before) == []
    another = changed(LATER, table=2)
    assert broken(another, before=before) == ["keeps_place", "keeps_place"]


def test_day_the_same_interview_twice_is_named():
    assert broken([*HELD, NEAR]) == ["notice", "once", "delegates", "tables", "place"]


def test_day_a_must_that_cannot_be_held_is_lost_and_counted():
    problem = event(Wish("S4", "B1", 2, Mark.DOUBLE, Decision.MUST))
    gone = away(Kind.ABSENT, "S4", "10:30")
    judgement = judged(without(FREE), gone, problem=problem)
    assert judgement.valid
    assert (judgement.lost, judgement.lost_musts, judgement.lost_points) == (1, 1, 8 + 4)
    assert broken(without(FREE), away(Kind.ABSENT, "S4", "10:30", "13:41"), problem=problem) == []
    assert broken(without(FREE), away(Kind.ABSENT, "S4", "10:30", "13:40"), problem=problem) == ["must"]
    assert broken(without(FREE), called_off("10:30", "S4>B1"), problem=problem) == []


def test_day_names_a_must_that_is_not_held_but_could_be():
    problem = event(Wish("S4", "B1", 1, needs=("interpreter",), decision=Decision.MUST))
    before = changed(FREE, staff=("I1",))
    after = without(FREE)
    (violation,) = judged(after, before=before, problem=problem).violations
    assert violation.rule == "must"
    assert violation.message.en.endswith("could be, 2026-11-26 11:00 at table 1 of R1 Room 1")
    assert violation.interviews == ()
    assert broken(after, before=after, problem=problem) == ["must"]
    missing = [Incident(Kind.STAFF_MISSING, at("10:30"), staff=member) for member in ("I1", "I2")]
    assert broken(after, *missing, before=before, problem=problem) == []
    assert broken(after, missing[0], before=before, problem=problem) == ["must"]
    pinned = event(Wish("S4", "B1", 1, pin=at("11:00"), decision=Decision.MUST))
    assert broken(after, problem=pinned) == ["must"]
    taken = [*after, meet("S6", "B1", "11:00", "R1/1")]
    assert broken(taken, problem=pinned) == []
    assert broken(after, shut("R1/1", "11:00", "11:05"), problem=pinned) == ["must"]
    assert broken(after, shut("R1", "11:00", "11:05"), problem=pinned) == ["closed", "must"]
    rooms = shut("R1", "11:00", "11:05"), shut("R3", "11:00", "11:05")
    assert broken(after, *rooms, problem=pinned) == ["closed"]
    both_busy = [meet("S6", "B2", "11:00", "R1/2", staff=("I1",)), meet("S7", "B3", "11:00", "R2/1")]
    must = Wish("S4", "B1", 1, needs=("I1",), pin=at("11:00"), decision=Decision.MUST)
    needing = event(must, Wish("S6", "B2", needs=("I1",)))
    assert broken(both_busy, before=[], problem=needing) == []
    assert broken(both_busy[1:], before=[], problem=needing) == ["must"]
    assert broken(both_busy[1:], before=[], problem=needing, now="10:50") == ["must"]
    declined = event(Wish("S4", "B1", 1, Mark.CROSS, Decision.MUST))
    assert broken(after, before=after, problem=declined) == []
    assert broken(after, before=after, problem=pinned, now="10:51") == []


# Counting.


def test_day_counts_what_the_replanning_did():
    after = changed(LATER, without(LEFT, RIGHT), start=at("13:20"))
    after += [meet("S6", "B2", "11:20", "R1/2"), meet("S7", "B2", "11:40", "R1/2")]
    judgement = judged(after)
    assert judgement.valid
    assert (judgement.kept, judgement.moved, judgement.lost, judgement.added) == (7, 1, 2, 2)
    assert judgement.disturbed == len({"S5", "B1", "S2", "B3"})
    assert (judgement.lost_musts, judgement.lost_points) == (0, 2 * (5 + 2))
    assert judgement.shift == 3


def test_day_counts_a_lost_interview_that_nobody_wished_for_without_points():
    stranger = meet("S9", "B1", "11:40", "R1/1")
    judgement = judged(HELD, before=[*HELD, stranger])
    assert (judgement.lost, judgement.lost_points, judgement.disturbed) == (1, 0, 2)


def test_day_a_lost_interview_whose_pair_was_cancelled_before_counts_once():
    off = meet("S6", "B2", "10:00", "R1/3", "cancelled")
    judgement = judged([*without(FREE), off], before=[*HELD, off])
    assert (judgement.kept, judgement.lost, judgement.added) == (9, 1, 0)


# All rules, on any day.


@pytest.mark.parametrize("rule", sorted(set(MOVES) - {"must"}))
@given(rng=st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None, derandomize="MENDAN_EXAMPLES" not in os.environ)
def test_day_names_every_rule_that_a_move_breaks(rule: str, rng: random.Random):
    """Whenever the day is planned again; and once it is over, nothing of it is held against anybody."""
    problem, before, after = MOVES[rule](rng, *laid(rng))
    was, now = Timetable(tuple(before)), Timetable(tuple(after))
    over = at("20:00", NEXT)
    asked = rng.choice([at("08:00"), *problem.slot_at, over])
    assert check_day(problem, was, was, (), now=asked).violations == ()
    assert rule in {v.rule for v in check_day(problem, was, now, (), now=asked).violations}
    assert check_day(problem, now, now, (), now=over).violations == ()
