"""The scheduler on altered instances: `python -m bench.variants FOLDER` (or `make bench-variants`).

Each published instance as it is, shuffled twice, with every fairness from 0 to 3, and with further demands of
six kinds. The referee judges each answer; it is held against what must be equal, and on the variants against
a peer's. It may be interrupted at any time and goes on where it stopped.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from bench import machine
from bench.alterations import shuffled, variants, write_data
from bench.contests import CONTESTANTS, MENDAN, SCRATCH, Options, b2b_tasks, installed
from bench.peers.instance import read_data
from bench.running import INTERRUPTED, run_all
from bench.runs import Record, Store, Task
from bench.variants_report import AS_IS, Answers, judge, write

ROOT = Path(__file__).resolve().parent.parent
FAIRNESS = 2
"""The published one, for all but the runs that ask for another."""
OTHER_FAIRNESS = (0, 1, 3)
TWINS = 2


def main(argv: list[str] | None = None) -> int:
    """Make the runs that are missing and write the report; exit code 1 if an answer is not as it must be."""
    args = _parser().parse_args(argv)
    files = [f for f in sorted(args.folder.glob("*.dzn")) if fnmatch(f.name.removesuffix(".dzn"), args.only)]
    if not files:
        raise SystemExit(f"there are no such instances in {args.folder} (bench/README.md)")
    if args.peer != "none" and not installed(args.peer):
        print(f"{args.peer} is not installed (pip install '.[bench]'): nothing is compared", file=sys.stderr)
        args.peer = "none"
    store = Store(SCRATCH / "variants.jsonl")
    if args.fresh:
        store.forget()
    tasks = _tasks(files, args, SCRATCH / "variants")
    try:
        records = run_all(tasks, store, args.minutes)
    except KeyboardInterrupt:
        print(f"\nstopped; {len(store.records)} runs are kept, the same command goes on", file=sys.stderr)
        return INTERRUPTED
    answers = _answers(records)
    partial = args.only != "*"
    out = args.out or (SCRATCH / "report" if partial else ROOT / "docs" / "benchmarks")
    command = shlex.join(["python", "-m", "bench.variants", *(sys.argv[1:] if argv is None else argv)])
    faults = judge(answers, args.folder / "published.csv")
    print(write(answers, faults, machine.describe(command), args, out))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.variants", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, nargs="?", default=Path("../shared/bench/b2b"), help="instances, .dzn")
    add("--only", default="*", metavar="PATTERN", help="instances whose name matches")
    add("--peer", default="uwrmaxsat", choices=["none", *(set(CONTESTANTS) - {MENDAN, "greedy"})])
    add("--peer-limit", type=float, default=30.0, metavar="S", help="of the peer; default %(default)g")
    add("--time-limit", type=float, default=30.0, metavar="S", help="of the scheduler; default %(default)g")
    add("--minutes", type=float, default=30.0, metavar="M", help="after which no peer is begun")
    add("--workers", type=int, default=2, metavar="N", help="default %(default)d")
    add("--seed", type=int, default=1, metavar="N", help="of the variants; default %(default)d")
    add("--fresh", action="store_true", help="forget earlier runs")
    add("--out", type=Path, metavar="DIR", help="default docs/benchmarks; build/bench/report for a part")
    return parser


def _tasks(files: Iterable[Path], args: argparse.Namespace, folder: Path) -> list[Task]:
    """The scheduler's runs on everything made of the files, then the peer's on the variants."""
    as_is: list[Path] = []
    twins: list[Path] = []
    varied: list[Path] = []
    for file in files:
        as_is.append(file)
        data, name = read_data(file), file.name.removesuffix(".dzn")
        made = {f"twin-{n}": shuffled(data, args.seed + n) for n in range(TWINS)}
        made |= variants(data, args.seed)
        for kind, altered in made.items():
            path = folder / f"{name}~{kind}~{args.seed}.dzn"
            write_data(altered, path)
            (twins if kind.startswith("twin") else varied).append(path)
    stamp = machine.processor()

    def runs(paths: list[Path], contestant: str, fairness: int, limit: float) -> list[Task]:
        options = Options(fairness=fairness, workers=args.workers, repeat=1, limit=limit)
        return b2b_tasks(paths, [contestant], options, stamp)

    ours = runs([*as_is, *twins, *varied], MENDAN, FAIRNESS, args.time_limit)
    for fairness in OTHER_FAIRNESS:
        ours += runs(as_is, MENDAN, fairness, args.time_limit)
    peers = [] if args.peer == "none" else runs(varied, args.peer, FAIRNESS, args.peer_limit)
    return ours + peers


def _answers(records: dict[Task, Record]) -> Answers:
    """Instance → what was made of it → contestant → its record."""
    answers: Answers = {}
    for task, record in records.items():
        instance, _, kind = task.instance.partition("~")
        kind = kind.rpartition("~")[0] or (AS_IS if task.fairness == FAIRNESS else f"d={task.fairness}")
        answers.setdefault(instance, {}).setdefault(kind, {})[task.contestant] = record
    return answers


if __name__ == "__main__":
    raise SystemExit(main())
