"""Planned against actual as a file for Excel: every interview of every day. No people are in it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from kiosk.domain.interview_states import State
from kiosk.queries.actual import Course, courses
from kiosk.queries.clocks import existing_event
from kiosk.queries.snapshots import days
from kiosk.services.sheets import Cell, Sheet
from scheduler.timetable import Bilingual

COLUMNS: dict[str, str] = {
    "date": "日付",
    "room": "部屋",
    "table": "席",
    "buyer": "発注企業ID",
    "buyer_name": "発注企業名",
    "supplier": "受注企業ID",
    "supplier_name": "受注企業名",
    "status": "状態",
    "planned_start": "開始(予定)",
    "planned_end": "終了(予定)",
    "shifted_minutes": "全体の変更(分)",
    "actual_start": "開始(実績)",
    "actual_end": "終了(実績)",
    "delay_minutes": "遅れ(分)",
    "overrun_minutes": "超過(分)",
    "no_show": "欠席した側",
}
"""Every column by its English name, with its Japanese heading."""
_STATUS = {
    State.SCHEDULED: Bilingual("予定", "scheduled"),
    State.CALLED: Bilingual("呼出中", "called"),
    State.IN_PROGRESS: Bilingual("面談中", "in_progress"),
    State.FINISHED: Bilingual("終了", "finished"),
    State.NO_SHOW: Bilingual("欠席", "no_show"),
    State.CANCELLED: Bilingual("中止", "cancelled"),
}
_SIDES = {
    "supplier": Bilingual("受注企業", "supplier"),
    "buyer": Bilingual("発注企業", "buyer"),
    "both": Bilingual("両方", "both"),
}


def actual_sheet(session: Session, event_id: int, language: str) -> Sheet:
    """All interviews in one language; with `en` headings and words are those of the event folder.

    Raises:
        Refused: there is no such event.
    """
    event = existing_event(session, event_id)
    headings = COLUMNS.values() if language == "ja" else COLUMNS
    found = courses(session, event, days(session, event_id))
    return Sheet("actual", event.name, tuple(headings), tuple(_row(course, language) for course in found))


def _row(course: Course, language: str) -> tuple[Cell, ...]:
    side = _SIDES.get(course.no_show_side)
    return (
        course.planned_start.date(),
        course.room.name,
        course.table,
        course.buyer.id,
        course.buyer.name,
        course.supplier.id,
        course.supplier.name,
        _STATUS[course.state].text(language),
        _clock(course.planned_start),
        _clock(course.planned_end),
        course.shifted,
        _clock(course.actual_start),
        _clock(course.actual_end),
        course.delay,
        course.overrun,
        side.text(language) if side else "",
    )


def _clock(moment: dt.datetime | None) -> dt.time | None:
    return moment.time().replace(microsecond=0) if moment else None
