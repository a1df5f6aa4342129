"""The difference of two timetables, as each company and each room must hear of it."""

from __future__ import annotations

from dataclasses import replace

from scheduler.compare import Change, Kind, Place, compare
from scheduler.timetable import Timetable


def test_compare_names_what_moved_was_lost_and_was_added(meet):
    stays, was = meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20")
    now = meet("S2", "B1", "13:00", room="R2", table=3)
    lost, added = meet("S3", "B1", "10:40"), meet("S3", "B2", "10:40")
    found = compare(Timetable((stays, was, lost)), Timetable((added, stays, now)))
    moved = Change(Kind.MOVED, "S2", "B1", Place(was.start, "R1", 1), Place(now.start, "R2", 3))
    gone = Change(Kind.LOST, "S3", "B1", Place(lost.start, "R1", 1), None)
    new = Change(Kind.ADDED, "S3", "B2", None, Place(added.start, "R1", 1))
    assert found.changes == (gone, new, moved)
    assert found.by_company == {"B1": (gone, moved), "B2": (new,), "S2": (moved,), "S3": (gone, new)}
    assert found.by_room == {"R1": (gone, new, moved), "R2": (moved,)}
    assert [found.of_kind(kind) for kind in Kind] == [(moved,), (gone,), (new,), ()]
    assert found.kept == 1


def test_compare_counts_a_cancelled_interview_as_lost(meet):
    held = meet("S1", "B1", "10:00")
    found = compare(Timetable((held,)), Timetable((replace(held, status="cancelled"),)))
    assert [(c.kind, c.after) for c in found.changes] == [(Kind.LOST, None)]


def test_compare_of_a_timetable_with_itself_is_empty(meet):
    held = Timetable((meet("S1", "B1", "10:00"), meet("S2", "B1", "10:20")))
    begun = Timetable(tuple(replace(i, status="finished", staff=("C1",)) for i in held.interviews))
    found = compare(held, begun)
    assert (found.changes, found.by_company, found.by_room, found.kept) == ((), {}, {}, 2)


def test_compare_names_a_second_interview_of_a_pair_as_added(meet):
    held, again = meet("S1", "B1", "10:00"), meet("S1", "B1", "13:00")
    for second in (again, replace(held)):
        found = compare(Timetable((held,)), Timetable((held, second)))
        assert found.changes == (Change(Kind.ADDED, "S1", "B1", None, Place(second.start, "R1", 1)),)
        assert found.kept == 1
        back = compare(Timetable((held, second)), Timetable((held,)))
        assert [(c.kind, c.before) for c in back.changes] == [(Kind.LOST, Place(second.start, "R1", 1))]
