from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from scheduler.formats import EventData, Fault, Person
from scheduler.problem import Buyer, Room, Staff, Supplier, TimeRange

Places = Callable[..., list[tuple[str, int | None, str | None]]]
Faults = Callable[..., tuple[Fault, ...]]
DAY = dt.date(2026, 11, 26)


def test_everything_with_an_id_is_read(read: Callable[..., EventData]) -> None:
    data = read(
        rooms="id,name,name_en,tables,zone\nR1,第1会議室,Room 1,0,A\nR2,,,,\n",
        buyers="id,name,kana,name_en,room,tables,min_interviews,max_interviews,available,profile\n"
        "B1,日立,ヒタチ,Hitachi,R1,2,1,0,2026-11-26 10:00-12:00;13:00-15:00,樹脂部品\nB2,横河,,,,,,,,\n",
        suppliers="id,name,kana,name_en,region,partner,delegates,min_interviews,max_interviews,available,profile\n"
        "S1,精機,セイキ,Seiki,石川県,北陸協議会,2,1,3,10:00-12:00,切削\nS2,樹脂,,,,,,,,,\n",
        staff="id,name,kind,available\nC1,通訳一郎,interpreter,13:00-15:00\nC2,,,\n",
        people="id,company,name,kana,name_en,title,email,phone\n"
        "P1,S1,山田太郎,ヤマダタロウ,Taro Yamada,部長,taro@example.com,'+81-3-0000-0000\n"
        "P2,C1,通訳一郎,,,,,\n",
    )
    assert data.problem.rooms == (Room("R1", "第1会議室", "Room 1", 0, "A"), Room("R2", "R2"))
    morning, afternoon = (dt.time(10), dt.time(12)), (dt.time(13), dt.time(15))
    assert data.problem.buyers == (
        Buyer(
            "B1",
            "日立",
            "ヒタチ",
            "Hitachi",
            "R1",
            2,
            1,
            0,
            (TimeRange(DAY, *morning), TimeRange(DAY, *afternoon)),
            "樹脂部品",
        ),
        Buyer("B2", "横河"),
    )
    assert data.problem.suppliers == (
        Supplier(
            "S1",
            "精機",
            "セイキ",
            "Seiki",
            "石川県",
            "北陸協議会",
            2,
            1,
            3,
            (TimeRange(None, *morning),),
            "切削",
        ),
        Supplier("S2", "樹脂"),
    )
    assert data.problem.staff == (
        Staff("C1", "通訳一郎", "interpreter", (TimeRange(None, *afternoon),)),
        Staff("C2", "C2"),
    )
    assert data.people == (
        Person(
            "P1",
            "S1",
            "山田太郎",
            "ヤマダタロウ",
            "Taro Yamada",
            "部長",
            "taro@example.com",
            "+81-3-0000-0000",
        ),
        Person("P2", "C1", "通訳一郎"),
    )


def test_optional_files_and_columns_may_be_missing(read: Callable[..., EventData]) -> None:
    data = read(people=None, staff=None, suppliers="id\nS1\nS2\n")
    assert data.people == data.problem.staff == ()
    assert [supplier.name for supplier in data.problem.suppliers] == ["S1", "S2"]


def test_id_is_unique_over_rooms_buyers_suppliers_and_staff(faults: Faults) -> None:
    found = faults(
        rooms="id,name\nR1,一\nR1,二\n",
        suppliers="id,name\nS1,精機\nB1,樹脂\nS2,化学\n",
        staff="id,name,kind\nS1,通訳,interpreter\n",
    )
    assert [fault.text("en") for fault in found] == [
        "rooms.csv:3:id: The id “R1” is already used in rooms.csv, row 2. Please choose another.",
        "suppliers.csv:3:id: The id “B1” is already used in buyers.csv, row 2. Please choose another.",
        "staff.csv:2:id: The id “S1” is already used in suppliers.csv, row 2. Please choose another.",
    ]


def test_people_have_ids_of_their_own(places: Places) -> None:
    assert places(people="id,company\nS1,S1\nP1,S1\nP1,S2\n") == [("people.csv", 4, "id")]


@pytest.mark.parametrize("id_", ["S;9", "S9>B1", ""])
def test_id_that_lists_could_not_hold_is_a_fault(places: Places, id_: str) -> None:
    assert places(suppliers=f"id,name\nS1,精機\nS2,樹脂\n{id_},化学\n") == [("suppliers.csv", 4, "id")]


def test_company_without_a_name_is_a_fault(places: Places) -> None:
    assert places(suppliers="id,name\nS1,精機\nS2,樹脂\n以上,\n") == [("suppliers.csv", 4, "name")]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("room", "R9"),
        ("tables", "-1"),
        ("min_interviews", "x"),
        ("max_interviews", "1.5"),
        ("available", "12:00-10:00"),
    ],
)
def test_wrong_cell_of_a_buyer_is_a_fault_at_its_place(places: Places, column: str, value: str) -> None:
    assert places(buyers=f"id,name,{column}\nB1,日立,\nB2,横河,{value}\n") == [("buyers.csv", 3, column)]


def test_unknown_room_suggests_the_nearest(faults: Faults) -> None:
    (fault,) = faults(buyers="id,name,部屋\nB1,日立,第１会議室\nB2,横河,\n")
    assert str(fault) == (
        "buyers.csv:2:部屋: 「第１会議室」という部屋はありません。"
        "「R1(第1会議室)」のことでしょうか。部屋の ID を入力してください。"
    )


def test_person_of_nobody_is_a_fault(places: Places) -> None:
    assert places(people="id,company\nP1,\nP2,S9\nP3,C1\n") == [
        ("people.csv", 2, "company"),
        ("people.csv", 3, "company"),
    ]


def test_availability_on_another_day_is_named_in_a_warning(read: Callable[..., EventData]) -> None:
    data = read(suppliers="id,name,available\nS1,精機,2026-11-25 10:00-12:00\nS2,樹脂,\n")
    assert [(w.file, w.row, w.column) for w in data.warnings] == [("suppliers.csv", 2, "available")]


def test_all_faults_of_a_row_are_told_at_once(places: Places) -> None:
    suppliers = "id,name,available\nS1,一,\nS1,二,25:00-26:00\n,三,soon\nS2,四,\n"
    assert places(suppliers=suppliers) == [
        ("suppliers.csv", 3, "id"),
        ("suppliers.csv", 3, "available"),
        ("suppliers.csv", 4, "id"),
        ("suppliers.csv", 4, "available"),
    ]


def test_room_with_fewer_places_than_its_buyers_have_tables_is_warned_of(
    read: Callable[..., EventData],
) -> None:
    buyers = "id,name,room,tables\nB1,日立,R1,2\nB2,横河,R1,1\nB3,島津,,4\n"
    (warning,) = read(rooms="id,name,tables\nR1,第1,2\nR2,第2,0\n", buyers=buyers).warnings
    assert warning.text("en") == (
        "rooms.csv:2:tables: The room has fewer places (2) than its buyers have tables (3). "
        "Buyers may change places during the day."
    )
    assert read(rooms="id,name,tables\nR1,第1,3\n", buyers=buyers).warnings == ()


def test_room_without_places_that_buyers_receive_in_is_warned_of(read: Callable[..., EventData]) -> None:
    (warning,) = read(
        rooms="id,name,tables\nR1,第1,0\nR2,第2,0\n", buyers="id,name,room\nB1,日立,R1\nB2,横河,R1\n"
    ).warnings
    assert warning.text("en") == (
        "rooms.csv:2:tables: The room has no places, so its buyers cannot hold any interview."
    )
