"""Places in rooms and staff, given after the slots are known."""

from __future__ import annotations

from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.problem import Buyer, Room, Staff, Wish
from scheduler.tables import finish, own_places

PAIRS = [(f"S{s}", f"B{b}") for s in (1, 2, 3) for b in (1, 2, 3)]
WISHES = tuple(Wish(*pair) for pair in PAIRS)


def places(problem, slots, seats=None) -> dict[tuple[str, str], int]:
    draft = Draft(Grid(problem), slots, seats)
    return {interview.pair: interview.table for interview in finish(draft).interviews}


def test_buyers_keep_their_places_where_all_tables_fit(event):
    buyers = (Buyer("B1", "1", room="R1", tables=2), Buyer("B2", "2", room="R1"), Buyer("B3", "3", room="R1"))
    problem = event(*WISHES, buyers=buyers, rooms=(Room("R1", "one", tables=4),))
    found = places(problem, {0: 0, 3: 0, 6: 1, 1: 2, 4: 3, 2: 4})
    assert found == {
        ("S1", "B1"): 1,
        ("S2", "B1"): 2,
        ("S3", "B1"): 1,
        ("S1", "B2"): 3,
        ("S2", "B2"): 3,
        ("S1", "B3"): 4,
    }


def test_everyone_shares_where_the_tables_do_not_fit(event):
    buyers = tuple(Buyer(f"B{n}", "x", room="R1") for n in (1, 2, 3))
    problem = event(*WISHES, buyers=buyers, rooms=(Room("R1", "one", tables=2),))
    found = places(problem, {0: 0, 4: 0, 8: 1})
    assert found == {("S1", "B1"): 1, ("S2", "B2"): 2, ("S3", "B3"): 1}


def test_visitors_take_idle_places_where_only_the_own_buyers_fit(event):
    buyers = (Buyer("B1", "1", room="R1"), Buyer("B2", "2", room="R1"), Buyer("B3", "3"))
    problem = event(*WISHES, buyers=buyers, rooms=(Room("R1", "one", tables=2),))
    assert own_places(Grid(problem), "R1", {"B3"}) == {"B1": [1], "B2": [2]}
    found = places(problem, {0: 0, 5: 0, 4: 1, 8: 1}, {("B3", 0): "R1"})
    assert found == {("S1", "B1"): 1, ("S2", "B3"): 2, ("S2", "B2"): 2, ("S3", "B3"): 1}


def test_visitor_keeps_its_place_where_there_is_room_for_all(event):
    buyers = (Buyer("B1", "1", room="R1"), Buyer("B2", "2", room="R1"), Buyer("B3", "3"))
    problem = event(*WISHES, buyers=buyers, rooms=(Room("R1", "one", tables=3),))
    found = places(problem, {2: 0, 5: 1, 0: 2}, {("B3", 0): "R1"})
    assert found == {("S1", "B3"): 3, ("S2", "B3"): 3, ("S1", "B1"): 1}


def test_each_need_gets_its_own_person(event):
    wishes = (Wish("S1", "B1", needs=("interpreter",)), Wish("S2", "B2", needs=("C1", "interpreter")))
    staff = tuple(Staff(f"C{n}", "x", "interpreter") for n in (1, 2, 3))
    problem = event(*wishes, staff=staff)
    sent = {i.pair: i.staff for i in finish(Draft(Grid(problem), {0: 0, 1: 0})).interviews}
    assert sent["S2", "B2"][0] == "C1"
    assert sorted([*sent["S1", "B1"], *sent["S2", "B2"]]) == ["C1", "C2", "C3"]
