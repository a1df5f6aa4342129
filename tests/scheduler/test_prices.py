"""What forcing one wish costs, and what would make it fit."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.check import check
from scheduler.explain import cost, remedies
from scheduler.prices import forced
from scheduler.problem import Buyer, Decision, Mark, Room, Staff, Supplier, TimeRange, Wish
from scheduler.timetable import Status, Timetable
from tests.scheduler.conftest import at

ONE_SLOT = (("10:00", "10:20", "am"),)
EARLY = (TimeRange(None, dt.time(10), dt.time(10, 20)),)
BEST = Wish("S1", "B1", rank=1)
SECOND = Wish("S2", "B1", rank=2)


def kinds(found) -> list[tuple[str, tuple[str, ...]]]:
    return [(remedy.kind, remedy.about) for remedy in found]


def test_cost_of_forcing_a_wish_is_exact_and_names_what_gives_way(event, meet):
    problem = event(BEST, SECOND, sessions=ONE_SLOT)
    found = cost(problem, Timetable((meet("S1", "B1", "10:00"),)), ("S2", "B1"), time_limit=60)
    assert found.status is Status.OPTIMAL
    assert [(g.name, g.loss, g.least_loss) for g in found.goals if g.loss] == [("score", 1, 1)]
    assert found.given_up == (("S1", "B1"),)
    assert [i.pair for i in found.timetable.interviews] == [("S2", "B1")]
    assert check(forced(problem, ("S2", "B1")), found.timetable).violations == ()


def test_cost_of_the_impossible_is_its_clash(event, meet):
    problem = event(Wish("S1", "B1", decision=Decision.MUST), SECOND, sessions=ONE_SLOT)
    found = cost(problem, Timetable((meet("S1", "B1", "10:00"),)), ("S2", "B1"), time_limit=60)
    assert (found.status, found.goals, found.timetable) == (Status.INFEASIBLE, (), None)
    (sentence,) = found.clash
    assert sentence.en == "大手B1: room for 1 interview, 2 musts: 中小S1, 中小S2"


def test_cost_of_a_cross_is_a_clash_and_of_a_no_a_timetable(event):
    problem = event(Wish("S1", "B1", mark=Mark.CROSS), Wish("S1", "B2", decision=Decision.NO))
    empty = Timetable(())
    assert cost(problem, empty, ("S1", "B1"), time_limit=60).status is Status.INFEASIBLE
    assert cost(problem, empty, ("S1", "B2"), time_limit=60).status is Status.OPTIMAL


def test_cost_without_time_says_between_which_losses_it_lies(event, meet):
    problem = event(BEST, SECOND, sessions=ONE_SLOT)
    found = cost(problem, Timetable((meet("S1", "B1", "10:00"),)), ("S2", "B1"), time_limit=0)
    assert found.status is Status.FEASIBLE
    assert all(g.least_loss is None or g.least_loss <= g.loss for g in found.goals)


@pytest.mark.parametrize("ask", [cost, remedies])
def test_pair_that_nobody_wished_for_is_refused(event, ask):
    with pytest.raises(ValueError, match="nobody wished for S1 with B9"):
        ask(event(BEST), Timetable(()), ("S1", "B9"))


def test_remedies_for_a_full_buyer_are_a_slot_or_a_table(event, meet):
    problem = event(BEST, SECOND, sessions=ONE_SLOT)
    found = remedies(problem, Timetable((meet("S1", "B1", "10:00"),)), ("S2", "B1"), time_limit=60)
    assert kinds(found) == [("slot", ("2026-11-26",)), ("parallel", ("B1",))]
    assert [remedy.placed for remedy in found] == [2, 2]
    assert {g.name: g.loss for g in found[0].goals if g.loss} == {"served": -1, "score": -6}
    assert [r.sentence.en for r in found] == [
        "One more slot: 2026-11-26 10:20-10:40",
        "One more table for 大手B1",
    ]


def test_remedies_know_later_trains_places_limits_and_staff(event, meet):
    late = Supplier("S2", "two", available=EARLY)
    found = remedies(
        event(Wish("S2", "B1", session="pm"), suppliers=(late,)), Timetable(()), ("S2", "B1"), time_limit=60
    )
    assert kinds(found) == [("until", ("S2",)), ("session", ("S2", "B1"))]
    held = Timetable((meet("S1", "B1", "10:00"),))
    small = event(
        BEST,
        Wish("S2", "B2", rank=2),
        sessions=ONE_SLOT,
        rooms=(Room("R1", "one", tables=1),),
        buyers=(Buyer("B1", "1", room="R1"), Buyer("B2", "2", room="R1")),
    )
    assert ("places", ("R1",)) in kinds(remedies(small, held, ("S2", "B2"), time_limit=60))
    limited = event(BEST, SECOND, max_interviews_buyer=1)
    assert kinds(remedies(limited, held, ("S2", "B1"), time_limit=60)) == [("limit", ("B1",))]
    guided = event(
        Wish("S1", "B1", rank=1, needs=("guide",)),
        Wish("S2", "B2", rank=2, needs=("guide",)),
        sessions=ONE_SLOT,
        staff=(Staff("C1", "x", "guide"),),
    )
    staffed = Timetable((meet("S1", "B1", "10:00"),))
    assert ("staff", ("guide",)) in kinds(remedies(guided, staffed, ("S2", "B2"), time_limit=60))


def test_remedies_for_the_whole_event_come_by_gain(event, meet):
    problem = event(BEST, SECOND, Wish("S3", "B1", rank=3), Wish("S3", "B2", rank=1), sessions=ONE_SLOT)
    held = Timetable((meet("S1", "B1", "10:00"), meet("S3", "B2", "10:00", table=2)))
    found = remedies(problem, held, time_limit=60)
    assert kinds(found)[:2] == [("slot", ("2026-11-26",)), ("parallel", ("B1",))]
    served = [-remedy.goals[0].loss for remedy in found]
    assert served == sorted(served, reverse=True)
    assert all(any(goal.loss for goal in remedy.goals) for remedy in found)


def test_remedies_know_one_more_in_a_row(event, meet):
    wishes = tuple(Wish(f"S{n}", "B1", rank=n) for n in (1, 2, 3))
    problem = event(*wishes, sessions=(("10:00", "11:00", "am"),), max_consecutive=2)
    held = Timetable((meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20")))
    found = {remedy.kind: remedy for remedy in remedies(problem, held, ("S3", "B1"), time_limit=60)}
    assert (found["row"].about, found["row"].placed) == ((), 3)
    assert found["row"].sentence.en == "One more in a row (at most 3)"
    assert {g.name: g.loss for g in found["row"].goals if g.loss} == {"served": -1, "score": -5}


def test_what_does_no_more_than_no_change_is_no_remedy(event, meet):
    """S2 could take the place of S1 at no loss as things are: another slot or delegate would not help."""
    pinned = tuple(Wish(s, "B1", rank=1, pin=at("10:00")) for s in ("S1", "S2"))
    held = Timetable((meet("S1", "B1", "10:00"),))
    found = remedies(event(*pinned), held, ("S2", "B1"), time_limit=60)
    assert kinds(found) == [("parallel", ("B1",)), ("pin", ("S2", "B1"))]
    assert remedies(event(BEST, SECOND), Timetable(()), time_limit=60) == ()
