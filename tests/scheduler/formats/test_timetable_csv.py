from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from scheduler.formats import BadInput, EventData, Fault, read_timetable, write_timetable
from scheduler.problem import Problem
from scheduler.timetable import Interview, Timetable

HEAD = "date,start,end,room,table,buyer,supplier,staff,status,actual_start,actual_end\n"


@pytest.fixture
def problem(read: Callable[..., EventData]) -> Problem:
    return read().problem


@pytest.fixture
def timetable_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "timetable.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def at(hour: int, minute: int = 0, day: int = 26) -> dt.datetime:
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time(hour, minute))


FULL = Timetable(
    (
        Interview("S1", "B1", at(10), "R1", 1, ("C1",), "finished", at(10, 3), at(0, 19, 27)),
        Interview("S2", "B2", at(10), "R1", 2, (), "called"),
    )
)


def test_timetable_written_is_read_back_equal(problem: Problem, tmp_path: Path) -> None:
    path = tmp_path / "timetable.csv"
    write_timetable(problem, Timetable(FULL.interviews[::-1]), path)
    assert read_timetable(path, problem) == FULL


def test_timetable_is_written_with_ends_and_in_order(problem: Problem, tmp_path: Path) -> None:
    path = tmp_path / "timetable.csv"
    write_timetable(problem, Timetable(FULL.interviews[::-1]), path)
    assert path.read_bytes().decode("utf-8").split("\r\n") == [
        "\ufeff" + HEAD.strip(),
        "2026-11-26,10:00,10:20,R1,1,B1,S1,C1,finished,10:03,2026-11-27 00:19",
        "2026-11-26,10:00,10:20,R1,2,B2,S2,,called,,",
        "",
    ]


def test_timetable_that_breaks_rules_is_read_as_it_stands(
    problem: Problem, timetable_file: Callable[[str], Path]
) -> None:
    path = timetable_file("start,room,table,buyer,supplier\n3:07,R1,99,B1,S2\n3:07,R1,0,B1,S2\n")
    assert read_timetable(path, problem) == Timetable(
        (Interview("S2", "B1", at(3, 7), "R1", 99), Interview("S2", "B1", at(3, 7), "R1", 0))
    )


def test_timetable_made_by_hand_in_japanese_is_read(
    problem: Problem, timetable_file: Callable[[str], Path]
) -> None:
    path = timetable_file(
        "日付,開始,終了,部屋,席,発注企業,受注企業,状態,備考\n2026/11/27,10：00,10:20,R1,1,B1,S1,欠席,電車\n"
    )
    assert read_timetable(path, problem) == Timetable(
        (Interview("S1", "B1", at(10, day=27), "R1", 1, status="no_show"),)
    )


def test_timetable_in_a_workbook_is_read(problem: Problem, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "時間割"
    sheet.append(["日付", "開始", "終了", "部屋", "席", "発注企業", "受注企業"])
    sheet.append(
        [dt.datetime.fromisoformat("2026-11-26T00:00"), dt.time(10), dt.time(10, 20), "R1", 1, "B1", "S1"]
    )
    book.save(tmp_path / "t.xlsx")
    expected = Timetable((Interview("S1", "B1", at(10), "R1", 1),))
    assert read_timetable(tmp_path / "t.xlsx", problem) == expected
    sheet.title = "メモ"
    book.save(tmp_path / "t.xlsx")
    assert [f.file for f in _faults(tmp_path / "t.xlsx", problem)] == ["t.xlsx"]


def test_cells_that_cannot_be_read_are_faults_together(
    problem: Problem, timetable_file: Callable[[str], Path]
) -> None:
    path = timetable_file(
        f"{HEAD}2026-11-26,10:00,10:30,R1,1,B1,S1,,,,\n"
        "26.11.,10:00,10:20,R9,x,B9,S9,C9,done,soon,never\n"
        ",ten,10:99,R1,,B1,,,,,\n"
    )
    assert [(f.file, f.row, f.column) for f in _faults(path, problem)] == [
        ("timetable.csv", 2, "end"),
        *[
            ("timetable.csv", 3, column)
            for column in ("date", "room", "table", "buyer", "supplier", "staff", "status")
        ],
        *[("timetable.csv", 4, column) for column in ("start", "end", "table", "supplier")],
    ]


def test_date_may_be_missing_only_when_the_event_has_one_day(
    read: Callable[..., EventData], timetable_file: Callable[[str], Path]
) -> None:
    problem = read(sessions="date,start,end\n2026-11-26,10:00,12:00\n2026-11-27,10:00,12:00\n").problem
    path = timetable_file(
        "date,start,room,table,buyer,supplier\n,2026-11-27 10:00,R1,1,B1,S1\n,10:00,R1,1,B1,S2\n"
    )
    assert [(f.row, f.column) for f in _faults(path, problem)] == [(3, "date")]


def test_actual_times_that_cannot_be_read_are_faults(
    problem: Problem, timetable_file: Callable[[str], Path]
) -> None:
    path = timetable_file(f"{HEAD}2026-11-26,10:00,10:20,R1,1,B1,S1,,,soon,never\n")
    assert [(f.row, f.column) for f in _faults(path, problem)] == [(2, "actual_start"), (2, "actual_end")]


def test_timetable_that_is_missing_or_has_no_heading_is_a_fault(
    problem: Problem, tmp_path: Path, timetable_file: Callable[[str], Path]
) -> None:
    assert [f.file for f in _faults(tmp_path / "none.csv", problem)] == [str(tmp_path / "none.csv")]
    assert [f.file for f in _faults(timetable_file("hello\n"), problem)] == ["timetable.csv"]


def _faults(path: Path, problem: Problem) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_timetable(path, problem)
    for fault in caught.value.faults:
        assert fault.message.ja
        assert fault.message.en
    return caught.value.faults
