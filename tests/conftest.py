"""What all tests share: what this machine has, and that nothing may be skipped where all is required.

Tests marked `chromium`, `postgresql`, `redis` or `zbarimg` run where that program is found. With
MENDAN_REQUIRE_ALL=1 a missing program, and any other skip, is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

REQUIRE_ALL = os.environ.get("MENDAN_REQUIRE_ALL") == "1"
DEBIAN = Path("/usr/lib/postgresql")
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "postgresql": ("postgres", "pg_ctl"),
    "redis": ("redis-server",),
    "zbarimg": ("zbarimg",),
}


def program(kind: str) -> str | None:
    """The path of the first program of this kind that the machine has; Debian keeps servers off the PATH."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, sorted(DEBIAN.glob("*/bin")))])
    return next((path for name in PROGRAMS[kind] if (path := shutil.which(name, path=places))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for kind in PROGRAMS:
        if item.get_closest_marker(kind) and program(kind) is None:
            pytest.skip(f"needs {kind}, which this machine does not have")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and MENDAN_REQUIRE_ALL is set: {report.longrepr}"
    return report
