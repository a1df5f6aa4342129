"""On what a benchmark ran: machine, versions, date and command."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

PACKAGES = ("mendan", "ortools", "hermax", "python-sat", "highspy", "numpy")


def describe(command: str) -> dict[str, str]:
    """Facts for the head of a report, in order."""
    return {
        "Date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        "Command": f"`{command}`",
        "Machine": f"{processor()}, {os.cpu_count()} cores, {_memory()}",
        "System": f"{platform.platform()}, Python {platform.python_version()}",
        "Versions": ", ".join(f"{name} {version}" for name in PACKAGES if (version := _version(name))),
        "Commit": _commit(),
        "Load at the end": " / ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def processor() -> str:
    """The processor's name."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _commit() -> str:
    here = Path(__file__).resolve().parent
    asked = subprocess.run(
        ("git", "describe", "--always", "--dirty"), cwd=here, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "unknown"
