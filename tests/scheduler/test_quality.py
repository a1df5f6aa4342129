"""The quality report against counts made by hand."""

from __future__ import annotations

from dataclasses import replace

from scheduler.check import check
from scheduler.problem import Mark, Supplier, Wish
from scheduler.quality import Group, Load, Share, price_of_fairness, quality
from scheduler.timetable import Status, Timetable

SUPPLIERS = (
    Supplier("S1", "one", partner="P1", region="north"),
    Supplier("S2", "two", partner="P1", region="south"),
    Supplier("S3", "three", partner="P2", region="north"),
)
WISHES = (
    Wish("S1", "B1", rank=1, mark=Mark.DOUBLE),
    Wish("S1", "B2", rank=2),
    Wish("S2", "B1", rank=1, mark=Mark.TRIANGLE),
    Wish("S3", "B2", mark=Mark.CIRCLE),
    Wish("S3", "B1", rank=1, mark=Mark.CROSS),
)


def report(event, meet):
    held = (meet("S1", "B1", "10:00"), meet("S1", "B2", "10:40"), meet("S2", "B1", "13:00"))
    cancelled = replace(meet("S3", "B2", "10:00", table=2), status="cancelled")
    problem = event(*WISHES, suppliers=SUPPLIERS)
    timetable = Timetable((*held, cancelled))
    return problem, timetable, quality(problem, timetable)


def test_quality_counts_ranks_and_marks_without_declined_wishes(event, meet):
    _, _, found = report(event, meet)
    assert found.ranks == (Share("1", 2, 2), Share("2", 1, 1), Share("", 1, 0))
    assert found.marks == (Share("◎", 1, 1), Share("○", 1, 0), Share("△", 1, 1), Share("", 1, 1))


def test_quality_counts_load_breaks_and_waiting(event, meet):
    problem, timetable, found = report(event, meet)
    assert found.goals == check(problem, timetable).goals
    assert found.buyers == (Load("B1", 2, 2, 6, 1, 2), Load("B2", 2, 1, 6, 0, 0))
    assert found.suppliers[0] == Load("S1", 2, 2, 6, 1, 1)
    assert found.waiting == ((0, 2), (1, 1), (2, 1))


def test_quality_compares_partners_and_regions(event, meet):
    _, _, found = report(event, meet)
    assert found.partners == (Group("P1", 2, 2, 3, 3), Group("P2", 1, 0, 1, 0))
    assert found.regions == (Group("north", 2, 1, 3, 2), Group("south", 1, 1, 1, 1))
    assert [group.per_supplier for group in found.partners] == [1.5, 0.0]
    assert found.spread == ((0, 1), (1, 1), (2, 1))


def test_quality_leaves_out_a_declined_wish_that_is_held_all_the_same(event, meet):
    problem = event(Wish("S1", "B1", mark=Mark.CROSS), Wish("S2", "B1"))
    found = quality(problem, Timetable((meet("S1", "B1", "10:00"),)))
    assert [(load.wishes, load.interviews) for load in found.buyers] == [(1, 0)]
    assert [(group.served, group.wishes, group.placed) for group in found.partners] == [(0, 1, 0)]


def test_quality_of_an_empty_event_is_empty(event):
    found = quality(event(), Timetable(()))
    assert (found.ranks, found.buyers, found.waiting, found.partners, found.spread) == ((), (), (), (), ())


def test_price_of_fairness_sets_even_before_all_goals(event, meet):
    """Two slots: by points S1 has both, in fairness each supplier has one."""
    wishes = (Wish("S1", "B1", rank=1), Wish("S1", "B2", rank=1), Wish("S2", "B1"), Wish("S2", "B2"))
    problem = event(*wishes, max_interviews_buyer=1, goals=("score", "breaks"))
    timetable = Timetable((meet("S1", "B1", "10:00"), meet("S1", "B2", "10:20", table=2)))
    found = price_of_fairness(problem, timetable, time_limit=60)
    assert found.status is Status.OPTIMAL
    assert [(g.name, g.before, g.after, g.loss) for g in found.goals] == [
        ("even", 2, 0, -2),
        ("score", 14, 9, 5),
        ("breaks", 0, 0, 0),
    ]
