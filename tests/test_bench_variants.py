"""Altered instances: what is changed, what stays, and what is said of the answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench import variants
from bench.alterations import shuffled, with_fixed, with_forbidden, with_order, write_data
from bench.contests import MENDAN
from bench.peers import cpsat
from bench.peers.instance import Data, read_data, read_instance
from bench.peers.referee import faults
from bench.runs import Record
from bench.variants_report import Answers, judge

TINY = Data(
    participants=5,
    slots=6,
    morning=3,
    capacity=2,
    requested=((1, 2, 1), (1, 3, 2), (2, 3, 3), (1, 4, 3), (4, 5, 3), (2, 5, 3)),
    forbidden=(frozenset(), frozenset({1}), frozenset(), frozenset(), frozenset({2, 3})),
    fixed=(0, 0, 0, 2, 0, 0),
    earlier=(frozenset(), frozenset(), frozenset({2}), frozenset(), frozenset(), frozenset()),
)


def test_data_is_written_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tiny.dzn"
    write_data(TINY, path)
    assert read_data(path) == TINY


def _profile(data: Data) -> Counter[tuple[object, ...]]:
    """What is asked of each meeting, whoever's number is which."""
    of = Counter(who for row in data.requested for who in row[:2])
    return Counter(
        (session, allowed, len(before), tuple(sorted((of[one], of[two]))))
        for (one, two, session), allowed, before in zip(
            data.requested, data.allowed(), data.earlier, strict=True
        )
    )


@pytest.mark.parametrize("seed", range(1, 9))
def test_twin_asks_the_same_in_another_order(seed: int, tmp_path: Path) -> None:
    twin = shuffled(TINY, seed)
    assert twin != TINY
    assert _profile(twin) == _profile(TINY)
    optima = []
    for name, data in (("one", TINY), ("two", twin)):
        write_data(data, tmp_path / f"{name}.dzn")
        instance = read_instance(tmp_path / f"{name}.dzn")
        answer = cpsat.solve(instance, fairness=2, seconds=30.0, workers=1)
        assert faults(instance, answer.assignment, 2) == []
        optima.append(answer.breaks)
    assert optima[0] == optima[1]


@pytest.mark.parametrize("share", [0.003, 0.1, 0.5])
def test_forbidden_slots_are_as_many_as_asked(share: float) -> None:
    data = replace(TINY, forbidden=(frozenset(),) * 5)
    more = with_forbidden(data, share, 1)
    assert sum(map(len, more.forbidden)) == max(1, round(share * 30))
    assert all(1 <= slot <= 6 for slots in more.forbidden for slot in slots)
    assert with_forbidden(data, share, 1) == more != with_forbidden(data, share, 2)


@pytest.mark.parametrize("seed", range(1, 9))
def test_fixed_meetings_do_not_clash_with_each_other(seed: int) -> None:
    more = with_fixed(TINY, 0.9, seed)
    pins = [(row, pin) for row, pin in zip(more.requested, more.fixed, strict=True) if pin]
    assert more.fixed[3] == 2
    assert len(pins) > 2
    assert all(allowed for allowed in more.allowed())
    assert max(Counter((who, pin) for row, pin in pins for who in row[:2]).values()) == 1
    assert max(Counter(pin for _, pin in pins).values()) <= TINY.capacity


@pytest.mark.parametrize("seed", range(1, 9))
def test_order_has_no_circle(seed: int) -> None:
    more = with_order(TINY, 0.7, seed)
    assert sum(map(len, more.earlier)) > 1
    held: set[int] = set()
    for _ in more.earlier:
        held |= {m for m, before in enumerate(more.earlier, 1) if before <= held}
    assert len(held) == len(more.requested)


def _ran(status: str, breaks: int | None = None, bound: int | None = None) -> Record:
    return {"status": status, "breaks": breaks, "bound": bound, "seconds": 0.5}


@pytest.mark.parametrize(
    ("kind", "runs", "said"),
    [
        ("twin-0", {MENDAN: _ran("optimal", 2, 2)}, []),
        ("twin-0", {MENDAN: _ran("optimal", 3, 3)}, ["x twin-0: 3, but 2 is expected"]),
        ("twin-1", {MENDAN: _ran("feasible", 5, 1)}, []),
        ("twin-1", {MENDAN: _ran("feasible", 1, 0)}, ["x twin-1: 0–1, but 2 is expected"]),
        ("twin-1", {MENDAN: _ran("unknown", None, 3)}, ["x twin-1: 3–None, but 2 is expected"]),
        ("d=3", {MENDAN: _ran("infeasible")}, ["x d=3: infeasible, but 2 is expected"]),
        ("d=0", {MENDAN: _ran("infeasible")}, []),
        ("d=0", {MENDAN: _ran("optimal", 2, 2)}, ["x d=0: 2, but infeasible is expected"]),
        ("forb-0.3", {MENDAN: _ran("optimal", 4, 4), "cpsat": _ran("optimal", 4, 4)}, []),
        ("forb-0.3", {MENDAN: _ran("optimal", 4, 4), "cpsat": _ran("feasible", 7, 1)}, []),
        (
            "forb-0.3",
            {MENDAN: _ran("feasible", 4, 0), "cpsat": _ran("infeasible")},
            ["x forb-0.3: a timetable with 4 breaks, but infeasible says plain CP-SAT"],
        ),
        (
            "forb-0.3",
            {MENDAN: _ran("infeasible"), "cpsat": _ran("optimal", 4, 4)},
            ["x forb-0.3: infeasible, but 4 says plain CP-SAT"],
        ),
        ("forb-0.3", {MENDAN: _ran("failed")}, ["x forb-0.3: mendan failed: "]),
    ],
)
def test_answers_that_cannot_be_are_named(
    kind: str, runs: dict[str, Record], said: list[str], tmp_path: Path
) -> None:
    answers: Answers = {"x": {"as is": {MENDAN: _ran("optimal", 2, 2)}, kind: runs}}
    assert judge(answers, tmp_path / "none.csv") == said


def test_published_optimum_is_held_against_the_instance_itself(tmp_path: Path) -> None:
    published = tmp_path / "published.csv"
    published.write_text("instance,fairness,maxsat_seconds,breaks\nx,2,0.1,2\n", "utf-8")
    assert judge({"x": {"as is": {MENDAN: _ran("optimal", 1, 1)}}}, published) == [
        "x as is: 1, but 2 is expected"
    ]


def test_command_runs_all_and_writes_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(variants, "SCRATCH", tmp_path / "scratch")
    write_data(TINY, tmp_path / "tiny.original.dzn")
    monkeypatch.setattr(variants, "run_all", _answered)
    assert variants.main([str(tmp_path), "--out", str(tmp_path / "out"), "--peer", "cpsat"]) == 0
    page = (tmp_path / "out" / "variants.md").read_text("utf-8").splitlines()
    assert "| d=0 | 1 of 1 | 1 | 0.50 s | 0.50 s |  |" in page
    assert "| forb-0.7 | 1 of 1 | 0 | 0.50 s | 0.50 s | 1 of 1 |" in page
    assert "| instance | as is | twin-0 | twin-1 | d=0 | d=1 | d=3 |" in page
    proven = "1 · 0.50 s | 1 · 0.50 s"
    assert f"| tiny.original | {proven} | 1 · 0.50 s | infeasible · 0.50 s | {proven} |" in page
    assert f"| tiny.original {'| 1 · 0.50 s ✓ ' * 6}|" in page
    assert capsys.readouterr().err == ""


def _answered(tasks, store, minutes):
    return {t: _ran("infeasible") if t.fairness == 0 else _ran("optimal", 1, 1) for t in tasks}
