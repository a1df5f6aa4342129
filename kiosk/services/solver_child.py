"""The solver's own process: an event folder goes in, lines of progress and a timetable come out.

A process of its own, because CP-SAT would otherwise take the interpreter, and with it every tablet, for as
long as it runs. It is spoken to in lines of text, which work the same on Windows.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scheduler
from kiosk import offload
from kiosk.domain.solves import Point, point_of
from kiosk.services.publishing import Draft, UnmetWish
from scheduler.check import check
from scheduler.formats import EventData, read_timetable, write_event
from scheduler.warm import WHILE_READ

log = logging.getLogger(__name__)
BEAT = 0.5
"""Seconds after which silence is reported too."""
GRACE = 90.0
"""Seconds beyond its time limit after which a process is taken to hang."""


class ChildFailed(Exception):  # noqa: N818 - it names what happened
    """The solver's process ended without an answer that can be used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found: a judged draft, or the demands that clash, or (unknown) neither in time."""

    status: str
    draft: Draft | None
    clash: tuple[dict[str, str], ...]


class Child:
    """A running solve of one event in `folder`."""

    def __init__(self, folder: Path, data: EventData, *, time_limit: float, workers: int) -> None:
        self._folder = folder
        self._data = data
        self._deadline = time.monotonic() + time_limit + GRACE
        self._last: dict[str, Any] = {}
        offload.run(write_event, data, folder / "event")
        with (folder / "errors.txt").open("wb") as errors:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "scheduler", "solve", str(folder / "event")),
                    *("--out", str(folder / "out"), "--time-limit", f"{time_limit:g}"),
                    *("--workers", str(workers), "--progress-json", "--cancel-on-eof"),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=_environment(),
                encoding="utf-8",
            )

    def cancel(self) -> None:
        """Ask for the best timetable so far; a process that does not answer soon is ended."""
        self._deadline = min(self._deadline, time.monotonic() + GRACE / 3)
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe above
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write("cancel\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def progress(self) -> Iterator[Point | None]:
        """The steps of the solve until it ends; None now and then while there is nothing new."""
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, args=(lines,), name="solver output", daemon=True).start()
        while True:
            if time.monotonic() > self._deadline:
                self.kill()
            try:
                line = lines.get(timeout=BEAT)
            except queue.Empty:
                yield None
                continue
            if line is None:
                break
            with contextlib.suppress(ValueError):
                said = json.loads(line)
                if "done" in said:
                    self._last = said
                else:
                    yield point_of(said)

    def _read(self, lines: queue.Queue[str | None]) -> None:
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe above
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stdout:
                lines.put(line)
        lines.put(None)

    def answer(self) -> Answer:
        """What the solve came to, judged once more before anyone relies on it.

        Raises:
            ChildFailed: the process broke down, was ended, or its timetable breaks a rule.
        """
        code = self._process.wait()
        if "done" not in self._last:
            said = (self._folder / "errors.txt").read_text("utf-8", "replace")[-2000:]
            raise ChildFailed(f"exit code {code}: {said}")
        status, clash = str(self._last["done"]), tuple(self._last["clash"])
        if not (self._folder / "out" / "timetable.csv").is_file():
            return Answer(status, None, clash)
        return Answer(status, offload.run(_draft, self._folder / "out", self._data, self._last), clash)

    def close(self) -> None:
        """Let go of the process and its pipes, whatever state they are in."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _draft(out: Path, data: EventData, said: dict[str, Any]) -> Draft:
    timetable = read_timetable(out / "timetable.csv", data.problem)
    judgement = check(data.problem, timetable)
    if not judgement.valid:
        raise ChildFailed("; ".join(v.message.en for v in judgement.violations[:5]))
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    return Draft(
        status=summary["status"],
        goals=tuple(summary["goals"]),
        seconds=summary["seconds"],
        interviews=timetable.interviews,
        unmet=tuple(
            UnmetWish(wish["supplier"], wish["buyer"], wish["reason"], wish["ja"], wish["en"])
            for wish in said["unplaced"]
        ),
    )


def warm_up() -> subprocess.Popen[bytes]:
    """Start compiling what large events need, at low priority; done in a second where it was done before.

    It ends with this process, whatever ends that.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "scheduler.warm", WHILE_READ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=getattr(subprocess, "IDLE_PRIORITY_CLASS", 0),
    )


def _environment() -> dict[str, str]:
    """The child finds `scheduler` also in a tree that was not installed."""
    here = str(Path(scheduler.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH", ""))))
    return os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"}
