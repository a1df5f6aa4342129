"""Each rule of the judge on one timetable that keeps it and one that breaks it, and goals counted by hand."""

import ast
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.check import RULES, check
from scheduler.judge_facts import lay_grid
from scheduler.problem import (
    Buyer,
    Decision,
    Event,
    Mark,
    Problem,
    Room,
    Session,
    Staff,
    Supplier,
    TimeRange,
    Wish,
)
from scheduler.timetable import Interview, Timetable

DAY1, DAY2 = dt.date(2026, 11, 26), dt.date(2026, 11, 27)


def hour(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def moment(text: str, day: dt.date = DAY1) -> dt.datetime:
    return dt.datetime.combine(day, hour(text))


def open_from(start: str, end: str, day: dt.date | None = None) -> tuple[TimeRange, ...]:
    return (TimeRange(day, hour(start), hour(end)),)


def meet(supplier: str, buyer: str, at: str, room: str = "R1", table: int = 1, **more) -> Interview:
    start = moment(at, more.pop("day", DAY1))
    return Interview(supplier, buyer, start, room, table, **more)


def event(*wishes: Wish, buyers=None, suppliers=None, rooms=None, staff=(), **facts) -> Problem:
    """Slots at 10:00, 10:20, 10:40 | 13:00, 13:20, 13:40 and on the second day 10:00, 10:20, 10:40.

    Room R1 has fewer places than its buyers B1, B2, B3 have tables, so that nobody keeps a place there.
    """
    return Problem(
        event=Event(name="test", **facts),
        sessions=(
            Session(DAY1, hour("10:00"), hour("11:00"), "morning"),
            Session(DAY1, hour("13:00"), hour("14:00"), "afternoon"),
            Session(DAY2, hour("10:00"), hour("11:00"), "second day"),
        ),
        rooms=rooms or (Room("R1", "first", tables=2, zone="A"), Room("R2", "second", tables=2, zone="B")),
        buyers=buyers or tuple(Buyer(f"B{n}", f"buyer {n}", room="R1") for n in (1, 2, 3)),
        suppliers=suppliers or tuple(Supplier(f"S{n}", f"supplier {n}") for n in (1, 2, 3)),
        wishes=wishes,
        staff=staff,
    )


def wished(*pairs: str) -> tuple[Wish, ...]:
    return tuple(Wish(*pair.split(">")) for pair in pairs)


def broken(problem: Problem, *interviews: Interview) -> list[str]:
    return [violation.rule for violation in check(problem, Timetable(interviews)).violations]


def test_check_finds_an_empty_timetable_valid():
    judgement = check(event(*wished("S1>B1", "S2>B1")), Timetable(()))
    assert judgement.valid
    assert (judgement.placed, judgement.unplaced) == (0, 2)
    assert [value for _, value in judgement.goals] == [0] * 9


def test_check_names_an_interview_between_slots():
    problem = event(*wished("S1>B1"))
    assert broken(problem, meet("S1", "B1", "10:20")) == []
    assert broken(problem, meet("S1", "B1", "10:10")) == ["grid"]
    assert broken(problem, meet("S1", "B1", "11:00")) == ["grid"]


def test_check_names_a_pair_nobody_wished_for():
    problem = event(*wished("S1>B1"))
    assert broken(problem, meet("S1", "B1", "10:20")) == []
    assert broken(problem, meet("S1", "B2", "10:20")) == ["wish"]
    assert broken(problem, meet("S9", "B9", "10:20")) == ["wish"]


def test_check_names_a_pair_that_meets_twice():
    problem = event(*wished("S1>B1"))
    again = (meet("S1", "B1", "10:20"), meet("S1", "B1", "13:00"))
    judgement = check(problem, Timetable(again))
    assert [violation.rule for violation in judgement.violations] == ["once"]
    assert judgement.violations[0].interviews == again
    assert (judgement.placed, judgement.unplaced) == (1, 0)


@pytest.mark.parametrize("refusal", [{"mark": Mark.CROSS}, {"decision": Decision.NO}])
def test_check_names_a_declined_wish_that_is_held(refusal):
    problem = event(Wish("S1", "B1", **refusal), *wished("S1>B2"))
    assert broken(problem, meet("S1", "B2", "10:20")) == []
    assert broken(problem, meet("S1", "B1", "10:20")) == ["declined"]


@pytest.mark.parametrize("side", ["supplier", "buyer"])
def test_check_names_a_company_met_outside_its_hours(side):
    hours = open_from("10:10", "13:20", DAY1)
    if side == "supplier":
        problem = event(*wished("S1>B1"), suppliers=(Supplier("S1", "one", available=hours),))
    else:
        problem = event(*wished("S1>B1"), buyers=(Buyer("B1", "one", room="R1", available=hours),))
    assert broken(problem, meet("S1", "B1", "10:20")) == []
    assert broken(problem, meet("S1", "B1", "13:00")) == []
    assert broken(problem, meet("S1", "B1", "10:00")) == [f"{side}_available"]
    assert broken(problem, meet("S1", "B1", "13:20")) == [f"{side}_available"]
    assert broken(problem, meet("S1", "B1", "10:20", day=DAY2)) == [f"{side}_available"]


def test_check_takes_a_range_without_a_date_for_every_day():
    hours = open_from("10:00", "10:20")
    problem = event(*wished("S1>B1"), suppliers=(Supplier("S1", "one", available=hours),))
    assert broken(problem, meet("S1", "B1", "10:00")) == []
    assert broken(problem, meet("S1", "B1", "10:00", day=DAY2)) == []
    assert broken(problem, meet("S1", "B1", "10:20", day=DAY2)) == ["supplier_available"]


def test_check_names_a_slot_that_straddles_two_ranges():
    hours = (*open_from("10:00", "10:30"), *open_from("10:30", "11:00"))
    problem = event(*wished("S1>B1"), suppliers=(Supplier("S1", "one", available=hours),))
    assert broken(problem, meet("S1", "B1", "10:40")) == []
    assert broken(problem, meet("S1", "B1", "10:20")) == ["supplier_available"]


def test_check_names_a_supplier_with_more_interviews_than_delegates():
    wishes = wished("S1>B1", "S1>B2", "S1>B3")
    alone, two = (event(*wishes, suppliers=(Supplier("S1", "one", delegates=n),)) for n in (1, 2))
    both = (meet("S1", "B1", "10:00"), meet("S1", "B2", "10:00", table=2))
    assert broken(two, *both) == []
    assert broken(alone, *both) == ["delegates"]
    assert broken(two, *both, meet("S1", "B3", "10:20")) == []
    assert broken(alone, both[0], replace(both[1], start=moment("10:20"))) == []


def test_check_names_a_buyer_with_more_interviews_than_tables():
    wishes = wished("S1>B1", "S2>B1")
    both = (meet("S1", "B1", "10:00"), meet("S2", "B1", "10:00", table=2))
    assert broken(event(*wishes, buyers=(Buyer("B1", "one", room="R1", tables=2),)), *both) == []
    assert broken(event(*wishes), *both) == ["tables"]


def test_check_names_a_buyer_outside_its_room():
    problem = event(*wished("S1>B1"))
    assert broken(problem, meet("S1", "B1", "10:00")) == []
    assert broken(problem, meet("S1", "B1", "10:00", room="R2")) == ["room"]
    problem = event(*wished("S1>B1", "S2>B1"))
    assert broken(problem, meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20", room="R2")) == ["room"]


def test_check_names_a_buyer_without_a_room_in_two_rooms_on_one_day():
    problem = event(*wished("S1>B1", "S2>B1"), buyers=(Buyer("B1", "one"),))
    first = meet("S1", "B1", "10:00")
    assert broken(problem, first, meet("S2", "B1", "10:20")) == []
    assert broken(problem, first, meet("S2", "B1", "10:20", room="R2")) == ["room"]
    assert broken(problem, first, meet("S2", "B1", "10:20", room="R2", day=DAY2)) == []


@pytest.mark.parametrize(("room", "table"), [("R1", 0), ("R1", 3), ("R9", 1)])
def test_check_names_a_place_that_does_not_exist(room, table):
    home = None if room == "R9" else room
    problem = event(*wished("S1>B1"), buyers=(Buyer("B1", "one", room=home), Buyer("B2", "two", tables=2)))
    assert broken(problem, meet("S1", "B1", "10:00", table=2)) == []
    assert broken(problem, meet("S1", "B1", "10:00", room=room, table=table)) == ["place"]


def test_check_names_two_interviews_at_one_place():
    problem = event(*wished("S1>B1", "S2>B2"))
    first = meet("S1", "B1", "10:00")
    assert broken(problem, first, meet("S2", "B2", "10:00", table=2)) == []
    assert broken(problem, first, meet("S2", "B2", "10:20")) == []
    assert broken(problem, first, meet("S2", "B2", "10:00")) == ["place"]


def test_check_names_a_buyer_that_changes_its_place_where_there_is_one_for_each():
    buyers = (Buyer("B1", "one", room="R1"), Buyer("B2", "two", room="R1"))
    problem = event(*wished("S1>B1", "S2>B1", "S3>B2"), buyers=buyers)
    first = meet("S1", "B1", "10:00")
    assert broken(problem, first, meet("S2", "B1", "13:20"), meet("S3", "B2", "10:40", table=2)) == []
    assert broken(problem, first, meet("S2", "B1", "13:20", table=2)) == ["keeps_place"]
    assert broken(problem, first, meet("S2", "B1", "10:00", table=2, day=DAY2)) == ["keeps_place"]
    assert broken(problem, first, meet("S3", "B2", "10:40")) == ["keeps_place"]


def test_check_lets_buyers_change_places_where_there_are_too_few():
    problem = event(*wished("S1>B1", "S2>B1", "S3>B2"))
    assert broken(problem, meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20", table=2)) == []
    assert broken(problem, meet("S1", "B1", "10:00"), meet("S3", "B2", "10:20")) == []


def test_check_lets_a_buyer_use_as_many_places_as_tables():
    buyers = (Buyer("B1", "one", room="R1", tables=2),)
    problem = event(*wished("S1>B1", "S2>B1", "S3>B1"), buyers=buyers, rooms=(Room("R1", "first", tables=3),))
    two = (meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20", table=2))
    assert broken(problem, *two, meet("S3", "B1", "10:40")) == []
    assert broken(problem, *two, meet("S3", "B1", "10:40", table=3)) == ["keeps_place"]


def test_check_counts_a_buyer_without_a_room_where_it_sits():
    buyers = (Buyer("B1", "one", room="R1"), Buyer("B2", "two"), Buyer("B3", "three"))
    problem = event(*wished("S1>B1", "S2>B1", "S3>B2", "S1>B3"), buyers=buyers)
    moving = (meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20", table=2))
    elsewhere = (meet("S3", "B2", "13:00", room="R2"), meet("S1", "B3", "13:00", room="R2", table=2))
    both_here = (meet("S3", "B2", "13:00"), meet("S1", "B3", "13:00", table=2))
    assert broken(problem, *moving, *elsewhere) == ["keeps_place"]
    assert broken(problem, *moving, *both_here) == []


def test_check_names_an_interview_away_from_its_pin():
    problem = event(Wish("S1", "B1", pin=moment("10:20")))
    assert broken(problem, meet("S1", "B1", "10:20")) == []
    assert broken(problem, meet("S1", "B1", "10:40")) == ["pin"]
    assert broken(problem, meet("S1", "B1", "10:20", day=DAY2)) == ["pin"]
    assert broken(problem) == []


def test_check_names_an_interview_outside_its_session():
    problem = event(Wish("S1", "B1", session="afternoon"))
    assert broken(problem, meet("S1", "B1", "13:40")) == []
    assert broken(problem, meet("S1", "B1", "10:40")) == ["session"]


def test_check_names_an_interview_not_after_the_one_it_waits_for():
    buyers = tuple(Buyer(f"B{n}", "b", room="R1") for n in (1, 2, 3))
    pair = (Supplier("S1", "one", delegates=2),)
    problem = event(Wish("S1", "B2", after="B1"), *wished("S1>B1"), buyers=buyers, suppliers=pair)
    second = meet("S1", "B2", "10:20", table=2)
    assert broken(problem, meet("S1", "B1", "10:00"), second) == []
    assert broken(problem, second) == []
    assert broken(problem, meet("S1", "B1", "10:20"), second) == ["after"]
    assert broken(problem, meet("S1", "B1", "10:00", day=DAY2), second) == ["after"]


def test_check_names_a_supplier_that_crosses_zones_between_neighbouring_slots():
    buyers = (Buyer("B1", "one", room="R1"), Buyer("B2", "two", room="R2"), Buyer("B3", "three", room="R3"))
    rooms = (Room("R1", "1", zone="A"), Room("R2", "2", zone="B"), Room("R3", "3"))
    problem = event(*wished("S1>B1", "S1>B2", "S1>B3"), buyers=buyers, rooms=rooms)
    far = meet("S1", "B2", "10:20", room="R2")
    assert broken(problem, meet("S1", "B1", "10:00"), far) == ["zone"]
    assert broken(problem, meet("S1", "B1", "10:40"), far) == ["zone"]
    assert broken(problem, meet("S1", "B1", "13:00"), far) == []
    assert broken(problem, meet("S1", "B3", "10:00", room="R3"), far) == []
    assert broken(problem, meet("S1", "B3", "10:40", room="R3"), far) == []


def test_check_lets_a_supplier_cross_zones_over_lunch():
    buyers = (Buyer("B1", "one", room="R1"), Buyer("B2", "two", room="R2"))
    problem = event(*wished("S1>B1", "S1>B2"), buyers=buyers)
    assert broken(problem, meet("S1", "B1", "10:40"), meet("S1", "B2", "13:00", room="R2")) == []


def test_check_names_a_company_above_its_own_or_the_events_limit():
    wishes = wished("S1>B1", "S1>B2", "S2>B1")
    two = (meet("S1", "B1", "10:00"), meet("S1", "B2", "10:20"))
    own = (Supplier("S1", "one", max_interviews=2), Supplier("S2", "two"))
    none = (Supplier("S1", "one", max_interviews=0), Supplier("S2", "two"))
    assert broken(event(*wishes), *two) == []
    assert broken(event(*wishes, max_interviews_supplier=1), *two) == ["max_interviews"]
    assert broken(event(*wishes, max_interviews_supplier=1, suppliers=own), *two) == []
    assert broken(event(*wishes, suppliers=none), two[0]) == ["max_interviews"]
    assert broken(event(*wishes, max_interviews_supplier=0), two[0]) == ["max_interviews"]
    assert broken(event(*wishes, max_interviews_buyer=1), *two) == []
    assert broken(event(*wishes, max_interviews_buyer=1), two[0], meet("S2", "B1", "10:20")) == [
        "max_interviews"
    ]


def test_check_names_a_company_with_too_many_slots_in_a_row():
    wishes = wished("S1>B1", "S1>B2", "S1>B3", "S2>B1", "S3>B1")
    problem = event(*wishes, max_consecutive=2)
    two = (meet("S1", "B1", "10:20"), meet("S1", "B2", "10:40"))
    assert broken(problem, *two, meet("S1", "B3", "13:00")) == []
    assert broken(problem, *two, meet("S1", "B3", "10:00")) == ["max_consecutive"]
    buyer_row = (meet("S1", "B1", "10:20"), meet("S2", "B1", "10:40"), meet("S3", "B1", "10:00"))
    assert broken(problem, *buyer_row) == ["max_consecutive"]
    assert broken(event(*wishes, max_consecutive=1), *buyer_row) == ["max_consecutive"]
    assert broken(event(*wishes, max_consecutive=3), *buyer_row) == []


def test_check_counts_parallel_interviews_as_one_slot_in_a_row():
    twins = (Supplier("S1", "one", delegates=2),)
    problem = event(*wished("S1>B1", "S1>B2"), suppliers=twins, max_consecutive=1)
    assert broken(problem, meet("S1", "B1", "10:00"), meet("S1", "B2", "10:00", table=2)) == []
    assert broken(problem, meet("S1", "B1", "10:00"), meet("S1", "B2", "10:20")) == ["max_consecutive"]


STAFF = (
    Staff("C1", "coordinator one", "coordinator"),
    Staff("I1", "interpreter one", "interpreter"),
    Staff("I2", "interpreter two", "interpreter", open_from("10:00", "10:20")),
)


@pytest.mark.parametrize(
    ("asked", "sent", "rules"),
    [
        (("interpreter",), ("I1",), []),
        (("interpreter", "I1"), ("I1", "I2"), []),
        (("I1", "interpreter"), ("I1", "I2"), []),
        (("interpreter", "C1"), ("C1", "I2"), []),
        (("interpreter",), (), ["needs"]),
        (("interpreter",), ("C1",), ["needs", "needs"]),
        (("interpreter", "interpreter"), ("I1",), ["needs"]),
        (("interpreter", "interpreter"), ("I1", "I1"), ["needs", "needs"]),
        (("interpreter", "I1"), ("I1",), ["needs"]),
        (("interpreter",), ("I1", "C1"), ["needs"]),
        ((), ("I1",), ["needs"]),
        (("interpreter",), ("nobody",), ["needs", "needs"]),
    ],
)
def test_check_names_needs_not_filled_by_a_person_each(asked, sent, rules):
    problem = event(Wish("S1", "B1", needs=asked), staff=STAFF)
    assert broken(problem, meet("S1", "B1", "10:00", staff=sent)) == rules


def test_check_names_a_staff_member_in_two_interviews_at_once():
    problem = event(
        Wish("S1", "B1", needs=("interpreter",)), Wish("S2", "B2", needs=("interpreter",)), staff=STAFF
    )
    first = meet("S1", "B1", "10:00", staff=("I1",))
    assert broken(problem, first, meet("S2", "B2", "10:00", table=2, staff=("I2",))) == []
    assert broken(problem, first, meet("S2", "B2", "10:20", staff=("I1",))) == []
    assert broken(problem, first, meet("S2", "B2", "10:00", table=2, staff=("I1",))) == ["staff_once"]


def test_check_names_a_staff_member_outside_its_hours():
    problem = event(Wish("S1", "B1", needs=("interpreter",)), staff=STAFF)
    assert broken(problem, meet("S1", "B1", "10:00", staff=("I2",))) == []
    assert broken(problem, meet("S1", "B1", "10:20", staff=("I2",))) == ["staff_available"]


def test_check_names_a_must_that_is_not_held():
    problem = event(Wish("S1", "B1", decision=Decision.MUST), *wished("S2>B2"))
    assert broken(problem, meet("S1", "B1", "10:00")) == []
    assert broken(problem, meet("S2", "B2", "10:00")) == ["must"]
    assert broken(problem, meet("S1", "B1", "10:00", status="cancelled")) == ["must"]


def test_check_counts_a_no_show_but_not_a_cancelled_interview():
    problem = event(*wished("S1>B1", "S2>B2"))
    first = meet("S1", "B1", "10:00", status="no_show")
    assert broken(problem, first, meet("S2", "B2", "10:00")) == ["place"]
    cancelled = replace(first, status="cancelled")
    judgement = check(problem, Timetable((cancelled, meet("S2", "B2", "10:00"))))
    assert judgement.valid
    assert (judgement.placed, judgement.unplaced, judgement.goal("served")) == (1, 1, 1)


def test_check_speaks_both_languages():
    problem = event(*wished("S1>B1"), suppliers=(Supplier("S1", "一社", name_en="First Co."),))
    (violation,) = check(problem, Timetable((meet("S1", "B1", "10:10"),))).violations
    assert violation.message.ja == "2026-11-26 10:10 S1 一社 と B1 buyer 1: この時刻に始まるコマはありません"
    assert violation.message.en == "2026-11-26 10:10 S1 First Co. with B1 buyer 1: no slot starts then"


@pytest.mark.parametrize(("length", "gap"), [(20, 0), (14, 1), (12, 5), (61, 0), (60, 30)])
def test_check_lays_the_same_grid_as_the_problem(length, gap):
    problem = event(slot_minutes=length, gap_minutes=gap)
    ours = [(p.start, p.end, p.session, p.label) for p in lay_grid(problem)]
    assert ours == [(s.start, s.end, s.session, s.label) for s in problem.slots]


def test_check_imports_nothing_of_the_scheduler_but_its_words():
    package = Path(__file__).parents[2] / "scheduler"
    imported = set()
    for path in [package / "check.py", package / "enlarge.py", *package.glob("judge_*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module)
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
    ours = {name for name in imported if name.startswith("scheduler") and ".judge_" not in name}
    of_the_day = {"scheduler.check", "scheduler.enlarge", "scheduler.incidents"}
    assert ours == {"scheduler", "scheduler.problem", "scheduler.timetable"} | of_the_day
    assert "ortools" not in {name.split(".")[0] for name in imported}


def test_check_has_a_sentence_for_every_rule():
    assert all(rule.__doc__ for rule in RULES)
    assert len({rule.__name__ for rule in RULES}) == len(RULES) == 21
