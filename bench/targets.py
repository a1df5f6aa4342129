"""What is aimed at, and whether the benchmark's results reach it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bench.contests import MENDAN
from bench.results import Goal, Published, Result
from bench.shapes import SHAPES
from scheduler.problem import DEFAULT_GOALS

LEAST = 1e-3
"""Seconds: shorter times count as this in ratios."""
PROMPT = {"tama-2009": 1.0, "yokosuka-2018": 5.0}
"""Seconds until the fewest disturbed companies are proven, whatever goes wrong on the day."""
FIRST = {"okinawa-2022": 5.0, "giant": 60.0}
"""Seconds to the first valid timetable; 1 for the other shapes."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something aimed at, what was measured of it, and whether that is enough."""

    what: str
    aim: str
    measured: str
    met: bool


def targets(results: list[Result], published: Published) -> list[Target]:
    """All targets that these results say something about."""
    instances = [r for r in results if r.kind == "b2b" and r.contestant == MENDAN]
    peers = {r.instance: r for r in results if r.contestant == "uwrmaxsat"}
    events = {r.instance: r for r in results if r.kind == "event" and r.contestant == MENDAN}
    return [
        *(_instances([r for r in instances if r.instance in published], published)),
        *(_beside(instances, peers)),
        *(_events(events)),
        *(_repairs([r for r in results if r.kind == "day" and r.contestant == MENDAN])),
    ]


def ratio(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float | None:
    """The geometric mean of ours / theirs over what both have."""
    both = ours.keys() & theirs.keys()
    logs = [math.log(max(ours[i], LEAST) / max(theirs[i], LEAST)) for i in sorted(both)]
    return math.exp(statistics.fmean(logs)) if logs else None


def _instances(ours: list[Result], published: Published) -> Iterator[Target]:
    if not ours:
        return
    right = [r for r in ours if r.proven and r.goals[0].value == published[r.instance][0]]
    yield Target(
        "published instances",
        "all proven at the published optimum",
        f"{len(right)} of {len(ours)}",
        len(right) == len(ours),
    )
    slow = [r for r in ours if r.seconds > max(published[r.instance][1], 0.5)]
    worst = ", ".join(f"{r.instance} {r.seconds:.2f} s" for r in slow)
    yield Target("", "none slower than published, or 0.5 s", worst or "none is", not slow)
    share = ratio(
        {r.instance: r.seconds for r in ours}, {i: seconds for i, (_, seconds) in published.items()}
    )
    if share is not None:
        yield Target("", "Mendan / published, geometric mean ≤ 0.15", f"{share:.3f}", share <= 0.15)
    total = sum(r.seconds for r in ours)
    yield Target("", "all together ≤ 15 s", f"{total:.1f} s", total <= 15)


def _beside(ours: list[Result], peers: Mapping[str, Result]) -> Iterator[Target]:
    """A peer at its limit counts with it, so the true ratio is at least what is said."""
    share = ratio({r.instance: r.seconds for r in ours}, {i: r.seconds for i, r in peers.items()})
    if share is not None:
        late = sum(not r.proven for r in peers.values())
        least = f", at least: {late} at its limit" if late else ""
        measured = f"{1 / share:.1f} times{least}"
        yield Target("beside UWrMaxSat", "≥ 10 times faster, geometric mean", measured, share <= 0.1)


def _events(events: Mapping[str, Result]) -> Iterator[Target]:
    if "tama-2009" in events:
        tama = events["tama-2009"]
        measured = f"{_proven_goals(tama)}, {tama.seconds:.2f} s"
        yield Target("tama-2009", "all goals proven ≤ 2 s", measured, tama.proven and tama.seconds <= 2)
    for name in ("ota-2009", "shinagawa-2014", "yokosuka-2009", "yokosuka-2018"):
        if name in events:
            yield _near(events[name])
    if "yokosuka-2018" in events:
        yield _early(events["yokosuka-2018"], ("served", "score", "breaks"), 5)
    if "okinawa-2022" in events:
        okinawa = events["okinawa-2022"]
        yield _early(okinawa, ("served", "score"), 60)
        breaks = _goal(okinawa, "breaks")
        yield Target("", "breaks ≤ 5", _said(breaks), breaks is not None and (breaks.value or 0) <= 5)
        yield _memory(okinawa, 2048)
    if "giant" in events:
        yield from _giant(events["giant"])
    for name, result in events.items():
        first, most = result.first_value, FIRST.get(name, 1.0)
        measured = "none" if first is None else f"{first:.2f} s"
        yield Target(name, f"first timetable ≤ {most:g} s", measured, first is not None and first <= most)


def _repairs(days: list[Result]) -> Iterator[Target]:
    """The worst mishap of each shape decides."""
    for shape, most in PROMPT.items():
        times = {}
        own = [r for r in days if r.instance.partition("/")[0] == shape]
        for r in own:
            at = None if r.repaired is None else r.repaired.disturbed_at
            times[r.instance.partition("/")[2]] = math.inf if at is None else at
        if times:
            worst, latest = max(times.items(), key=lambda item: item[1])
            late = [mishap for mishap, seconds in times.items() if seconds == math.inf]
            said = f"not: {', '.join(late)}" if late else f"{latest:.2f} s, {worst}"
            wall = max(r.wall for r in own)
            yield Target(
                f"{shape}, repair on the day",
                f"fewest disturbed proven ≤ {most:g} s at each mishap",
                f"{said}; of {len(times)}, wall ≤ {wall:.1f} s",
                latest <= most,
            )


def _giant(giant: Result) -> Iterator[Target]:
    score, breaks = _goal(giant, "score"), _goal(giant, "breaks")
    yield Target(
        "giant", "score ≤ 0.1 % from its bound", _said(score), score is not None and _gap(score) <= 0.001
    )
    most = (SHAPES["giant"].buyers + SHAPES["giant"].suppliers) // 100
    few = breaks is not None and (breaks.value or 0) <= most
    yield Target("", f"breaks ≤ {most}, 0.01 for each company", _said(breaks), few)
    yield _memory(giant, 8192)


def _near(result: Result) -> Target:
    """All goals that are aimed at proven or within 1 % of their bound."""
    asked = [goal for goal in result.goals if goal.name in DEFAULT_GOALS]
    far = [goal for goal in asked if not goal.optimal and _gap(goal) > 0.01]
    worst = ", ".join(f"{goal.name} {_said(goal)}" for goal in far)
    aim = "all goals proven or ≤ 1 % from the bound, 30 s"
    measured = f"{worst or 'all'}, {result.seconds:.1f} s"
    return Target(result.instance, aim, measured, not far and result.seconds <= 30)


def _early(result: Result, goals: Iterable[str], most: float) -> Target:
    """The goals proven by then, as the first report of each proof says."""
    times = {goal: dict(result.proven_at).get(goal) for goal in goals}
    measured = ", ".join(f"{g} {'not' if s is None else f'{s:.1f} s'}" for g, s in times.items())
    met = all(seconds is not None and seconds <= most for seconds in times.values())
    return Target(result.instance, f"{', '.join(times)} proven ≤ {most:g} s", measured, met)


def _memory(result: Result, most: int) -> Target:
    return Target("", f"memory ≤ {most // 1024} GB", f"{result.memory_mb:.0f} MB", result.memory_mb <= most)


def _proven_goals(result: Result) -> str:
    listed = [goal for goal in result.goals if goal.name in DEFAULT_GOALS]
    return f"{sum(goal.optimal for goal in listed)} of {len(listed)} goals"


def _goal(result: Result, name: str) -> Goal | None:
    return next((goal for goal in result.goals if goal.name == name), None)


def _gap(goal: Goal) -> float:
    """How far the value is from its bound, as a part of the larger of the two; all of it without a bound."""
    if goal.value is None or goal.bound is None:
        return 1.0
    return abs(goal.value - goal.bound) / max(abs(goal.value), abs(goal.bound), 1)


def _said(goal: Goal | None) -> str:
    if goal is None:
        return "none"
    return f"{goal.value} (bound {'none' if goal.bound is None else goal.bound})"
