from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats import times
from scheduler.formats.faults import CellError
from scheduler.problem import TimeRange

DAY_1, DAY_2 = dt.date(2026, 11, 26), dt.date(2026, 11, 27)
TEN, NOON, ONE, THREE = dt.time(10), dt.time(12), dt.time(13), dt.time(15)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-26",
        "2026/11/26",
        "２０２６／１１／２６",
        "2026年11月26日",
        "2026.11.26",
        "2026/11/26(木)",
        "2026-11-26 00:00:00",
    ],
)
def test_date_is_read_as_people_write_it(typed: str) -> None:
    assert times.date(typed) == DAY_1


@pytest.mark.parametrize("typed", ["2026-02-30", "11/26/2026", "26 Nov", "2026-11-26 10:00", "46352"])
def test_date_refuses_what_is_none(typed: str) -> None:
    with pytest.raises(CellError):
        times.date(typed)


@pytest.mark.parametrize("typed", ["9:05", "09:05", "０９：０５", "9:05:00", "9時5分", "9時05分"])
def test_time_is_read_as_people_write_it(typed: str) -> None:
    assert times.time(typed) == dt.time(9, 5)


@pytest.mark.parametrize("typed", ["24:00", "9:60", "10", "0.5", "9:05 PM", "10:00:30"])
def test_time_refuses_what_is_none(typed: str) -> None:
    with pytest.raises(CellError):
        times.time(typed)


def test_moment_is_a_time_with_or_without_its_day() -> None:
    assert [times.moment(text) for text in ("10:40", "2026-11-26 10:40", "2026/11/26T10:40:00")] == [
        (None, dt.time(10, 40)),
        (DAY_1, dt.time(10, 40)),
        (DAY_1, dt.time(10, 40)),
    ]


@pytest.mark.parametrize("typed", ["2026-11-26", "2026-13-26 10:40", "2026-11-26 25:00", "soon"])
def test_moment_refuses_what_is_none(typed: str) -> None:
    with pytest.raises(CellError):
        times.moment(typed)


def test_ranges_carry_the_date_over_until_the_next_one() -> None:
    assert times.ranges("2026-11-26 10:00-12:00;13:00-15:00;2026-11-27 10:00-12:00") == (
        TimeRange(DAY_1, TEN, NOON),
        TimeRange(DAY_1, ONE, THREE),
        TimeRange(DAY_2, TEN, NOON),
    )


def test_range_before_any_date_holds_every_day() -> None:
    assert times.ranges("10:00-12:00;2026-11-27 13:00-15:00;10:00-12:00") == (
        TimeRange(None, TEN, NOON),
        TimeRange(DAY_2, ONE, THREE),
        TimeRange(DAY_2, TEN, NOON),
    )


@pytest.mark.parametrize("dash", list("-~～〜–—−－‐ー"))
def test_range_is_read_with_any_dash(dash: str) -> None:
    assert times.ranges(f"１０：００{dash}12:00") == (TimeRange(None, TEN, NOON),)


def test_range_with_kanji_and_other_separators_is_read() -> None:
    assert times.ranges("2026年11月26日(木) 10時~12時、13:00 ~ 15:00；") == (
        TimeRange(DAY_1, TEN, NOON),
        TimeRange(DAY_1, ONE, THREE),
    )


@pytest.mark.parametrize(
    "typed", ["10:00", "10-12", "12:00-10:00", "10:00-10:00", "2026-02-30 10:00-12:00", "10:00-24:00"]
)
def test_range_refuses_what_is_none(typed: str) -> None:
    with pytest.raises(CellError):
        times.ranges(typed)


def test_ranges_for_every_day_are_written_before_dated_ones() -> None:
    spans = (TimeRange(DAY_1, TEN, NOON), TimeRange(DAY_1, ONE, THREE), TimeRange(None, ONE, THREE))
    assert times.write_ranges(spans) == "13:00-15:00;2026-11-26 10:00-12:00;13:00-15:00"


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: dt.time(minute // 60, minute % 60))


@st.composite
def spans(draw: st.DrawFn) -> tuple[TimeRange, ...]:
    found = [
        TimeRange(draw(st.sampled_from([DAY_1, DAY_2, None])), *sorted(pair))
        for pair in draw(st.lists(st.tuples(minutes, minutes).filter(lambda p: p[0] != p[1]), max_size=5))
    ]
    return tuple(sorted(found, key=lambda span: span.date is not None))


@given(spans())
def test_ranges_written_are_read_back_equal(value: tuple[TimeRange, ...]) -> None:
    assert times.ranges(times.write_ranges(value)) == value
