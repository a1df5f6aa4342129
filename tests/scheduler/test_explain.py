"""Reasons: the first that holds, and never a promise that is not true."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.explain import explain
from scheduler.problem import Buyer, Decision, Mark, Problem, Room, Staff, Supplier, TimeRange, Wish
from scheduler.search import Found
from scheduler.solver import solve
from scheduler.timetable import Reason, Timetable

EARLY = (TimeRange(None, dt.time(10), dt.time(10, 20)),)
LATE = (TimeRange(None, dt.time(13), dt.time(14)),)
ONE_SLOT = (("10:00", "10:20", "am"),)
TEN = dt.datetime.fromisoformat("2026-11-26T10:00")


def reasons(problem) -> dict[tuple[str, str], Reason]:
    return {(u.supplier, u.buyer): u.reason for u in solve(problem, time_limit=60).unplaced}


def test_declined_wishes_say_who_declined(event):
    result = solve(event(Wish("S1", "B1", mark=Mark.CROSS), Wish("S1", "B2", decision=Decision.NO)))
    assert [(u.reason, u.detail.en) for u in result.unplaced] == [
        (Reason.DECLINED, "大手B1 answered ×"),
        (Reason.DECLINED, "The organiser decided against it"),
    ]


def test_no_common_slot_names_both_times(event):
    suppliers, buyers = (
        (Supplier("S1", "one", available=EARLY),),
        (Buyer("B1", "two", room="R1", available=LATE),),
    )
    (unplaced,) = solve(event(Wish("S1", "B1"), suppliers=suppliers, buyers=buyers)).unplaced
    assert unplaced.reason is Reason.NO_COMMON_SLOT
    assert unplaced.detail.en == (
        "There is no slot in common: one is available: 10:00-10:20 / two is available: 13:00-14:00"
    )


def test_reasons_are_not_looked_for_when_asked_to_stop(event, meet, monkeypatch):
    monkeypatch.setattr("scheduler.reasons.STANDING", 0.0)
    problem = event(Wish("S1", "B1"), Wish("S2", "B1"), sessions=ONE_SLOT)
    asked = iter([False])
    found = explain(problem, Timetable((meet("S1", "B1", "10:00"),)), cancelled=lambda: next(asked, True))
    assert [one.reason for one in found] == [Reason.OUTRANKED]


@pytest.mark.parametrize(
    "facts",
    [
        {"buyers": (Buyer("B2", "x", room="R1", tables=0),)},
        {"suppliers": (Supplier("S1", "x", delegates=0),)},
        {"max_interviews_supplier": 0},
        {
            "buyers": (Buyer("B2", "x", room="R2"),),
            "rooms": (Room("R1", "one"), Room("R2", "none", tables=0)),
        },
    ],
)
def test_wish_that_can_never_be_held_is_a_conflict(event, facts):
    assert reasons(event(Wish("S1", "B2"), **facts)) == {("S1", "B2"): Reason.CONFLICT}


def test_conflict_with_a_must_names_it(event):
    must = Wish("S1", "B1", decision=Decision.MUST, pin=TEN)
    (unplaced,) = solve(event(must, Wish("S1", "B2", pin=TEN))).unplaced
    assert unplaced.reason is Reason.CONFLICT
    assert "Must be held: 中小S1 and 大手B1" in unplaced.detail.en
    assert "This wish: 中小S1 and 大手B2" in unplaced.detail.en


def test_buyer_is_full_when_one_more_table_would_do(event):
    wishes = (Wish("S1", "B1", rank=1), Wish("S2", "B1", rank=2))
    assert reasons(event(*wishes, sessions=ONE_SLOT)) == {("S2", "B1"): Reason.BUYER_FULL}


def test_buyer_is_full_when_its_limit_is_one_too_low(event):
    wishes = (Wish("S1", "B1", rank=1), Wish("S2", "B1", rank=2))
    assert reasons(event(*wishes, max_interviews_buyer=1)) == {("S2", "B1"): Reason.BUYER_FULL}


def test_supplier_is_full_when_one_more_delegate_would_do(event):
    wishes = (Wish("S1", "B1", rank=1), Wish("S1", "B2", rank=2))
    assert reasons(event(*wishes, sessions=ONE_SLOT)) == {("S1", "B2"): Reason.SUPPLIER_FULL}


def test_room_is_full_when_one_more_place_would_do(event):
    wishes = (Wish("S1", "B1", rank=1), Wish("S2", "B2", rank=2))
    one_place = (Room("R1", "one", tables=1),)
    assert reasons(event(*wishes, sessions=ONE_SLOT, rooms=one_place)) == {("S2", "B2"): Reason.ROOM_FULL}


def test_staff_is_busy_when_one_more_person_would_do(event):
    wishes = (Wish("S1", "B1", rank=1, needs=("guide",)), Wish("S2", "B2", rank=2, needs=("guide",)))
    staff = (Staff("C1", "x", "guide"),)
    assert reasons(event(*wishes, sessions=ONE_SLOT, staff=staff)) == {("S2", "B2"): Reason.STAFF_BUSY}


def test_two_things_missing_at_once_is_outranked(event):
    wishes = (Wish("S1", "B1", rank=1), Wish("S2", "B2", rank=1), Wish("S1", "B2", rank=5))
    (unplaced,) = solve(event(*wishes, sessions=ONE_SLOT)).unplaced
    assert (unplaced.supplier, unplaced.buyer, unplaced.reason) == ("S1", "B2", Reason.OUTRANKED)
    assert unplaced.detail.ja == "優先した面談: 10:00 中小S2 と 大手B2、10:00 中小S1 と 大手B1"


def test_no_promise_where_one_more_table_would_cost_a_break(event):
    """S2 could only come at 10:00 and 13:40; one more table at 13:40 would leave it a break."""
    early_and_late = (
        TimeRange(None, dt.time(10), dt.time(10, 20)),
        TimeRange(None, dt.time(13, 40), dt.time(14)),
    )
    wishes = (
        Wish("S2", "B2", decision=Decision.MUST, pin=TEN),
        Wish("S2", "B1", rank=6),
        Wish("S1", "B1", rank=1),
    )
    late = (TimeRange(None, dt.time(13, 40), dt.time(14)),)
    problem = event(
        *wishes,
        suppliers=(Supplier("S2", "two", available=early_and_late), Supplier("S1", "one", available=late)),
        buyers=(Buyer("B1", "b", room="R1", available=late),),
    )
    assert reasons(problem) == {("S2", "B1"): Reason.OUTRANKED}


def test_hand_made_timetable_is_explained_too(event, meet):
    problem = event(Wish("S1", "B1"), Wish("S2", "B1"), sessions=ONE_SLOT)
    found = explain(problem, Timetable((meet("S1", "B1", "10:00"),)))
    assert [(u.supplier, u.reason) for u in found] == [("S2", Reason.BUYER_FULL)]


def test_every_wish_without_interview_has_a_reason(event):
    wishes = [Wish(f"S{s}", f"B{b}", rank=1 + b) for s in range(9) for b in range(2)]
    result = solve(event(*wishes), time_limit=60)
    placed = {i.pair for i in result.timetable.interviews}
    assert [(u.supplier, u.buyer) for u in result.unplaced] == [
        w.pair for w in wishes if w.pair not in placed
    ]


def moved_to_make_room(event, meet, **facts):
    """S2 can only come at 10:00, when B1 meets S1, who could as well come later."""
    suppliers = (Supplier("S2", "two", available=EARLY),)
    problem = event(Wish("S1", "B1"), Wish("S2", "B1"), suppliers=suppliers, **facts)
    (found,) = explain(problem, Timetable((meet("S1", "B1", "10:00"),)), time_limit=60)
    return found


def test_buyer_is_full_when_one_more_allowed_would_do_once_another_moves(event, meet):
    found = moved_to_make_room(event, meet, max_interviews_buyer=1)
    assert (found.reason, found.detail.en, found.detail.ja) == (
        Reason.BUYER_FULL,
        "大手B1 holds at most 1 interview. With one interview more allowed, "
        "it fits at 10:00 once 1 other interview moves",
        "大手B1 の面談数の上限: 1 件。上限がもう 1 件多ければ、ほかの面談 1 件を動かして 10:00 に入ります",
    )


def test_wish_that_needs_nothing_more_is_said_to_fit_as_things_are(event, meet):
    found = moved_to_make_room(event, meet)
    assert (found.reason, found.detail.en) == (
        Reason.OUTRANKED,
        "As things are, it fits at 10:00 once 1 other interview moves",
    )


def test_no_promise_without_time_to_move_others(event, meet):
    suppliers = (Supplier("S2", "two", available=EARLY),)
    problem = event(Wish("S1", "B1"), Wish("S2", "B1"), suppliers=suppliers, max_interviews_buyer=1)
    (found,) = explain(problem, Timetable((meet("S1", "B1", "10:00"),)), time_limit=0)
    assert (found.reason, found.detail.en) == (
        Reason.OUTRANKED,
        "These came first: 10:00 中小S1 and 大手B1",
    )


def test_the_way_to_the_interview_itself_is_no_loss_where_points_come_before_moves(event):
    wishes = (Wish("S1", "B1", rank=1), Wish("S1", "B2", rank=2))
    places = {
        "buyers": (Buyer("B2", "2", room="R2"),),
        "rooms": (Room("R1", "one"), Room("R2", "two")),
        "max_interviews_supplier": 1,
    }
    assert reasons(event(*wishes, **places)) == {("S1", "B2"): Reason.SUPPLIER_FULL}
    moves_first = ("served", "moves", "score")
    assert reasons(event(*wishes, **places, goals=moves_first)) == {("S1", "B2"): Reason.OUTRANKED}


def test_one_more_interview_that_makes_it_less_even_is_a_loss(event):
    wishes = (Wish("S1", "B1", rank=1), Wish("S1", "B2", rank=2), Wish("S2", "B1"))
    goals = ("served", "score", "even")
    found = reasons(event(*wishes, max_interviews_supplier=1, goals=goals))
    assert found == {("S1", "B2"): Reason.OUTRANKED}


def test_outranked_names_first_what_is_worth_as_much(event, meet):
    wishes = (Wish("S1", "B1", rank=5), Wish("S2", "B2", rank=1), Wish("S1", "B2", rank=4))
    problem = event(*wishes, sessions=ONE_SLOT)
    held = Timetable((meet("S1", "B1", "10:00"), meet("S2", "B2", "10:00", table=2)))
    (found,) = explain(problem, held)
    assert found.detail.en == ("These came first: 10:00 中小S2 and 大手B2; 10:00 中小S1 and 大手B1")


def test_event_in_which_no_wish_can_be_held_is_explained_without_time(event):
    problem = event(Wish("S1", "B1"), buyers=(Buyer("B1", "1", room="R1", tables=0),), goals=("even",))
    (found,) = explain(problem, Timetable(()), time_limit=0)
    assert found.reason is Reason.CONFLICT
    assert found.detail.en.startswith("Cannot be met together: 1: room for 0 interviews")


def test_wish_above_the_limit_that_the_musts_use_up_is_a_conflict_without_time(event, meet):
    must = Wish("S1", "B1", decision=Decision.MUST)
    problem = event(must, Wish("S2", "B1"), max_interviews_buyer=1)
    (found,) = explain(problem, Timetable((meet("S1", "B1", "10:00"),)), time_limit=0)
    assert (found.reason, found.detail.en) == (
        Reason.CONFLICT,
        "Cannot be met together: 大手B1 holds at most 1 interview, 1 must and this wish: 中小S1, 中小S2",
    )


def beside_a_must(event) -> Problem:
    """S2 can only come at 10:00, when B1 has to meet S1."""
    suppliers = (Supplier("S2", "two", available=EARLY),)
    must = Wish("S1", "B1", decision=Decision.MUST, pin=TEN)
    return event(must, Wish("S2", "B1"), suppliers=suppliers)


NOT_SETTLED = (Reason.OUTRANKED, "It is not settled whether it can be held beside the musts")


def test_conflict_that_is_not_settled_leads_to_no_other_promise(event, monkeypatch):
    monkeypatch.setattr("scheduler.reasons.hold", lambda *_, **__: Found("UNKNOWN", None, None))
    (found,) = solve(beside_a_must(event), time_limit=60).unplaced
    assert (found.reason, found.detail.en) == NOT_SETTLED


def test_no_model_is_built_for_a_reason_when_time_is_up(event, meet, monkeypatch):
    problem = beside_a_must(event)
    monkeypatch.setattr("scheduler.clash.Variables", None)
    (found,) = explain(problem, Timetable((meet("S1", "B1", "10:00"),)), time_limit=0)
    assert (found.reason, found.detail.en) == NOT_SETTLED


def test_must_that_moves_aside_is_no_conflict_even_without_time(event, meet):
    suppliers = (Supplier("S2", "two", available=EARLY),)
    problem = event(Wish("S1", "B1", decision=Decision.MUST), Wish("S2", "B1"), suppliers=suppliers)
    (found,) = explain(problem, Timetable((meet("S1", "B1", "10:00"),)), time_limit=0)
    assert found.reason is Reason.BUYER_FULL


def test_limit_in_a_row_is_named_where_it_keeps_a_slot_empty(event, meet):
    times = ("10:00", "10:20", "10:40", "11:20")
    held = Timetable(tuple(meet(f"S{n}", "B1", at) for n, at in enumerate(times, 1)))
    wishes = tuple(Wish(f"S{n}", "B1", rank=n) for n in range(1, 6))
    problem = event(*wishes, sessions=(("10:00", "11:40", "am"),), max_consecutive=3)
    (found,) = explain(problem, held, time_limit=60)
    assert (found.reason, found.detail.en, found.detail.ja) == (
        Reason.BUYER_FULL,
        "大手B1: at most 3 slots in a row (11:00 stays empty). With one more at a time, it fits at 10:00",
        "大手B1 の連続面談は 3 コマまで(11:00 は空ける)。同時にもう 1 件できれば 10:00 に入ります",
    )


def test_outranked_names_the_limit_in_a_row_too(event, meet):
    """One more table would not help S3, who can only come when B1 has to rest."""
    problem = event(
        *(Wish(f"S{n}", "B1") for n in (1, 2, 3)),
        suppliers=(Supplier("S3", "three", available=(TimeRange(None, dt.time(10, 20), dt.time(10, 40)),)),),
        sessions=(("10:00", "11:00", "am"),),
        max_consecutive=1,
    )
    held = Timetable((meet("S1", "B1", "10:00"), meet("S2", "B1", "10:40")))
    (found,) = explain(problem, held, time_limit=60)
    assert (found.reason, found.detail.en) == (
        Reason.OUTRANKED,
        "大手B1: at most 1 slot in a row (10:20 stays empty). "
        "Other wishes, waiting and moves of all together came first",
    )


def test_colleague_who_is_missing_is_named_by_kind(event, meet):
    wishes = (Wish("S1", "B1", needs=("通訳",)), Wish("S2", "B2", needs=("通訳",)))
    problem = event(*wishes, sessions=ONE_SLOT, staff=(Staff("C1", "x", "通訳"),))
    (found,) = explain(problem, Timetable((meet("S1", "B1", "10:00"),)), time_limit=60)
    assert (found.reason, found.detail.en, found.detail.ja) == (
        Reason.STAFF_BUSY,
        "x: one interview at a time, and only when available. With one more 通訳, it fits at 10:00",
        "x は同時に 1 件ずつ、参加できる時間だけ。通訳 がもう 1 人いれば 10:00 に入ります",
    )


def test_interview_in_a_room_that_the_event_lacks_is_explained_around(event, meet):
    problem = event(Wish("S1", "B1"), Wish("S2", "B1"), buyers=(Buyer("B1", "b"),))
    (found,) = explain(problem, Timetable((meet("S1", "B1", "10:00", room="elsewhere"),)))
    assert (found.supplier, found.buyer) == ("S2", "B1")
