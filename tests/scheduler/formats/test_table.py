from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduler.formats import EventData, Fault
from scheduler.formats.columns import EVENT_KEYS, EVENT_TABLES, TIMETABLE, Column

Places = Callable[..., list[tuple[str, int | None, str | None]]]


def test_japanese_headings_are_read_and_named_in_faults(
    read: Callable[..., EventData], places: Places
) -> None:
    text = "企業ID,企業名,フリガナ,都道府県,連携組織,最大面談数\nS1,精機,セイキ,石川県,北陸,{}\nS2,樹脂,,,,\n"
    supplier = read(suppliers=text.format("４")).problem.suppliers[0]
    assert (supplier.id, supplier.name, supplier.kana) == ("S1", "精機", "セイキ")
    assert (supplier.region, supplier.partner, supplier.max_interviews) == ("石川県", "北陸", 4)
    assert places(suppliers=text.format("多数")) == [("suppliers.csv", 2, "最大面談数")]


def test_headings_vary_in_case_width_and_remarks(read: Callable[..., EventData]) -> None:
    text = "ＩＤ,企業名 ※必須, Max Interviews \nS1,精機,3\nS2,樹脂,\n"
    assert read(suppliers=text).problem.suppliers[0].max_interviews == 3


def test_better_name_of_a_column_wins_over_a_running_number(read: Callable[..., EventData]) -> None:
    data = read(suppliers="No,企業ID,企業名\n1,S1,精機\n2,S2,樹脂\n")
    assert [s.id for s in data.problem.suppliers] == ["S1", "S2"]
    assert [(e.name, dict(e.values)) for e in data.extra] == [("No", {("S1",): "1", ("S2",): "2"})]


def test_unknown_column_is_kept_and_named_in_a_warning(read: Callable[..., EventData]) -> None:
    data = read(suppliers="id,name,max_interview,URL\nS1,精機,3,https://example.com\nS2,樹脂,,\n")
    assert [(e.table, e.name, dict(e.values)) for e in data.extra] == [
        ("suppliers", "max_interview", {("S1",): "3"}),
        ("suppliers", "URL", {("S1",): "https://example.com"}),
    ]
    assert [(w.file, w.row, w.column) for w in data.warnings] == [
        ("suppliers.csv", 1, "max_interview"),
        ("suppliers.csv", 1, "URL"),
    ]


def test_column_without_heading_is_named_in_a_warning(read: Callable[..., EventData]) -> None:
    data = read(suppliers="id,name,,\nS1,精機,メモ,\nS2,樹脂,,\n")
    assert [(w.file, w.row, w.message.en) for w in data.warnings] == [
        ("suppliers.csv", 1, "Column 3 has no heading, so its values are not read.")
    ]


def test_same_heading_twice_is_a_fault(places: Places) -> None:
    assert places(suppliers="id,name,name\nS1,精機,樹脂\nS2,樹脂,\n") == [("suppliers.csv", 1, "name")]


def test_missing_required_column_is_a_fault_and_spares_the_rest(
    faults: Callable[..., tuple[Fault, ...]],
) -> None:
    (fault,) = faults(suppliers="name,kana\n精機,セイキ\n")
    assert str(fault) == "suppliers.csv:1:id: 列「id」(企業ID)がありません。この見出しの列を加えてください。"


def test_heading_that_is_nearly_a_columns_name_is_asked_about(
    faults: Callable[..., tuple[Fault, ...]], read: Callable[..., EventData]
) -> None:
    (fault,) = faults(wishes="supllier,buyer,supplier_rank\nS1,B1,1\n")
    assert fault.text("en") == (
        "wishes.csv:1:supplier: The column supplier (受注企業ID) is missing. "
        "Please correct the heading “supllier”."
    )
    (warning,) = read(suppliers="id,name,avialable\nS1,精機,\nS2,樹脂,\n").warnings
    assert warning.text("ja") == (
        "suppliers.csv:1:avialable: この列は使われません。「available」(参加可能時間)のことでしょうか。"
        "書き出すときにそのまま残します。"
    )


def test_sheet_without_any_heading_is_a_fault(places: Places) -> None:
    assert places(suppliers="S1,精機\nS2,樹脂\n") == [("suppliers.csv", None, None)]
    assert places(suppliers="") == [("suppliers.csv", None, None)]


@pytest.mark.parametrize(
    ("column", "length"), [("name", 201), ("profile", 4001), ("available", 2001), ("URL", 4001)]
)
def test_cell_that_is_too_long_is_one_fault(places: Places, column: str, length: int) -> None:
    text = f"id,name,profile,available,URL\nS1,精機{',' * 3}\nS2,樹脂{',' * 3}\n"
    cells = {"name": 1, "profile": 2, "available": 3, "URL": 4}
    row = ["S1", "精機", "", "", ""]
    row[cells[column]] = "x" * length
    assert places(suppliers=text.replace("S1,精機,,,", ",".join(row))) == [("suppliers.csv", 2, column)]


def test_invisible_control_character_is_a_fault(places: Places) -> None:
    assert places(suppliers="id,name\nS1,精\x0b機\nS2,樹脂\n") == [("suppliers.csv", 2, "name")]


def test_too_many_rows_are_one_fault(places: Places) -> None:
    rows = "".join(f"S{n},社\n" for n in range(20_001))
    assert places(suppliers=f"id,name\n{rows}", wishes="supplier,buyer\n", people=None) == [
        ("suppliers.csv", 20_002, None)
    ]


@pytest.mark.parametrize("columns", [*[spec.columns for spec in EVENT_TABLES], EVENT_KEYS, TIMETABLE.columns])
def test_no_two_columns_share_a_first_name(columns: tuple[Column, ...]) -> None:
    first = [name for column in columns for name in column.names[:2]]
    assert len(first) == len(set(first))


def test_no_two_tables_share_a_sheet_name() -> None:
    names = [name for spec in (*EVENT_TABLES, TIMETABLE) for name in spec.names]
    assert len(names) == len(set(names))
