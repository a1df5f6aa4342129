"""The workbook an organiser starts from in Excel: every sheet with its headings and rows that show how."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from scheduler import problem as sp
from scheduler.formats import EventData, Person, write_workbook

AHEAD = dt.timedelta(days=30)
"""How far ahead the example day lies: a date that is plainly to be replaced."""


def blank_workbook(language: str, today: dt.date) -> bytes:
    """A workbook that can be imported as it is; its rows are examples to write over."""
    data = _example(language == "ja", today + AHEAD)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "event.xlsx"
        write_workbook(data, path, language)
        return path.read_bytes()


def _example(ja: bool, day: dt.date) -> EventData:
    def said(japanese: str, english: str) -> str:
        return japanese if ja else english

    problem = sp.Problem(
        event=sp.Event(
            name=said("イベント名を入力してください", "Name of the event"),
            venue=said("会場", "Venue"),
            language="ja" if ja else "en",
        ),
        sessions=(
            sp.Session(day, dt.time(10), dt.time(12), said("午前", "Morning")),
            sp.Session(day, dt.time(13), dt.time(16), said("午後", "Afternoon")),
        ),
        rooms=(sp.Room("R1", said("第1会議室", "Meeting room 1"), "Meeting room 1", tables=2),),
        buyers=(
            sp.Buyer(
                "B1",
                said("(例)株式会社発注企業", "(Example) Buyer Inc."),
                said("ハッチュウキギョウ", ""),
                room="R1",
            ),
        ),
        suppliers=(
            sp.Supplier(
                "S1", said("(例)株式会社受注企業", "(Example) Supplier Ltd."), said("ジュチュウキギョウ", "")
            ),
        ),
        wishes=(sp.Wish("S1", "B1", rank=1, mark=sp.Mark.CIRCLE),),
    )
    people = (
        Person("P1", "B1", said("発注 太郎", "Alex Buyer"), said("ハッチュウ タロウ", "")),
        Person("P2", "S1", said("受注 花子", "Sam Supplier"), said("ジュチュウ ハナコ", "")),
    )
    return EventData(problem, people)
