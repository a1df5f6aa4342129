"""The scheduler beside its peers: `python -m bench.solver [FOLDER]` (or `make bench-solver`).

Runs the published instances in FOLDER, invented events of real sizes and mishaps on days of two of them, and
writes a table, the figures and plots. It may be interrupted at any time and goes on where it stopped.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

from bench import contests, machine, repairs, report
from bench.contests import CONTESTANTS, SCRATCH, Options
from bench.mishaps import MISHAPS
from bench.results import read_published
from bench.running import INTERRUPTED, run_all
from bench.runs import Store, Task
from bench.shapes import SHAPES

ROOT = Path(__file__).resolve().parent.parent
QUICK = ("tic-12.original", "forumt-14.original", "tama-2009", "ota-2009")
QUICK_SECONDS = 10.0
ORDER = ("greedy", "uwrmaxsat", "cpsat", "highs")
"""In which the peers are run, so that those that mostly reach their limit are left out first."""


def main(argv: list[str] | None = None) -> int:
    """Make the runs that are missing and write the report."""
    args = _parser().parse_args(argv)
    only = args.only or (list(QUICK) if args.quick else ["*"])
    options = Options(
        fairness=args.fairness,
        workers=args.workers,
        repeat=1 if args.quick else args.repeat,
        limit=args.time_limit or (QUICK_SECONDS if args.quick else None),
    )
    partial = args.quick or args.days or bool(args.only)
    out = args.out or (SCRATCH / "report" if partial else ROOT / "docs" / "benchmarks")
    store = Store(SCRATCH / "solver.jsonl")
    if args.fresh:
        store.forget()
    tasks = _tasks(args, only, options)
    try:
        records = run_all(tasks, store, args.minutes)
    except KeyboardInterrupt:
        print(f"\nstopped; {len(store.records)} runs are kept, the same command goes on", file=sys.stderr)
        return INTERRUPTED
    command = shlex.join(["python", "-m", "bench.solver", *(sys.argv[1:] if argv is None else argv)])
    published = read_published(args.folder / "published.csv", options.fairness)
    facts = machine.describe(command)
    left = Counter(CONTESTANTS[task.contestant][0] for task in tasks if task not in records)
    if left:
        runs = ", ".join(f"{count} of {name}" for name, count in left.items())
        facts["Runs left out after the time allowed"] = f"{runs}; the same command makes them up"
    for path in report.write(list(records.values()), published, facts, options, out, trial=partial):
        print(path)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.solver", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, nargs="?", default=Path("../shared/bench/b2b"), help="instances, .dzn")
    told = "instances, shapes or mishaps that match; may be repeated"
    add("--only", action="append", metavar="PATTERN", help=told)
    add(
        "--days",
        action="store_true",
        help="only mishaps on the day; of shapes that --only names, else of two",
    )
    add("--peers", default=",".join(CONTESTANTS), help="on the instances: some of %(default)s")
    add("--quick", action="store_true", help="two instances and two shapes, once, 10 s each")
    add("--giant", action="store_true", help="the shape giant as well: one run of 600 s")
    add("--repeat", type=int, default=3, metavar="N", help="runs of the scheduler; default %(default)d")
    add("--time-limit", type=float, metavar="S", help="a run; default 60 or 30, events as their shape says")
    add(
        "--minutes",
        type=float,
        default=40.0,
        metavar="M",
        help="then no peer is begun; default %(default)g",
    )
    add("--fairness", type=int, default=2, metavar="D", help="of the instances; default %(default)d")
    add("--workers", type=int, default=2, metavar="N", help="threads of each solver; default %(default)d")
    add("--fresh", action="store_true", help="forget earlier runs")
    add("--out", type=Path, metavar="DIR", help="default docs/benchmarks; build/bench/report for a part")
    return parser


def _tasks(args: argparse.Namespace, only: list[str], options: Options) -> list[Task]:
    """All runs, those that matter most first: what is left out when time is short are the slowest peers."""
    stamp = machine.processor()
    days = repairs.repair_tasks(*_days(args, only), options, stamp, fresh=args.fresh)
    if args.days:
        return days
    files = [f for f in sorted(args.folder.glob("*.dzn")) if _asked(f.name.removesuffix(".dzn"), only)]
    if not files and not args.folder.is_dir():
        print(f"{args.folder} is not there: events only (bench/README.md)", file=sys.stderr)
    wanted = args.peers.split(",")
    for unknown in sorted(set(wanted) - set(CONTESTANTS)):
        raise SystemExit(f"there is no peer {unknown}: {', '.join(CONTESTANTS)}")
    missing = [name for name in wanted if not contests.installed(name)]
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (pip install '.[bench]')", file=sys.stderr)
    contestants = [name for name in wanted if name not in missing]
    shapes = [shape for shape in SHAPES if _asked(shape, only)]
    if not args.giant and "giant" not in only:
        shapes = [shape for shape in shapes if shape not in contests.ONCE]
    ours = [name for name in contestants if name == contests.MENDAN]
    peers = sorted(set(contestants) - set(ours), key=ORDER.index)
    return [
        *contests.b2b_tasks(files, ours, options, stamp),
        *contests.event_tasks(shapes, options, stamp),
        *days,
        *contests.b2b_tasks(files, peers, options, stamp),
    ]


def _days(args: argparse.Namespace, only: list[str]) -> tuple[list[str], list[str]]:
    """The shapes and mishaps that are asked for: all of the one where only the other is named."""
    pool = SHAPES if args.days and args.only else repairs.DAYS
    shapes = [shape for shape in pool if _asked(shape, only)]
    mishaps = [mishap for mishap in MISHAPS if _asked(mishap, only)]
    if not shapes and not mishaps:
        return [], []
    return shapes or list(repairs.DAYS), mishaps or list(MISHAPS)


def _asked(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


if __name__ == "__main__":
    raise SystemExit(main())
