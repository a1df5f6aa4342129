"""The expected end of the day follows from what each table still has to hold."""

from __future__ import annotations

from kiosk.domain.day_end import DayEnd, day_end
from kiosk.domain.interview_states import State
from tests.kiosk.domain.test_alerts import at, meeting


def test_day_that_runs_on_time_ends_with_its_last_interview() -> None:
    day = [meeting("10:00", state=State.IN_PROGRESS), meeting("10:40", id=2)]
    assert day_end(day, at("10:05"), None) == DayEnd(at("11:00"), at("11:00"), "R1", 1)


def test_overrun_pushes_what_comes_right_after_it() -> None:
    day = [meeting("10:00", state=State.IN_PROGRESS), meeting("10:20", id=2)]
    found = day_end(day, at("10:27"), None)
    assert found == DayEnd(at("10:40"), at("10:47"), "R1", 1)
    assert found.late_minutes == 7


def test_break_swallows_a_delay_and_other_tables_do_not_matter() -> None:
    day = [
        meeting("10:00", state=State.IN_PROGRESS),
        meeting("11:00", id=2),
        meeting("11:00", id=3, table=2),
    ]
    assert day_end(day, at("10:27"), None) == DayEnd(at("11:20"), at("11:20"), "R1", 1)


def test_bell_that_is_held_pushes_everything_still_to_begin() -> None:
    found = day_end([meeting("10:20")], at("10:25"), at("10:15"))
    assert found == DayEnd(at("10:40"), at("10:50"), "R1", 1)


def test_day_without_anything_to_come_has_no_end() -> None:
    day = [meeting(state=State.FINISHED), meeting(id=2, table=2)]
    assert day_end(day, at("10:20"), None) is None
