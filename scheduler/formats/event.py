"""`event.csv` and `sessions.csv`: the event's own facts and its grid."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

from scheduler.formats import cells, times
from scheduler.formats.columns import EVENT_KEYS, folded
from scheduler.formats.data import ExtraColumn, RowKey
from scheduler.formats.faults import CellError, quoted
from scheduler.formats.table import Row, Table
from scheduler.goal_words import goal_words
from scheduler.problem import GOALS, Event, Problem, ProblemError, Session, Slot
from scheduler.timetable import LANGUAGES


def read_event_facts(table: Table, fallback_name: str) -> tuple[Event, tuple[ExtraColumn, ...]]:
    """The event, and the keys it does not know. Without a name it is called after its folder or file."""
    rows: dict[str, Row] = {}
    first: dict[str, Row] = {}
    unknown: dict[RowKey, str] = {}
    keyed: list[tuple[Row, RowKey]] = []
    for row in table.rows:
        key = _key(row.text("key"))
        name = key or row.text("key")
        if not name:
            row.required("key")
        elif name in first:
            said, number = quoted(row.text("key")), first[name].number
            before = quoted(first[name].text("key"))
            row.fault(
                "key",
                f"項目「{said}」は {number} 行目(「{before}」)にもあります。一つにしてください。",
                f"The key “{said}” stands in row {number} already, as “{before}”. Please keep one.",
            )
            if key in _PARSERS:
                row.read("value", _PARSERS[key], None)
        elif key is None:
            unknown[(name,)] = row.text("value")
            row.warn(
                "key",
                f"項目「{quoted(name)}」は使われません。書き出すときにそのまま残します。",
                f"The key {quoted(name)} is not used. It is kept and written back on export.",
            )
        else:
            rows[key] = row
        first.setdefault(name, row)
        keyed.append((row, (name,)))
    values: dict[str, Any] = {}
    for key, parse in _PARSERS.items():
        if key in rows:
            value = rows[key].read("value", parse, None)
            if value is not None:
                values[key] = value
    if "goals" in rows:
        labels = {key: values[key] for key in ("label_buyer", "label_supplier") if key in values}
        labelled = Event("", **labels)
        goals = rows["goals"].read("value", lambda text: _goals(text, labelled), None)
        values |= {} if goals is None else {"goals": goals}
    if "name" not in values:
        values["name"] = fallback_name
        table.warn(
            f"イベント名がないため、「{quoted(fallback_name)}」と呼びます。項目 name に名前を入力できます。",
            f"The event has no name, so it is called “{quoted(fallback_name)}”. The key name may give one.",
        )
    extra = (ExtraColumn(table.spec.name, "value", unknown),) if unknown else ()
    return Event(**values), (*extra, *table.extras(keyed))


def _key(text: str) -> str | None:
    wanted = folded(text)
    return next((key.name for key in EVENT_KEYS if wanted in key.names), None)


def _text(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            raise CellError(
                f"{len(text)} 文字あります。{limit} 文字以内にしてください。",
                f"The text has {len(text)} characters. Please keep it within {limit}.",
            )
        return text

    return read


def _slot_minutes(text: str) -> int:
    minutes = cells.positive(text)
    if minutes > 24 * 60:
        raise CellError(
            f"{minutes} 分は一日より長くなります。面談 1 回の分数を入力してください。",
            f"{minutes} minutes are more than a day. Please enter the minutes of one interview.",
        )
    return minutes


def _timezone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise CellError(
            f"「{quoted(text)}」というタイムゾーンはありません。日本なら Asia/Tokyo と入力してください。",
            f"There is no time zone “{quoted(text)}”. Please enter a name such as Asia/Tokyo.",
        ) from None
    return text


def _goals(text: str, event: Event) -> tuple[str, ...]:
    """The goals by their own names or by those people read, with the event's labels or the usual ones."""
    known = {
        folded(word): goal
        for goal in GOALS
        for said in (Event(""), event)
        for word in (goal, *(goal_words(goal, said, language) for language in LANGUAGES))
    }
    parts = cells.split(re.sub("[,、]", ";", cells.fold(text)))
    for part in parts:
        if folded(part) not in known:
            ja, en = ([f"{g}({goal_words(g, event, language)})" for g in GOALS] for language in LANGUAGES)
            raise CellError(
                f"「{quoted(part)}」という目標はありません。使えるのは {'、'.join(ja)} です。",
                f"There is no goal “{quoted(part)}”. The goals are {', '.join(en)}.",
            )
    goals = tuple(known[folded(part)] for part in parts)
    if len(set(goals)) < len(goals):
        raise CellError(
            "同じ目標が二度あります。一つずつ、大切な順に並べてください。",
            "A goal is listed twice. Please list each once, the most important first.",
        )
    return goals


def _language(text: str) -> str:
    languages = {"ja": "ja", "日本語": "ja", "japanese": "ja", "en": "en", "英語": "en", "english": "en"}
    found = languages.get(cells.fold(text).casefold())
    if found is None:
        raise CellError(
            f"「{quoted(text)}」という言語はありません。ja(日本語)か en(英語)を入力してください。",
            f"There is no language “{quoted(text)}”. Please enter ja (Japanese) or en (English).",
        )
    return found


_PARSERS: dict[str, Callable[[str], Any]] = {
    "name": _text(200),
    "name_en": _text(200),
    "venue": _text(200),
    "timezone": _timezone,
    "slot_minutes": _slot_minutes,
    "gap_minutes": cells.whole,
    "max_interviews_supplier": cells.whole,
    "max_interviews_buyer": cells.whole,
    "max_consecutive": cells.positive,
    "label_buyer": _text(50),
    "label_supplier": _text(50),
    "language": _language,
    "notice": _text(400),
}


def read_sessions(table: Table, slot_minutes: int) -> tuple[tuple[Session, ...], tuple[ExtraColumn, ...]]:
    """The sessions; one that ends before it starts, or overlaps another, is a fault."""
    found: list[tuple[Row, Session]] = []
    for row in table.rows:
        for column in ("date", "start", "end"):
            row.required(column)
        day = row.read("date", times.date, None)
        start, end = row.read("start", times.time, None), row.read("end", times.time, None)
        if day is None or start is None or end is None:
            continue
        session = Session(day, start, end, row.text("label"))
        if end <= start:
            row.fault(
                "end",
                f"終了 {times.write_time(end)} が開始 {times.write_time(start)} より後になっていません。",
                f"The end {times.write_time(end)} is not after the start {times.write_time(start)}. "
                "Please correct one of them.",
            )
            continue
        if dt.datetime.combine(day, end) - dt.datetime.combine(day, start) < dt.timedelta(
            minutes=slot_minutes
        ):
            row.warn(
                "end",
                f"{slot_minutes} 分のコマが一つも入らない時間帯です。",
                f"This session is too short for a slot of {slot_minutes} minutes.",
            )
        for other_row, other in found:
            if other.date == day and other.start < end and start < other.end:
                row.fault(
                    "start",
                    f"{other_row.number} 行目の時間帯({times.write_time(other.start)}-"
                    f"{times.write_time(other.end)})"
                    "と重なっています。重ならないように直してください。",
                    f"It overlaps the session of row {other_row.number} ({times.write_time(other.start)}-"
                    f"{times.write_time(other.end)}). Please separate them.",
                )
                break
        found.append((row, session))
    keyed = [(row, (s.date.isoformat(), times.write_time(s.start))) for row, s in found]
    return tuple(session for _, session in found), table.extras(keyed)


def grid(event: Event, sessions: tuple[Session, ...]) -> tuple[Slot, ...] | None:
    """The event's slots; None when the facts and sessions do not make a grid."""
    try:
        return Problem(event, sessions, (), (), (), ()).slots
    except ProblemError:
        return None
