"""How the people of a day came in: the arrivals as a curve, in steps that suit their spread."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = (5, 10, 30)
"""Minutes that a step may last; each divides an hour."""
MOST_STEPS = 36
"""As many steps as a chart shows well."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the curve: how many came from `starts` to before `ends`, and how many had by then."""

    starts: dt.datetime
    ends: dt.datetime
    count: int
    total: int


def curve(arrivals: Iterable[dt.datetime]) -> tuple[Step, ...]:
    """The arrivals (local times) from the first to the last, without a gap; empty when nobody came.

    Steps are the shortest of `STEPS` of which no more than `MOST_STEPS` are needed, else the longest.
    """
    came = sorted(arrivals)
    if not came:
        return ()
    lasts = next((step for step in STEPS if _number(came, step) <= MOST_STEPS), STEPS[-1])
    counted = Counter(_begin(at, lasts) for at in came)
    steps: list[Step] = []
    for number in range(_number(came, lasts)):
        starts = _begin(came[0], lasts) + number * dt.timedelta(minutes=lasts)
        total = (steps[-1].total if steps else 0) + counted[starts]
        steps.append(Step(starts, starts + dt.timedelta(minutes=lasts), counted[starts], total))
    return tuple(steps)


def busiest(steps: Iterable[Step]) -> Step | None:
    """The step in which most people came, the earliest of equals."""
    return max(steps, key=lambda step: (step.count, -step.starts.timestamp()), default=None)


def _begin(at: dt.datetime, minutes: int) -> dt.datetime:
    return at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)


def _number(came: list[dt.datetime], minutes: int) -> int:
    """How many steps there are from the first to the last arrival."""
    spread = _begin(came[-1], minutes) - _begin(came[0], minutes)
    return spread // dt.timedelta(minutes=minutes) + 1
