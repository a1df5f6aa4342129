from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.formats import BadInput, EventData, Fault, read_event
from scheduler.timetable import Bilingual

Make = Callable[..., Path]
Places = Callable[..., list[tuple[str, int | None, str | None]]]


def test_faults_of_all_files_are_reported_together_in_order(places: Places) -> None:
    assert places(
        event="key,value\nname,商談会\nslot_minutes,0\n",
        sessions="date,start,end\n2026-11-26,10:00,9:00\n",
        rooms=None,
        buyers="id,name,tables,room\nB1,日立,x,R1\nB2,横河,y,R2\n",
        suppliers="id,name,max_interviews,delegates\nS1,精機,a,b\nS2,樹脂,,\n",
        people="id,company\nP1,S9\n",
        wishes="buyer_mark,supplier,buyer\n?,S9,B1\n◎,S1,B9\n",
    ) == [
        ("event.csv", 3, "value"),
        ("sessions.csv", 2, "end"),
        ("rooms.csv", None, None),
        ("buyers.csv", 2, "tables"),
        ("buyers.csv", 3, "tables"),
        ("suppliers.csv", 2, "max_interviews"),
        ("suppliers.csv", 2, "delegates"),
        ("people.csv", 2, "company"),
        ("wishes.csv", 2, "buyer_mark"),
        ("wishes.csv", 2, "supplier"),
        ("wishes.csv", 3, "buyer"),
    ]


@pytest.mark.parametrize("stem", ["event", "sessions", "rooms", "buyers", "suppliers", "wishes"])
def test_folder_without_a_required_file_is_a_fault_that_names_it(places: Places, stem: str) -> None:
    assert places(**{stem: None}) == [(f"{stem}.csv", None, None)]


def test_folder_without_any_file_is_one_fault(tmp_path: Path) -> None:
    assert _refused(tmp_path) == [(tmp_path.name, None, None)]


def test_path_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    assert _refused(tmp_path / "none") == [(str(tmp_path / "none"), None, None)]


def test_single_csv_file_is_no_event(make: Make) -> None:
    assert _refused(make() / "event.csv") == [("event.csv", None, None)]


def test_files_may_have_japanese_names_and_any_case(make: Make) -> None:
    folder = make()
    (folder / "buyers.csv").rename(folder / "発注企業.csv")
    (folder / "rooms.csv").rename(folder / "ROOMS.CSV")
    data = read_event(folder)
    assert [buyer.id for buyer in data.problem.buyers] == ["B1", "B2"]
    assert data.warnings == ()


def test_two_files_for_one_table_are_a_fault(make: Make) -> None:
    folder = make()
    (folder / "部屋.csv").write_text("id\nR1\n")
    assert _refused(folder) == [("部屋.csv", None, None)]


def test_strange_file_is_named_in_a_warning_and_results_are_not(make: Make) -> None:
    folder = make()
    for name in ("memo.csv", "timetable.csv", "unplaced.csv", "CHANGES.csv", "summary.json"):
        (folder / name).write_text("x\n")
    assert [warning.file for warning in read_event(folder).warnings] == ["memo.csv"]


def test_fault_says_its_place_as_far_as_it_is_known() -> None:
    message = Bilingual("空欄です。", "It is empty.")
    assert [
        Fault("wishes.csv", 12, "buyer", message).text("en"),
        Fault("wishes.csv", 12, None, message).text("en"),
        Fault("wishes.csv", None, None, message).text("en"),
        str(Fault("希望", 12, "発注企業", message)),
    ] == [
        "wishes.csv:12:buyer: It is empty.",
        "wishes.csv:12: It is empty.",
        "wishes.csv: It is empty.",
        "希望:12:発注企業: 空欄です。",
    ]


def test_inconsistency_that_only_the_problem_finds_is_still_a_fault(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "scheduler.consistency._wish_faults", lambda problem: ["the moon is full"] if problem.wishes else []
    )
    with pytest.raises(BadInput) as caught:
        read_event(make())
    assert [fault.text("en") for fault in caught.value.faults] == [
        "event: The event does not fit together: the moon is full"
    ]


def test_event_data_is_equal_whatever_warnings_came_up(read: Callable[..., EventData]) -> None:
    with_warning = read(wishes="supplier,buyer,after\nS1,B1,B2\n")
    assert with_warning.warnings
    assert with_warning == EventData(with_warning.problem, with_warning.people)


def _refused(path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(BadInput) as caught:
        read_event(path)
    for fault in caught.value.faults:
        assert fault.message.ja
        assert fault.message.en
    return [(fault.file, fault.row, fault.column) for fault in caught.value.faults]
