"""What the scheduler's commands have in common: exit codes, options, and what they say of their input."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from scheduler.console import complain, language_of
from scheduler.timetable import Bilingual
from scheduler.words import plural

if TYPE_CHECKING:
    from scheduler.formats import BadInput, EventData
    from scheduler.judge_day import DayJudgement
    from scheduler.problem import Problem

OK = 0
BROKEN_RULES = 1
BAD_INPUT = 2
IMPOSSIBLE = 3
OUT_OF_TIME = 4
"""No timetable was found in the time given, nor a proof that there is none."""
INTERNAL_ERROR = 70
"""The judge found fault with our own timetable: nothing is written."""
STOPPED = 130
"""A second Ctrl-C: nothing is written."""

NOTICE = 10
"""Minutes that people are given to hear of a change and be there, unless `--notice` says otherwise."""

_NO_DAY = Bilingual(
    "注意: --now の日付 {day} は開催日({days})ではありません。",
    "Note: {day}, the date of --now, is no day of the event ({days}).",
)


def duration(text: str) -> float:
    """Seconds from 0; how many there may be at most is the clock's business."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0")
    return seconds


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers in a range."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,18}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return int(text)

    return read


threads = whole(1, 256)


def moment(text: str) -> dt.datetime:
    """A day and a time of day, in the event's zone."""
    from scheduler.formats import times
    from scheduler.formats.faults import CellError

    with contextlib.suppress(CellError):
        day, time = times.moment(text.strip())
        if day is not None:
            return dt.datetime.combine(day, time)
    raise argparse.ArgumentTypeError(f'{text!r} is no moment "YYYY-MM-DD HH:MM"')


def bad_input(error: BadInput, asked: str | None) -> int:
    """Every fault on a line of its own: file or sheet, row, column, message."""
    for fault in error.faults:
        complain(fault.text(language_of(asked)))
    return BAD_INPUT


def greet(data: EventData, asked: str | None) -> str:
    """Repeat what the reader of the event wants the organiser to know; the language to go on in."""
    language = language_of(asked, data.problem.event.language)
    for warning in data.warnings:
        complain(warning.text(language))
    return language


def doubt(now: dt.datetime, problem: Problem, asked: str | None) -> None:
    """Say so if the time is on no day of the event: a slip that would let every incident pass by."""
    days = sorted({session.date for session in problem.sessions})
    if now.date() not in days:
        said = _NO_DAY.text(language_of(asked, problem.event.language))
        complain(said.format(day=now.date(), days=" / ".join(map(str, days))))


def changed(day: DayJudgement) -> Bilingual:
    """How much a day that was planned again differs."""
    return Bilingual(
        f"変更なし {day.kept} 件、移動 {day.moved} 件、減 {day.lost} 件、増 {day.added} 件、"
        f"影響のある企業 {day.disturbed} 社",
        f"{day.kept} kept, {day.moved} moved, {day.lost} lost, {day.added} added, "
        f"{plural(day.disturbed, 'company')} disturbed",
    )


def tally(placed: int, unplaced: int, language: str) -> str:
    """How many wishes are held, and how many are not."""
    return (
        f"{placed} placed, {unplaced} unplaced"
        if language == "en"
        else f"面談 {placed} 件、未配置 {unplaced} 件"
    )
