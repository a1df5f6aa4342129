"""The course of a solve: few points, none misleading."""

from __future__ import annotations

from kiosk.domain.solves import Point, point_of, with_point


def point(goal: str, seconds: float, value: int | None = 1, bound: int | None = 9) -> Point:
    return Point(goal=goal, stage=1, stages=2, value=value, bound=bound, seconds=seconds)


def course(points: list[Point], most: int = 240) -> list[Point]:
    told: list[Point] = []
    for each in points:
        told = with_point(told, each, most)
    return told


def test_point_of_a_line_is_rounded() -> None:
    line = {"goal": "score", "stage": 4, "stages": 8, "value": None, "bound": 3, "seconds": 1.23456, "x": 1}
    assert point_of(line) == point_of(line) | {"seconds": 1.23, "value": None}
    assert sorted(point_of(line)) == ["bound", "goal", "seconds", "stage", "stages", "value"]


def test_standstill_is_told_by_its_two_ends() -> None:
    told = course([point("score", second) for second in range(9)] + [point("score", 9, value=2)])
    assert [(p["seconds"], p["value"]) for p in told] == [(0, 1), (8, 1), (9, 2)]


def test_long_courses_are_thinned_but_keep_where_each_goal_begins_and_ends() -> None:
    goals = ["served"] * 3 + ["score"] * 400 + ["idle"] * 2
    told = course([point(goal, second, value=second) for second, goal in enumerate(goals)], most=50)
    assert len(told) <= 50
    edges = {(p["goal"], p["seconds"]) for p in told} & {
        ("served", 0), ("served", 2), ("score", 3), ("score", 402), ("idle", 403), ("idle", 404)
    }  # fmt: skip
    assert len(edges) == 6
    assert [p["seconds"] for p in told] == sorted(p["seconds"] for p in told)
