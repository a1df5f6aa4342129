"""Where the parts of the arrivals chart stand."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from kiosk.domain.arrivals import curve
from kiosk.printing.chart import LABEL, WIDEST, Chart, chart

START = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)


def _chart(minutes: list[int], expected: int = 100, width: int = 900) -> Chart:
    return chart(curve(START + dt.timedelta(minutes=m) for m in minutes), expected, width, 240)


@pytest.mark.parametrize("minutes", [[0], [0, 1, 2], list(range(120)), list(range(0, 600, 7)), [0, 179]])
@pytest.mark.parametrize("width", [330, 900])
def test_everything_is_inside_the_picture_and_nothing_overlaps(minutes: list[int], width: int) -> None:
    drawn = _chart(minutes, width=width)
    assert all(drawn.left <= bar.x and bar.x + bar.width <= drawn.right for bar in drawn.bars)
    assert all(0 < bar.y <= drawn.foot and bar.width <= WIDEST for bar in drawn.bars)
    assert all(one.x + one.width <= other.x for one, other in zip(drawn.bars, drawn.bars[1:], strict=False))
    assert all(b.at - a.at >= LABEL - 1 for a, b in zip(drawn.times, drawn.times[1:], strict=False))
    points = [tuple(map(float, point.split())) for point in re.split("[ML]", drawn.line)[1:]]
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))
    assert drawn.end == points[-1]


def test_line_reaches_the_top_when_everyone_came() -> None:
    minutes = list(range(60))
    assert _chart(minutes, expected=60).end[1] == _chart(minutes, expected=60).totals[-1].at
    assert _chart(minutes, expected=120).end[1] > _chart(minutes, expected=120).totals[-1].at
    assert [mark.text for mark in _chart(minutes, expected=120).totals] == ["0", "60", "120"]


def test_bars_are_as_high_as_they_count_and_bear_their_number() -> None:
    drawn = _chart([0, 1, 2, 3, 5, 6])
    assert [bar.number for bar in drawn.bars] == ["4", "2"]
    assert drawn.bars[0].height == pytest.approx(2 * drawn.bars[1].height, abs=0.2)


def test_more_came_than_were_expected() -> None:
    drawn = _chart([0, 1, 2], expected=2)
    assert drawn.totals[-1].text == "3"
    assert drawn.end[1] == drawn.totals[-1].at
