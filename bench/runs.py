"""One run of one contestant as a process of its own, and the record of all runs so far.

The record is a file of JSON lines. A run is known by a key made of everything that could change its result:
the program's own source, the instance, the options and the machine. So a run is never repeated for nothing,
and no figure outlives the code it was measured with.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GRACE = 60.0
"""Seconds beyond its limit that a process has for reading, building its model and writing."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A run to be made: one contestant on one instance."""

    kind: str
    """`b2b` for a published instance, `event` for an event folder, `day` for a mishap on a day of one."""
    instance: str
    source: Path
    contestant: str
    command: tuple[str, ...]
    limit: float
    repeat: int
    stamp: str
    """What the result depends on beyond the command: sources, instance and machine."""
    fairness: int = 2
    """The one asked for, which the answer is judged by; of a published instance only."""

    @property
    def key(self) -> str:
        """The run's identity in the record."""
        parts = (self.kind, self.instance, self.contestant, *self.command[1:], f"{self.limit:g}", self.stamp)
        return f"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}-{self.repeat}"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: what it printed, its wall time, its peak memory."""

    output: str
    complaint: str
    wall: float
    memory_mb: int
    code: int | None
    """None: it did not stop by itself and was ended."""


class Store:
    """The record of runs, one JSON line each; a line cut off by an interruption is ignored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records: dict[str, Record] = {}
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                try:
                    record = json.loads(line)
                except json.JSONDecodeError:
                    continue
                self.records[record["key"]] = record

    def add(self, record: Record) -> None:
        """Keep a record, on disk at once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.records[record["key"]] = record

    def forget(self) -> None:
        """Start a new record."""
        self.path.unlink(missing_ok=True)
        self.records = {}


def execute(command: Iterable[str], limit: float) -> Ended:
    """Run a command in a process group of its own; end the group when the time is over or on Ctrl-C."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        started = time.perf_counter()
        process = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=complaint, start_new_session=True
        )
        late = threading.Event()

        def end() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        alarm = threading.Timer(limit + GRACE, end)
        alarm.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            alarm.cancel()
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        return Ended(
            output=_text(output),
            complaint=_text(complaint)[-2000:],
            wall=wall,
            memory_mb=usage.ru_maxrss // (1 if sys.platform != "darwin" else 1024) // 1024,
            code=None if late.is_set() else process.returncode,
        )


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode("utf-8", "replace"))


def fingerprint(*paths: Path) -> str:
    """A short hash of files, and of all Python and CSV files in folders."""
    digest = hashlib.sha256()
    for path in paths:
        files = [path] if path.is_file() else sorted([*path.rglob("*.py"), *path.rglob("*.csv")])
        for file in files:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]
