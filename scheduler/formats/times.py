"""Dates, times and ranges as people write them in spreadsheets, and as the product writes them."""

from __future__ import annotations

import datetime as dt
import re

from scheduler.formats.cells import fold
from scheduler.formats.faults import CellError, quoted
from scheduler.problem import TimeRange

_DASHES = str.maketrans(dict.fromkeys("~〜–—−‐‑─ー", "-"))
_DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s*\([^)]*\))?"
_TIME = r"(\d{1,2})(?::(\d{2})(?::00)?|時(?:(\d{1,2})分)?)"
_DATE_ONLY = re.compile(rf"{_DATE}(?:[ T]0?0:00(?::00)?)?")
_TIME_ONLY = re.compile(_TIME)
_MOMENT = re.compile(rf"(?:{_DATE}[\sT]+)?{_TIME}")
_RANGE = re.compile(rf"(?:{_DATE}\s*)?{_TIME}\s*-\s*{_TIME}")
_BETWEEN = re.compile(r"[;,、\n]")


def _plain(text: str) -> str:
    return fold(text).translate(_DASHES)


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _time(hour: str, minute: str | None, kanji_minute: str | None) -> dt.time | None:
    try:
        return dt.time(int(hour), int(minute or kanji_minute or 0))
    except ValueError:
        return None


def date(text: str) -> dt.date:
    """A day: 2026-11-26, 2026/11/26 or 2026年11月26日.

    Raises:
        CellError: it is no day of the calendar.
    """
    match = _DATE_ONLY.fullmatch(_plain(text))
    found = _date(match[1], match[2], match[3]) if match else None
    if found is None:
        raise CellError(
            f"「{quoted(text)}」は日付として読めません。"
            "2026-11-26 または 2026/11/26 の形で入力してください。",
            f"“{quoted(text)}” is no date. Please write it as 2026-11-26 or 2026/11/26.",
        )
    return found


def time(text: str) -> dt.time:
    """A time of day: 10:40, １０：４０ or 10時40分.

    Raises:
        CellError: it is no time between 0:00 and 23:59.
    """
    match = _TIME_ONLY.fullmatch(_plain(text))
    found = _time(match[1], match[2], match[3]) if match else None
    if found is None:
        raise CellError(
            f"「{quoted(text)}」は時刻として読めません。10:40 の形(0:00〜23:59)で入力してください。",
            f"“{quoted(text)}” is no time. Please write it as 10:40 (0:00 to 23:59).",
        )
    return found


def moment(text: str) -> tuple[dt.date | None, dt.time]:
    """A time with or without its day: 10:40 or 2026-11-26 10:40.

    Raises:
        CellError: it is neither.
    """
    match = _MOMENT.fullmatch(_plain(text))
    if match:
        day = _date(match[1], match[2], match[3]) if match[1] else None
        at = _time(match[4], match[5], match[6])
        if at is not None and (day is not None or match[1] is None):
            return day, at
    raise CellError(
        f"「{quoted(text)}」は時刻として読めません。10:40 または 2026-11-26 10:40 の形で入力してください。",
        f"“{quoted(text)}” is no time. Please write it as 10:40 or 2026-11-26 10:40.",
    )


def ranges(text: str) -> tuple[TimeRange, ...]:
    """When someone is available; a range without a date takes the date of the one before it.

    Raises:
        CellError: a part is no range, or ends before it starts.
    """
    found: list[TimeRange] = []
    for part in (part.strip() for part in _BETWEEN.split(_plain(text))):
        if part:
            found.append(_range(part, found[-1].date if found else None))
    return tuple(found)


def _range(part: str, day: dt.date | None) -> TimeRange:
    match = _RANGE.fullmatch(part)
    if match:
        if match[1]:
            day = _date(match[1], match[2], match[3])
        start, end = _time(match[4], match[5], match[6]), _time(match[7], match[8], match[9])
        if start is not None and end is not None and (day is not None or match[1] is None):
            if start < end:
                return TimeRange(day, start, end)
            raise CellError(
                f"「{quoted(part)}」は終わりが始まりより後になっていません。"
                "10:00-12:00 のように入力してください。",
                f"“{quoted(part)}” does not end after it starts. Please write it like 10:00-12:00.",
            )
    raise CellError(
        f"「{quoted(part)}」は時間の範囲として読めません。10:00-12:00 または "
        "2026-11-26 10:00-12:00;13:00-15:00 の形で入力してください。",
        f"“{quoted(part)}” is no range of time. Please write it as 10:00-12:00 or "
        "2026-11-26 10:00-12:00;13:00-15:00.",
    )


def write_time(value: dt.time | dt.datetime) -> str:
    return f"{value.hour:02d}:{value.minute:02d}"


def write_moment(value: dt.datetime) -> str:
    return f"{value.date().isoformat()} {write_time(value)}"


def write_ranges(spans: tuple[TimeRange, ...]) -> str:
    """Ranges as one cell. Those for every day come first: after a dated one they would take its date."""
    parts = []
    day: dt.date | None = None
    for span in sorted(spans, key=lambda span: span.date is not None):
        dated = "" if span.date == day else f"{span.date} "
        parts.append(f"{dated}{write_time(span.start)}-{write_time(span.end)}")
        day = span.date
    return ";".join(parts)
