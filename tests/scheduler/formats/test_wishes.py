from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from scheduler.formats import EventData, Fault
from scheduler.problem import Decision, Mark, Wish

Places = Callable[..., list[tuple[str, int | None, str | None]]]
Faults = Callable[..., tuple[Fault, ...]]

HEAD = "supplier,buyer,supplier_rank,buyer_mark,decision,pin,session,needs,after,note\n"
TWO_DAYS = (
    "date,start,end,label\n2026-11-26,10:00,12:00,1日目\n2026-11-27,10:00,12:00,2日目\n"
    "2026-11-27,13:00,15:00,2日目午後\n"
)


def test_wish_is_read_with_every_condition(read: Callable[..., EventData]) -> None:
    data = read(
        wishes=f"{HEAD}S1,B1,1,◎,must,10:40,午前,interpreter;C1,B2,旧知\nS1,B2,2,Ｘ,不可,,,,,\nS2,B1,,,,,,,,\n"
    )
    assert data.problem.wishes == (
        Wish(
            "S1",
            "B1",
            1,
            Mark.DOUBLE,
            Decision.MUST,
            dt.datetime.fromisoformat("2026-11-26T10:40"),
            "午前",
            ("interpreter", "C1"),
            "B2",
            "旧知",
        ),
        Wish("S1", "B2", 2, Mark.CROSS, Decision.NO),
        Wish("S2", "B1"),
    )


@pytest.mark.parametrize(
    ("pin", "start"),
    [
        ("2026-11-26 10:40", dt.datetime.fromisoformat("2026-11-26T10:40")),
        ("2026/11/27 １０：４０", dt.datetime.fromisoformat("2026-11-27T10:40")),
        ("13:20", dt.datetime.fromisoformat("2026-11-27T13:20")),
    ],
)
def test_pin_of_several_days_needs_its_day_only_where_it_is_ambiguous(
    read: Callable[..., EventData], pin: str, start: dt.datetime
) -> None:
    data = read(sessions=TWO_DAYS, wishes=f"supplier,buyer,pin\nS1,B1,{pin}\n")
    assert data.problem.wishes[0].pin == start


def test_pin_that_could_be_on_several_days_is_a_fault_that_says_so(faults: Faults) -> None:
    (fault,) = faults(sessions=TWO_DAYS, wishes="supplier,buyer,pin\nS1,B1,10:40\n")
    assert fault.text("en") == (
        "wishes.csv:2:pin: “10:40” could be on several days. "
        "Please enter one of 2026-11-26 10:40 / 2026-11-27 10:40."
    )
    assert "どの日か分かりません" in fault.text("ja")


@pytest.mark.parametrize(
    ("sessions", "pin", "nearest"),
    [
        (None, "10:30", "10:20 / 10:40"),
        (None, "12:30", "11:40 / 13:00"),
        (None, "2026-11-26 9:00", "10:00 / 10:20"),
        (TWO_DAYS, "2026-11-27 12:00", "2026-11-27 11:40 / 2026-11-27 11:20"),
        (TWO_DAYS, "2026-11-28 10:00", "2026-11-27 14:20 / 2026-11-27 14:40"),
    ],
)
def test_pin_off_the_grid_is_a_fault_that_names_the_nearest_slots(
    faults: Faults, sessions: str | None, pin: str, nearest: str
) -> None:
    changed = {} if sessions is None else {"sessions": sessions}
    (fault,) = faults(**changed, wishes=f"supplier,buyer,pin\nS1,B1,{pin}\n")
    found = " / ".join(sorted(nearest.split(" / ")))
    assert fault.text("en") == (
        f"wishes.csv:2:pin: No slot starts at “{pin}”. The nearest slots are {found}."
    )


def test_unknown_company_is_a_fault_that_suggests_the_nearest(faults: Faults) -> None:
    found = faults(wishes="受注企業,発注企業\nＳ１,B1\nS2,横河電器\nXYZ9999,B1\n")
    assert [fault.text("en") for fault in found] == [
        "wishes.csv:2:受注企業: There is no supplier “Ｓ１”. "
        "Did you mean “S1(株式会社髙崎精機)”? Please enter the id of a supplier.",
        "wishes.csv:3:発注企業: There is no buyer “横河電器”. "
        "Did you mean “B2(横河電機)”? Please enter the id of a buyer.",
        "wishes.csv:4:受注企業: There is no supplier “XYZ9999”. Please enter the id of a supplier.",
    ]


def test_pair_wished_for_twice_is_a_fault_that_names_the_first(faults: Faults) -> None:
    (fault,) = faults(wishes="supplier,buyer\nS1,B1\nS2,B1\nS1,B1\n")
    assert fault.text("en") == (
        "wishes.csv:4:buyer: The wish of S1 and B1 stands in row 2 already. Please keep one."
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("supplier_rank", "0"),
        ("supplier_rank", "一位"),
        ("buyer_mark", "?"),
        ("decision", "maybe"),
        ("pin", "soon"),
        ("session", "夜"),
        ("needs", "C1;dancer"),
        ("after", "B9"),
        ("after", "B1"),
        ("note", "x" * 4001),
    ],
)
def test_wrong_cell_of_a_wish_is_one_fault_at_its_place(places: Places, column: str, value: str) -> None:
    assert places(wishes=f"supplier,buyer,{column}\nS2,B2,\nS1,B1,{value}\n") == [("wishes.csv", 3, column)]


def test_wish_without_supplier_or_buyer_is_a_fault(places: Places) -> None:
    assert places(wishes="supplier,buyer,note\n,B1,\nS1,,\n,,メモ\n") == [
        ("wishes.csv", 2, "supplier"),
        ("wishes.csv", 3, "buyer"),
        ("wishes.csv", 4, "supplier"),
        ("wishes.csv", 4, "buyer"),
    ]


def test_session_label_is_found_in_any_width(read: Callable[..., EventData]) -> None:
    data = read(sessions=TWO_DAYS, wishes="supplier,buyer,session\nS1,B1,２日目 午後\n")
    assert data.problem.wishes[0].session == "2日目午後"


def test_order_after_a_buyer_without_a_wish_is_named_in_a_warning(read: Callable[..., EventData]) -> None:
    data = read(wishes="supplier,buyer,after\nS1,B1,B2\n")
    assert [(w.file, w.row, w.column) for w in data.warnings] == [("wishes.csv", 2, "after")]


def test_unknown_need_asks_for_an_id_or_a_kind(faults: Faults) -> None:
    (fault,) = faults(wishes="supplier,buyer,needs\nS1,B1,手話\n")
    assert fault.message.ja == (
        "「手話」というスタッフまたは種別はありません。スタッフの ID か種別を入力してください。"
    )
    assert fault.message.en.endswith("Please enter the id or the kind of a staff member.")


def test_needs_apart_by_a_comma_are_a_fault_that_says_how(faults: Faults) -> None:
    (fault,) = faults(wishes="supplier,buyer,needs\nS1,B1,C1、interpreter\n")
    assert fault.text("en") == (
        "wishes.csv:2:needs: There is no staff member or kind “C1、interpreter”. "
        "Please separate several by ;."
    )


def test_need_without_any_staff_is_a_fault(places: Places) -> None:
    assert places(staff=None, wishes="supplier,buyer,needs\nS1,B1,interpreter\n") == [
        ("wishes.csv", 2, "needs")
    ]


def test_faults_elsewhere_do_not_raise_faults_in_the_wishes(places: Places) -> None:
    assert places(
        suppliers="name,kana\n精機,\n", people=None, wishes="supplier,buyer,pin\nS1,B1,10:30\nS9,B2,\n"
    ) == [("suppliers.csv", 1, "id"), ("wishes.csv", 2, "pin")]
    assert places(
        sessions="date,start,end\n2026-11-26,10:00,9:00\n", wishes="supplier,buyer,pin\nS1,B1,9:30\n"
    ) == [("sessions.csv", 2, "end")]
