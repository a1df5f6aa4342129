from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from scheduler.formats import EventData, Fault
from scheduler.problem import DEFAULT_GOALS, Event, Session

Places = Callable[..., list[tuple[str, int | None, str | None]]]

FULL = """key,value
name,技術連携交流会
name_en,Technology Exchange
venue,中野サンプラザ
timezone,Asia/Tokyo
slot_minutes,25
gap_minutes,５
max_interviews_supplier,0
max_interviews_buyer,
max_consecutive,4
goals,"score; breaks；idle,worst"
label_buyer,発注側
label_supplier,受注側
language,英語
notice,架空データ
"""


def test_event_is_read_with_all_its_keys(read: Callable[..., EventData]) -> None:
    assert read(event=FULL).problem.event == Event(
        name="技術連携交流会",
        name_en="Technology Exchange",
        venue="中野サンプラザ",
        slot_minutes=25,
        gap_minutes=5,
        max_interviews_supplier=0,
        max_interviews_buyer=None,
        max_consecutive=4,
        goals=("score", "breaks", "idle", "worst"),
        label_buyer="発注側",
        label_supplier="受注側",
        language="en",
        notice="架空データ",
    )


def test_event_with_a_name_only_has_defaults(read: Callable[..., EventData]) -> None:
    event = read(event="項目,値\nイベント名,商談会\n").problem.event
    assert event == Event(name="商談会")
    assert event.goals == DEFAULT_GOALS


def test_event_without_a_name_is_called_after_its_folder(read: Callable[..., EventData]) -> None:
    data = read(event="key,value\nslot_minutes,20\n")
    assert data.problem.event.name == "event"
    assert [warning.file for warning in data.warnings] == ["event.csv"]


def test_unknown_key_is_kept_and_named_in_a_warning(read: Callable[..., EventData]) -> None:
    data = read(event="key,value,備考\nname,商談会,仮\ntwitter,@tama,\n")
    assert [(e.table, e.name, dict(e.values)) for e in data.extra] == [
        ("event", "value", {("twitter",): "@tama"}),
        ("event", "備考", {("name",): "仮"}),
    ]
    assert [(w.row, w.column) for w in data.warnings] == [(1, "備考"), (3, "key")]


@pytest.mark.parametrize(
    "line",
    [
        "slot_minutes,0",
        "slot_minutes,1441",
        "slot_minutes,twenty",
        "gap_minutes,-1",
        "max_interviews_supplier,many",
        "max_interviews_buyer,-2",
        "max_consecutive,0",
        "goals,score;happiness",
        "goals,score;score",
        "timezone,Tokyo/Asia",
        "timezone,../etc",
        "language,fr",
        f"name_en,{'x' * 201}",
    ],
)
def test_event_value_that_cannot_be_is_a_fault_at_its_row(places: Places, line: str) -> None:
    assert places(event=f"key,値\nname,商談会\n{line}\n") == [("event.csv", 3, "値")]


def test_key_given_twice_or_left_out_is_a_fault(places: Places) -> None:
    assert places(event="key,value\nname,一\nイベント名,二\n,三\n") == [
        ("event.csv", 3, "key"),
        ("event.csv", 4, "key"),
    ]


def test_sessions_are_read(read: Callable[..., EventData]) -> None:
    text = "日付,開始時刻,終了時刻,名称\n2026/11/26,１０：００,12:00,午前\n2026年11月27日,10時,11時30分,\n"
    assert read(sessions=text).problem.sessions == (
        Session(dt.date(2026, 11, 26), dt.time(10), dt.time(12), "午前"),
        Session(dt.date(2026, 11, 27), dt.time(10), dt.time(11, 30), ""),
    )


def test_sessions_that_cannot_be_are_faults_at_their_cells(places: Places) -> None:
    text = """date,start,end
2026-11-26,10:00,12:00
2026-11-26,11:59,13:00
2026-11-26,15:00,14:00
2026-13-01,10:00,12:00
2026-11-27,,12:00
2026-11-27,10:00,25:00
"""
    assert places(sessions=text) == [
        ("sessions.csv", 3, "start"),
        ("sessions.csv", 4, "end"),
        ("sessions.csv", 5, "date"),
        ("sessions.csv", 6, "start"),
        ("sessions.csv", 7, "end"),
    ]


def test_overlap_names_the_other_session(faults: Callable[..., tuple[Fault, ...]]) -> None:
    (fault,) = faults(sessions="date,start,end\n2026-11-26,10:00,12:00\n2026-11-26,11:00,13:00\n")
    assert fault.text("en") == (
        "sessions.csv:3:start: It overlaps the session of row 2 (10:00-12:00). Please separate them."
    )


def test_sessions_that_touch_do_not_overlap(read: Callable[..., EventData]) -> None:
    text = "date,start,end\n2026-11-26,12:00,13:00\n2026-11-26,10:00,12:00\n"
    assert len(read(sessions=text).problem.slots) == 9


def test_no_session_at_all_is_a_fault(places: Places) -> None:
    assert places(sessions="date,start,end,label\n") == [("sessions.csv", None, None)]


def test_session_without_room_for_a_slot_is_named_in_a_warning(read: Callable[..., EventData]) -> None:
    data = read(sessions="date,start,end\n2026-11-26,10:00,12:00\n2026-11-26,13:00,13:10\n")
    assert [(w.file, w.row, w.column) for w in data.warnings] == [("sessions.csv", 3, "end")]


@pytest.mark.parametrize(
    "goals",
    [
        "希望の得点; 空きの箇所、面談のある協力会社",
        "Points for wishes;BREAKS, Suppliers with an interview",
        "score;breaks;面談のある中小企業",
    ],
)
def test_goals_may_be_given_by_the_names_people_read(read: Callable[..., EventData], goals: str) -> None:
    event = read(event=f'key,value\nname,商談会\ngoals,"{goals}"\nlabel_supplier,協力会社\n').problem.event
    assert event.goals == ("score", "breaks", "served")


def test_unknown_goal_is_answered_with_all_there_are(faults: Callable[..., tuple[Fault, ...]]) -> None:
    (fault,) = faults(event="key,value\nname,商談会\ngoals,happiness\nlabel_buyer,元請\n")
    assert fault.message.ja.startswith(
        "「happiness」という目標はありません。使えるのは served(面談のある中小企業)、"
        "served_buyers(面談のある元請)、minimums(最低件数に足りない数)、score(希望の得点)、"
    )
    assert "score(Points for wishes), " in fault.message.en


def test_key_given_twice_is_named_as_in_the_file_with_both_rows(
    faults: Callable[..., tuple[Fault, ...]],
) -> None:
    found = faults(event="key,value\nname,商談会\n面談時間(分),20\nslot_minutes,x\n")
    assert [fault.text("en") for fault in found] == [
        "event.csv:4:key: The key “slot_minutes” stands in row 3 already, as “面談時間(分)”. "
        "Please keep one.",
        "event.csv:4:value: “x” is no number. Please enter a whole number from 0, or leave the cell empty.",
    ]
