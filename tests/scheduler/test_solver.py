"""Whole solves: what comes back, when it is stopped, and what is impossible."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.check import check
from scheduler.draft import Draft, first_draft
from scheduler.grid import Grid
from scheduler.leftover import hold_what_fits
from scheduler.problem import GOALS, Buyer, Decision, Mark, Problem, Room, Supplier, TimeRange, Wish
from scheduler.search import Clock
from scheduler.solver import solve
from scheduler.timetable import Progress, Status

MUST = Decision.MUST
EARLY = (TimeRange(None, dt.time(10), dt.time(10, 20)),)
NEVER = (TimeRange(dt.date(2000, 1, 1), dt.time(10), dt.time(11)),)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-26T{text}")


def busy_hall(event, buyers: int = 4, suppliers: int = 12) -> Problem:
    """A hall with more wishes than slots."""
    wishes = [
        Wish(f"S{s}", f"B{b}", rank=1 + (s + b) % 5, mark=list(Mark)[(s * b) % 4])
        for s in range(suppliers)
        for b in range(buyers)
    ]
    rooms = (Room("R1", "one", tables=2, zone="A"), Room("R2", "two", tables=2, zone="B"))
    at = tuple(Buyer(f"B{b}", f"buyer {b}", room=f"R{1 + b % 2}" if b else None) for b in range(buyers))
    return event(*wishes, buyers=at, rooms=rooms, max_consecutive=4)


def texts(result) -> list[str]:
    return [sentence.en for sentence in result.clash]


def test_solve_proves_every_goal_of_a_small_hall(event):
    problem = busy_hall(event, buyers=3, suppliers=6)
    result = solve(problem, time_limit=60)
    assert result.status is Status.OPTIMAL
    assert [goal.name for goal in result.goals] == list(GOALS)
    assert all(goal.optimal and goal.bound == goal.value for goal in result.goals[:8])
    assert (result.goals[8].bound, result.goals[8].optimal) == (None, False)
    judgement = check(problem, result.timetable)
    assert judgement.violations == ()
    assert judgement.placed + len(result.unplaced) == len(problem.wishes)


def test_time_limit_of_zero_gives_a_valid_timetable_without_proof(event):
    problem = busy_hall(event)
    result = solve(problem, time_limit=0)
    assert result.status is Status.FEASIBLE
    assert check(problem, result.timetable).violations == ()
    assert result.timetable.interviews
    assert len(result.unplaced) + len(result.timetable.interviews) == len(problem.wishes)


def test_cancelling_returns_the_best_so_far(event):
    problem = busy_hall(event)
    result = solve(problem, time_limit=60, cancelled=lambda: True)
    assert result.status is Status.FEASIBLE
    assert check(problem, result.timetable).violations == ()


def test_same_seed_and_one_worker_give_the_same_timetable(event):
    problem = busy_hall(event, buyers=3, suppliers=6)
    one, two = (solve(problem, workers=1, seed=7, time_limit=100) for _ in range(2))
    assert one.timetable == two.timetable
    assert one.unplaced == two.unplaced


def test_progress_tells_every_stage_in_order(event):
    steps: list[Progress] = []
    solve(busy_hall(event, buyers=2, suppliers=4), progress=steps.append)
    seen = list(dict.fromkeys((step.stage, step.stages, step.goal) for step in steps))
    assert seen == [(n, 8, goal) for n, goal in enumerate(GOALS[:8], start=1)]


def test_goals_left_out_are_reported_without_bound(event):
    problem = event(Wish("S1", "B1"), Wish("S1", "B2"), goals=("score", "breaks"))
    result = solve(problem)
    assert result.status is Status.OPTIMAL
    assert [(g.name, g.bound) for g in result.goals[:3]] == [("score", 4), ("breaks", 0), ("served", None)]


def test_goals_are_optimised_in_the_order_asked_for(event):
    wishes = [Wish("S1", "B1", rank=1), Wish("S1", "B2", rank=1)]
    buyers = (
        Buyer("B1", "1", room="R1", available=(TimeRange(None, dt.time(10), dt.time(10, 20)),)),
        Buyer("B2", "2", room="R1", available=(TimeRange(None, dt.time(13), dt.time(13, 20)),)),
    )
    score_first = solve(event(*wishes, buyers=buyers, goals=("score", "breaks")))
    breaks_first = solve(event(*wishes, buyers=buyers, goals=("breaks", "score")))
    assert [goal.value for goal in score_first.goals[:2]] == [14, 1]
    assert [goal.value for goal in breaks_first.goals[:2]] == [0, 7]


@pytest.mark.parametrize(
    "facts",
    [
        {"sessions": (("10:00", "10:10", "too short"),)},
        {"sessions": (("10:00", "10:20", "one slot"),)},
        {"buyers": (Buyer("B1", "1", room="R1", tables=0),)},
        {"suppliers": (Supplier("S1", "1", delegates=0),)},
        {"suppliers": (Supplier("S1", "1", available=NEVER),)},
        {"rooms": (Room("R1", "none", tables=0),)},
        {"rooms": (Room("R1", "none", tables=0),), "buyers": (Buyer("B1", "1"),)},
        {"max_interviews_buyer": 0},
    ],
    ids=[
        "no slots",
        "one slot",
        "no tables",
        "no delegates",
        "never there",
        "no places",
        "no room",
        "none at all",
    ],
)
def test_narrow_events_have_a_clear_answer(event, facts):
    problem = event(Wish("S1", "B1"), Wish("S1", "B2"), Wish("S2", "B1"), **facts)
    result = solve(problem)
    assert result.status is Status.OPTIMAL
    assert check(problem, result.timetable).violations == ()
    assert len(result.unplaced) + len(result.timetable.interviews) == 3


def test_event_without_wishes_is_solved_by_an_empty_hall(event):
    result = solve(event(buyers=(Buyer("B1", "1"),), suppliers=(Supplier("S1", "1"),)))
    assert (result.status, result.timetable.interviews, result.unplaced) == (Status.OPTIMAL, (), ())


def test_more_pins_than_tables_hold_as_many_as_fit(event):
    pins = [Wish(f"S{n}", "B1", pin=moment("10:00")) for n in range(3)]
    problem = event(*pins)
    result = solve(problem)
    assert len(result.timetable.interviews) == 1
    assert check(problem, result.timetable).violations == ()


def test_circle_of_orders_holds_all_but_one(event):
    circle = (Wish("S1", "B1", after="B2"), Wish("S1", "B2", after="B3"), Wish("S1", "B3", after="B1"))
    result = solve(event(*circle))
    assert (result.status, len(result.timetable.interviews)) == (Status.OPTIMAL, 2)


def test_clash_of_a_must_with_a_cross_names_both(event):
    result = solve(event(Wish("S1", "B1", mark=Mark.CROSS, decision=MUST)))
    assert result.status is Status.INFEASIBLE
    assert result.timetable is None
    assert texts(result) == ["Must be held: 中小S1 and 大手B1", "大手B1 answered ×: 中小S1 and 大手B1"]


def test_clash_of_too_many_musts_is_counted(event):
    musts = [Wish(f"S{n}", "B1", decision=MUST) for n in range(7)]
    result = solve(event(*musts, Wish("S1", "B2")))
    assert [(s.ja, s.en) for s in result.clash] == [
        (
            "大手B1: 面談できるのは 6 件まで、必須の面談は 7 件: "
            "中小S0、中小S1、中小S2、中小S3、中小S4、中小S5、中小S6",
            "大手B1: room for 6 interviews, 7 musts: 中小S0, 中小S1, 中小S2, 中小S3, 中小S4, 中小S5, 中小S6",
        )
    ]


def test_clash_names_the_limit_in_a_row_that_lowers_the_number(event):
    times = (TimeRange(None, dt.time(10), dt.time(12)),)
    buyer = Buyer("B1", "大手", room="R1", available=times)
    musts = [Wish(f"S{n}", "B1", decision=MUST) for n in range(5)]
    sessions = (("10:00", "11:40", "am"),)
    result = solve(event(*musts, buyers=(buyer,), sessions=sessions, max_consecutive=3))
    ja = "大手: 面談できるのは 4 件まで(参加時間: 10:00-12:00、連続 3 件まで)、必須の面談は 5 件: "
    en = "大手: room for 4 interviews (available 10:00-12:00, at most 3 in a row), 5 musts: "
    with_whom = [f"中小S{n}" for n in range(5)]
    assert [(s.ja, s.en) for s in result.clash] == [(ja + "、".join(with_whom), en + ", ".join(with_whom))]


def test_clash_names_only_what_clashes(event):
    same_time = [Wish(s, "B1", decision=MUST, pin=moment("10:00")) for s in ("S1", "S2")]
    other = [Wish("S3", "B2", decision=MUST), Wish("S3", "B3", decision=MUST)]
    result = solve(event(*same_time, *other))
    assert texts(result) == [
        "Must be held: 中小S1 and 大手B1",
        "Must be held: 中小S2 and 大手B1",
        "大手B1 holds at most 1 at a time (the event has 6 slots)",
        "Fixed time: 中小S1 and 大手B1 at 10:00",
        "Fixed time: 中小S2 and 大手B1 at 10:00",
    ]


def test_clash_names_availability(event):
    suppliers = (Supplier("S1", "one", name_en="One", available=EARLY),)
    result = solve(event(Wish("S1", "B1", decision=MUST, session="pm"), suppliers=suppliers))
    assert texts(result) == [
        "Must be held: One and 大手B1",
        "One is available: 10:00-10:20",
        "Session asked for: One and 大手B1 in pm",
    ]


def test_musts_that_first_fit_misses_are_found_places(event):
    wishes = [
        Wish("S1", "B1", decision=MUST, after="B2"),
        Wish("S1", "B2", decision=MUST, after="B3"),
        Wish("S1", "B3", decision=MUST),
    ]
    problem = event(*wishes, sessions=(("10:00", "11:00", ""),))
    result = solve(problem, time_limit=60)
    assert [i.buyer for i in result.timetable.interviews] == ["B3", "B2", "B1"]


@pytest.mark.parametrize("limit", [float("inf"), 1e308, -float("inf"), -1.0])
def test_any_time_limit_that_is_a_number_is_understood(event, limit):
    assert solve(event(Wish("S1", "B1")), time_limit=limit).timetable is not None


def test_musts_that_first_fit_misses_are_found_places_even_without_time(event):
    pins = {("S0", "B0"): "10:40", ("S2", "B2"): "10:00"}
    problem = event(
        *(
            Wish(s, b, decision=MUST, pin=moment(pins[s, b]) if (s, b) in pins else None)
            for s in ("S0", "S1", "S2")
            for b in ("B0", "B1", "B2")
        ),
        sessions=(("10:00", "11:00", ""),),
    )
    assert any(w not in first_draft(Grid(problem)).slot_of for w in range(9))
    result = solve(problem, time_limit=0)
    assert len(result.timetable.interviews) == 9
    assert check(problem, result.timetable).violations == ()


def test_no_bound_is_sought_when_time_is_up(event, monkeypatch):
    monkeypatch.setattr("scheduler.solver.Relaxation", None)
    result = solve(busy_hall(event), time_limit=0)
    assert result.status is Status.FEASIBLE


def test_wishes_that_still_fit_are_not_tried_for_ever(event, monkeypatch):
    problem = event(*(Wish(f"S{s}", "B1") for s in range(6)))
    draft, late = Draft(Grid(problem)), Draft(Grid(problem))
    hold_what_fits(draft, Clock(0))
    monkeypatch.setattr("scheduler.leftover.STANDING", 0.0)
    hold_what_fits(late, Clock(0))
    assert (len(draft.slot_of), len(late.slot_of)) == (6, 0)
    hold_what_fits(late, Clock(60, lambda: len(late.slot_of) == 2))
    assert len(late.slot_of) == 2


def test_long_day_of_short_slots_is_solved(event):
    wishes = (Wish("S1", "B1", pin=moment("00:00")), Wish("S1", "B2", pin=moment("23:50")), Wish("S2", "B2"))
    problem = event(*wishes, sessions=(("00:00", "23:59", ""),), slot_minutes=1)
    result = solve(problem, time_limit=3)
    assert len(result.timetable.interviews) == 3


def test_wish_for_which_another_can_move_at_no_loss_is_held(event):
    """The one goal is reached by first fit, which lets S1, worth more, come when only S2 could."""
    suppliers = (Supplier("S2", "two", available=EARLY),)
    problem = event(Wish("S1", "B1", rank=1), Wish("S2", "B1"), suppliers=suppliers, goals=("served_buyers",))
    result = solve(problem, workers=1, time_limit=60)
    assert (result.status, len(result.timetable.interviews), result.unplaced) == (Status.OPTIMAL, 2, ())
    assert check(problem, result.timetable).violations == ()
    assert [(g.value, g.bound) for g in result.goals[:1]] == [(1, 1)]
