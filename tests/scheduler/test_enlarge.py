"""The event as the day has made it: walk-ins, their wishes, slots that were added."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.enlarge import enlarged, overlap, starts
from scheduler.incidents import Incident, Kind
from scheduler.problem import Event, Mark, Problem, ProblemError, Session, Supplier, Wish
from tests.scheduler.conftest import DAY, at, make_event

NEW = Supplier("S9", "新規精機", region="長野県")


def session(start: str, end: str, label: str = "", day: dt.date = DAY) -> Session:
    return Session(day, dt.time.fromisoformat(start), dt.time.fromisoformat(end), label)


def added(start: str, end: str, time: str = "10:30", day: dt.date = DAY) -> Incident:
    return Incident(Kind.SLOT_ADDED, at(time), session=session(start, end, day=day))


def walk_in(*pairs: tuple[str, str], newcomer: Supplier | None = None, time: str = "10:30") -> Incident:
    return Incident(Kind.WALK_IN, at(time), companies=(pairs[0][0],), pairs=pairs, newcomer=newcomer)


def test_enlarged_is_the_same_event_where_nothing_is_added(event):
    problem = event(Wish("S1", "B1"))
    for incidents in (
        (),
        (Incident(Kind.ABSENT, at("10:30"), companies=("S1",)),),
        (walk_in(("S1", "B1")), added("10:20", "11:00")),
    ):
        assert enlarged(problem, incidents) is problem


def test_walk_in_adds_its_company_and_its_wishes_ranked_by_their_place(event):
    problem = event(Wish("S1", "B1", 4, Mark.CROSS), Wish("S1", "B2"), Wish("S2", "B3"))
    later = walk_in(("S9", "B3"), ("S9", "B1"), ("S9", "B2"), newcomer=NEW, time="11:30")
    found = enlarged(
        problem, [later, walk_in(("S9", "B1"), newcomer=NEW), walk_in(("S1", "B1"), ("S1", "B3"))]
    )
    assert found.suppliers == (*problem.suppliers, NEW)
    assert found.wishes == (
        *problem.wishes,
        Wish("S9", "B1", rank=1),
        Wish("S1", "B3", rank=2),
        Wish("S9", "B3", rank=1),
        Wish("S9", "B2", rank=3),
    )
    assert found.sessions == problem.sessions


def test_walk_in_that_the_event_knows_since_is_not_added_again(event):
    problem = event(Wish("S9", "B1", 3))
    assert enlarged(problem, [walk_in(("S9", "B1"), newcomer=NEW)]) is problem


def test_walk_in_without_a_company_of_that_id_is_refused(event):
    with pytest.raises(ProblemError):
        enlarged(event(Wish("S1", "B1")), [walk_in(("S9", "B1"))])


@pytest.mark.parametrize(
    ("stretches", "sessions"),
    [
        ([("11:00", "11:20")], [("10:00", "11:20", "am"), ("13:00", "14:00", "pm")]),
        ([("14:00", "14:50")], [("10:00", "11:00", "am"), ("13:00", "14:50", "pm")]),
        ([("12:40", "13:00")], [("10:00", "11:00", "am"), ("12:40", "14:00", "pm")]),
        ([("12:30", "13:00")], [("10:00", "11:00", "am"), ("12:30", "13:00", ""), ("13:00", "14:00", "pm")]),
        ([("11:10", "11:30")], [("10:00", "11:00", "am"), ("11:10", "11:30", ""), ("13:00", "14:00", "pm")]),
        ([("9:40", "10:00")], [("09:40", "11:00", "am"), ("13:00", "14:00", "pm")]),
        ([("11:20", "11:40"), ("11:00", "11:20")], [("10:00", "11:40", "am"), ("13:00", "14:00", "pm")]),
        ([("12:20", "12:40"), ("12:40", "13:00")], [("10:00", "11:00", "am"), ("12:20", "14:00", "pm")]),
        ([("11:00", "13:00")], [("10:00", "13:00", "am"), ("13:00", "14:00", "pm")]),
        ([("15:00", "15:20"), ("15:20", "15:40")], [
            ("10:00", "11:00", "am"), ("13:00", "14:00", "pm"), ("15:00", "15:40", "")
        ]),
    ],
)  # fmt: skip
def test_stretch_makes_a_session_longer_where_the_grid_goes_on(event, stretches, sessions):
    problem = event(Wish("S1", "B1"))
    incidents = [added(start.zfill(5), end) for start, end in stretches]
    expected = tuple(session(*one) for one in sessions)
    assert enlarged(problem, incidents).sessions == expected
    assert (
        enlarged(problem, [*reversed(incidents), replace(incidents[0], time=at("10:00"))]).sessions
        == expected
    )


def test_added_slots_are_neighbours_of_those_they_continue(event):
    found = enlarged(event(Wish("S1", "B1")), [added("11:00", "11:20"), added("14:20", "14:40")])
    last = [
        (f"{slot.start:%H:%M}", slot.session, slot.label) for slot in found.slots if slot.start >= at("10:40")
    ]
    assert last == [
        ("10:40", 0, "am"), ("11:00", 0, "am"),
        ("13:00", 1, "pm"), ("13:20", 1, "pm"), ("13:40", 1, "pm"), ("14:20", 2, ""),
    ]  # fmt: skip


def test_time_to_move_counts_where_a_stretch_is_joined(event):
    problem = event(
        Wish("S1", "B1"), gap_minutes=10, sessions=(("10:00", "10:50", "am"), ("13:00", "13:50", "pm"))
    )
    joined = enlarged(problem, [added("11:00", "11:20"), added("12:30", "12:50")])
    assert joined.sessions == (session("10:00", "11:20", "am"), session("12:30", "13:50", "pm"))
    apart = enlarged(problem, [added("10:50", "11:10")])
    assert apart.sessions == (*problem.sessions[:1], session("10:50", "11:10"), *problem.sessions[1:])


def test_stretch_may_begin_in_the_rest_of_a_session_that_holds_no_slot(event):
    problem = event(Wish("S1", "B1"), sessions=(("10:00", "10:50", "am"),))
    assert enlarged(problem, [added("10:40", "11:00")]).sessions == (session("10:00", "11:00", "am"),)


def test_session_is_not_joined_across_a_stretch_in_its_time_to_move(event):
    problem = event(Wish("S1", "B1"), slot_minutes=5, gap_minutes=10, sessions=(("10:00", "10:20", "am"),))
    found = enlarged(problem, [added("10:30", "10:35"), added("10:22", "10:28")])
    assert sorted(found.slot_at) == [at(time) for time in ("10:00", "10:15", "10:22", "10:30")]


def test_session_that_a_stretch_makes_has_no_label(event):
    named = Incident(Kind.SLOT_ADDED, at("10:00"), session=session("15:00", "15:20", "pm"))
    assert enlarged(event(Wish("S1", "B1")), [named]).sessions[-1] == session("15:00", "15:20")


def test_stretch_is_joined_on_its_own_day_only(event):
    problem = event(Wish("S1", "B1"), days=2)
    day = DAY + dt.timedelta(days=1)
    found = enlarged(problem, [added("14:00", "14:20", day=day)])
    assert [s for s in found.sessions if s not in problem.sessions] == [session("13:00", "14:20", "pm", day)]


def test_stretch_across_a_session_is_refused(event):
    with pytest.raises(ProblemError):
        enlarged(event(Wish("S1", "B1")), [added("10:50", "11:20")])


def _clock(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(5, 30),
    st.integers(0, 15),
    st.lists(st.tuples(st.integers(480, 1000), st.integers(5, 120)), min_size=1, max_size=5),
    st.integers(1, 4),
)
def test_grid_has_the_old_slots_and_those_of_the_stretches(slot, gap, spans, own):
    stretches = [Session(DAY, _clock(start), _clock(start + length), "x") for start, length in spans]
    assume(not any(overlap(a, b) for n, a in enumerate(stretches) for b in stretches[:n]))
    facts = Event("test", slot_minutes=slot, gap_minutes=gap)
    problem = Problem(facts, tuple(stretches[:own]), (), (), (), ())
    incidents = [Incident(Kind.SLOT_ADDED, at("10:00"), session=one) for one in stretches[own:]]
    found = enlarged(problem, incidents)
    wanted = {start for one in stretches for start in starts(facts, one)[0]}
    assert set(found.slot_at) == wanted
    assert {s.label for start, s in found.slot_at.items() if start in problem.slot_at} <= {"x"}


def test_event_of_the_tests_has_the_sessions_assumed_here():
    assert make_event(Wish("S1", "B1")).sessions == (
        session("10:00", "11:00", "am"),
        session("13:00", "14:00", "pm"),
    )
