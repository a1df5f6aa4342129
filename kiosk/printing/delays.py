"""Delay through the day as a picture: the hall's shift and the tables' own delay, slot by slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.printing.chart import LABEL, Mark
from kiosk.queries.actual import SlotSummary

LEFT, RIGHT, TOP, BOTTOM = 40, 12, 26, 30
FEWEST = 8
"""As many slots as a chart is wide at least."""
WIDEST = 44
"""Pixels a bar may be wide."""
LOW = 10
"""Minutes that the chart is high at least, so that small delays look small."""


@dataclass(frozen=True, slots=True)
class DelayBar:
    """One slot: the hall's shift below, the median of the tables' own delays upon it; 0 pixels = none."""

    x: float
    width: float
    hall_y: float
    hall_height: float
    own_y: float
    own_height: float
    number: str
    """Minutes of both together; empty where nothing has begun."""


@dataclass(frozen=True, slots=True)
class DelayChart:
    """A chart of so many pixels."""

    width: int
    height: int
    left: float
    right: float
    foot: float
    bars: tuple[DelayBar, ...]
    times: tuple[Mark, ...]
    minutes: tuple[Mark, ...]


def delay_chart(slots: Sequence[SlotSummary], width: int, height: int) -> DelayChart:
    """Draw slots, of which there is at least one. What is earlier than planned is drawn as on time."""
    foot, right = height - BOTTOM, width - RIGHT
    each = (right - LEFT) / max(FEWEST, len(slots))
    parts = [(max(0, slot.summary.shifted), max(0, slot.summary.delay or 0)) for slot in slots]
    top = max(LOW, *(hall + own for hall, own in parts))

    def high(minutes: float) -> float:
        return round(minutes / top * (foot - TOP), 1)

    wide = round(min(WIDEST, each * 0.7), 1)
    bars = []
    for number, (slot, (hall, own)) in enumerate(zip(slots, parts, strict=True)):
        hall_height, own_height = high(hall), high(own)
        bars.append(
            DelayBar(
                x=round(LEFT + (number + 0.5) * each - wide / 2, 1),
                width=wide,
                hall_y=round(foot - hall_height, 1),
                hall_height=hall_height,
                own_y=round(foot - hall_height - own_height, 1),
                own_height=own_height,
                number=str(hall + own) if slot.summary.held else "",
            )
        )
    apart = max(1, -(-LABEL // int(max(each, 1))))
    return DelayChart(
        width=width,
        height=height,
        left=LEFT,
        right=right,
        foot=foot,
        bars=tuple(bars),
        times=tuple(
            Mark(bars[number].x + wide / 2, f"{slot.starts:%H:%M}")
            for number, slot in enumerate(slots)
            if number % apart == 0
        ),
        minutes=tuple(Mark(round(foot - high(at), 1), str(at)) for at in dict.fromkeys((0, top // 2, top))),
    )
