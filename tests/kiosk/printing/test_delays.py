"""The chart of delay through the day."""

from __future__ import annotations

import datetime as dt

from kiosk.printing.delays import delay_chart
from kiosk.queries.actual import SlotSummary, Summary


def _slot(hour: int, shifted: int, delay: int | None) -> SlotSummary:
    held = 0 if delay is None else 1
    numbers = Summary(1, held, 0, 0, delay, delay, 0, 0, shifted)
    return SlotSummary(dt.datetime(2026, 11, 26, hour, tzinfo=dt.UTC), numbers)


def test_own_delay_stands_upon_the_halls_shift() -> None:
    found = delay_chart([_slot(10, 5, 15), _slot(11, 0, 0)], 1000, 256)
    bar, none = found.bars
    assert (bar.hall_height, bar.own_height, bar.number) == (50.0, 150.0, "20")
    assert bar.hall_y + bar.hall_height == found.foot
    assert bar.own_y + bar.own_height == bar.hall_y
    assert (none.own_height, none.number) == (0.0, "0")


def test_small_delays_look_small_and_early_is_on_time() -> None:
    found = delay_chart([_slot(10, 0, 1), _slot(11, -5, -3), _slot(12, 0, None)], 1000, 256)
    assert [bar.own_height for bar in found.bars] == [20.0, 0.0, 0.0]
    assert [bar.number for bar in found.bars] == ["1", "0", ""]
    assert [mark.text for mark in found.minutes] == ["0", "5", "10"]


def test_many_slots_fit_and_not_every_time_is_written() -> None:
    found = delay_chart([_slot(hour, 0, 2) for hour in range(24)], 330, 200)
    assert found.bars[-1].x + found.bars[-1].width <= found.right
    assert len(found.times) < 8
