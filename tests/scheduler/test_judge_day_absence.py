"""The judge of a re-planned day: who is away or closed, over-runs, cancelled pairs, walk-ins."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.incidents import Incident, Kind
from scheduler.problem import (
    Session,
    Supplier,
    Wish,
)
from tests.scheduler.day import (
    BEGUN,
    DAY,
    DONE,
    FREE,
    HELD,
    LATER,
    LEFT,
    MISSED,
    NEAR,
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
    opened,
    overrun,
    shut,
    until,
    walk_in,
    without,
)

# Who is away.


@pytest.mark.parametrize("kind", [Kind.LATE, Kind.ABSENT, Kind.LEAVES, Kind.GROUP_LATE])
@pytest.mark.parametrize(
    ("time", "end", "away_then"),
    [
        ("10:30", "11:00", False),  # arrives as the slot starts
        ("10:30", "11:01", True),
        ("10:30", None, True),
        ("11:19", "13:00", True),  # the last minute of the slot
        ("11:20", "11:40", False),  # leaves as it ends
    ],
)
def test_day_names_a_company_that_is_away(kind: Kind, time: str, end: str | None, away_then: bool):
    gone = Incident(
        kind, at(time), until(end), companies=("S7", "S4") if kind is Kind.GROUP_LATE else ("S4",)
    )
    before = without(BEGUN)
    assert broken(before, gone, before=before) == (["absent"] if away_then else [])
    assert broken(without(FREE, plan=before), gone, before=before) == []


def test_day_names_a_buyer_that_is_away():
    gone = away(Kind.ABSENT, "B3", "09:00")
    assert broken(HELD, gone) == ["absent", "absent"]
    assert broken(without(LEFT, RIGHT), gone) == []


def test_day_names_whom_it_sends_to_somebody_who_is_away():
    gone = away(Kind.LATE, "S5", "10:00", "11:20")
    assert broken(without(RIGHT), gone) == []
    assert broken(changed(RIGHT, start=at("11:00"), table=2), gone) == ["absent"]
    assert broken(changed(RIGHT, start=at("11:40")), gone) == []


def test_day_names_a_staff_member_who_is_away():
    problem = event(Wish("S4", "B1", 1, needs=("interpreter",)))
    before = changed(FREE, staff=("I1",))
    gone = Incident(Kind.STAFF_MISSING, at("10:50"), at("11:05"), staff="I1")
    assert broken(before, gone, before=before, problem=problem) == ["absent"]
    by_another = changed(FREE, staff=("I2",))
    assert broken(by_another, gone, before=before, problem=problem) == []
    assert broken(changed(FREE, staff=()), gone, before=before, problem=problem) == ["needs"]


def test_day_what_is_near_may_move_when_it_is_hit_and_has_to():
    gone = away(Kind.LATE, "S3", "10:00", "10:45")
    assert broken(HELD, gone) == ["absent"]
    assert broken(changed(NEAR, start=at("11:40")), gone) == []
    assert broken(without(NEAR), gone) == []


def test_day_what_was_missed_may_move_only_if_it_was_hit_before_it_was_to_start():
    """S4 was to meet B2 at 10:20; it is 10:35, and nobody pressed a button."""
    later = changed(BEGUN, start=at("11:40"))
    assert broken(later, away(Kind.LATE, "S4", "10:20", "10:30")) == []
    assert broken(later, away(Kind.LATE, "S4", "10:00", "10:21")) == []
    assert broken(later, away(Kind.LATE, "S4", "10:00", "10:20")) == ["frozen"]
    assert broken(later, away(Kind.LATE, "S4", "10:21", "10:30")) == ["frozen"]
    assert broken(HELD, away(Kind.LATE, "S4", "10:21", "10:30")) == []
    assert broken(HELD, away(Kind.LATE, "S4", "10:20", "10:30")) == ["absent"]


def test_day_what_started_now_was_not_missed():
    gone = away(Kind.LEAVES, "S4", "10:25", "10:55")
    assert broken(HELD, gone, now="10:20") == ["absent"]
    assert broken(HELD, gone, now="10:21") == []


def test_day_a_record_stays_whoever_is_away():
    assert (
        broken(HELD, away(Kind.ABSENT, "S1", "09:00", "10:50"), away(Kind.LEAVES, "S2", "10:30", "11:00"))
        == []
    )


# What is closed.


def test_day_names_a_place_that_is_closed():
    lamp = shut("R1/1", "11:00", "11:20")
    assert broken(HELD, lamp) == ["closed"]
    assert broken(changed(FREE, table=3), lamp) == []
    assert broken(changed(FREE, start=at("11:40")), lamp) == []
    for_good = shut("R1/1", "11:00")
    assert broken(changed(FREE, changed(LATER, table=3), table=3), for_good) == []
    assert broken(changed(FREE, changed(LATER, table=3), start=at("11:40")), for_good) == ["closed"]


@pytest.mark.parametrize(
    ("time", "end", "closed_then"),
    [("10:30", "11:00", False), ("10:30", "11:01", True), ("11:19", "11:30", True), ("11:20", None, False)],
)
def test_day_a_place_is_closed_from_its_time_until_just_before(time: str, end: str | None, closed_then: bool):
    before = without(NEAR, LATER)
    assert broken(before, shut("R1/1", time, end), before=before) == (["closed"] if closed_then else [])


def test_day_names_each_interview_in_a_room_that_is_closed():
    burst = shut("R2", "10:50", "11:20")
    assert broken(HELD, burst) == ["closed", "closed"]
    assert broken(without(LEFT, RIGHT), burst) == []


def test_day_a_table_that_opens_again_can_be_used():
    for closing in (shut("R1/1", "10:40"), shut("R1", "10:40")):
        before = without(NEAR, OTHER)
        assert broken(before, closing, before=before) == ["closed", "closed"]
        assert broken(before, closing, opened("R1/1", "11:00"), before=before) == []
        assert broken(before, closing, opened("R1/1", "11:01"), before=before) == ["closed"]
        assert broken(before, closing, opened("R1/2", "11:00"), before=before) == ["closed", "closed"]
        assert broken(before, closing, opened("R1/1", "10:39"), before=before) == ["closed", "closed"]
        assert broken(before, closing, opened("R1/1", "10:40"), before=before) == ["closed", "closed"]
        again = shut("R1/1", "10:50", "11:00")
        assert broken(before, closing, again, before=before) == ["closed", "closed"]


def test_day_a_closure_hits_what_is_near_but_not_what_has_begun():
    assert broken(changed(NEAR, table=3), shut("R1/1", "10:35")) == ["notice", "closed", "closed"]
    assert broken(changed(NEAR, start=at("11:40"), table=1), shut("R1/1", "10:35", "10:45")) == []
    assert broken(changed(BEGUN, start=at("11:40")), shut("R1/2", "10:21", "10:59")) == ["frozen"]
    assert broken(HELD, shut("R1/2", "10:21", "10:59")) == []


# Over-runs.


def test_day_an_overrun_closes_the_place_and_takes_the_only_table():
    """S2 is still with B1 when B1 should receive S3."""
    goes_on = overrun("R1/1", "10:33", "10:45")
    moved = changed(NEAR, start=at("11:40"))
    assert broken(moved, goes_on) == []
    assert broken(HELD, goes_on) == ["closed", "overrun"]
    problem = event()
    two = replace(problem, buyers=(replace(problem.buyers[0], tables=2), *problem.buyers[1:]))
    assert broken(HELD, goes_on, problem=two) == ["closed"]


def test_day_names_more_interviews_than_an_overrun_leaves():
    goes_on = overrun("R1/1", "10:33", "11:05")
    before = without(NEAR, LEFT)
    assert broken(before, goes_on, before=before) == ["closed", "overrun"]
    assert broken(changed(FREE, before, start=at("11:40")), goes_on, before=before) == []
    assert broken(changed(FREE, before, table=3), goes_on, before=before) == ["overrun"]


@pytest.mark.parametrize(
    ("end", "hit"), [("10:40", False), ("10:41", True), ("10:30", False), ("11:00", True)]
)
def test_day_an_overrun_lasts_from_the_end_of_the_slot_until_just_before(end: str, hit: bool):
    before = without(FREE, LATER)
    assert broken(before, overrun("R1/1", "10:25", end), before=before) == (
        ["closed", "overrun"] if hit else []
    )


def test_day_an_overrun_keeps_the_supplier_and_the_staff():
    problem = event(Wish("S2", "B3", 1, needs=("interpreter",)), Wish("S6", "B1", 1, needs=("interpreter",)))
    running = replace(RUNNING, start=at("10:40"), supplier="S6", staff=("I1",))
    before = [running, replace(LEFT, staff=("I1",)), RIGHT]
    goes_on = overrun("R1/1", "10:55", "11:05")
    assert broken(before, goes_on, before=before, problem=problem, now="10:57") == ["absent"]
    assert broken([running, RIGHT], goes_on, before=before, problem=problem, now="10:57") == []
    before = [replace(RUNNING, start=at("10:40")), LEFT]
    assert broken(before, goes_on, before=before, now="10:57") == ["overrun"]
    problem = event(suppliers=tuple(Supplier(f"S{n}", f"中小{n}", delegates=2) for n in range(1, 8)))
    assert broken(before, goes_on, before=before, problem=problem, now="10:57") == []


def test_day_an_overrun_of_one_of_two_tables_lets_one_of_the_others_stay():
    running = meet("S1", "B3", "10:40", "R2/1", "in_progress")
    before = [running, LEFT, RIGHT]
    goes_on = overrun("R2/1", "10:55", "11:10")
    assert broken(before, goes_on, before=before, now="10:57") == ["closed", "overrun"]
    for one, other in ((LEFT, RIGHT), (RIGHT, LEFT)):
        expected = [] if one is LEFT else ["closed"]
        moved = [running, replace(one, start=at("11:20")), other]
        assert broken(moved, goes_on, before=before, now="10:57") == expected


def test_day_an_overrun_of_a_company_is_that_of_its_interview():
    assert broken(HELD, overrun("B1", "10:33", "10:45")) == ["closed", "overrun"]
    assert broken(HELD, overrun("S2", "10:33", "10:45")) == ["closed", "overrun"]


def test_day_rows_about_one_overrun_take_one_table():
    running = meet("S1", "B3", "10:40", "R2/1", "in_progress")
    before = [running, RIGHT]
    rows = (
        overrun("R2/1", "10:55", "11:05"),
        overrun("R2/1", "11:01", "11:15"),
        overrun("S1", "11:01", "11:18"),
    )
    assert broken(before, *rows, before=before, now="10:57") == []
    assert broken([running, replace(RIGHT, table=1)], *rows, before=before, now="10:45") == ["closed"]
    second = [*rows, overrun("R2/2", "11:25", "11:50")]
    assert broken(before, *second, before=before, now="10:57") == []


def test_day_an_overrun_that_nobody_pressed_a_button_for_is_of_the_last_interview_to_have_begun():
    before = [replace(i, status="scheduled", actual_start=None, actual_end=None) for i in HELD]
    before = [i for i in before if i.pair != MISSED.pair]
    assert broken(before, overrun("R1/1", "10:20", "10:45"), before=before) == ["closed", "overrun"]
    assert broken(before, overrun("R1/1", "10:19", "10:20"), before=before) == []
    hit_at_its_start = overrun("R1/1", "10:19", "10:25")
    assert broken(before, hit_at_its_start, before=before) == ["closed", "overrun"]


def test_day_an_overrun_hits_only_when_it_leaves_too_few_for_all():
    """What is near may move only if B3's other table is not enough."""
    running = meet("S1", "B3", "10:40", "R2/1", "in_progress")
    goes_on = overrun("R2/1", "10:55", "11:10")
    at_once, apart = [running, LEFT, RIGHT], [running, replace(LEFT, start=at("13:00")), RIGHT]
    right = replace(RIGHT, start=at("11:20"))
    assert broken([running, right], goes_on, before=at_once, now="10:57") == []
    assert broken([*apart[:2], right], goes_on, before=apart, now="10:57") == ["frozen"]
    crowded = [replace(i, table=2) for i in (LEFT, RIGHT, meet("S6", "B3", "11:00", "R2/2"))]
    assert broken([*crowded[:2], right], before=crowded, now="10:57")[0] == "frozen"


def test_day_an_overrun_is_of_the_interview_at_that_place():
    elsewhere = meet("S6", "B3", "10:20", "R2/1", "in_progress")
    assert broken([*HELD, elsewhere], overrun("R2/1", "10:33", "10:45"), before=[*HELD, elsewhere]) == []
    assert broken([*HELD, elsewhere], overrun("S6", "10:33", "10:45"), before=[*HELD, elsewhere]) == []


def test_day_an_overrun_ends_with_the_last_row_about_it():
    running = meet("S1", "B3", "10:40", "R2/1", "in_progress")
    before = [running, meet("S2", "B3", "11:20", "R2/1")]
    first, longer = overrun("R2/1", "10:55", "11:15"), overrun("R2/1", "11:10", "11:21")
    assert broken(before, first, before=before, now="10:57") == []
    assert broken(before, longer, first, before=before, now="10:57") == ["closed"]


def test_day_what_is_over_does_not_overrun():
    before = [DONE, replace(RUNNING, status="scheduled", actual_start=None)]
    row = overrun("R1/1", "10:10", "10:30")
    assert broken(before, row, before=before, now="10:15") == ["closed"]


def test_day_an_overrun_without_an_interview_takes_what_the_row_names():
    before = [FREE, LATER]
    assert broken(before, overrun("R1/1", "10:50", "11:10"), before=before) == ["closed"]
    assert broken(before, overrun("R1/1", "10:50", "11:00"), before=before) == []
    assert broken(before, overrun("B1", "10:50", "11:10"), before=before) == ["overrun"]
    assert broken([LATER], overrun("B1", "10:50", "11:10"), before=before) == []
    beside = [replace(FREE, table=3), LATER]
    assert broken(beside, overrun("R1/1", "10:50", "11:10"), before=before) == []


# Cancelled pairs and walk-ins.


def test_day_names_a_pair_that_was_called_off():
    off = called_off("10:30", "S4>B1")
    assert broken(HELD, off) == ["cancelled"]
    assert broken(without(FREE), off) == []
    assert broken(changed(FREE, start=at("13:00")), off) == ["cancelled"]
    assert broken(HELD, called_off("10:30", "S1>B1", "S2>B1")) == []
    assert broken(without(NEAR), called_off("10:50", "S3>B1")) == []
    assert broken(HELD, called_off("10:25", "S4>B2")) == []
    assert broken(HELD, called_off("10:20", "S4>B2")) == ["cancelled"]


def test_day_a_pair_with_a_cancelled_row_comes_back_only_for_a_walk_in():
    before = [*HELD, meet("S6", "B2", "10:20", "R1/3", "cancelled")]
    again = [*before, meet("S6", "B2", "11:20", "R1/2")]
    assert broken(again, before=before) == ["cancelled"]
    assert broken(again, walk_in("10:30", "S6", "S6>B2"), before=before) == []
    both = walk_in("10:30", "S6", "S6>B2"), called_off("10:20", "S6>B2")
    assert broken(again, *both, before=before) == ["cancelled"]


def test_day_a_walk_in_may_be_held():
    problem = event()
    problem = replace(problem, wishes=tuple(w for w in problem.wishes if w.pair != ("S6", "B2")))
    added = [*HELD, meet("S6", "B2", "11:20", "R1/2")]
    assert broken(added, problem=problem) == ["wish"]
    judgement = judged(added, walk_in("10:30", "S6", "S6>B2"), problem=problem)
    assert judgement.valid
    assert (judgement.added, judgement.placed, judgement.unplaced) == (1, 11, 24)


def test_day_a_company_that_walks_in_may_be_met():
    came = walk_in("10:30", "S9", "S9>B2", "S9>B1", new=True)
    added = [*HELD, meet("S9", "B2", "11:20", "R1/2")]
    judgement = judged(added, came)
    assert judgement.valid
    assert judgement.goal("served") == 6
    assert judgement.goal("score") == 11 * (2 + 5)
    assert broken([*HELD, meet("S9", "B3", "11:20", "R2/1")], came) == ["wish"]


# Slots that were added.


def test_day_a_slot_that_was_added_can_be_used():
    given_ = Incident(Kind.SLOT_ADDED, at("10:30"), session=Session(DAY, dt.time(14, 30), dt.time(15)))
    evening = changed(LATER, start=at("14:30"))
    assert broken(evening) == ["grid"]
    assert broken(evening, given_) == []
    assert broken(changed(LATER, start=at("14:40")), given_) == ["grid"]
