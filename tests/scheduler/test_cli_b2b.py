"""The command `b2b`: a JSON line for each file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main as mendan
from scheduler.cli import main

TEXT = """nBusiness = 2; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 2;
requested = [|1, 2, 3, |1, 2, 3, |];
forbidden = [{2}, {0}];
fixed = [3, 0];
precedences = [{}, {}];
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.original.dzn"
    path.write_text(TEXT, "utf-8")
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(line.pop("seconds") > 0 for line in found)
    return found


@pytest.mark.parametrize("program", [main, mendan])
def test_b2b_prints_the_answer_on_a_line(file: Path, capsys: pytest.CaptureFixture[str], program) -> None:
    assert program(["b2b", str(file)]) == 0
    assert lines(capsys) == [
        {"instance": "small.original", "status": "optimal", "breaks": 2, "bound": 2, "assignment": [3, 1]}
    ]


def test_b2b_holds_to_the_fairness_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(TEXT.replace("nBusiness = 2", "nBusiness = 3").replace("{0}]", "{0}, {}]"), "utf-8")
    assert main(["b2b", str(file), str(file), "--fairness", "0", "--workers", "1", "--time-limit", "9"]) == 0
    answer = {"instance": "small.original", "status": "infeasible", "breaks": None, "bound": None}
    assert lines(capsys) == [answer | {"assignment": None}] * 2


def test_b2b_passes_over_a_file_with_faults(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = file.with_name("bad.dzn")
    bad.write_text(TEXT.replace("nTables = 1;", ""), "utf-8")
    assert main(["b2b", str(bad), str(file), "--language", "en"]) == 2
    printed = capsys.readouterr()
    assert printed.err == "bad.dzn: nTables is missing\n"
    assert [json.loads(line)["status"] for line in printed.out.splitlines()] == ["optimal"]


@pytest.mark.parametrize(
    "option", ["--fairness=-1", "--fairness=x", "--workers=0", "--time-limit=-1", "--time-limit=nan"]
)
def test_b2b_refuses_senseless_numbers(file: Path, option: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["b2b", str(file), option])
    assert stopped.value.code == 2


def test_b2b_without_time_says_at_once_that_it_does_not_know(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["b2b", str(file), "--time-limit", "0"]) == 0
    (line,) = lines(capsys)
    assert (line["status"], line["breaks"], line["assignment"]) == ("unknown", None, None)
