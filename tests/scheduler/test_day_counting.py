"""What a day loses in any case, by counting tables, delegates and places."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.day.counting import too_many
from scheduler.day.grid import DayGrid
from scheduler.day.losses import Losses
from scheduler.day.standing import stand
from scheduler.incidents import Kind
from scheduler.problem import Room, Session
from tests.scheduler.day import DAY, NOW, at, away, event, meet, overrun, shut


def day(plan, *incidents, rooms=None) -> DayGrid:
    """The day at 10:35, of three slots more: 11:00, 11:20 and 11:40."""
    problem = replace(event(), sessions=(Session(DAY, dt.time(10), dt.time(12), "am"),))
    problem = replace(problem, rooms=rooms or problem.rooms)
    losses = Losses(problem, plan, incidents)
    first = at(NOW) + dt.timedelta(minutes=10)
    return DayGrid(problem, stand(problem, plan, losses, at(NOW), first), losses, first)


def counted(plan, *incidents, rooms=None) -> int:
    grid = day(plan, *incidents, rooms=rooms)
    return too_many(grid, [w for w in grid.was if grid.choices[w]])


THREE = [meet(f"S{n}", "B1", start, "R1/1") for n, start in enumerate(("11:00", "11:20", "11:40"), 1)]


def test_counting_nothing_is_too_many_while_all_is_open():
    assert counted(THREE) == 0


def test_counting_a_buyer_with_fewer_slots_than_interviews():
    assert counted(THREE, away(Kind.LATE, "B1", "10:30", "11:20")) == 1
    assert counted(THREE, away(Kind.LATE, "B1", "10:30", "11:40")) == 2


def test_counting_a_supplier_with_fewer_slots_than_interviews():
    plan = [
        meet("S1", b, start, place) for b, start, place in (("B1", "11:00", "R1/1"), ("B2", "11:20", "R1/2"))
    ]
    assert counted(plan, away(Kind.LATE, "S1", "10:30", "11:40")) == 1


def test_counting_a_table_that_an_over_run_holds():
    plan = [meet(s, "B3", "11:40", f"R2/{n}") for n, s in ((1, "S1"), (2, "S2"))]
    plan += [meet(s, "B3", "11:20", f"R2/{n}") for n, s in ((1, "S3"), (2, "S4"))]
    plan += [meet(s, "B3", "11:00", f"R2/{n}") for n, s in ((1, "S5"), (2, "S6"))]
    assert (
        counted([*plan, meet("S7", "B3", "10:20", "R2/1", "in_progress")], overrun("R2/1", "10:35", "11:15"))
        == 1
    )


def test_counting_interviews_that_stay_take_their_units():
    called = [*THREE[:2], replace(THREE[2], status="called")]
    assert counted(called, away(Kind.LATE, "B1", "10:30", "11:20")) == 1


def test_counting_rooms_for_a_buyer_that_may_choose_one():
    """R1 has a place to spare, once B1's is closed; without it two buyers share one place."""
    plan = [*THREE, *(replace(i, buyer="B2", supplier=f"S{n}", table=2) for n, i in enumerate(THREE, 4))]
    closed = shut("R1/1", "10:30")
    assert counted(plan, closed) == 0
    alone = (Room("R1", "", tables=2), Room("R2", "", tables=0), Room("R3", "", tables=0))
    assert counted(plan, closed, rooms=alone) == 3


@pytest.mark.parametrize("wishes", [(), (0,)])
def test_counting_no_wishes(wishes):
    assert too_many(day([]), wishes) == 0
