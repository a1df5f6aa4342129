"""Workbooks for Excel: the blank one an organiser starts from, and an event's own list to correct.

Both help while being filled in: cells that take one of a few words offer these, headings say what they are.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler import problem as sp
from scheduler.formats import EventData, Fault, Person, write_workbook
from scheduler.formats.columns import BUYERS, EVENT, PEOPLE, SUPPLIERS, WISHES, Spec
from scheduler.timetable import Bilingual

AHEAD = dt.timedelta(days=30)
"""How far ahead the example day lies: a date that is plainly to be replaced."""
ROWS = 5000
"""As far down as cells offer their words."""
_NAME = Bilingual("イベント名を入力してください", "Name of the event")
_EXAMPLE = Bilingual("(例)", "(Example)")


@dataclass(frozen=True, slots=True)
class _Help:
    """What a column is, and the words its cells take if there are only a few."""

    says: Bilingual
    words: Bilingual | None = None


_MARKS = Bilingual("◎,○,△,×", "◎,○,△,×")
_HELP: Mapping[tuple[Spec, str], _Help] = {
    (WISHES, "supplier_rank"): _Help(
        Bilingual(
            "受注企業の希望順位。1 が第一希望です。", "The supplier's rank of this wish: 1 is its first."
        )
    ),
    (WISHES, "buyer_mark"): _Help(
        Bilingual(
            "発注企業の回答: ◎ ぜひ会いたい ○ 会いたい △ 会ってもよい "
            "× 会わない(面談は組まれません)。未回答は空欄。",
            "The buyer's answer: ◎ gladly, ○ yes, △ if there is room, × no (never placed). "
            "Empty: no answer yet.",
        ),
        _MARKS,
    ),
    (WISHES, "decision"): _Help(
        Bilingual(
            "主催者の判断: 必須 = 必ず組む、不可 = 組まない。お任せなら空欄。",
            "The organiser's word: must = is placed, no = is not. Empty: as it comes best.",
        ),
        Bilingual("必須,不可", "must,no"),
    ),
    (BUYERS, "room"): _Help(Bilingual("部屋シートの部屋ID。", "The id of a room on the sheet of rooms.")),
    (PEOPLE, "company"): _Help(
        Bilingual("所属企業(または担当者)のID。", "The id of the person's company, or of a member of staff.")
    ),
    (EVENT, "value"): _Help(
        Bilingual(
            "「目標」は空欄のままで通常の順序になります。「言語」は ja か en です。",
            "Leave “goals” empty for the usual order. The language is ja or en.",
        )
    ),
}


def blank_workbook(language: str, today: dt.date) -> bytes:
    """A workbook that can be imported as it is; its rows are examples to write over."""
    return filled_workbook(_example(language == "ja", today + AHEAD), language)


def filled_workbook(data: EventData, language: str) -> bytes:
    """An event's list as a workbook that can be corrected and imported again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "event.xlsx"
        write_workbook(data, path, language)
        _add_help(path, language)
        return path.read_bytes()


def left_over(data: EventData) -> tuple[Fault, ...]:
    """What of the blank workbook's examples nobody has written over: to be told before it is saved."""
    return tuple(_left_over(data))


def _left_over(data: EventData) -> Iterator[Fault]:
    problem, ja = data.problem, data.problem.event.language == "ja"
    if problem.event.name in (_NAME.ja, _NAME.en):
        yield Fault(
            EVENT.ja if ja else EVENT.name,
            None,
            None,
            Bilingual(
                "イベント名が記入用ブックのままです。実際の名称を入力してください。",
                "The event still has the name of the blank workbook. Please enter its own.",
            ),
        )
    for spec, companies in ((BUYERS, problem.buyers), (SUPPLIERS, problem.suppliers)):
        for company in companies:
            if company.name.startswith((_EXAMPLE.ja, _EXAMPLE.en)):
                yield Fault(
                    spec.ja if ja else spec.name,
                    None,
                    None,
                    Bilingual(
                        f"「{company.name}」は記入例の行です。書き換えるか、削除してください。",
                        f"“{company.name}” is an example row. Please write over it or delete it.",
                    ),
                )


def _add_help(path: Path, language: str) -> None:
    """Let headings say what they are, and cells offer their words."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.load_workbook(path)
    for (spec, column), told in _HELP.items():
        ja = language == "ja"
        sheet = book[spec.ja if ja else spec.name]
        heading = spec.column(column).ja if ja else column
        at = next(cell.column for cell in sheet[1] if cell.value == heading)
        sheet.cell(1, at).comment = Comment(told.says.text(language), "Mendan", width=360, height=110)
        if told.words is not None:
            offered = DataValidation("list", formula1=f'"{told.words.text(language)}"', allow_blank=True)
            offered.prompt, offered.promptTitle = told.says.text(language), heading
            offered.showInputMessage, offered.showErrorMessage = True, True
            letter = get_column_letter(at)
            offered.add(f"{letter}2:{letter}{ROWS}")
            sheet.add_data_validation(offered)
    book.save(path)


def _example(ja: bool, day: dt.date) -> EventData:
    def said(japanese: str, english: str) -> str:
        return japanese if ja else english

    problem = sp.Problem(
        event=sp.Event(
            name=_NAME.ja if ja else _NAME.en,
            venue=said("会場", "Venue"),
            language="ja" if ja else "en",
            goals=(),
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
