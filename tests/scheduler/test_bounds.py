"""Bounds without times: never passed by a timetable, and tight where they should be."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.bounds import Relaxation, relaxed, usable
from scheduler.goals import aim
from scheduler.grid import Grid
from scheduler.measures import Measure
from scheduler.problem import Buyer, Problem, Room, Staff, Supplier, TimeRange, Wish

FIRST_HOUR = (TimeRange(None, dt.time(10), dt.time(10, 40)),)
ZONES = (Room("R1", "one", tables=9, zone="A"), Room("R2", "two", tables=9, zone="B"))


def bound(problem: Problem, goal: str) -> int | None:
    v = Relaxation(Grid(problem))
    value = relaxed(v, goal)
    if value is None:
        return None
    aim(v.model, goal, value)
    solver = cp_model.CpSolver()
    assert solver.solve(v.model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def crowd(buyers: int = 1, suppliers: int = 9) -> list[Wish]:
    return [Wish(f"S{s}", f"B{b}") for s in range(suppliers) for b in range(buyers)]


def test_buyer_holds_no_more_than_its_slots(event):
    assert bound(event(*crowd()), "served") == 6


def test_window_of_availability_is_counted(event):
    assert bound(event(*crowd(), buyers=(Buyer("B0", "x", room="R1", available=FIRST_HOUR),)), "served") == 2


def test_suppliers_that_come_early_share_the_early_slots(event):
    early = tuple(Supplier(f"S{n}", "x", available=FIRST_HOUR) for n in range(5))
    assert bound(event(*crowd(suppliers=6), suppliers=early), "served") == 3


def test_limits_and_rows_are_counted(event):
    assert bound(event(*crowd(), max_interviews_buyer=4), "served") == 4
    assert bound(event(*crowd(), max_consecutive=2), "served") == 4


def test_places_are_counted(event):
    assert bound(event(*crowd(buyers=3), rooms=(Room("R1", "one", tables=2),)), "score") == 12 * 2


def test_staff_is_counted(event):
    wishes = [Wish(f"S{n}", f"B{n}", needs=("C1",)) for n in range(5)]
    staff = (Staff("C1", "x", "interpreter", available=FIRST_HOUR),)
    assert bound(event(*wishes, staff=staff), "served") == 2


def test_crossing_to_a_far_zone_costs_a_break_and_a_slot(event):
    wishes = [Wish("S0", f"B{n}") for n in range(4)]
    buyers = tuple(Buyer(f"B{n}", "x", room="R1" if n < 2 else "R2") for n in range(4))
    facts = {"buyers": buyers, "rooms": ZONES, "sessions": (("10:00", "11:20", ""),)}
    assert bound(event(*wishes, **facts), "score") == 3 * 2


@pytest.mark.parametrize(("in_first_zone", "expected"), [(3, 6 * 2), (4, 5 * 2)])
def test_a_full_day_splits_among_zones_only_at_lunch(event, in_first_zone, expected):
    wishes = [Wish("S0", f"B{n}") for n in range(6)]
    buyers = tuple(Buyer(f"B{n}", "x", room="R1" if n < in_first_zone else "R2") for n in range(6))
    assert bound(event(*wishes, buyers=buyers, rooms=ZONES), "score") == expected


@pytest.mark.parametrize(("wishes", "expected"), [(2, 0), (3, 1)])
def test_two_delegates_meet_two_zones_without_break_or_move_only_at_once(event, wishes, expected):
    buyers = tuple(Buyer(f"B{n}", "x", room="R1" if n < wishes - 1 else "R2") for n in range(wishes))
    problem = event(
        *(Wish("S0", f"B{n}") for n in range(wishes)),
        buyers=buyers,
        suppliers=(Supplier("S0", "x", delegates=2),),
        rooms=ZONES,
        sessions=(("10:00", "11:20", ""),),
    )
    for goal in ("breaks", "moves"):
        v = Relaxation(Grid(problem))
        v.model.add(sum(v.placed.values()) == wishes)
        v.model.minimize(relaxed(v, goal))
        solver = cp_model.CpSolver()
        solver.solve(v.model)
        assert solver.objective_value == expected, goal


def test_visits_to_rooms_cost_moves(event):
    wishes = [Wish("S0", "B0", rank=1), Wish("S0", "B1", rank=1)]
    problem = event(*wishes, buyers=(Buyer("B1", "x", room="R2"),), rooms=ZONES)
    v = Relaxation(Grid(problem))
    v.model.add(v.placed[0] + v.placed[1] == 2)
    v.model.minimize(relaxed(v, "moves"))
    solver = cp_model.CpSolver()
    solver.solve(v.model)
    assert solver.objective_value == 1


def test_worst_has_no_bound_without_times(event):
    assert bound(event(*crowd()), "worst") is None


@pytest.mark.parametrize(
    ("most", "slots", "expected"), [(None, range(6), 6), (1, range(6), 4), (2, range(3), 2)]
)
def test_usable_slots_leave_the_rests_out(event, most, slots, expected):
    assert usable(Grid(event(*crowd(), max_consecutive=most)), slots) == expected


@pytest.mark.parametrize(
    ("in_each_room", "expected"), [((2, 2), 0), ((1, 1), 0), ((3, 1), 1), ((3, 2), 1), ((2, 2, 2), 1)]
)
def test_two_delegates_stay_only_where_each_room_has_an_interview_in_every_slot(
    event, in_each_room, expected
):
    rooms = tuple(Room(f"R{n}", "x", tables=9) for n in range(len(in_each_room)))
    buyers = tuple(
        Buyer(f"B{n}{k}", "x", room=f"R{n}") for n, some in enumerate(in_each_room) for k in range(some)
    )
    wishes = [Wish("S0", buyer.id) for buyer in buyers]
    delegates = (Supplier("S0", "x", delegates=2),)
    v = Relaxation(Grid(event(*wishes, buyers=buyers, suppliers=delegates, rooms=rooms)))
    v.model.add(sum(v.placed.values()) == len(wishes))
    v.model.minimize(relaxed(v, "moves"))
    solver = cp_model.CpSolver()
    solver.solve(v.model)
    assert solver.objective_value == expected


def test_a_buyer_without_a_room_may_sit_where_two_delegates_stay(event):
    rooms = (Room("R1", "one", tables=9), Room("R2", "two", tables=9))
    buyers = (Buyer("B0", "x", room="R1"), Buyer("B1", "x", room="R2"), Buyer("B2", "x", room="R2"))
    wishes = [Wish("S0", f"B{n}") for n in range(4)]
    problem = event(
        *wishes,
        buyers=(*buyers, Buyer("B3", "x")),
        suppliers=(Supplier("S0", "x", delegates=2),),
        rooms=rooms,
    )
    v = Relaxation(Grid(problem))
    v.model.add(sum(v.placed.values()) == 4)
    v.model.minimize(relaxed(v, "moves"))
    solver = cp_model.CpSolver()
    solver.solve(v.model)
    assert solver.objective_value == 0


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seats=st.lists(st.sampled_from(["R0", "R1", "R2", None]), min_size=2, max_size=4).filter(
        lambda seats: seats.count(None) <= 1
    ),
    delegates=st.integers(1, 3),
    days=st.integers(1, 2),
    slots=st.integers(2, 3),
)
def test_no_way_through_the_rooms_has_fewer_moves_than_the_bound(event, seats, delegates, days, slots):
    problem = event(
        *(Wish("S0", f"B{n}") for n in range(len(seats))),
        buyers=tuple(Buyer(f"B{n}", "x", room=room) for n, room in enumerate(seats)),
        suppliers=(Supplier("S0", "x", delegates=delegates),),
        rooms=tuple(Room(f"R{n}", "x", tables=9) for n in range(3)),
        sessions=(("10:00", f"{10 + slots // 3}:{slots % 3 * 20:02}", ""),),
        days=days,
    )
    grid = Grid(problem)
    floating = [n for n, room in enumerate(seats) if room is None]
    fewest = min(
        (
            Measure(grid, dict(enumerate(times)), {**dict(enumerate(seats)), **room_at}).moves("S0")
            for times in itertools.product(range(days * slots), repeat=len(seats))
            if all(times.count(t) <= delegates for t in times)
            for chosen in itertools.product(["R0", "R1", "R2"], repeat=len(floating) * days)
            for room_at in [{n: chosen[k * days + times[n] // slots] for k, n in enumerate(floating)}]
        ),
        default=None,
    )
    v = Relaxation(grid)
    v.model.add(sum(v.placed.values()) == len(seats))
    v.model.minimize(relaxed(v, "moves"))
    solver = cp_model.CpSolver()
    if fewest is not None:
        assert solver.solve(v.model) == cp_model.OPTIMAL
        assert solver.objective_value <= fewest
