"""What the benchmark says of its targets: reached only where the runs show it."""

from __future__ import annotations

from typing import Any

import pytest

from bench.contests import milestones
from bench.results import summarise
from bench.runs import Record
from bench.targets import Target, targets

NEAR = "all goals proven or ≤ 1 % from the bound, 30 s"
PUBLISHED = {"a": (3, 10.0), "b": (0, 0.1)}


def _b2b(instance: str, contestant: str, seconds: float, breaks: int, status: str = "optimal") -> Record:
    return {
        **{"kind": "b2b", "instance": instance, "contestant": contestant, "limit": 60.0, "status": status},
        **{"seconds": seconds, "wall": seconds, "memory_mb": 50, "breaks": breaks, "bound": breaks},
    }


def _event(shape: str, seconds: float = 1.0, **other: Any) -> Record:
    goals = [
        {"name": name, "value": 9, "bound": 9, "optimal": True} for name in ("served", "score", "breaks")
    ]
    return {
        **{"kind": "event", "instance": shape, "contestant": "mendan", "limit": 60.0, "status": "optimal"},
        **{"seconds": seconds, "wall": seconds, "memory_mb": 500, "goals": goals, "first_value": 0.2},
        **{"proven": {"served": 0.5, "score": 2.0, "breaks": 4.0}},
        **other,
    }


def _goal(name: str, value: int, bound: int | None) -> Record:
    return {"name": name, "value": value, "bound": bound, "optimal": value == bound}


def _judged(*records: Record) -> dict[str, bool]:
    found: dict[str, bool] = {}
    what = ""
    for target in targets(summarise(list(records)), PUBLISHED):
        what = target.what or what
        found[f"{what}: {target.aim}"] = target.met
    return found


def test_targets_of_instances() -> None:
    good = [_b2b("a", "mendan", 0.5, 3), _b2b("b", "mendan", 0.4, 0)]
    peers = [_b2b("a", "uwrmaxsat", 60.0, 4, "feasible"), _b2b("b", "uwrmaxsat", 4.0, 0)]
    judged = _judged(*good, *peers)
    assert judged == {
        "published instances: all proven at the published optimum": True,
        "published instances: none slower than published, or 0.5 s": True,
        "published instances: Mendan / published, geometric mean ≤ 0.15": False,
        "published instances: all together ≤ 15 s": True,
        "beside UWrMaxSat: ≥ 10 times faster, geometric mean": True,
    }


@pytest.mark.parametrize(
    ("records", "missed"),
    [
        ([_b2b("a", "mendan", 0.1, 4)], "all proven at the published optimum"),
        ([_b2b("a", "mendan", 0.1, 3, "feasible")], "all proven at the published optimum"),
        ([_b2b("b", "mendan", 0.6, 0)], "none slower than published, or 0.5 s"),
        ([_b2b("a", "mendan", 2.0, 3)], "Mendan / published, geometric mean ≤ 0.15"),
        ([_b2b("a", "mendan", 15.1, 3)], "all together ≤ 15 s"),
    ],
)
def test_target_missed_by_instances_is_said(records: list[Record], missed: str) -> None:
    assert _judged(*records)[f"published instances: {missed}"] is False


def test_peer_at_its_limit_counts_with_it() -> None:
    records = [_b2b("a", "mendan", 5.0, 3), _b2b("a", "uwrmaxsat", 60.0, 4, "feasible")]
    found = targets(summarise(records), PUBLISHED)
    said = "12.0 times, at least: 1 at its limit"
    assert Target("beside UWrMaxSat", "≥ 10 times faster, geometric mean", said, True) in found


@pytest.mark.parametrize(
    ("record", "missed"),
    [
        (_event("tama-2009", 2.1), "all goals proven ≤ 2 s"),
        (_event("tama-2009", first_value=1.1), "first timetable ≤ 1 s"),
        (_event("tama-2009", first_value=None), "first timetable ≤ 1 s"),
        (_event("ota-2009", 30.1), NEAR),
        (
            _event("ota-2009", goals=[_goal("score", 98, 100)]),
            "all goals proven or ≤ 1 % from the bound, 30 s",
        ),
        (
            _event("ota-2009", goals=[_goal("idle", 5, None)]),
            "all goals proven or ≤ 1 % from the bound, 30 s",
        ),
        (_event("yokosuka-2018", proven={"served": 1.0, "score": 1.0}), "served, score, breaks proven ≤ 5 s"),
        (_event("okinawa-2022", goals=[_goal("breaks", 6, 0)]), "breaks ≤ 5"),
        (_event("okinawa-2022", memory_mb=2100), "memory ≤ 2 GB"),
        (_event("okinawa-2022", first_value=5.1), "first timetable ≤ 5 s"),
        (_event("giant", goals=[_goal("score", 9980, 10_000)]), "score ≤ 0.1 % from its bound"),
        (_event("giant", goals=[_goal("breaks", 51, 0)]), "breaks ≤ 50, 0.01 for each company"),
        (_event("giant", memory_mb=8200), "memory ≤ 8 GB"),
    ],
)
def test_target_missed_by_an_event_is_said(record: Record, missed: str) -> None:
    shape = record["instance"]
    assert _judged(record)[f"{shape}: {missed}"] is False
    changed = [_goal("breaks", 2, 0)] if "breaks" in missed else None
    good = _event(shape, 1.0, goals=changed) if changed and shape != "yokosuka-2018" else _event(shape)
    assert _judged(good)[f"{shape}: {missed}"] is True


def test_target_needs_every_run_to_prove_a_goal() -> None:
    runs = [_event("yokosuka-2018"), _event("yokosuka-2018", proven={"served": 0.5, "score": 2.0})]
    assert _judged(runs[0])["yokosuka-2018: served, score, breaks proven ≤ 5 s"] is True
    assert _judged(*runs)["yokosuka-2018: served, score, breaks proven ≤ 5 s"] is False


def test_milestones_are_the_first_report_that_shows_them() -> None:
    def told(goal: str, value: int | None, bound: int | None, seconds: float) -> Record:
        return {"goal": goal, "value": value, "bound": bound, "seconds": seconds}

    reports = [
        told("served", None, None, 0.1),
        told("served", 70, None, 0.2),
        told("served", 71, 71, 0.3),
        told("score", 900, None, 0.4),
        told("score", 995, 1000, 0.5),
        told("score", 1000, 1000, 0.6),
        told("breaks", 3, 0, 0.7),
    ]
    goals = [_goal("served", 71, 71), _goal("score", 1000, 1000), _goal("breaks", 3, 0)]
    assert milestones(reports, goals) == {
        "first_value": 0.2,
        "near_score": 0.5,
        "proven": {"served": 0.3, "score": 0.6},
    }
