from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.formats import BadInput, Fault, read_event
from scheduler.problem import Session, Wish

Rows = Sequence[Sequence[Any]]
Book = Callable[..., Path]
DAY = dt.date(2026, 11, 26)

SHEETS: dict[str, Rows] = {
    "イベント": [["技術連携交流会 設定"], [], ["項目", "値"], ["イベント名", "商談会"], ["面談時間(分)", 20]],
    "セッション・時間帯": [
        ["日付", "開始時刻", "終了時刻", "名称"],
        [dt.datetime.fromisoformat("2026-11-26T00:00"), dt.time(10), dt.time(12), "午前"],
        ["2026/11/26", "13:00", dt.time(15), "午後"],
    ],
    "部屋": [["部屋ID", "部屋名", "席数"], [101, "第1会議室", 2.0]],
    "大手企業": [["企業ID", "企業名", "部屋"], [11, "日立製作所", 101], [12, "横河電機", 101.0]],
    "中小企業": [["企業ID", "企業名", "最大面談数"], [21, "髙崎精機", 3], [22, "白山樹脂", None]],
    "希望": [
        ["希望一覧(11/26 締切)", None, None, None, None],
        ["受注企業", "発注企業", "希望順位", "評価", "時刻指定"],
        [21, 11, 1, "◎", dt.time(10, 40)],
        [22, 12.0, 2.0, None, dt.datetime.fromisoformat("2026-11-26T13:20")],
        [None, None, None, None, None],
    ],
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Save a workbook of the usual sheets, some of them replaced."""

    def save(changed: Mapping[str, Rows | None] | None = None, **options: Any) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for title, rows in {**SHEETS, **(changed or {})}.items():
            if rows is not None:
                sheet = made.create_sheet(title)
                for row in rows:
                    sheet.append(list(row))
        if change := options.get("change"):
            change(made)
        path = tmp_path / "event.xlsx"
        made.save(path)
        return path

    return save


def test_japanese_workbook_with_titles_dates_and_numbers_is_read(book: Book) -> None:
    def merge(made: openpyxl.Workbook) -> None:
        made["希望"].merge_cells("A1:E1")
        made["希望"].cell(40, 9).value = None

    data = read_event(book(change=merge))
    problem = data.problem
    assert data.warnings == ()
    assert problem.sessions == (
        Session(DAY, dt.time(10), dt.time(12), "午前"),
        Session(DAY, dt.time(13), dt.time(15), "午後"),
    )
    assert [(room.id, room.tables) for room in problem.rooms] == [("101", 2)]
    assert [(buyer.id, buyer.room) for buyer in problem.buyers] == [("11", "101"), ("12", "101")]
    assert [(s.id, s.name, s.max_interviews) for s in problem.suppliers] == [
        ("21", "髙崎精機", 3),
        ("22", "白山樹脂", None),
    ]
    assert [(w.pair, w.rank, w.pin) for w in problem.wishes] == [
        (("21", "11"), 1, dt.datetime.fromisoformat("2026-11-26T10:40")),
        (("22", "12"), 2, dt.datetime.fromisoformat("2026-11-26T13:20")),
    ]


def test_english_sheets_and_headings_are_read(book: Book) -> None:
    path = book({"希望": None, "wishes": [["supplier", "buyer"], ["21", "11"]]})
    assert read_event(path).problem.wishes == (Wish("21", "11"),)


def test_fault_names_sheet_row_and_column_as_excel_shows_them(book: Book) -> None:
    rows = [["希望一覧"], [], ["受注企業", "発注企業", "評価"], [21, 11, "?"], [], [29, 11, None]]
    assert [(f.file, f.row, f.column) for f in _faults(book({"希望": rows}))] == [
        ("希望", 4, "評価"),
        ("希望", 6, "受注企業"),
    ]


def test_ids_shown_with_leading_zeros_keep_them(book: Book) -> None:
    def pad(made: openpyxl.Workbook) -> None:
        made["部屋"]["A2"].number_format = "0000"

    path = book(
        {"大手企業": [["企業ID", "企業名", "部屋"], [11, "日立", "0101"], [12, "横河", None]]}, change=pad
    )
    assert read_event(path).problem.buyers[0].room == "0101"


def test_times_that_excel_rounds_are_read_to_the_second(book: Book) -> None:
    rows = [
        ["日付", "開始", "終了"],
        [dt.datetime.fromisoformat("2026-11-26T00:00"), dt.time(9, 59, 59, 999971), dt.timedelta(hours=14)],
    ]
    data = read_event(book({"セッション・時間帯": rows}))
    assert data.problem.sessions == (Session(DAY, dt.time(10), dt.time(14)),)


def test_date_in_a_column_of_text_is_read_as_a_date(book: Book) -> None:
    rows = [
        ["受注企業", "発注企業", "備考"],
        [21, 11, dt.datetime.fromisoformat("2026-11-01T00:00")],
        [22, 12, True],
        [21, 12, 0.5],
    ]
    assert [w.note for w in read_event(book({"希望": rows})).problem.wishes] == ["2026-11-01", "TRUE", "0.5"]


def test_missing_sheet_is_a_fault_that_names_it(book: Book) -> None:
    (fault,) = _faults(book({"希望": None}))
    assert fault.text("en") == "event.xlsx: There is no sheet “wishes” (希望). Please add it."


def test_two_sheets_for_one_table_are_a_fault(book: Book) -> None:
    (fault,) = _faults(book({"wishes": [["supplier", "buyer"]]}))
    assert (fault.file, fault.row) == ("wishes", None)


def test_strange_sheet_is_named_in_a_warning_and_a_timetable_is_not(book: Book) -> None:
    data = read_event(book({"メモ": [["x"]], "時間割": [["x"]]}))
    assert [warning.file for warning in data.warnings] == ["メモ"]


def test_formula_without_a_saved_result_is_a_fault(book: Book) -> None:
    rows = [["受注企業", "発注企業", "希望順位"], [21, 11, "=1+1"], [22, 12, 1]]
    (fault,) = _faults(book({"希望": rows}))
    assert (fault.file, fault.row, fault.column) == ("希望", 2, "希望順位")
    assert fault.message.en.startswith("The result of this formula was not saved.")


def test_formula_with_a_saved_result_is_read(book: Book, tmp_path: Path) -> None:
    rows = [["受注企業", "発注企業", "希望順位"], [21, 11, "=1+1"]]
    path = book({"希望": rows})
    saved = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))
    assert read_event(saved).problem.wishes == (Wish("21", "11", rank=2),)


def test_line_break_of_other_programs_is_read_as_one(book: Book) -> None:
    rows = [["受注企業", "発注企業", "備考"], [21, 11, "一行目_x000D_\n二行目"]]
    assert read_event(book({"希望": rows})).problem.wishes[0].note == "一行目\n二行目"


def test_size_that_a_sheet_wrongly_claims_is_not_believed(book: Book, tmp_path: Path) -> None:
    saved = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(book()) as old, zipfile.ZipFile(saved, "w") as new:
        for part in old.namelist():
            new.writestr(part, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', old.read(part)))
    assert len(read_event(saved).problem.wishes) == 2


def test_error_value_is_one_fault_at_its_cell(book: Book) -> None:
    rows = [["受注企業", "発注企業", "希望順位"], [21, 11, "#N/A"], ["#REF!", 12, 1]]
    assert [(f.row, f.column) for f in _faults(book({"希望": rows}))] == [(2, "希望順位"), (3, "受注企業")]


def test_apostrophe_before_a_formula_is_taken_off(book: Book) -> None:
    rows = [["受注企業", "発注企業", "備考"], [21, 11, "'=1+1"]]
    assert read_event(book({"希望": rows})).problem.wishes[0].note == "=1+1"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "It may be damaged"),
        (b"just text", "It may be damaged"),
        (b"PK\x03\x04 torn off", "It may be damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old format (.xls) or a password"),
    ],
)
def test_file_that_is_no_workbook_is_one_fault(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "event.xlsx"
    path.write_bytes(content)
    (fault,) = _faults(path)
    assert (fault.file, fault.row, fault.column) == ("event.xlsx", None, None)
    assert says in fault.message.en


def test_damaged_parts_are_one_fault(book: Book, tmp_path: Path) -> None:
    path = book()
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part)[:200] if "sheet6" in part else old.read(part))
    (fault,) = _faults(broken)
    assert "damaged" in fault.message.en


def test_zip_without_a_workbook_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "event.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("readme.txt", "hello")
    (fault,) = _faults(path)
    assert "damaged" in fault.message.en


def test_workbook_that_unpacks_to_too_much_is_refused(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.formats.workbook.MOST_BYTES", 1_000)
    (fault,) = _faults(book())
    assert "too large" in fault.message.en


def test_too_many_rows_are_one_fault(book: Book) -> None:
    rows: list[list[Any]] = [["部屋ID", "部屋名"], *([n, "室"] for n in range(20_150))]
    (fault,) = _faults(book({"部屋": rows, "大手企業": [["企業ID", "企業名"], [11, "日立"], [12, "横河"]]}))
    assert (fault.file, fault.row, fault.column) == ("部屋", 20_002, None)


def test_openpyxl_is_loaded_only_for_workbooks(tmp_path: Path) -> None:
    code = "import sys, scheduler.formats; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_event(path)
    for fault in caught.value.faults:
        assert fault.message.ja
        assert fault.message.en
    return caught.value.faults
