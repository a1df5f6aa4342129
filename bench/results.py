"""All runs of a contestant on an instance as one result, and the published figures."""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.runs import Record

Published = Mapping[str, tuple[int, float]]
"""Instance → the optimum and the seconds of the best published method."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal's value and proven bound; None where there is none."""

    name: str
    value: int | None
    bound: int | None
    optimal: bool


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of a day after a mishap, as the judge counts it in the worst run."""

    lost: int
    disturbed: int
    moved: int
    added: int
    hit: int | None
    """Interviews that the mishap hits; only striking out tells."""
    disturbed_at: float | None
    """Seconds until the fewest disturbed companies were proven, the goals before them too; the median."""
    all_at: float | None
    """Seconds until all goals were proven; the median."""


@dataclass(frozen=True, slots=True)
class Result:
    """All runs of one contestant on one instance: medians, and the worst of what was found."""

    kind: str
    instance: str
    contestant: str
    status: str
    seconds: float
    wall: float
    memory_mb: float
    first_value: float | None
    """Seconds until the first value of a goal was told, and so until there was a timetable."""
    near_score: float | None
    """Seconds until the score was within 1 % of its bound."""
    proven_at: tuple[tuple[str, float], ...]
    """Each proven goal with the seconds until its proof was told; the latest of all runs."""
    goals: tuple[Goal, ...]
    unplaced: int
    runs: int
    limit: float
    repaired: Repaired | None = None
    """Of a day; None where there is no valid answer."""

    @property
    def proven(self) -> bool:
        return self.status in ("optimal", "infeasible")


def read_published(path: Path, fairness: int) -> dict[str, tuple[int, float]]:
    """The published figures for a fairness, from a CSV with instance,fairness,maxsat_seconds,breaks."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {
            row["instance"]: (int(row["breaks"]), float(row["maxsat_seconds"]))
            for row in csv.DictReader(file)
            if int(row["fairness"]) == fairness
        }


def summarise(records: list[Record]) -> list[Result]:
    """The runs of each contestant on each instance as one result, in the order of the runs."""
    groups: dict[tuple[str, str, str], list[Record]] = {}
    for record in records:
        place = (record["kind"], record["instance"], record["contestant"])
        groups.setdefault(place, []).append(record)
    return [_summary(place, group) for place, group in groups.items()]


_WORST_LAST = ("optimal", "infeasible", "feasible", "unknown", "broken", "failed", "wrong")


def _summary(place: tuple[str, str, str], group: list[Record]) -> Result:
    kind, instance, contestant = place
    status = max((record["status"] for record in group), key=_WORST_LAST.index)
    # A run whose answer is worst stands for the group, so that no figure is better than what one may get.
    worst = max(group, key=lambda record: (_WORST_LAST.index(record["status"]), *_cost(record)))
    return Result(
        kind=kind,
        instance=instance,
        contestant=contestant,
        status=status,
        seconds=statistics.median(record["seconds"] for record in group),
        wall=statistics.median(record["wall"] for record in group),
        memory_mb=statistics.median(record["memory_mb"] for record in group),
        first_value=_median(group, "first_value"),
        near_score=_median(group, "near_score"),
        proven_at=_proofs(group),
        goals=_goals(worst),
        unplaced=worst.get("unplaced") or 0,
        runs=len(group),
        limit=worst["limit"],
        repaired=_repaired(worst, group),
    )


def _cost(record: Record) -> tuple[int, ...]:
    """What an answer costs, in the order of weight."""
    day = record.get("day") or {}
    return record.get("breaks") or 0, day.get("lost", 0), day.get("disturbed", 0), day.get("moved", 0)


def _repaired(worst: Record, group: list[Record]) -> Repaired | None:
    day = worst.get("day")
    if day is None:
        return None
    counts = (day["lost"], day["disturbed"], day["moved"], day["added"], day.get("hit"))
    return Repaired(*counts, _median(group, "disturbed_at"), _median(group, "all_at"))


def _median(group: list[Record], name: str) -> float | None:
    """Of a time that some runs may lack; those that never got there do not make it better."""
    times = sorted(t if (t := record.get(name)) is not None else math.inf for record in group)
    middle = statistics.median_high(times)
    return middle if middle < math.inf else None


def _proofs(group: list[Record]) -> tuple[tuple[str, float], ...]:
    told = [record.get("proven") or {} for record in group]
    everywhere = [goal for goal in told[0] if all(proofs.get(goal) is not None for proofs in told)]
    return tuple((goal, max(proofs[goal] for proofs in told)) for goal in everywhere)


def _goals(record: Record) -> tuple[Goal, ...]:
    if record["kind"] == "b2b":
        proven = record["status"] == "optimal"
        return (Goal("breaks", record.get("breaks"), record.get("bound"), proven),)
    return tuple(
        Goal(goal["name"], goal["value"], goal["bound"], goal.get("optimal", False))
        for goal in record.get("goals", ())
    )
