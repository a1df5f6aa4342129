"""The attendance list as a file for Excel: every day, everyone who was expected or came."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from kiosk.models import Event
from kiosk.queries.arrivals import Entry, Whereabouts, entries
from kiosk.queries.clocks import existing_event
from kiosk.queries.snapshots import days
from scheduler.formats.cells import safe
from scheduler.timetable import Bilingual

Cell = str | int | dt.date | dt.time | None
COLUMNS: dict[str, str] = {
    "date": "日付",
    "id": "ID",
    "company": "企業ID",
    "company_name": "企業名",
    "company_kana": "企業フリガナ",
    "company_name_en": "企業名(英語)",
    "side": "区分",
    "name": "氏名",
    "kana": "フリガナ",
    "name_en": "氏名(英語)",
    "title": "役職",
    "status": "出欠",
    "arrived": "到着",
    "left": "退場",
    "returns": "再入場",
    "device": "受付端末",
    "origin": "登録",
    "substitute_for": "代理元",
    "cancelled": "取消",
    "note": "メモ",
}
"""Every column by its English name, with its Japanese heading."""
_STATUS = {
    Whereabouts.NOT_COME: Bilingual("未着", "not_come"),
    Whereabouts.INSIDE: Bilingual("会場内", "inside"),
    Whereabouts.LEFT: Bilingual("退場", "left"),
    Whereabouts.CANCELLED: Bilingual("取消", "cancelled"),
}
_ORIGIN = {"walk_in": Bilingual("当日参加", "walk_in"), "substitute": Bilingual("代理", "substitute")}
_YES = Bilingual("はい", "yes")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class AttendanceTable:
    """The list as cells, times in the event's zone."""

    name: str
    """The event's."""
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def attendance_table(session: Session, event_id: int, language: str) -> AttendanceTable:
    """The whole list in one language; with `en` headings and words are those of the event folder.

    Raises:
        Refused: there is no such event.
    """
    event = existing_event(session, event_id)
    headings = COLUMNS.values() if language == "ja" else COLUMNS
    rows = tuple(
        _row(event, day, entry, language)
        for day in days(session, event_id)
        for entry in entries(session, event, day)
    )
    return AttendanceTable(event.name, tuple(headings), rows)


def as_csv(table: AttendanceTable) -> bytes:
    """UTF-8 with a byte order mark, as Excel opens it rightly; no cell is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(heading) for heading in table.headings])
    writer.writerows([safe(_text(cell)) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(table: AttendanceTable) -> bytes:
    """One sheet: headings stay in view, every column can be filtered, dates and times are real ones."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "attendance"
    for number, cells in enumerate((table.headings, *table.rows), 1):
        for at, cell in enumerate(cells, 1):
            place = sheet.cell(number, at)
            place.value = safe(_CONTROL.sub("", cell)) if isinstance(cell, str) else cell
            if isinstance(cell, dt.time):
                place.number_format = "hh:mm"
            elif isinstance(cell, dt.date):
                place.number_format = "yyyy-mm-dd"
            if number == 1:
                place.font = Font(bold=True)
    for at, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(event: Event, day: dt.date, entry: Entry, language: str) -> tuple[Cell, ...]:
    zone = ZoneInfo(event.timezone)
    japanese = language == "ja"
    sides = {"buyer": event.label_buyer, "supplier": event.label_supplier}
    origin = _ORIGIN.get(entry.origin)
    company = entry.company

    def clock(moment: dt.datetime | None) -> dt.time | None:
        return moment.astimezone(zone).time().replace(microsecond=0) if moment else None

    return (
        day,
        entry.id,
        company.id if company else "",
        company.name if company else entry.staff_kind,
        company.kana if company else "",
        company.name_en if company else "",
        sides.get(entry.side, "スタッフ") if japanese else entry.side,
        entry.name,
        entry.kana,
        entry.name_en,
        entry.title,
        _STATUS[entry.where].text(language),
        clock(entry.arrived_at),
        clock(entry.left_at),
        entry.returns if entry.arrived_at else None,
        entry.device,
        origin.text(language) if origin else "",
        entry.substitute_for,
        _YES.text(language) if entry.cancelled else "",
        entry.note,
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes")
    return "" if cell is None else str(cell)


def _widths(table: AttendanceTable) -> Iterable[int]:
    """Each column as wide as what it holds; a Japanese letter takes two places."""

    def wide(cell: Cell) -> int:
        return sum(2 if letter > "\u2e7f" else 1 for letter in _text(cell))

    columns: Iterable[Sequence[Cell]] = zip(table.headings, *table.rows, strict=True)
    return [min(60, max(map(wide, column)) + 3) for column in columns]
