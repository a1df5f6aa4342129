"""How a running solve is told: few enough points for a small chart, none of them misleading."""

from __future__ import annotations

from typing import Any, TypedDict

MOST_POINTS = 240


class Point(TypedDict):
    """The best value and proven bound of a goal, so many seconds after the start."""

    goal: str
    stage: int
    stages: int
    value: int | None
    bound: int | None
    seconds: float


def point_of(line: dict[str, Any]) -> Point:
    """A point as the solver's process reports it."""
    return Point(
        goal=str(line["goal"]),
        stage=int(line["stage"]),
        stages=int(line["stages"]),
        value=line["value"],
        bound=line["bound"],
        seconds=round(float(line["seconds"]), 2),
    )


def with_point(points: list[Point], new: Point, most: int = MOST_POINTS) -> list[Point]:
    """The points and a new one; it replaces the last if that says the same, and old ones are thinned.

    The first and the last point of every goal are kept: they are where its course begins and ends.
    """
    if len(points) > 1 and _same(points[-1], new) and _same(points[-2], new):
        points = points[:-1]
    points = [*points, new]
    if len(points) <= most:
        return points
    edges = {
        index
        for index, point in enumerate(points)
        if index in (0, len(points) - 1)
        or points[index - 1]["goal"] != point["goal"]
        or points[index + 1]["goal"] != point["goal"]
    }
    return [point for index, point in enumerate(points) if index in edges or index % 2]


def _same(one: Point, other: Point) -> bool:
    return (one["goal"], one["value"], one["bound"]) == (other["goal"], other["value"], other["bound"])
