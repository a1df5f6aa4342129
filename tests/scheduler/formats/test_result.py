from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

from scheduler.formats import EventData, read_timetable, summary, write_result, write_unplaced
from scheduler.timetable import Bilingual, GoalValue, Interview, Reason, Result, Status, Timetable, Unplaced

TIMETABLE = Timetable((Interview("S1", "B1", dt.datetime.fromisoformat("2026-11-26T10:00"), "R1", 1),))
UNPLACED = (Unplaced("S2", "B2", Reason.BUYER_FULL, Bilingual("横河電機が満席です。", "=Yokogawa is full.")),)
SOLVED = Result(
    Status.FEASIBLE,
    TIMETABLE,
    (GoalValue("served", 1, 1, True), GoalValue("even", 3)),
    UNPLACED,
    (),
    1.23456,
)
IMPOSSIBLE = Result(Status.INFEASIBLE, None, (), (), (Bilingual("両立しません。", "They clash."),), 0.5)


def test_summary_of_a_timetable_has_its_goals_in_order() -> None:
    assert summary(SOLVED) == {
        "status": "feasible",
        "placed": 1,
        "unplaced": 1,
        "seconds": 1.235,
        "goals": [
            {"name": "served", "value": 1, "bound": 1, "optimal": True},
            {"name": "even", "value": 3, "bound": None, "optimal": False},
        ],
    }


def test_summary_of_the_impossible_has_the_clash_in_words() -> None:
    expected = {"status": "infeasible", "placed": 0, "unplaced": 0, "seconds": 0.5, "goals": []}
    assert summary(IMPOSSIBLE) == {**expected, "clash": ["両立しません。"]}
    assert summary(IMPOSSIBLE, "en") == {**expected, "clash": ["They clash."]}


def test_unplaced_wishes_are_written_in_the_asked_language(tmp_path: Path) -> None:
    for language, detail in (("ja", "横河電機が満席です。"), ("en", "'=Yokogawa is full.")):
        write_unplaced(UNPLACED, language, tmp_path / "unplaced.csv")
        with (tmp_path / "unplaced.csv").open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == [
                ["supplier", "buyer", "reason", "detail"],
                ["S2", "B2", "buyer_full", detail],
            ]


def test_result_is_written_as_three_files(read: Callable[..., EventData], tmp_path: Path) -> None:
    problem = read().problem
    folder = tmp_path / "out" / "first"
    assert write_result(problem, SOLVED, folder) == summary(SOLVED)
    assert sorted(file.name for file in folder.iterdir()) == ["summary.json", "timetable.csv", "unplaced.csv"]
    assert read_timetable(folder / "timetable.csv", problem) == TIMETABLE
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == summary(SOLVED)
    assert (folder / "unplaced.csv").read_text(encoding="utf-8-sig").endswith("横河電機が満席です。\n")


def test_impossible_result_leaves_no_old_timetable(read: Callable[..., EventData], tmp_path: Path) -> None:
    problem = read(event="key,value\nname,x\nlanguage,en\n").problem
    write_result(problem, SOLVED, tmp_path / "out")
    write_result(problem, IMPOSSIBLE, tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["summary.json"]
    text = (tmp_path / "out" / "summary.json").read_text(encoding="utf-8")
    assert json.loads(text)["clash"] == ["They clash."]
