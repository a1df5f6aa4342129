"""The curve of arrivals."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.domain.arrivals import MOST_STEPS, Step, busiest, curve


def at(hour: int, minute: int, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, 26, hour, minute, second, tzinfo=dt.UTC)


def test_curve_of_nobody_is_empty() -> None:
    assert curve(()) == ()
    assert busiest(()) is None


def test_curve_counts_each_step_and_runs_on_without_gaps() -> None:
    steps = curve((at(9, 59, 59), at(9, 42), at(9, 44), at(9, 45)))
    assert steps == (
        Step(at(9, 40), at(9, 45), 2, 2),
        Step(at(9, 45), at(9, 50), 1, 3),
        Step(at(9, 50), at(9, 55), 0, 3),
        Step(at(9, 55), at(10, 0), 1, 4),
    )
    assert busiest(steps) == steps[0]


def test_busiest_of_equal_steps_is_the_earliest() -> None:
    steps = curve((at(9, 41), at(9, 46)))
    assert busiest(steps) == steps[0]


@pytest.mark.parametrize(
    ("last", "minutes"), [(at(9, 0), 5), (at(11, 59), 5), (at(12, 0), 10), (at(14, 59), 10), (at(15, 0), 30)]
)
def test_steps_are_as_short_as_the_chart_has_room_for(last: dt.datetime, minutes: int) -> None:
    steps = curve((at(9, 0), last))
    assert steps[0].ends - steps[0].starts == dt.timedelta(minutes=minutes)
    assert len(steps) <= MOST_STEPS
    assert steps[-1].starts <= last < steps[-1].ends
