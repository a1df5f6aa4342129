"""The commands run where nothing of the server is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scheduler.test_cli import FILES, PROJECT, TIMETABLE_HEAD

ALONE = """
import runpy, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        server = {"flask", "flask_socketio", "sqlalchemy", "alembic", "kiosk"}
        if name.split(".")[0] in {*server, "tqdm", "openpyxl"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
runpy.run_module("scheduler", run_name="__main__")
"""


def alone(*arguments: object) -> int:
    """The exit code of the command in a Python that lacks every library of the server."""
    command = [sys.executable, "-c", ALONE, *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, check=False, capture_output=True, timeout=60).returncode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of an event."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_cli_check_runs_where_no_server_is_installed(folder):
    for table, code in ((1, 0), (2, 1)):
        row = f"2026-11-26,10:00,10:20,R1,{table},B1,S1,,scheduled,,\n"
        (folder / "timetable.csv").write_text(TIMETABLE_HEAD + row, encoding="utf-8")
        assert alone("check", folder, folder / "timetable.csv") == code


def test_cli_b2b_runs_where_no_server_is_installed(tmp_path):
    path = tmp_path / "small.dzn"
    path.write_text(
        "nBusiness = 2; nMeetings = 1; nTables = 1; nTotalSlots = 1; nMorningSlots = 1; "
        "requested = [|1, 2, 3, |]; forbidden = [{}, {}]; fixed = [0]; precedences = [{}];",
        encoding="utf-8",
    )
    assert alone("b2b", path) == 0
    assert alone("b2b", tmp_path / "none.dzn") == 2


def test_cli_solve_runs_where_no_server_is_installed(folder):
    assert alone("solve", folder, "--out", folder / "out", "--workers", 1) == 0
    assert json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))["placed"] == 1
