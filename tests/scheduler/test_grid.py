"""The event worked out: who of the staff can be sent where."""

from __future__ import annotations

import itertools
import random

import pytest

from scheduler.check import check
from scheduler.grid import Grid
from scheduler.problem import Mark, Staff, Wish
from scheduler.solver import solve
from tests.scheduler.conftest import between

ONE_SLOT = (("10:00", "10:20", "am"),)


def test_a_thousand_of_a_kind_are_all_sent(event):
    staff = tuple(Staff(f"C{n}", "", "guide") for n in range(1000))
    crews = Grid(event(Wish("S1", "B1", needs=("guide",)), staff=staff)).crews
    assert sorted(crews.assign(["guide"] * 1000, 0) or ()) == sorted(member.id for member in staff)
    assert crews.assign(["guide"] * 1001, 0) is None


def test_whoever_is_needed_by_name_moves_on(event):
    staff = tuple(Staff(f"C{n}", "", "guide") for n in range(3))
    crews = Grid(event(Wish("S1", "B1", needs=("guide", "C0", "C1")), staff=staff)).crews
    assert crews.assign(["guide", "C0", "C1"], 0) == ["C2", "C0", "C1"]


@pytest.mark.parametrize("seed", range(50))
def test_staff_are_sent_whenever_there_is_a_way(event, seed):
    rng = random.Random(seed)
    staff = tuple(
        Staff(f"C{n}", "", kind, rng.choice([(), (), between("10:20", "11:00")]))
        for n, kind in enumerate(["g", "h", "g", rng.choice(["g", "h"])])
    )
    names = ["g", "h", *(member.id for member in staff)]
    crews = Grid(event(Wish("S1", "B1", needs=tuple(names)), staff=staff)).crews
    needs = [rng.choice(names) for _ in range(rng.choice([2, 3, 4]))]
    fits = {need: {m.id for m in staff if need in (m.id, m.kind) and not m.available} for need in names}
    ways = [
        people
        for people in itertools.permutations([m.id for m in staff], len(needs))
        if all(person in fits[need] for person, need in zip(people, needs, strict=True))
    ]
    sent = crews.assign(needs, 0)
    assert (tuple(sent) in ways) if sent is not None else not ways


def test_kind_is_never_mistaken_for_a_person(event):
    wishes = (
        Wish("S1", "B1", mark=Mark.TRIANGLE, needs=("kind g",)),
        Wish("S2", "B2", mark=Mark.DOUBLE, needs=("g",)),
        Wish("S3", "B3", mark=Mark.DOUBLE, needs=("g",)),
    )
    problem = event(*wishes, sessions=ONE_SLOT, staff=(Staff("kind g", "", "h"), Staff("C1", "", "g")))
    result = solve(problem, workers=1, time_limit=60)
    assert check(problem, result.timetable).violations == ()
    assert len(result.timetable.interviews) == 2
