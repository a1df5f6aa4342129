"""Every goal of the judge, counted by hand on timetables of a few interviews."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.check import check
from scheduler.problem import Buyer, Event, Mark, Problem, Room, Session, Staff, Supplier, TimeRange, Wish
from scheduler.timetable import Interview, Timetable

DAY1, DAY2 = dt.date(2026, 11, 26), dt.date(2026, 11, 27)
INTERPRETER = (Staff("I1", "interpreter", "interpreter", (TimeRange(None, dt.time(10), dt.time(10, 20)),)),)


def moment(text: str, day: dt.date = DAY1) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(text))


def open_from(start: str, end: str) -> tuple[TimeRange, ...]:
    return (TimeRange(None, dt.time.fromisoformat(start), dt.time.fromisoformat(end)),)


def meet(supplier: str, buyer: str, at: str, room: str = "R1", table: int = 1, day=DAY1) -> Interview:
    return Interview(supplier, buyer, moment(at, day), room, table)


def event(*wishes: Wish, buyers=None, suppliers=None, rooms=None, staff=()) -> Problem:
    """Slots at 10:00, 10:20, 10:40 | 13:00, 13:20, 13:40 and on the second day 10:00, 10:20, 10:40.

    Room R1 has fewer places than its buyers have tables, so that nobody keeps a place there.
    """
    return Problem(
        event=Event(name="test"),
        sessions=(
            Session(DAY1, dt.time(10), dt.time(11), "morning"),
            Session(DAY1, dt.time(13), dt.time(14), "afternoon"),
            Session(DAY2, dt.time(10), dt.time(11), "second day"),
        ),
        rooms=rooms or (Room("R1", "first", tables=2), Room("R2", "second", tables=2)),
        buyers=buyers or tuple(Buyer(f"B{n}", f"buyer {n}", room="R1") for n in (1, 2, 3)),
        suppliers=suppliers or tuple(Supplier(f"S{n}", f"supplier {n}") for n in (1, 2, 3)),
        wishes=wishes,
        staff=staff,
    )


def wished(*pairs: str) -> tuple[Wish, ...]:
    return tuple(Wish(*pair.split(">")) for pair in pairs)


def goal(name: str, problem: Problem, *interviews: Interview) -> int:
    judgement = check(problem, Timetable(interviews))
    assert judgement.violations == ()
    return judgement.goal(name)


def test_goals_count_who_is_served():
    problem = event(*wished("S1>B1", "S1>B2", "S2>B1"))
    both = (meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20"))
    assert goal("served", problem, *both) == 2
    assert goal("served_buyers", problem, *both) == 1


def test_goals_sum_the_shortfalls_of_both_sides():
    problem = event(
        *wished("S1>B1", "S2>B1"),
        suppliers=(Supplier("S1", "one", min_interviews=3), Supplier("S2", "two", min_interviews=1)),
        buyers=(Buyer("B1", "one", room="R1", min_interviews=4),),
    )
    assert goal("minimums", problem) == 8
    assert goal("minimums", problem, meet("S1", "B1", "10:00")) == 6
    assert goal("minimums", problem, meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20")) == 4


@pytest.mark.parametrize(
    ("mark", "rank", "points"),
    [
        (Mark.DOUBLE, 1, 13),
        (Mark.CIRCLE, 2, 8),
        (None, 3, 5),
        (Mark.TRIANGLE, 4, 3),
        (None, 5, 3),
        (None, 6, 2),
        (Mark.TRIANGLE, None, 1),
    ],
)
def test_goals_score_mark_and_rank(mark, rank, points):
    problem = event(Wish("S1", "B1", rank, mark), *wished("S2>B2"))
    assert goal("score", problem, meet("S1", "B1", "10:00")) == points
    assert goal("score", problem, meet("S1", "B1", "10:00"), meet("S2", "B2", "10:20")) == points + 2


WAITING = ("breaks", "idle", "worst")


def waiting(problem: Problem, *interviews: Interview) -> tuple[int, ...]:
    return tuple(goal(name, problem, *interviews) for name in WAITING)


def test_goals_count_idle_stretches_of_both_sides_on_each_day():
    problem = event(*wished("S1>B1", "S1>B2", "S2>B1", "S3>B1"))
    first, third = meet("S1", "B1", "10:00"), meet("S1", "B2", "10:40")
    assert waiting(problem, first, third) == (1, 1, 1)
    assert waiting(problem, first, third, meet("S2", "B1", "13:20")) == (2, 4, 3)
    assert waiting(problem, first, third, meet("S2", "B1", "10:40", day=DAY2)) == (1, 1, 1)
    both_stretches = (first, meet("S2", "B1", "10:40"), meet("S3", "B1", "13:40"))
    assert waiting(problem, *both_stretches) == (2, 3, 3)


def test_goals_take_lunch_between_sessions_for_no_break():
    problem = event(*wished("S1>B1", "S1>B2"))
    assert waiting(problem, meet("S1", "B1", "10:40"), meet("S1", "B2", "13:00")) == (0, 0, 0)
    assert waiting(problem, meet("S1", "B1", "10:20"), meet("S1", "B2", "13:00")) == (1, 1, 1)
    assert waiting(problem, meet("S1", "B1", "10:20"), meet("S1", "B2", "13:20")) == (1, 2, 2)


def test_goals_count_a_stretch_in_which_the_company_is_away():
    away = (Supplier("S1", "one", available=(*open_from("10:00", "10:20"), *open_from("13:00", "14:00"))),)
    problem = event(*wished("S1>B1", "S1>B2"), suppliers=away)
    assert waiting(problem, meet("S1", "B1", "10:00"), meet("S1", "B2", "13:00")) == (1, 2, 2)


def test_goals_count_parallel_interviews_as_one_busy_slot():
    twins = (Supplier("S1", "one", delegates=2),)
    problem = event(*wished("S1>B1", "S1>B2", "S1>B3"), suppliers=twins)
    parallel = (meet("S1", "B1", "10:00"), meet("S1", "B2", "10:00", table=2))
    assert waiting(problem, *parallel) == (0, 0, 0)
    assert waiting(problem, *parallel, meet("S1", "B3", "10:40")) == (1, 1, 1)


def test_goals_count_moves_between_sets_of_rooms():
    buyers = (
        Buyer("B1", "one", room="R1"),
        Buyer("B2", "two", room="R2"),
        Buyer("B3", "three", room="R1"),
        Buyer("B4", "four", room="R2"),
    )
    problem = event(
        *wished("S1>B1", "S1>B2", "S1>B3", "S1>B4"),
        buyers=buyers,
        suppliers=(Supplier("S1", "one", delegates=2),),
        rooms=(Room("R1", "first", tables=2), Room("R2", "second", tables=2)),
    )
    here, there = meet("S1", "B1", "10:00"), meet("S1", "B2", "10:40", room="R2")
    beside = meet("S1", "B4", "10:40", room="R2", table=2)
    assert goal("moves", problem, here, there) == 1
    assert goal("moves", problem, here, meet("S1", "B3", "10:40", table=2)) == 0
    assert goal("moves", problem, here, replace(there, start=moment("10:40", DAY2))) == 0
    assert goal("moves", problem, here, there, replace(beside, start=moment("10:00"))) == 1
    crowd = (here, replace(beside, start=moment("10:00")), there, meet("S1", "B3", "10:40", table=2))
    assert goal("moves", problem, *crowd) == 0
    assert goal("moves", problem, here, there, meet("S1", "B3", "13:20", table=2)) == 2


def test_goals_measure_evenness_among_suppliers_with_a_placeable_wish():
    problem = event(*wished("S1>B1", "S1>B2", "S2>B1"), Wish("S3", "B1", mark=Mark.CROSS))
    two = (meet("S1", "B1", "10:00"), meet("S1", "B2", "10:20"))
    assert goal("even", problem, *two) == 2
    assert goal("even", problem, *two, meet("S2", "B1", "10:20", table=2)) == 1
    assert goal("even", event(Wish("S3", "B1", mark=Mark.CROSS))) == 0


@pytest.mark.parametrize(
    ("hopeless", "change"),
    [
        (Wish("S2", "B2", pin=moment("10:00")), {"available": open_from("13:00", "14:00")}),
        (Wish("S2", "B2", session="morning"), {"available": open_from("13:00", "14:00")}),
        (Wish("S2", "B2"), {"available": open_from("08:00", "09:00")}),
        (Wish("S2", "B2", needs=("I1",)), {"available": open_from("13:00", "14:00")}),
        (Wish("S2", "B2"), {"max_interviews": 0}),
        (Wish("S2", "B2"), {"delegates": 0}),
    ],
)
def test_goals_leave_out_of_evenness_who_could_never_be_placed(hopeless, change):
    def with_change(changed):
        return event(
            *wished("S1>B1"),
            hopeless,
            suppliers=(Supplier("S1", "one"), replace(Supplier("S2", "two"), **changed)),
            staff=INTERPRETER,
        )

    assert goal("even", with_change({}), meet("S1", "B1", "10:20")) == 1
    assert goal("even", with_change(change), meet("S1", "B1", "10:20")) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"available": open_from("08:00", "09:00")},
        {"max_interviews": 0},
        {"tables": 0},
        {"room": "R2"},
    ],
)
def test_goals_leave_out_of_evenness_whose_buyer_could_never_receive(change):
    def with_change(changed):
        return event(
            *wished("S1>B1", "S2>B2"),
            buyers=(Buyer("B1", "one", room="R1"), replace(Buyer("B2", "two", room="R1"), **changed)),
            rooms=(Room("R1", "first", tables=1), Room("R2", "second", tables=0)),
        )

    assert goal("even", with_change({}), meet("S1", "B1", "10:20")) == 1
    assert goal("even", with_change(change), meet("S1", "B1", "10:20")) == 0
