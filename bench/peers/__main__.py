"""`python -m bench.peers PEER FILE`: one line of JSON, on an instance with the fields of `mendan b2b`."""

from __future__ import annotations

import argparse
import importlib
import json
import time
from pathlib import Path

from bench.peers.instance import read_instance
from scheduler.command import moment

PEERS = {"greedy": "greedy", "cpsat": "cpsat", "highs": "highs", "uwrmaxsat": "maxsat"}
"""Each peer's module."""


def main(argv: list[str] | None = None) -> int:
    """Solve one instance, make an event's timetable by first fit, or strike out what a mishap hits."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    told = "office: first fit on an event folder; strike: what a mishap hits in one is struck out"
    parser.add_argument("peer", choices=[*PEERS, "office", "strike"], help=told)
    parser.add_argument("file", type=Path, help="a .dzn file, or an event folder")
    parser.add_argument("--fairness", type=int, default=2, metavar="D")
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--before", type=Path, metavar="TIMETABLE.csv", help="strike: what is being held")
    parser.add_argument("--changes", type=Path, metavar="CHANGES.csv", help="strike: what has happened")
    parser.add_argument("--now", type=moment, metavar='"YYYY-MM-DD HH:MM"', help="strike: the time")
    args = parser.parse_args(argv)
    if args.peer == "office":
        from bench.peers.office import report

        print(json.dumps(report(args.file)))
        return 0
    if args.peer == "strike":
        from bench.peers.strike import report as struck_out

        print(json.dumps(struck_out(args.file, args.before, args.changes, args.now)))
        return 0
    solve = importlib.import_module(f"bench.peers.{PEERS[args.peer]}").solve
    started = time.perf_counter()
    instance = read_instance(args.file)
    answer = solve(instance, args.fairness, args.time_limit, args.workers)
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {
                "instance": instance.name,
                "status": answer.status,
                "breaks": answer.breaks,
                "bound": answer.bound,
                "seconds": round(seconds, 3),
                "searched": round(answer.searched, 3),
                "unplaced": answer.unplaced,
                "assignment": list(answer.assignment),
            }
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
