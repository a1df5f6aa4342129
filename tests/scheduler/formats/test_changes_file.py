"""Faults of several rows of `CHANGES.csv`, of its headings and of the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from scheduler.problem import Problem
from tests.scheduler.formats.conftest import NOW, DayFaults, faults_in


def test_stretches_of_two_rows_that_overlap_are_a_fault_at_the_later(faults_of: DayFaults) -> None:
    found = faults_of(
        "10:30,slot_added,,,15:20-15:40", "10:20,slot_added,,,15:00-15:30", "10:40,slot_added,,,15:00-15:20"
    )
    assert [fault.text("en") for fault in found] == [
        "CHANGES.csv:3:detail: 15:00-15:30 overlaps 15:20-15:40 of row 2. Please separate them."
    ]
    assert found[0].message.ja == (
        "15:00-15:30 は 2 行目の 15:20-15:40 と重なっています。重ならない時間を入力してください。"
    )


def test_all_faults_are_told_at_once_in_order(faults_of: DayFaults) -> None:
    found = faults_of(
        ",,,,x",
        "25:00,late,S9,9時,",
        "10:00,nothing,S9,soon,",
        "10:00,group_late,S1,9:00,;",
        "11:00,table_open,R1/99,,",
        "11:00,table_closed,R1/99,,",
        "soon,slot_added,,,15:00-15:20",
    )
    assert [(fault.row, fault.column) for fault in found] == [
        (2, "time"),
        (2, "kind"),
        (3, "time"),
        (3, "company_or_table"),
        (4, "kind"),
        (4, "until"),
        (5, "company_or_table"),
        (5, "until"),
        (5, "detail"),
        (6, "company_or_table"),
        (8, "time"),
    ]


def test_faults_stand_under_the_headings_of_the_file(faults_of: DayFaults) -> None:
    found = faults_of("早退,ten,S1", "遅刻,10:00,S1", head="変更\n\n種類,時刻,企業ID\n")
    assert [(fault.row, fault.column) for fault in found] == [(4, "時刻"), (5, None)]
    assert found[1].message.ja == (
        "列「until」(終了)がありません。「遅刻」にはいつまでかを 11:00 の形で入力してください。"
    )
    assert found[1].message.en == (
        "The column until (終了) is missing. For late, please enter until when it is, such as 11:00."
    )


def test_now_after_the_event_is_a_fault_of_each_time_without_a_day(faults_of: DayFaults) -> None:
    rows = ("10:00,absent,S1,,", "2026-11-26 10:00,absent,S2,,")
    found = faults_of(*rows, now=NOW + dt.timedelta(days=1))
    assert [(fault.row, fault.column) for fault in found] == [(2, "time")]


def test_file_that_is_missing_or_of_another_kind_is_a_fault(day: Problem, tmp_path: Path) -> None:
    missing = tmp_path / "CHANGES.csv"
    assert [fault.file for fault in faults_in(missing, day)] == [str(missing)]
    (folder,) = faults_in(tmp_path, day)
    assert "changes.csv" in folder.message.ja
    missing.write_text("interview,supplier,buyer,kind\n1,S1,B1,moved\n", encoding="utf-8")
    (fault,) = faults_in(missing, day)
    assert fault.message.en == (
        "No heading row was found. Please put the column names time (時刻), kind (種類) "
        "within the first 20 rows."
    )


def test_workbook_without_the_sheet_is_a_fault(day: Problem, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "day.xlsx")
    (fault,) = faults_in(tmp_path / "day.xlsx", day)
    assert fault.text("ja") == "day.xlsx: 「変更」(changes)というシートがありません。加えてください。"


def test_fault_in_a_workbook_names_the_sheet(day: Problem, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "変更"
    sheet.append(["時刻", "種類", "対象", "終了"])
    sheet.append([dt.time(10), "欠席", "S7", None])
    book.save(tmp_path / "day.xlsx")
    assert [(f.file, f.row, f.column) for f in faults_in(tmp_path / "day.xlsx", day)] == [("変更", 2, "対象")]
