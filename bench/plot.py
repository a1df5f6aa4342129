"""The benchmark's plots, as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.contests import CONTESTANTS, MENDAN, SEED
from bench.generate import generate
from bench.results import Published, Result
from bench.shapes import SHAPES

COLOURS = dict(zip(CONTESTANTS, ("#c0392b", "#2c3e50", "#2980b9", "#16a085", "#7f8c8d"), strict=True))
LEAST = 1e-3
"""Seconds; shorter times are drawn there, because the axis is logarithmic."""


def draw(results: list[Result], published: Published, out: Path) -> list[Path]:
    """Draw what there are results for; returns the files."""
    mpl.rcParams["svg.hashsalt"] = "mendan"
    plots = []
    b2b = [result for result in results if result.kind == "b2b" and result.contestant != "greedy"]
    if b2b:
        plots.append(_save(_instances(b2b, published), out / "solver-instances.svg"))
    events = [result for result in results if result.kind == "event" and result.contestant == MENDAN]
    if events:
        plots.append(_save(_growth(events), out / "solver-growth.svg"))
    return plots


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path, metadata={"Date": None})
    return path


def _instances(results: list[Result], published: Mapping[str, tuple[int, float]]) -> Figure:
    """A row for each instance, a dot for each contestant: filled when proven, hollow at its time limit."""
    instances = list(dict.fromkeys(result.instance for result in results))[::-1]
    row = {instance: number for number, instance in enumerate(instances)}
    figure = Figure(figsize=(8, 1.6 + 0.28 * len(instances)), layout="constrained")
    axes = figure.add_subplot(xscale="log", xlabel="seconds to the proof (hollow: not proven)")
    for name, (called, _) in CONTESTANTS.items():
        ours = name == MENDAN
        own = [result for result in results if result.contestant == name]
        for proven in (True, False):
            dots = [(max(r.seconds, LEAST), row[r.instance]) for r in own if r.proven is proven]
            if dots:
                axes.scatter(
                    [seconds for seconds, _ in dots],
                    [place for _, place in dots],
                    facecolors=COLOURS[name] if proven else "none",
                    edgecolors=COLOURS[name],
                    label=called if proven else f"{called}, not proven",
                    s=60 if ours else 36,
                    zorder=4 if ours else 3,
                )
    known = [(seconds, row[instance]) for instance, (_, seconds) in published.items() if instance in row]
    if known:
        axes.scatter(
            [seconds for seconds, _ in known],
            [place for _, place in known],
            marker="|",
            s=90,
            color="black",
            label="published, its authors' machine",
            zorder=2,
        )
    axes.set_yticks(range(len(instances)), instances)
    axes.grid(axis="x", alpha=0.3)
    figure.legend(loc="outside upper center", ncols=3, fontsize="small", frameon=False)
    return figure


def _growth(results: list[Result]) -> Figure:
    """Times and memory against the number of wishes, all logarithmic."""
    figure = Figure(figsize=(8, 8), layout="constrained")
    times, memory = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    sizes = {r.instance: len(generate(SHAPES[r.instance], SEED).problem.wishes) for r in results}
    results = sorted(results, key=lambda result: sizes[result.instance])
    for label, marker, colour, seconds in (
        ("first timetable", "^", COLOURS["cpsat"], [r.first_value for r in results]),
        ("score within 1 % of its bound", "s", COLOURS["highs"], [r.near_score for r in results]),
        ("in all", "o", COLOURS[MENDAN], [r.seconds for r in results]),
    ):
        known = [(sizes[r.instance], s) for r, s in zip(results, seconds, strict=True) if s is not None]
        places = [wishes for wishes, _ in known], [max(s, LEAST) for _, s in known]
        times.plot(*places, marker=marker, color=colour, label=label, linewidth=0.8, alpha=0.9)
    memory.plot(
        [sizes[r.instance] for r in results],
        [r.memory_mb for r in results],
        marker="o",
        color=COLOURS["uwrmaxsat"],
        linewidth=0.8,
    )
    for result in results:
        place = (sizes[result.instance], result.memory_mb)
        memory.annotate(result.instance, place, xytext=(4, 4), textcoords="offset points", fontsize="x-small")
    times.set(xscale="log", yscale="log", ylabel="seconds")
    memory.set(yscale="log", ylabel="MB", xlabel="wishes")
    for axes in (times, memory):
        axes.margins(0.12)
        axes.grid(alpha=0.3)
    times.legend(frameon=False)
    return figure
