"""What the answers on altered instances must be, and the table of what they are."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from bench.contests import CONTESTANTS, MENDAN
from bench.report import markdown_table, seconds_text
from bench.results import read_published
from bench.runs import Record

AS_IS = "as is"
Answers = dict[str, dict[str, dict[str, Record]]]
"""Instance → what was made of it (`as is`, `twin-0`, `d=0`, `forb-0.3` …) → contestant → its record."""
PROVEN = ("optimal", "infeasible")


def judge(answers: Answers, published: Path) -> list[str]:
    """What is not as it must be, a sentence each; an answer without proof is not held against anything.

    Shuffling changes nothing; the article found the fairness 1 and 3 to change nothing either, and with 0,
    where some participant has a single meeting, nobody may have a break. A peer's proof is worth ours.
    """
    known = read_published(published, 2)
    faults = []
    for instance, made in answers.items():
        original = _proven(made.get(AS_IS, {}).get(MENDAN))
        best = known[instance][0] if instance in known else original
        for kind, runs in made.items():
            name = f"{instance} {kind}"
            for contestant, record in runs.items():
                if record["status"] in ("wrong", "failed", "broken"):
                    faults.append(f"{name}: {contestant} {record['status']}: {record.get('broken', '')}")
            ours = runs.get(MENDAN)
            expected = _expected(kind, best)
            if expected is not None:
                faults += _against(name, ours, expected, "is expected")
            for contestant, record in runs.items():
                if contestant != MENDAN:
                    faults += _against(name, ours, _proven(record), f"says {CONTESTANTS[contestant][0]}")
    return faults


def _expected(kind: str, best: int | str | None) -> int | str | None:
    if kind == "d=0" and isinstance(best, int):
        return "infeasible" if best else 0
    if kind == AS_IS or kind.startswith(("twin", "d=")):
        return best
    return None


def _proven(record: Record | None) -> int | str | None:
    """The fewest breaks, or `infeasible`; None without a proof."""
    if record is None or record["status"] not in PROVEN:
        return None
    return "infeasible" if record["status"] == "infeasible" else int(record["breaks"])


def _against(name: str, record: Record | None, truth: int | str | None, by: str) -> list[str]:
    """What in the record cannot be if this is the truth: its proof, its timetable or its bound."""
    if record is None or truth is None or record["status"] in ("wrong", "failed", "broken"):
        return []
    value, bound = record.get("breaks"), record.get("bound")
    proven = _proven(record)
    if proven is not None and proven != truth:
        return [f"{name}: {proven}, but {truth} {by}"]
    if truth == "infeasible":
        return [f"{name}: a timetable with {value} breaks, but infeasible {by}"] if value is not None else []
    least = int(truth)
    if (value is not None and value < least) or (bound is not None and bound > least):
        return [f"{name}: {bound}–{value}, but {truth} {by}"]
    return []


def write(
    answers: Answers, faults: list[str], facts: Mapping[str, str], args: argparse.Namespace, out: Path
) -> Path:
    """Write variants.md into a folder."""
    lines = ["# Altered instances", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    lines += [
        f"- Limits: {args.time_limit:g} s for Mendan with {args.workers} threads, {args.peer_limit:g} s for "
        f"the peer; seed {args.seed} of the variants",
        "- What the columns mean: [bench/README.md](../../bench/README.md)",
        "",
        "## In all",
        "",
        *_totals(answers),
        "",
        *(["**Not as it must be:**", "", *(f"- {fault}" for fault in faults)] if faults else ["No faults."]),
        "",
        "## Shuffled, and with another fairness",
        "",
        *_table(answers, [kind for kind in _kinds(answers) if kind == AS_IS or kind[:2] in ("tw", "d=")]),
        "",
        "## With further demands",
        "",
        *_table(answers, [kind for kind in _kinds(answers) if kind[:2] in ("fo", "fi", "pr")]),
    ]
    out.mkdir(parents=True, exist_ok=True)
    page = out / "variants.md"
    page.write_text("\n".join(lines) + "\n", "utf-8")
    return page


def _kinds(answers: Answers) -> list[str]:
    return list(dict.fromkeys(kind for made in answers.values() for kind in made))


def _totals(answers: Answers) -> list[str]:
    """A row for each kind: how much was proven, how long it took, how often a peer proved the same."""
    rows = []
    for kind in _kinds(answers):
        made = [made[kind] for made in answers.values() if kind in made]
        ours = [runs[MENDAN] for runs in made if MENDAN in runs]
        theirs = [record for runs in made for name, record in runs.items() if name != MENDAN]
        same = sum(_agrees(runs) for runs in made)
        slowest = max((record["seconds"] for record in ours), default=0.0)
        rows.append(
            [
                kind,
                f"{sum(_proven(record) is not None for record in ours)} of {len(ours)}",
                str(sum(record["status"] == "infeasible" for record in ours)),
                seconds_text(slowest),
                seconds_text(sum(record["seconds"] for record in ours)),
                f"{same} of {len(theirs)}" if theirs else "",
            ]
        )
    return markdown_table(["", "proven", "infeasible", "slowest", "total", "a peer proved the same"], rows)


def _agrees(runs: Mapping[str, Record]) -> bool:
    """Whether a peer proved what we proved."""
    ours = _proven(runs.get(MENDAN))
    return ours is not None and any(
        _proven(record) == ours for contestant, record in runs.items() if contestant != MENDAN
    )


def _table(answers: Answers, kinds: list[str]) -> list[str]:
    rows = [
        [instance, *(_cell(made.get(kind, {})) for kind in kinds)]
        for instance, made in answers.items()
        if any(kind in made for kind in kinds)
    ]
    return markdown_table(["instance", *kinds], rows)


def _cell(runs: Mapping[str, Record]) -> str:
    """`6 · 1.20 s` when proven, `4–9 · 30.0 s` when bounded; ✓ where a peer proved the same."""
    record = runs.get(MENDAN)
    if record is None:
        return ""
    status, time = record["status"], seconds_text(record["seconds"])
    if status == "feasible":
        what = f"{record['bound'] or 0}–{record['breaks']}"
    else:
        what = str(record["breaks"]) if status == "optimal" else status
    return f"{what} · {time}{' ✓' if _agrees(runs) else ''}"
