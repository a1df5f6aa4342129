"""The commands that ask about a timetable: explain, compare, quality."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main as mendan
from scheduler.cli import main

FILES = {
    "event.csv": "key,value\nname,試験\nslot_minutes,20\n",
    "sessions.csv": "date,start,end,label\n2026-11-26,10:00,10:20,午前\n",
    "rooms.csv": "id,name,tables\nR1,会議室,2\n",
    "buyers.csv": "id,name,room\nB1,大手,R1\n",
    "suppliers.csv": "id,name,partner\nS1,中小一,北\nS2,中小二,\n",
    "wishes.csv": "supplier,buyer,supplier_rank,buyer_mark\nS1,B1,1,◎\nS2,B1,2,\n",
}
HEAD = "date,start,end,room,table,buyer,supplier\n"
EN = ["--language", "en"]


@pytest.fixture
def event(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def first(event: Path) -> Path:
    """S1 is held."""
    return timetable(event, "first", "2026-11-26,10:00,10:20,R1,1,B1,S1\n")


@pytest.fixture
def second(event: Path) -> Path:
    """S2 is held instead."""
    return timetable(event, "second", "2026-11-26,10:00,10:20,R1,2,B1,S2\n")


def timetable(folder: Path, name: str, rows: str) -> Path:
    path = folder / "timetables" / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + rows, "utf-8")
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("program", [main, mendan])
def test_explain_gives_the_reason_of_each_wish_that_is_not_held(
    event: Path, first: Path, capsys: pytest.CaptureFixture[str], program
) -> None:
    assert program(["explain", str(event), str(first)]) == 0
    assert lines(capsys) == [
        "中小二 と 大手 (大手企業の枠が満杯): 大手 の同時面談は 1 件まで(全 1 コマ)。"
        "同時にもう 1 件できれば 10:00 に入ります",
        "面談 1 件、未配置 1 件",
    ]
    assert program(["explain", str(event), str(first), "--json", *EN]) == 0
    detail = (
        "大手 holds at most 1 at a time (the event has 1 slot). With one more at a time, it fits at 10:00"
    )
    reason = {"supplier": "S2", "buyer": "B1", "reason": "buyer_full", "detail": detail}
    assert json.loads(capsys.readouterr().out) == {"unplaced": [reason]}


def test_explain_gives_the_price_and_the_remedies_of_a_wish(
    event: Path, first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(event), str(first), "--wish", "S2,B1", *EN]) == 0
    assert lines(capsys)[1:] == [
        "Holding it come what may (proven):",
        "  Points for wishes 13 → 6",
        "  no longer held: 中小一 and 大手",
        "What would do (the greatest gain first):",
        "  One more slot: 2026-11-26 10:20-10:40 → Suppliers with an interview 1 → 2, "
        "Points for wishes 13 → 19",
        "  One more table for 大手 → Suppliers with an interview 1 → 2, Points for wishes 13 → 19",
    ]
    assert main(["explain", str(event), str(first), "--wish", "S2,B1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["held"], found["reason"], found["cost"]["status"]) == (False, "buyer_full", "optimal")
    score = next(goal for goal in found["cost"]["goals"] if goal["name"] == "score")
    assert score == {"name": "score", "before": 13, "after": 6, "loss": 7, "least_loss": 7}
    assert found["cost"]["given_up"] == [{"supplier": "S1", "buyer": "B1"}]
    assert [(one["kind"], one["about"]) for one in found["remedies"]] == [
        ("slot", ["2026-11-26"]),
        ("parallel", ["B1"]),
    ]


def test_explain_says_why_a_wish_cannot_be_held(
    event: Path, first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    musts = FILES["wishes.csv"].replace("buyer_mark", "decision").replace("◎", "must")
    (event / "wishes.csv").write_text(musts, "utf-8")
    assert main(["explain", str(event), str(first), "--wish", "S2,B1", *EN]) == 0
    clash = "  大手: room for 1 interview, 2 musts: 中小一, 中小二"
    assert lines(capsys)[1:3] == ["It cannot be held:", clash]


def test_explain_says_of_a_wish_that_is_held_that_it_is(
    event: Path, first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(event), str(first), "--wish", "S1,B1", "--time-limit", "5", *EN]) == 0
    assert lines(capsys)[:3] == [
        "中小一 and 大手: held in this timetable",
        "Holding it come what may (proven):",
        "  no goal changes",
    ]


def test_explain_refuses_a_wish_that_nobody_has(
    event: Path, first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(event), str(first), "--wish", "B1,S1", *EN]) == 2
    assert capsys.readouterr().err == (
        "There is no wish of B1 with S1. Please give the ids of SUPPLIER,BUYER.\n"
    )
    with pytest.raises(SystemExit) as stopped:
        main(["explain", str(event), str(first), "--wish", "S1"])
    assert stopped.value.code == 2


def test_compare_names_each_change_and_the_goals_that_differ(
    event: Path, first: Path, second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(event), str(first), str(second)]) == 0
    assert lines(capsys) == [
        "なくなった面談: 中小一 と 大手: 10:00 会議室 席 1",
        "加わった面談: 中小二 と 大手: 10:00 会議室 席 2",
        "希望の得点: 13 → 6",
        "変更なし 0 件、移動 0 件、減 1 件、増 1 件",
    ]
    moved = timetable(event, "moved", "2026-11-26,10:00,10:20,R1,2,B1,S1\n")
    assert main(["compare", str(event), str(first), str(moved), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    place = {"date": "2026-11-26", "start": "10:00", "room": "R1", "table": 1}
    change = {"kind": "moved", "supplier": "S1", "buyer": "B1", "before": place}
    assert (found["kept"], found["changes"]) == (0, [change | {"after": place | {"table": 2}}])
    assert found["goals"][3] == {"name": "score", "before": 13, "after": 13}


def test_quality_says_who_got_what(event: Path, first: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", str(event), str(first), *EN]) == 0
    assert lines(capsys)[9:] == [
        "rank 1: 1 wish, 1 held",
        "rank 2: 1 wish, 0 held",
        "mark ◎: 1 wish, 1 held",
        "mark not given: 1 wish, 0 held",
        "大手: 2 wishes, 1 held, 0 breaks, 0 idle slots",
        "中小一: 1 wish, 1 held, 0 breaks, 0 idle slots",
        "中小二: 1 wish, 0 held, 0 breaks, 0 idle slots",
        "partner 北: 1 supplier (1 with an interview), 1 wish, 1 held",
        "0 idle slots: 2 companies",
        "0 interviews: 1 supplier",
        "1 interview: 1 supplier",
    ]
    assert main(["quality", str(event), str(first), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ranks"] == [{"label": str(n), "wishes": 1, "placed": 2 - n} for n in (1, 2)]
    assert found["waiting"] == [{"idle": 0, "companies": 2}]


@pytest.mark.parametrize("command", ["explain", "compare", "quality"])
def test_reports_name_the_faults_of_their_files(
    event: Path, first: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    bad = timetable(event, "bad", "2026-11-26,10:00,10:20,R1,1,B9,S1\n")
    files = [str(first), str(bad)] if command == "compare" else [str(bad)]
    assert main([command, str(event), *files, *EN]) == 2
    assert capsys.readouterr().err.startswith("bad.csv:2:buyer: ")
