"""The attendance list as a file for Excel: every day, everyone who was expected or came."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from kiosk.models import Event
from kiosk.queries.arrivals import Entry, Whereabouts, entries
from kiosk.queries.clocks import existing_event
from kiosk.queries.snapshots import days
from kiosk.services.sheets import Cell, Sheet
from scheduler.timetable import Bilingual

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


def attendance_table(session: Session, event_id: int, language: str) -> Sheet:
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
    return Sheet("attendance", event.name, tuple(headings), rows)


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
