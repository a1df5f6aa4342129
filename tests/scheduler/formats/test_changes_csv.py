"""`CHANGES.csv` in, `changes.csv` out."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from scheduler.compare import Change, Place
from scheduler.compare import Kind as Became
from scheduler.formats import BadInput, ChangeLine, EventData, read_changes, write_changes
from scheduler.formats.changes_csv import KINDS
from scheduler.incidents import Incident, Kind
from scheduler.problem import Problem, Session, Supplier
from scheduler.timetable import Bilingual
from tests.scheduler.formats.conftest import CHANGES_HEAD, NOW

Changes = Callable[..., tuple[Incident, ...]]


def at(hour: int, minute: int = 0, day: int = 26) -> dt.datetime:
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time(hour, minute))


FIFTEEN = Session(NOW.date(), dt.time(15), dt.time(15, 20))
LAID = Session(NOW.date(), dt.time(13, 20), dt.time(14))


@pytest.fixture
def changes(tmp_path: Path, day: Problem) -> Changes:
    """Read rows below the English heading, or a whole text."""

    def read(
        *rows: str, text: str = "", encoding: str = "utf-8", problem: Problem = day
    ) -> tuple[Incident, ...]:
        path = tmp_path / "CHANGES.csv"
        path.write_bytes((text or CHANGES_HEAD + "".join(f"{row}\n" for row in rows)).encode(encoding))
        return read_changes(path, problem, NOW)

    return read


@pytest.mark.parametrize(
    ("row", "incident"),
    [
        ("9:50,late,S1,11:00,中央線", Incident(Kind.LATE, at(9, 50), at(11), ("S1",))),
        ("9:50,遅刻,B1,2026-11-26 11:00,", Incident(Kind.LATE, at(9, 50), at(11), ("B1",))),
        ("2026/11/25 18:00,absent,S2,,", Incident(Kind.ABSENT, at(18, day=25), None, ("S2",))),
        ("10時20分,欠席,S2,,", Incident(Kind.ABSENT, at(10, 20), None, ("S2",))),
        ("13:00,leaves,B2,14:00,", Incident(Kind.LEAVES, at(13), at(14), ("B2",))),
        ("13:00,早退,B2,,", Incident(Kind.LEAVES, at(13), None, ("B2",))),
        (
            "9:50,group_late,,11:00,partner=中央会",
            Incident(Kind.GROUP_LATE, at(9, 50), at(11), ("S1", "S2")),
        ),
        (
            "9:50,団体遅刻,,11:00,連携組織＝中央会;S4；B1",
            Incident(Kind.GROUP_LATE, at(9, 50), at(11), ("S1", "S2", "S4", "B1")),
        ),
        ("9:50,group_late,,11:00,region=長野県", Incident(Kind.GROUP_LATE, at(9, 50), at(11), ("S4",))),
        (
            "9:50,group_late,,11:00,region=長野県;都道府県=群馬県",
            Incident(Kind.GROUP_LATE, at(9, 50), at(11), ("S4", "S1")),
        ),
        (
            "9:50,group_late,,11:00,S4;Ｓ１;S4",
            Incident(Kind.GROUP_LATE, at(9, 50), at(11), ("S4", "S1")),
        ),
        (
            "10:00,table_closed,R1/2,11:00,",
            Incident(Kind.TABLE_CLOSED, at(10), at(11), room="R1", table=2),
        ),
        ("10:00,席閉鎖,Ｒ１／２,,", Incident(Kind.TABLE_CLOSED, at(10), room="R1", table=2)),
        ("10:00,Table Closed,A/2/1,,", Incident(Kind.TABLE_CLOSED, at(10), room="A/2", table=1)),
        ("10:00,table_open,R1/2,,", Incident(Kind.TABLE_OPEN, at(10), room="R1", table=2)),
        ("10:00,席再開,R1 / 52,,", Incident(Kind.TABLE_OPEN, at(10), room="R1", table=52)),
        ("10:00,room_closed,A/2,,", Incident(Kind.ROOM_CLOSED, at(10), room="A/2")),
        ("10:00,部屋閉鎖,Ａ／２,10:30,", Incident(Kind.ROOM_CLOSED, at(10), at(10, 30), room="A/2")),
        ("10:00,staff_missing,C1,,", Incident(Kind.STAFF_MISSING, at(10), staff="C1")),
        ("10:00,担当者不在,C1,11:00,", Incident(Kind.STAFF_MISSING, at(10), at(11), staff="C1")),
        (
            "10:20,overrun,R1/1,10:55,",
            Incident(Kind.OVERRUN, at(10, 20), at(10, 55), room="R1", table=1),
        ),
        ("10:20,延長,S1,10:55,", Incident(Kind.OVERRUN, at(10, 20), at(10, 55), ("S1",))),
        ("10:20,overrun,B1,10:55,", Incident(Kind.OVERRUN, at(10, 20), at(10, 55), ("B1",))),
        ("10:30,slot_added,,,15:00-15:20", Incident(Kind.SLOT_ADDED, at(10, 30), session=FIFTEEN)),
        (
            "2026-11-25 18:00,コマ追加,,,2026-11-26 15：00〜15：20",
            Incident(Kind.SLOT_ADDED, at(18, day=25), session=FIFTEEN),
        ),
        ("10:30,slot_added,,,13:20-14:00", Incident(Kind.SLOT_ADDED, at(10, 30), session=LAID)),
        (
            "10:30,walk_in,S4,,S4>B2;S4＞B1; Ｓ４ → B2",
            Incident(Kind.WALK_IN, at(10, 30), companies=("S4",), pairs=(("S4", "B2"), ("S4", "B1"))),
        ),
        (
            "10:30,当日参加,,,S4>B2",
            Incident(Kind.WALK_IN, at(10, 30), companies=("S4",), pairs=(("S4", "B2"),)),
        ),
        (
            "10:30,walk_in,S4,,name=長野 光学;S4>B2",
            Incident(Kind.WALK_IN, at(10, 30), companies=("S4",), pairs=(("S4", "B2"),)),
        ),
        (
            "10:30,cancel,,,S1>B1;S2→B2",
            Incident(Kind.CANCEL, at(10, 30), pairs=(("S1", "B1"), ("S2", "B2"))),
        ),
        ("10:30,取消,S1,,S1>B1", Incident(Kind.CANCEL, at(10, 30), pairs=(("S1", "B1"),))),
        ("10:30,cancel,B1,,S1>B1", Incident(Kind.CANCEL, at(10, 30), pairs=(("S1", "B1"),))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_row_is_read_as_its_incident(changes: Changes, row: str, incident: Incident) -> None:
    assert changes(row) == (incident,)


def test_every_kind_has_a_japanese_word_of_its_own() -> None:
    assert list(KINDS) == list(Kind)
    assert len(set(KINDS.values())) == len(Kind)


def test_walk_in_brings_a_company_that_every_row_may_name(changes: Changes) -> None:
    new = Supplier("S9", "新規精機", "シンキセイキ", "Shinki", "富山県", "商工会")
    facts = "name=新規精機;フリガナ=シンキセイキ;name_en=Shinki;region=富山県;partner＝商工会"
    found = changes(
        "9:50,group_late,,10:20,region=富山県",
        "10:00,cancel,,,S9>B2",
        "10:10,walk_in,S9,,S9>B2",
        f"10:30,walk_in,S9,,{facts};S9>B1;S9>B2",
        "10:40,late,S9,11:00,",
        "10:45,walk_in,S9,,",
    )
    assert found == (
        Incident(Kind.GROUP_LATE, at(9, 50), at(10, 20), ("S9",)),
        Incident(Kind.CANCEL, at(10), pairs=(("S9", "B2"),)),
        Incident(Kind.WALK_IN, at(10, 10), companies=("S9",), pairs=(("S9", "B2"),), newcomer=new),
        Incident(
            Kind.WALK_IN, at(10, 30), companies=("S9",), pairs=(("S9", "B1"), ("S9", "B2")), newcomer=new
        ),
        Incident(Kind.LATE, at(10, 40), at(11), ("S9",)),
        Incident(Kind.WALK_IN, at(10, 45), companies=("S9",), newcomer=new),
    )


def test_id_is_not_guessed_where_two_look_the_same(changes: Changes, read: Callable[..., EventData]) -> None:
    problem = read(suppliers="id,name\nＳ１,白山樹脂\nS1,髙崎精機\nS2,長野光学\n").problem
    found = changes("10:00,absent,Ｓ１,,", "10:01,absent,S1,,", problem=problem)
    assert [i.companies for i in found] == [("Ｓ１",), ("S1",)]
    with pytest.raises(BadInput):
        changes("10:00,absent,S１,,", problem=problem)


def test_region_is_found_whatever_its_width_case_and_blanks(
    changes: Changes, read: Callable[..., EventData]
) -> None:
    problem = read(suppliers="id,name,region\nS1,精機,ＴＡＭＡ　地区\nS2,樹脂,\n").problem
    (found,) = changes("9:50,group_late,,11:00,region=Tama地区", problem=problem)
    assert found.companies == ("S1",)


def test_newcomer_typed_in_two_widths_is_one_company(changes: Changes) -> None:
    found = changes("10:30,walk_in,Ｓ９,,name=新規;Ｓ９>B1", "10:40,walk_in,S9,,S9>B2")
    assert [(i.companies, i.pairs) for i in found] == [
        (("Ｓ９",), (("Ｓ９", "B1"),)),
        (("Ｓ９",), (("Ｓ９", "B2"),)),
    ]


def test_place_that_is_put_up_may_be_closed_or_over_run(changes: Changes) -> None:
    found = changes("11:30,table_closed,R1/3,,", "11:00,overrun,R1/3,11:30,", "10:40,table_open,R1/3,,")
    assert [(i.kind, i.room, i.table) for i in found] == [
        (Kind.TABLE_OPEN, "R1", 3),
        (Kind.OVERRUN, "R1", 3),
        (Kind.TABLE_CLOSED, "R1", 3),
    ]


def test_rows_are_in_order_of_time_then_of_the_file_and_each_once(changes: Changes) -> None:
    found = changes(
        "13:00,absent,S1,,",
        "10:00,absent,S2,,",
        "2026-11-26 13:00,欠席,S1,,電話あり",
        "13:00,absent,B1,,",
        "9:00,absent,B2,,",
    )
    assert [(i.time, i.companies) for i in found] == [
        (at(9), ("B2",)),
        (at(10), ("S2",)),
        (at(13), ("S1",)),
        (at(13), ("B1",)),
    ]


def test_time_alone_is_on_the_day_of_now_and_an_end_on_that_of_its_start(changes: Changes) -> None:
    found = changes("2026-11-25 23:00,late,S1,23:30,", "9:00,late,S2,9:30,")
    assert [(i.time, i.until) for i in found] == [
        (at(23, day=25), at(23, 30, day=25)),
        (at(9), at(9, 30)),
    ]


def test_row_adds_several_stretches(changes: Changes) -> None:
    found = changes("10:30,slot_added,,,12:00-12:20;15:00-15:40", "10:40,slot_added,,,15:00-15:40")
    assert [(i.time.minute, f"{i.session.start:%H:%M}") for i in found if i.session] == [
        (30, "12:00"),
        (30, "15:00"),
        (40, "15:00"),
    ]


def test_stretch_may_begin_where_a_session_has_room_for_no_slot(
    changes: Changes, read: Callable[..., EventData]
) -> None:
    problem = read(sessions="date,start,end\n2026-11-26,10:00,10:50\n").problem
    assert changes("10:30,slot_added,,,10:40-11:00", problem=problem)[0].session == Session(
        at(0).date(), dt.time(10, 40), dt.time(11)
    )


def test_file_of_japanese_headings_in_cp932_is_read(changes: Changes) -> None:
    text = (
        "変更一覧,,,,\n時刻(必須),種類,対象,終了,詳細,連絡先\n"
        "１０：３０,遅刻,Ｓ１,11時,雪,090\n10:00,取消,,,S2＞B2,\n"
    )
    assert changes(text=text, encoding="cp932") == (
        Incident(Kind.CANCEL, at(10), pairs=(("S2", "B2"),)),
        Incident(Kind.LATE, at(10, 30), at(11), ("S1",)),
    )


def test_file_with_a_byte_order_mark_and_fewer_columns_is_read(changes: Changes) -> None:
    found = changes(text="kind,time,company_or_table\nabsent,10:00,S1\n", encoding="utf-8-sig")
    assert found == (Incident(Kind.ABSENT, at(10), None, ("S1",)),)


def test_file_of_a_heading_alone_holds_no_incidents(changes: Changes) -> None:
    assert changes() == ()
    assert changes(text="時刻,種類\r\n\r\n,,\r\n") == ()


def test_sheet_of_a_workbook_is_read(day: Problem, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "メモ"
    sheet = book.create_sheet("変更")
    sheet.append(["時刻", "種類", "対象", "終了", "詳細"])
    sheet.append([dt.time(10), "遅刻", "S1", at(11), None])
    sheet.append([at(10, 30), "コマ追加", None, None, "15:00-15:20"])
    book.save(tmp_path / "day.xlsx")
    assert [(i.kind, i.time, i.until) for i in read_changes(tmp_path / "day.xlsx", day, NOW)] == [
        (Kind.LATE, at(10), at(11)),
        (Kind.SLOT_ADDED, at(10, 30), None),
    ]


def test_cell_guarded_against_formulas_is_read_as_it_was(changes: Changes) -> None:
    (found,) = changes("10:30,walk_in,'=S9,,name=@新規;=S9>B1")
    assert (found.companies, found.pairs) == (("=S9",), (("=S9", "B1"),))
    assert found.newcomer is not None
    assert found.newcomer.name == "@新規"


MOVED = Change(Became.MOVED, "S1", "B1", Place(at(11), "R1", 1), Place(at(10, 40), "=R2", 2))
LOST = Change(Became.LOST, "S2", "B2", Place(at(10, 20), "R1", 2), None)
ADDED = Change(Became.ADDED, "S2", "B1", None, Place(at(10, 40), "R1", 1))
LINES = (
    ChangeLine(7, MOVED, Bilingual("席閉鎖", "table closed"), Bilingual("C1 に連絡", "tell C1")),
    ChangeLine(2, LOST, Bilingual("S2 が欠席", "S2, absent")),
    ChangeLine(None, ADDED, Bilingual("=空いた", "=free")),
)


def test_changes_are_written_in_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    write_changes(LINES, "ja", path)
    assert path.read_bytes().decode("utf-8").split("\r\n") == [
        "\ufeffinterview,supplier,buyer,kind,from_date,from_start,from_room,from_table,"
        "to_date,to_start,to_room,to_table,reason,note",
        "2,S2,B2,lost,2026-11-26,10:20,R1,2,,,,,S2 が欠席,",
        "7,S1,B1,moved,2026-11-26,11:00,R1,1,2026-11-26,10:40,'=R2,2,席閉鎖,C1 に連絡",
        ",S2,B1,added,,,,,2026-11-26,10:40,R1,1,'=空いた,",
        "",
    ]


def test_reasons_are_written_in_the_language_asked_for(tmp_path: Path) -> None:
    write_changes(LINES, "en", tmp_path / "changes.csv")
    with (tmp_path / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["reason"] for row in csv.DictReader(file)] == ["S2, absent", "table closed", "'=free"]


def test_no_changes_are_a_heading_alone(tmp_path: Path) -> None:
    write_changes((), "ja", tmp_path / "changes.csv")
    assert len((tmp_path / "changes.csv").read_text("utf-8").splitlines()) == 1
