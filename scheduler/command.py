"""What the scheduler's commands have in common: exit codes, options, and what they say of their input."""

from __future__ import annotations

import argparse
import datetime as dt
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from scheduler.console import complain, language_of

if TYPE_CHECKING:
    from scheduler.formats import BadInput, EventData

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
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})", text.strip())
    try:
        if match:
            return dt.datetime.fromisoformat(f"{match[1]} {match[2]}")
    except ValueError:
        pass
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


def tally(placed: int, unplaced: int, language: str) -> str:
    """How many wishes are held, and how many are not."""
    return (
        f"{placed} placed, {unplaced} unplaced"
        if language == "en"
        else f"面談 {placed} 件、未配置 {unplaced} 件"
    )
