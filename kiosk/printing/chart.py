"""The curve of arrivals as a picture: where each bar, line and label stands, for a template to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.arrivals import Step

LEFT, RIGHT, TOP, BOTTOM = 8, 44, 26, 30
FEWEST = 12
"""As many steps as a chart is wide at least, so that the first arrivals are no blocks."""
WIDEST = 44
"""Pixels a bar may be wide."""
LABEL = 52
"""Pixels that a time needs at the foot."""
LETTER = 10
"""Pixels that a digit of a bar's number needs."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: how many came, drawn from its top; `number` is empty where there is no room for it."""

    x: float
    y: float
    width: float
    height: float
    number: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A label on an axis, and where."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of so many pixels: bars, the line of the total so far, and the marks of both axes."""

    width: int
    height: int
    left: float
    right: float
    foot: float
    bars: tuple[Bar, ...]
    line: str
    """The path of the total: it rises over each step to what it is at its end."""
    end: tuple[float, float]
    times: tuple[Mark, ...]
    totals: tuple[Mark, ...]


def chart(steps: Sequence[Step], expected: int, width: int, height: int) -> Chart:
    """Draw steps, of which there is at least one; the line's full height is everyone expected."""
    foot, right = height - BOTTOM, width - RIGHT
    each = (right - LEFT) / max(FEWEST, len(steps))
    most = max(step.count for step in steps)
    full = max(expected, steps[-1].total)

    def high(share: float) -> float:
        return round(foot - share * (foot - TOP), 1)

    wide = round(min(WIDEST, each * 0.7), 1)
    bars, points = [], [(float(LEFT), high(0))]
    for number, step in enumerate(steps):
        middle = LEFT + (number + 0.5) * each
        # Bars stay below the line's upper part, so that both can be read.
        top = high(0.6 * step.count / most)
        room = wide >= LETTER * len(str(step.count)) and step.count > 0
        label = str(step.count) if room else ""
        bars.append(Bar(round(middle - wide / 2, 1), top, wide, round(foot - top, 1), label))
        points.append((round(LEFT + (number + 1) * each, 1), high(step.total / full)))
    apart = max(1, -(-LABEL // int(max(each, 1))))
    times = tuple(
        Mark(round(LEFT + number * each, 1), f"{step.starts:%H:%M}")
        for number, step in enumerate(steps)
        if number % apart == 0
    )
    halves = dict.fromkeys((0, full // 2, full))
    return Chart(
        width=width,
        height=height,
        left=LEFT,
        right=right,
        foot=foot,
        bars=tuple(bars),
        line="M" + "L".join(f"{x} {y}" for x, y in points),
        end=points[-1],
        times=times,
        totals=tuple(Mark(high(total / full), str(total)) for total in halves),
    )
