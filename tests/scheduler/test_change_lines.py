"""What a day that was planned again changes, line by line, with what to see to."""

from dataclasses import replace

from scheduler.change_lines import ChangeLine, change_lines
from scheduler.compare import Change, Kind, compare
from scheduler.day.replan import Replanned
from scheduler.incidents import Incident
from scheduler.timetable import Bilingual, Interview, Result, Status, Timetable
from tests.scheduler.day import FREE, HELD, LATER, OTHER, Plan, changed, event, meet, walk_in, without

BECAUSE = Bilingual("理由", "reason")


def lines(after: Plan, *incidents: Incident, before: Plan = HELD) -> tuple[ChangeLine, ...]:
    old, new = Timetable(tuple(before)), Timetable(tuple(after))
    difference = compare(old, new)
    reasons = (BECAUSE,) * len(difference.changes)
    done = Replanned(event(), Result(Status.OPTIMAL, new, (), (), (), 0.0), difference, reasons, ())
    return change_lines(old, done, incidents)


def note(after: Plan, *incidents: Incident, before: Plan = HELD) -> str | None:
    (line,) = lines(after, *incidents, before=before)
    return line.note.en if line.note else None


def with_staff(old: Interview, *people: str, plan: Plan = HELD) -> Plan:
    return changed(old, plan, staff=people)


def test_nothing_changed_is_no_line():
    assert lines(HELD) == ()


def test_lines_are_in_order_of_the_first_time_they_are_about():
    """FREE at 11:00 is lost; LATER moves from 11:20 to 13:20; an interview is added at 11:40."""
    after = [
        *changed(LATER, without(FREE), start=LATER.start.replace(hour=13)),
        meet("S6", "B2", "11:40", "R1/2"),
    ]
    told = lines(after)
    assert [(line.change.kind, line.interview) for line in told] == [
        (Kind.LOST, HELD.index(FREE) + 1),
        (Kind.MOVED, HELD.index(LATER) + 1),
        (Kind.ADDED, None),
    ]
    assert {line.reason for line in told} == {BECAUSE}


def test_other_staff_at_the_same_place_are_a_line():
    (line,) = lines(with_staff(FREE, "I2"), before=with_staff(FREE, "I1"))
    place = line.change.before
    assert line.change == Change(Kind.STAFF, "S4", "B1", place, place)
    assert line.interview == HELD.index(FREE) + 1
    assert line.reason == Bilingual("同席者が替わります", "Other staff sit in")
    assert line.note == Bilingual("同席: 通訳1 → 通訳2", "Sits in: 通訳1 → 通訳2")


def test_same_staff_in_another_order_are_no_line():
    assert lines(with_staff(FREE, "I2", "I1"), before=with_staff(FREE, "I1", "I2")) == ()


def test_staff_of_what_moved_or_was_lost_are_named():
    before = with_staff(FREE, "I1")
    moved = changed(before[HELD.index(FREE)], before, table=3)
    assert note(moved, before=before) == "Sits in: 通訳1"
    other = [replace(i, staff=("I2",)) if i.staff else i for i in moved]
    assert note(other, before=before) == "Sits in: 通訳1 → 通訳2"
    gone = [i for i in before if not i.staff]
    assert note(gone, before=before) == "Was to sit in: 通訳1"


def test_another_table_at_the_same_time_asks_for_nothing():
    assert note(changed(FREE, table=3)) is None


def test_supplier_that_comes_before_its_first_interview_is_to_be_asked():
    only = [i for i in HELD if i.supplier != "S5" or i == LATER]
    earlier = changed(LATER, only, start=FREE.start)
    assert (
        note(earlier, before=only)
        == "The supplier's first interview was at 11:20: make sure that it is there"
    )
    assert note(earlier, walk_in("10:30", "S5", "S5>B2"), before=only) is None


def test_supplier_that_stays_after_its_last_interview_is_to_be_asked():
    assert note([*HELD, meet("S4", "B3", "13:00", "R2/1")]) == (
        "The supplier's last interview was at 11:00: make sure that it can stay"
    )


def test_supplier_without_an_interview_that_it_kept_is_to_be_asked():
    before = changed(OTHER, [i for i in HELD if i.supplier != "S1" or i == OTHER], status="no_show")
    added = meet("S1", "B1", "13:00", "R1/1")
    asked = "The supplier has no other interview on this day: make sure that it is there"
    assert note([*before, added], before=before) == asked
    assert note([*before, added], walk_in("10:30", "S1", "S1>B1"), before=before) is None


def test_interview_between_two_others_asks_for_nothing():
    assert note([*HELD, meet("S5", "B2", "11:40", "R1/2")], before=[*HELD]) is not None
    around = [*HELD, meet("S5", "B2", "13:00", "R1/2")]
    assert note([*around, meet("S5", "B4", "11:40", "R3/1")], before=around) is None
