"""The benchmark's table, figures and plots from the record of its runs."""

from __future__ import annotations

import csv
import importlib.util
import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.contests import CONTESTANTS, MENDAN, Options
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
    goals: tuple[Goal, ...]
    unplaced: int
    runs: int
    limit: float

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


def write(
    records: list[Record],
    published: Published,
    facts: Mapping[str, str],
    options: Options,
    out: Path,
    *,
    trial: bool = False,
) -> list[Path]:
    """Write solver.md, solver.csv and the plots into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    results = summarise(records)
    plots = []
    if importlib.util.find_spec("matplotlib"):
        from bench.plot import draw

        plots = draw(results, published, out)
    table, figures = out / "solver.md", out / "solver.csv"
    table.write_text(_page(results, published, facts, options, plots, trial=trial), "utf-8")
    _write_csv(results, figures)
    return [table, figures, *plots]


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
    worst = max(group, key=lambda record: (_WORST_LAST.index(record["status"]), record.get("breaks") or 0))
    first = [record["first_value"] for record in group if record.get("first_value") is not None]
    return Result(
        kind=kind,
        instance=instance,
        contestant=contestant,
        status=status,
        seconds=statistics.median(record["seconds"] for record in group),
        wall=statistics.median(record["wall"] for record in group),
        memory_mb=statistics.median(record["memory_mb"] for record in group),
        first_value=statistics.median(first) if first else None,
        goals=_goals(worst),
        unplaced=worst.get("unplaced") or 0,
        runs=len(group),
        limit=worst["limit"],
    )


def _goals(record: Record) -> tuple[Goal, ...]:
    if record["kind"] == "b2b":
        proven = record["status"] == "optimal"
        return (Goal("breaks", record.get("breaks"), record.get("bound"), proven),)
    return tuple(
        Goal(goal["name"], goal["value"], goal["bound"], goal.get("optimal", False))
        for goal in record.get("goals", ())
    )


_HEAD = (
    *("kind", "instance", "contestant", "status", "goal", "value", "bound", "optimal"),
    *("seconds", "wall_seconds", "memory_mb", "first_value_seconds", "runs", "limit"),
)


def _write_csv(results: list[Result], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_HEAD)
        for r in results:
            for g in r.goals or (Goal("", None, None, optimal=False),):
                what = (r.kind, r.instance, r.contestant, r.status, g.name, g.value, g.bound, g.optimal)
                table.writerow((*what, r.seconds, r.wall, r.memory_mb, r.first_value, r.runs, r.limit))


def _page(
    results: list[Result],
    published: Published,
    facts: Mapping[str, str],
    options: Options,
    plots: list[Path],
    *,
    trial: bool,
) -> str:
    lines = ["# The scheduler beside its peers", ""]
    if trial:
        lines += ["**A short trial of a part, not the benchmark.**", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    lines += [
        f"- Runs: {options.repeat} each, medians; {options.workers} threads for each solver that has threads",
        "- What the columns mean: [bench/README.md](../../bench/README.md)",
        "",
    ]
    b2b = [result for result in results if result.kind == "b2b"]
    if b2b:
        lines += [f"## Published instances, fairness {options.fairness}", "", *_b2b_table(b2b, published), ""]
        lines += [*_ratios(b2b, published), ""]
    events = [result for result in results if result.kind == "event"]
    if events:
        lines += ["## Events of real sizes", "", *_event_table(events), ""]
    lines += [f"![{plot.stem}]({plot.name})" for plot in plots]
    return "\n".join(lines).rstrip() + "\n"


def markdown_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _b2b_table(results: list[Result], published: Published) -> list[str]:
    cells = {(result.instance, result.contestant): _b2b_cell(result) for result in results}
    shown = [name for name in CONTESTANTS if any(result.contestant == name for result in results)]
    rows = []
    for instance in dict.fromkeys(result.instance for result in results):
        best = published.get(instance)
        known = "" if best is None else f"{best[0]} · {best[1]:g} s"
        rows.append([instance, known, *(cells.get((instance, name), "") for name in shown)])
    return markdown_table(["instance", "published", *(CONTESTANTS[name][0] for name in shown)], rows)


def _b2b_cell(result: Result) -> str:
    """`6 · 1.20 s` when proven, `4–9 · 60 s` when only bounded, else why there is nothing."""
    goal = result.goals[0]
    if result.status == "infeasible":
        return f"infeasible · {seconds_text(result.seconds)}"
    if result.status not in ("optimal", "feasible"):
        reason = f"{result.unplaced} meetings left over" if result.unplaced else result.status
        return f"{reason} · {seconds_text(result.seconds)}"
    breaks = str(goal.value) if result.proven else f"{goal.bound or 0}–{goal.value}"
    return f"{breaks} · {seconds_text(result.seconds)}"


def seconds_text(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def _ratios(results: list[Result], published: Published) -> list[str]:
    """How many each proved, how long all took, and Mendan's time as a share of theirs."""
    ours = {result.instance: result for result in results if result.contestant == MENDAN and result.proven}
    rows = []
    for name, (called, _) in CONTESTANTS.items():
        theirs = {result.instance: result for result in results if result.contestant == name}
        if theirs:
            times = {instance: result.seconds for instance, result in theirs.items() if result.proven}
            total = sum(result.seconds for result in theirs.values())
            rows.append([called, f"{len(times)} of {len(theirs)}", seconds_text(total), _share(ours, times)])
    if published:
        shown = {result.instance for result in results}
        times = {instance: seconds for instance, (_, seconds) in published.items() if instance in shown}
        total = sum(times.values())
        rows.append(["published, on its authors' machine", "", seconds_text(total), _share(ours, times)])
    return markdown_table(["", "proven", "total", "Mendan's seconds / theirs, geometric mean"], rows)


def _share(ours: Mapping[str, Result], theirs: Mapping[str, float]) -> str:
    """Over the instances that both proved; times under a millisecond count as one."""
    both = sorted(ours.keys() & theirs.keys())
    if not both:
        return ""
    logs = [math.log(max(ours[i].seconds, 1e-3) / max(theirs[i], 1e-3)) for i in both]
    return f"{math.exp(statistics.fmean(logs)):.3f} ({len(both)} instances)"


def _event_table(results: list[Result]) -> list[str]:
    goals = list(dict.fromkeys(goal.name for result in results for goal in result.goals))
    head = ["event", "by", "status", "seconds", "first value", "wall", "MB", *goals]
    rows = []
    for result in results:
        cells = {goal.name: _goal_cell(goal) for goal in result.goals}
        first = "" if result.first_value is None else f"{result.first_value:.2f}"
        by = "Mendan" if result.contestant == MENDAN else "first fit"
        times = [f"{result.seconds:.2f}", first, f"{result.wall:.2f}", f"{result.memory_mb:.0f}"]
        rows.append([result.instance, by, result.status, *times, *(cells.get(goal, "") for goal in goals)])
    return markdown_table(head, rows)


def _goal_cell(goal: Goal) -> str:
    """`12 =` when proven, `12 (9)` with the bound when not, `12` when nothing is known."""
    if goal.optimal:
        return f"{goal.value} ="
    return str(goal.value) if goal.bound is None else f"{goal.value} ({goal.bound})"
