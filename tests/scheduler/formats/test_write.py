from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.formats import EventData, read_event, write_event, write_workbook
from tests.scheduler.formats.strategies import events

LANGUAGES = ("en", "ja")
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(events())
def test_folder_written_is_read_back_equal(data: EventData) -> None:
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            write_event(data, Path(folder), language)
            assert read_event(Path(folder)) == data


@few
@given(events())
def test_workbook_written_is_read_back_equal(data: EventData) -> None:
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            write_workbook(data, Path(folder) / "event.xlsx", language)
            assert read_event(Path(folder) / "event.xlsx") == data


FORMULA = '=HYPERLINK("http://evil.example")'


def _evil(read: Callable[..., EventData]) -> EventData:
    return read(suppliers=f'id,name,URL\nS1,"{FORMULA.replace(chr(34), chr(34) * 2)}",+81-3\nS2,@樹脂,-\n')


def test_formulas_are_neutralised_in_csv(read: Callable[..., EventData], tmp_path: Path) -> None:
    data = _evil(read)
    assert data.problem.suppliers[0].name == FORMULA
    write_event(data, tmp_path / "out")
    with (tmp_path / "out" / "suppliers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], row["URL"]) for row in rows] == [(f"'{FORMULA}", "'+81-3"), ("'@樹脂", "'-")]
    assert read_event(tmp_path / "out") == data


def test_formulas_are_neutralised_in_workbooks(read: Callable[..., EventData], tmp_path: Path) -> None:
    data = _evil(read)
    write_workbook(data, tmp_path / "out.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["suppliers"]["B2"]
    assert (cell.value, cell.data_type) == (f"'{FORMULA}", "s")
    assert read_event(tmp_path / "out.xlsx") == data


def test_files_open_rightly_in_excel(read: Callable[..., EventData], tmp_path: Path) -> None:
    write_event(read(), tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == [
        "buyers.csv",
        "event.csv",
        "people.csv",
        "rooms.csv",
        "sessions.csv",
        "staff.csv",
        "suppliers.csv",
        "wishes.csv",
    ]
    assert {file.read_bytes()[:3] for file in files} == {b"\xef\xbb\xbf"}


@pytest.mark.parametrize(
    ("language", "sheets", "heading"),
    [
        (
            "en",
            ["event", "sessions", "rooms", "buyers", "suppliers", "people", "staff", "wishes"],
            "supplier_rank",
        ),
        (
            "ja",
            ["イベント", "セッション", "部屋", "発注企業", "受注企業", "参加者", "スタッフ", "希望"],
            "希望順位",
        ),
    ],
)
def test_workbook_has_sheets_and_headings_in_its_language(
    read: Callable[..., EventData], tmp_path: Path, language: str, sheets: list[str], heading: str
) -> None:
    write_workbook(read(), tmp_path / "out.xlsx", language)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == sheets
    wishes = book.worksheets[-1]
    assert (wishes["C1"].value, wishes["C2"].value, wishes.freeze_panes) == (heading, 1, "A2")


def test_decision_is_written_in_the_language_of_the_headings(
    read: Callable[..., EventData], tmp_path: Path
) -> None:
    data = read(wishes="supplier,buyer,decision\nS1,B1,must\nS2,B2,no\n")
    for language, words in (("en", ["must", "no"]), ("ja", ["必須", "不可"])):
        write_workbook(data, tmp_path / "out.xlsx", language)
        sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[-1]
        assert [sheet["E2"].value, sheet["E3"].value] == words
