"""Starts `mendan serve` as its users do, and reads from its output what they would read."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

READY_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Prepared:
    """An instance in which the demonstration was solved and published once, to begin tests from.

    What a first start printed belongs to it: the password is shown only that once.
    """

    def __init__(self, folder: Path) -> None:
        server = Server(folder / "instance")
        begun = dt.datetime.now(dt.UTC)
        server.start("--demo", "--host", "127.0.0.1")
        server.kill()
        self.instance, self.lines, self._begun = server.instance, server.lines, begun

    def copy_to(self, instance: Path) -> None:
        """Lay a copy whose clock stands where a first start would have put it now."""
        shutil.copytree(self.instance, instance)
        since = dt.datetime.now(dt.UTC) - self._begun
        with contextlib.closing(sqlite3.connect(instance / "mendan.sqlite3")) as connection, connection:
            [(anchor,)] = connection.execute("SELECT clock_anchor FROM event")
            later = dt.datetime.fromisoformat(anchor) + since
            connection.execute("UPDATE event SET clock_anchor = ?", [later.isoformat(" ", "microseconds")])


class Server:
    """One `mendan serve` over one instance directory; `lines` is everything it has printed."""

    def __init__(self, instance: Path, prepare: Callable[[], Prepared] | None = None) -> None:
        self.instance = instance
        self._prepare = prepare
        self.port = free_port()
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *arguments: str) -> None:
        """Start it and wait until it says that it listens; a first `--demo` begins from what is prepared."""
        if "--demo" in arguments and self._prepare and not self.instance.exists():
            prepared = self._prepare()
            prepared.copy_to(self.instance)
            self.lines += [line for line in prepared.lines if "/pair/" not in line]
        self._ready.clear()
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--port", str(self.port), *arguments],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"MENDAN_INSTANCE": str(self.instance), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        if not self._ready.wait(READY_SECONDS):
            raise AssertionError("the server did not become ready:\n" + "\n".join(self.lines))

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.lines.append(line.rstrip())
                if f":{self.port}" in line:
                    self._ready.set()

    def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def run(self, *arguments: str) -> str:
        """Another `mendan` command over the same instance; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "run.py", *arguments],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"MENDAN_INSTANCE": str(self.instance)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=READY_SECONDS,
            check=True,
        )
        return done.stdout

    def password(self) -> str:
        """The organiser's first password, as printed once."""
        return self._said(r"\b([a-z2-9]{4}(?:-[a-z2-9]{4}){3})\b")

    def _said(self, pattern: str) -> str:
        for line in self.lines:
            found = re.search(pattern, line)
            if found:
                return found[1]
        raise AssertionError(f"{pattern} was not said:\n" + "\n".join(self.lines))

    def ask(self, sql: str, **values: object) -> list[sqlite3.Row]:
        """What the database holds, read as it lies on the disk."""
        with contextlib.closing(sqlite3.connect(self.instance / "mendan.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, values).fetchall()
