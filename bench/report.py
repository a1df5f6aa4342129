"""The benchmark's table, figures and plots from the record of its runs."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.contests import CONTESTANTS, MENDAN, Options
from bench.repairs import FIRST, STRIKE
from bench.results import Goal, Published, Result, summarise
from bench.runs import Record
from bench.targets import ratio, targets


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


_HEAD = (
    *("kind", "instance", "contestant", "status", "goal", "value", "bound", "optimal"),
    *("seconds", "wall_seconds", "memory_mb", "first_value_seconds", "near_score_seconds", "runs", "limit"),
    *("hit", "added", "disturbed_proven_seconds", "all_proven_seconds"),
)


def _write_csv(results: list[Result], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_HEAD)
        for r in results:
            day = r.repaired
            of_day = () if day is None else (day.hit, day.added, day.disturbed_at, day.all_at)
            for g in r.goals or (Goal("", None, None, optimal=False),):
                what = (r.kind, r.instance, r.contestant, r.status, g.name, g.value, g.bound, g.optimal)
                cost = (r.seconds, r.wall, r.memory_mb, r.first_value, r.near_score, r.runs, r.limit)
                table.writerow((*what, *cost, *of_day))


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
        f"- Runs: {options.repeat} of the scheduler, medians (`giant` once), and one of each peer; "
        f"{options.workers} threads for each solver that has threads",
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
    days = [result for result in results if result.kind == "day"]
    if days:
        lines += ["## Repairs on the day", "", *_repair_table(days), ""]
    aims = targets(results, published)
    if aims:
        rows = [(aim.what, aim.aim, aim.measured, "yes" if aim.met else "**no**") for aim in aims]
        lines += ["## Targets", "", *markdown_table(["", "aim", "measured", "met"], rows), ""]
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
            times = {instance: result.seconds for instance, result in theirs.items()}
            proven = sum(result.proven for result in theirs.values())
            late = sum(not result.proven for instance, result in theirs.items() if instance in ours)
            share = "" if name == "greedy" else _share(ours, times, late)
            rows.append([called, f"{proven} of {len(theirs)}", seconds_text(sum(times.values())), share])
    if published:
        shown = {result.instance for result in results}
        times = {instance: seconds for instance, (_, seconds) in published.items() if instance in shown}
        total = sum(times.values())
        rows.append(["published, on its authors' machine", "", seconds_text(total), _share(ours, times)])
    return markdown_table(["", "proven", "total", "Mendan's seconds / theirs, geometric mean"], rows)


def _share(ours: Mapping[str, Result], theirs: Mapping[str, float], late: int = 0) -> str:
    """Over the instances that we proved; `late` of theirs count with the limit they ran into."""
    share = ratio({name: result.seconds for name, result in ours.items()}, theirs)
    if share is None:
        return ""
    count = len(ours.keys() & theirs.keys())
    return f"{'≤ ' if late else ''}{share:.3f} ({count} instances{f', {late} at the limit' if late else ''})"


def _event_table(results: list[Result]) -> list[str]:
    goals = list(dict.fromkeys(goal.name for result in results for goal in result.goals))
    head = ["event", "by", "status", "seconds", "first value", "score ≤ 1 %", "wall", "MB", *goals]
    rows = []
    for result in results:
        cells = {goal.name: _goal_cell(goal) for goal in result.goals}
        first, near = (
            "" if time is None else f"{time:.2f}" for time in (result.first_value, result.near_score)
        )
        by = "Mendan" if result.contestant == MENDAN else "first fit"
        times = [f"{result.seconds:.2f}", first, near, f"{result.wall:.2f}", f"{result.memory_mb:.0f}"]
        rows.append([result.instance, by, result.status, *times, *(cells.get(goal, "") for goal in goals)])
    return markdown_table(head, rows)


def _goal_cell(goal: Goal) -> str:
    """`12 =` when proven, `12 (9)` with the bound when not, `12` when nothing is known."""
    if goal.optimal:
        return f"{goal.value} ="
    return str(goal.value) if goal.bound is None else f"{goal.value} ({goal.bound})"


_DAY_HEAD = (
    *("mishap", "hit", "struck out", "first repair", "Mendan", "moved", "added"),
    *("disturbed proven", "all proven", "wall"),
)


def _repair_table(results: list[Result]) -> list[str]:
    """A row for each mishap; what is lost and who is disturbed as `1 / 7`."""
    of = {(result.instance, result.contestant): result for result in results}
    rows = []
    for name in dict.fromkeys(result.instance for result in results):
        ours, struck = of.get((name, MENDAN)), of.get((name, STRIKE))
        day = None if ours is None else ours.repaired
        cells = [_lost_and_disturbed(of.get((name, who))) for who in (STRIKE, FIRST, MENDAN)]
        hit = "" if struck is None or struck.repaired is None else str(struck.repaired.hit)
        changed = ["", ""] if day is None else [str(day.moved), str(day.added)]
        times = ["", ""] if day is None else [_time_cell(day.disturbed_at), _time_cell(day.all_at)]
        wall = "" if ours is None else seconds_text(ours.wall)
        rows.append([name, hit, *cells, *changed, *times, wall])
    return markdown_table(_DAY_HEAD, rows)


def _lost_and_disturbed(result: Result | None) -> str:
    """`0 = / 7 (5)`, as the cells of goals are; of a peer, that proves nothing, `0 / 7`."""
    if result is None:
        return ""
    if result.repaired is None or result.status not in ("optimal", "feasible"):
        return f"**{result.status}**"
    if result.contestant != MENDAN:
        return f"{result.repaired.lost} / {result.repaired.disturbed}"
    goals = {goal.name: goal for goal in result.goals}
    return " / ".join(_goal_cell(goals[name]) for name in ("lost", "disturbed"))


def _time_cell(seconds: float | None) -> str:
    return "not" if seconds is None else seconds_text(seconds)
