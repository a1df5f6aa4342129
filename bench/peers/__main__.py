"""`python -m bench.peers PEER FILE`: one line of JSON with the fields of `mendan b2b`."""

from __future__ import annotations

import argparse
import importlib
import json
import time
from pathlib import Path

from bench.peers.instance import read_instance

PEERS = {"greedy": "greedy", "cpsat": "cpsat", "highs": "highs", "uwrmaxsat": "maxsat"}
"""Each peer's module."""


def main(argv: list[str] | None = None) -> int:
    """Solve one instance, or make the timetable of one event folder by first fit."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("peer", choices=[*PEERS, "office"], help="office: first fit on an event folder")
    parser.add_argument("file", type=Path, help="a .dzn file, or an event folder")
    parser.add_argument("--fairness", type=int, default=2, metavar="D")
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    args = parser.parse_args(argv)
    if args.peer == "office":
        from bench.peers.office import report

        print(json.dumps(report(args.file)))
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
