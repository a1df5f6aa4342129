"""Making all runs that are missing from the record, one after another."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable

from tqdm import tqdm

from bench import contests, repairs
from bench.contests import MENDAN
from bench.runs import Record, Store, Task

INTERRUPTED = 130
"""Exit code after Ctrl-C."""


def run_all(tasks: Iterable[Task], store: Store, minutes: float | None = None) -> dict[Task, Record]:
    """The record of every task, made now where it is missing.

    A peer that ran out of time once is not asked again. After `minutes` the peers' missing runs are left out,
    so that the whole ends soon after.
    """
    records: dict[Task, Record] = {}
    late: set[tuple[str, str, int]] = set()
    started = time.monotonic()
    with tqdm(list(tasks), unit="run", disable=not sys.stderr.isatty()) as bar:
        for task in bar:
            place = (task.instance, task.contestant, task.fairness)
            peer = task.kind == "b2b" and task.contestant != MENDAN
            if place in late:
                continue
            bar.set_description(f"{task.instance} {task.contestant}")
            record = store.records.get(task.key)
            if record is None:
                if peer and minutes is not None and time.monotonic() - started > 60 * minutes:
                    continue
                record = (repairs if task.kind == "day" else contests).run(task)
                store.add(record)
                bar.write(_line(record), file=sys.stderr)
            records[task] = record
            if peer and record["status"] not in ("optimal", "infeasible"):
                late.add(place)
    return records


def _line(record: Record) -> str:
    value = record.get("breaks")
    breaks = "" if value is None else f", {value} breaks"
    what = f"{record['instance']} {record['contestant']}: {record['status']}{breaks}"
    return f"{what}, {record['seconds']:.3f} s (wall {record['wall']:.3f} s)"
