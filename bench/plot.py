"""The benchmark's plots, as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.contests import CONTESTANTS, MENDAN, SEED
from bench.generate import generate
from bench.report import Published, Result
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
    """Time against the number of wishes, both logarithmic."""
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.add_subplot(xscale="log", yscale="log", xlabel="wishes", ylabel="seconds")
    sizes = [len(generate(SHAPES[result.instance], SEED).problem.wishes) for result in results]
    axes.scatter(sizes, [max(r.seconds, LEAST) for r in results], color=COLOURS[MENDAN], label="all goals")
    early = [(n, r.first_value) for n, r in zip(sizes, results, strict=True) if r.first_value is not None]
    axes.scatter(
        [wishes for wishes, _ in early],
        [max(seconds, LEAST) for _, seconds in early],
        marker="^",
        color=COLOURS["cpsat"],
        label="first value of a goal",
    )
    for wishes, result in zip(sizes, results, strict=True):
        place = (wishes, max(result.seconds, LEAST))
        axes.annotate(result.instance, place, xytext=(4, 4), textcoords="offset points", fontsize="x-small")
    axes.margins(0.12)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure
