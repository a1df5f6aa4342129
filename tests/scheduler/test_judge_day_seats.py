"""The judge of a re-planned day: rooms and places while something is closed or put up."""

import datetime as dt
from dataclasses import replace

from scheduler.incidents import Kind
from scheduler.problem import (
    Problem,
    Session,
)
from tests.scheduler.day import (
    FREE,
    LATER,
    LEFT,
    NEXT,
    OTHER,
    RIGHT,
    at,
    away,
    broken,
    changed,
    event,
    meet,
    opened,
    shut,
    without,
)

# Rooms and places when something is closed.


def test_day_names_a_buyer_that_changes_its_place_for_nothing():
    assert broken(changed(LATER, table=3)) == ["keeps_place"]
    lamp = shut("R1/1", "11:00", "11:20")
    assert broken(changed(FREE, table=3), lamp) == []
    assert broken(changed(LATER, changed(FREE, table=3), table=3), lamp) == ["keeps_place"]
    assert broken(changed(LATER, changed(FREE, table=3), table=3), shut("R1/1", "11:00", "11:21")) == []


def test_day_a_buyer_may_take_the_place_of_another_while_it_is_free():
    lamp = shut("R1/1", "11:20", "11:40")
    assert broken(changed(LATER, table=2), lamp) == []
    taken = [*changed(LATER, table=2), meet("S6", "B2", "11:20", "R1/2")]
    assert broken(taken, lamp) == ["place"]
    assert broken([*changed(LATER, table=2), meet("S6", "B2", "11:20", "R1/3")], lamp) == []
    assert broken([*changed(LATER, table=2), meet("S6", "B2", "11:40", "R1/3")], lamp) == ["keeps_place"]


def test_day_a_buyer_goes_to_another_room_only_while_it_has_no_place_of_its_own():
    both = [replace(LEFT, room="R1", table=3), *without(LEFT)]
    assert broken(both) == ["room"]
    assert broken(both, shut("R2/1", "11:00", "11:20")) == ["room"]
    assert broken(without(RIGHT, plan=both), shut("R2", "11:00", "11:20")) == []
    two_places = shut("R2/1", "11:00", "11:20"), shut("R2/2", "11:10", "11:20")
    assert broken(without(RIGHT, plan=both), *two_places) == []
    own = changed(FREE, room="R2", start=at("11:20"))
    own = without(LATER, plan=own)
    assert broken(own, shut("R1/1", "11:20", "11:40")) == []
    assert broken(own, shut("R1/3", "11:20", "11:40")) == ["room"]
    assert broken(own, shut("R1/2", "11:20", "11:40")) == ["room"]
    assert broken(own, shut("R1/1", "11:00", "11:20")) == ["room"]


def test_day_a_buyer_of_a_crowded_room_leaves_it_only_when_all_is_closed():
    before = [meet("S1", "B4", "11:00", "R3/1"), meet("S2", "B5", "11:00", "R3/2")]
    elsewhere = [replace(before[0], room="R2"), before[1]]
    assert broken([replace(before[0], table=2), replace(before[1], table=1)], before=before) == []
    assert broken(elsewhere, shut("R3/1", "10:00"), before=before) == ["room"]
    assert broken(elsewhere[:1], shut("R3", "10:00"), before=before) == []
    assert broken(elsewhere[:1], shut("R3", "10:00"), opened("R3/2", "11:00"), before=before) == ["room"]
    assert broken(elsewhere[:1], shut("R3", "10:00"), opened("R3/3", "11:00"), before=before) == ["room"]


def test_day_a_buyer_goes_to_one_other_room_only_while_its_room_is_closed():
    before = [meet("S1", "B1", "10:00", "R1/1"), FREE, LATER, meet("S6", "B1", "13:00", "R1/1")]
    burst = shut("R1", "10:50", "11:40")
    one = [before[0], replace(FREE, room="R2"), replace(LATER, room="R2", table=2), before[3]]
    assert broken(one, burst, before=before) == []
    two = [before[0], replace(FREE, room="R2"), replace(LATER, room="R3"), before[3]]
    assert broken(two, burst, before=before) == ["room"]
    apart = shut("R1", "11:00", "11:10"), shut("R1", "11:30", "11:40")
    assert broken(two, *apart, before=before) == ["room"]
    again = [before[0], replace(FREE, room="R2"), LATER, replace(before[3], room="R3")]
    split = shut("R1", "11:00", "11:20"), shut("R1", "13:00")
    assert broken(again, *split, before=before) == []
    long = shut("R1", "11:00")
    assert broken(
        [before[0], replace(FREE, room="R2"), replace(before[3], room="R3")], long, before=before
    ) == ["room"]


def test_day_a_guest_takes_any_free_place_and_nobody_else_has_to_move_for_it():
    burst = shut("R2", "11:00", "11:20")
    guests = changed(LEFT, changed(RIGHT, room="R1", table=3), room="R1", start=at("11:00"), table=1)
    guests = changed(FREE, guests, start=at("11:40"))
    assert broken(guests, burst) == []
    assert broken(changed(LATER, guests, table=3), burst) == ["keeps_place"]


def floating(**more) -> Problem:
    problem = event()
    return replace(problem, buyers=(replace(problem.buyers[0], room=None), *problem.buyers[1:]), **more)


def test_day_a_buyer_without_a_room_goes_elsewhere_only_while_its_room_is_closed():
    before = [meet("S1", "B1", "10:00", "R1/1"), FREE, LATER]
    moved = [before[0], replace(FREE, room="R2"), LATER]
    burst = shut("R1", "11:00", "11:20")
    assert broken(moved, burst, before=before, problem=floating()) == []
    assert broken(moved, before=before, problem=floating()) == ["room"]
    own = shut("R1/1", "11:00", "11:20")
    assert broken(moved, own, before=before, problem=floating()) == []
    for_good = [before[0], replace(FREE, room="R2"), replace(LATER, room="R2")]
    assert broken(for_good, burst, before=before, problem=floating()) == ["room"]
    assert broken(for_good, shut("R1", "11:00"), before=before, problem=floating()) == []
    split = [before[0], replace(FREE, room="R2"), replace(LATER, room="R3")]
    assert broken(split, shut("R1", "11:00"), before=before, problem=floating()) == ["room"]


def test_day_a_buyer_without_a_room_may_move_whole_to_another():
    before = [FREE, LATER]
    moved = [replace(FREE, room="R2"), replace(LATER, room="R2")]
    assert broken(moved, shut("R1", "11:00", "11:20"), before=before, problem=floating()) == []


def test_day_places_that_were_put_up_exist_from_then_on():
    before = [meet("S1", "B4", "11:00", "R3/1"), meet("S2", "B5", "11:00", "R3/2")]
    third = [*before, meet("S3", "B5", "11:00", "R3/3")]
    assert broken(third, before=before) == ["place"]
    assert broken(third, opened("R3/3", "11:00"), before=before) == []
    assert broken(third, opened("R3/3", "11:01"), before=before) == ["place"]
    assert broken(third, opened("R3/4", "11:00"), opened("R2/3", "10:30"), before=before) == ["place"]
    assert broken(third, opened("R3/3", "10:30"), shut("R3/3", "10:50"), before=before) == ["closed"]
    beyond = shut("R3", "10:50"), opened("R3/3", "10:30")
    assert broken([third[2]], *beyond, before=before) == ["closed"]


def test_day_a_place_put_up_does_not_make_a_crowded_room_one_where_places_are_kept():
    before = [meet("S1", "B4", "11:00", "R3/1"), meet("S2", "B4", "11:20", "R3/2")]
    assert broken(before, opened("R3/3", "10:30"), before=before) == []


def test_day_a_buyer_of_a_room_with_no_place_to_spare_has_its_own_too():
    problem = event()
    problem = replace(problem, rooms=(replace(problem.rooms[0], tables=2), *problem.rooms[1:]))
    lamp = shut("R1/1", "11:00", "11:20")
    after = changed(FREE, room="R2", start=at("11:00"), table=1)
    after = without(LEFT, plan=after)
    assert broken(after, lamp, problem=problem) == []
    assert broken(changed(LATER, table=2), problem=problem) == ["keeps_place", "keeps_place"]


def test_day_who_went_elsewhere_in_an_earlier_call_may_stay_there():
    """B1 has been moved out of R1 altogether, so nothing tells any more which place was its own."""
    before = [replace(LATER, room="R2")]
    lamp = shut("R1/1", "10:00")
    assert broken(before, lamp, before=before) == []
    assert broken([replace(before[0], start=at("11:40"))], lamp, before=before) == []
    assert broken([replace(before[0], start=at("11:40"))], before=before) == ["room"]
    assert broken([FREE, *before], lamp, before=[FREE, *before]) == ["closed"]
    later = [FREE, replace(before[0], start=at("11:40"))]
    assert broken(later, shut("R1/2", "10:00"), before=[FREE, *before]) == ["room"]
    assert broken([replace(before[0], table=2)], lamp, before=before) == []
    assert broken(before, shut("R1/1", "10:00", "11:20"), before=before) == ["room"]


def test_day_a_borrowed_place_is_not_a_buyers_own():
    """B1's place is closed all day; at 11:20 it sits at the place of B2, and at 11:40 there is none left."""
    before = [meet("S6", "B1", "10:00", "R1/1", "finished"), replace(LATER, table=2), FREE, OTHER]
    lamp = shut("R1/1", "10:50")
    assert broken([before[0], before[1], replace(FREE, room="R2"), OTHER], lamp, before=before) == []


def test_day_a_buyers_own_place_is_told_by_where_it_sat_undisturbed_or_would_sit():
    """The spare place has been used more often, but only since the buyer's own is closed."""
    borrowed = [replace(LATER, table=3), meet("S6", "B1", "11:40", "R1/3")]
    lamp = shut("R1/1", "10:50")
    sat = [meet("S7", "B1", "10:00", "R1/1", "finished"), *borrowed]
    assert broken([*sat[:2], replace(sat[2], start=at("13:00"), room="R2", table=1)], lamp, before=sat) == []
    would = [FREE, *borrowed]
    assert broken([replace(FREE, room="R2"), *borrowed], lamp, before=would) == []
    neither = [meet("S7", "B1", "13:00", "R1/3"), *borrowed]
    assert broken([*neither[:2], replace(neither[2], room="R2", table=1)], lamp, before=neither) == ["room"]


def test_day_a_guest_of_before_is_none_of_a_rooms_own_buyers():
    """B3 sits in R1 while R2 is closed; R1 still has a place for each of its own buyers."""
    before = [replace(LEFT, room="R1", table=3), LATER]
    closing = shut("R2", "10:50", "11:20"), shut("R1/1", "11:20", "11:40")
    assert broken([before[0], replace(LATER, room="R3")], *closing, before=before) == []


def test_day_a_place_nobody_else_sits_at_is_a_buyers_own_while_it_lacks_one():
    problem = event()
    problem = replace(problem, buyers=(replace(problem.buyers[0], tables=2), *problem.buyers[1:]))
    before = [FREE, meet("S6", "B1", "11:00", "R1/3"), LATER]
    lamp = shut("R1/1", "10:00")
    after = [replace(FREE, room="R2"), before[1], replace(LATER, room="R2")]
    assert broken(after, lamp, before=before, problem=problem) == ["room", "room"]
    assert broken(after, lamp, shut("R1/3", "11:00", "11:20"), before=before, problem=problem) == [
        "closed",
        "room",
    ]


def test_day_a_buyer_that_the_event_does_not_know_is_named_as_a_wish_nobody_has():
    assert broken([meet("S1", "B9", "11:00", "R1/3")], before=[]) == ["wish"]


def test_day_those_that_stay_in_another_room_do_not_bind_the_rest():
    """R1 is closed and B1 sits in R3; now that is closed as well, and B1 goes on to R2."""
    running = meet("S6", "B1", "10:20", "R3/1", "in_progress")
    before = [running, replace(FREE, room="R3"), replace(LATER, room="R3")]
    closing = shut("R1", "10:00"), shut("R3", "10:40")
    after = [before[0], replace(FREE, room="R2"), replace(LATER, room="R2")]
    assert broken(after, *closing, before=before) == []
    assert broken([*after[:2], replace(LATER, room="R2", table=2)], *closing, before=before) == []
    assert broken([*after[:2], before[2]], closing[0], before=before) == ["room"]


def test_day_a_room_that_a_buyer_leaves_does_not_become_one_where_places_are_kept():
    """B5 sits in R1 too, which is then too small for all; it is gone, and B1 may still use any place."""
    problem = event()
    problem = replace(problem, buyers=(*problem.buyers[:4], replace(problem.buyers[4], room=None)))
    gone = meet("S6", "B5", "11:00", "R1/3")
    before = [gone, FREE, replace(LATER, table=2)]
    left = away(Kind.ABSENT, "B5", "10:30")
    assert broken([FREE, replace(LATER, table=3)], left, before=before, problem=problem) == []
    alone = [FREE, replace(LATER, table=2)]
    assert broken([FREE, replace(LATER, table=3)], before=alone, problem=problem) == ["keeps_place"]


def test_day_a_buyer_without_a_room_stays_where_an_earlier_call_moved_it():
    """R1 was closed and B1 went to R3. It may stay there, at any place it had, but not go to a third room."""
    before = [
        meet("S6", "B1", "10:00", "R1/1", "finished"),
        replace(FREE, room="R3"),
        replace(LATER, room="R3", table=2),
        meet("S7", "B1", "13:00", "R1/1"),
    ]
    burst = shut("R1", "10:30", "11:40")
    assert broken(before, burst, before=before, problem=floating()) == []
    for place, rules in (("R3/1", []), ("R1/2", ["keeps_place"]), ("R2/1", ["room"])):
        last = meet("S7", "B1", "13:20", place)
        assert broken([*before[:3], last], burst, before=before, problem=floating()) == rules


def test_day_a_buyer_may_go_to_another_room_on_another_day():
    problem = event()
    problem = replace(problem, sessions=(*problem.sessions, Session(NEXT, dt.time(10), dt.time(11))))
    tomorrow = replace(LATER, start=at("10:20", NEXT))
    burst = shut("R1", "11:00")
    after = [replace(FREE, room="R2"), replace(tomorrow, room="R3")]
    assert broken(after, burst, before=[FREE, tomorrow], problem=problem) == []


def test_day_a_guest_may_have_taken_the_place_of_its_host():
    """B3 sits at the place of B1 while R2 is closed, so that B1 may sit anywhere in that slot."""
    guest = replace(LEFT, room="R1", table=1)
    burst = shut("R2", "11:00", "11:20")
    before = [guest, LATER]
    beside = meet("S6", "B1", "11:00", "R1/3")
    assert broken([guest, beside, LATER], burst, before=before) == []
    assert broken([guest, replace(beside, start=at("11:40")), LATER], burst, before=before) == ["keeps_place"]


def test_day_a_buyer_without_a_room_whose_room_is_closed_is_a_guest_elsewhere():
    before = [FREE, LATER]
    after = [replace(FREE, room="R2"), replace(LATER, room="R2", table=2)]
    assert broken(after, shut("R1", "11:00"), before=before, problem=floating()) == []
    wishes = tuple(wish for wish in event().wishes if wish.buyer == "B1")
    alone = floating(wishes=wishes)
    alone = replace(alone, buyers=alone.buyers[:1])
    assert broken(after, before=before, problem=alone) == ["keeps_place"]
