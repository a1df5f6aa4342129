"""A PostgreSQL server of a test's own, in a directory that goes with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import program


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Gives the address of an empty database. PostgreSQL refuses to run as root: then it is `postgres`'s."""
    control = Path(os.path.realpath(program("postgresql") or "")).parent
    home = Path(tempfile.mkdtemp(prefix="mendan-pg-"))
    owner = {"user": "postgres"} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(home, "postgres")
    data = home / "data"

    def run(name: str, *arguments: str) -> None:
        command = [str(control / name), *arguments]
        subprocess.run(command, cwd=home, check=True, stdout=subprocess.DEVNULL, timeout=60, **owner)  # type: ignore[call-overload]

    run("initdb", "-D", str(data), "-U", "mendan", "-A", "trust", "--no-sync")
    only_here = f"-k {home} -c listen_addresses='' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(home / "log"), "-o", only_here, "-w", "start")
    try:
        yield f"postgresql+psycopg://mendan@/postgres?host={home}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
