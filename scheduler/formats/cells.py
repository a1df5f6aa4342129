"""One cell's text into one value, and back into a cell that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from scheduler.formats.faults import CellError, quoted
from scheduler.problem import Decision, Mark

MOST = 10_000
"""No table, limit or rank is larger in any event."""

_FORMULA_START = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?")
_RANK = re.compile(r"第?(\d{1,9})(?:\.0+)?(?:位|希望)?")
_SEPARATOR = re.compile(r"[;；\n]")

MARKS: Mapping[str, Mark] = {
    **dict.fromkeys(("◎", "a"), Mark.DOUBLE),
    **dict.fromkeys(("○", "〇", "◯", "b"), Mark.CIRCLE),
    **dict.fromkeys(("△", "▲", "c"), Mark.TRIANGLE),
    **dict.fromkeys(("×", "✕", "✖", "x"), Mark.CROSS),
}
DECISIONS: Mapping[str, Decision] = {
    "must": Decision.MUST,
    "必須": Decision.MUST,
    "no": Decision.NO,
    "不可": Decision.NO,
}


def clean(text: str) -> str:
    """A cell without the blanks around it, and without the apostrophe that kept it from being a formula."""
    text = text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if _QUOTED_FORMULA.match(text) else text


def safe(text: str) -> str:
    """A cell that a spreadsheet shows as it is: an apostrophe goes before whatever could be a formula.

    Text that has such an apostrophe already gets another, so that `clean` always gives back the original.
    """
    return f"'{text}" if _FORMULA_START.match(text) else text


def fold(text: str) -> str:
    """Full-width letters, digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def split(text: str) -> tuple[str, ...]:
    """The parts of a list cell, joined by `;`."""
    return tuple(part for part in (part.strip() for part in _SEPARATOR.split(text)) if part)


def whole(text: str) -> int:
    """A whole number from 0.

    Raises:
        CellError: it is something else, or larger than any event needs.
    """
    match = _WHOLE.fullmatch(fold(text))
    if match is None:
        raise CellError(
            f"「{quoted(text)}」は数として読めません。0 以上の整数を入力するか、空欄にしてください。",
            f"“{quoted(text)}” is no number. Please enter a whole number from 0, or leave the cell empty.",
        )
    return _within(int(match[1]), 0)


def positive(text: str) -> int:
    """A whole number from 1.

    Raises:
        CellError: it is something else.
    """
    return _within(whole(text), 1)


def rank(text: str) -> int:
    """The supplier's rank of a wish: 1, 1位 or 第1希望.

    Raises:
        CellError: it is no rank.
    """
    match = _RANK.fullmatch(fold(text))
    if match is None:
        raise CellError(
            f"「{quoted(text)}」は希望順位として読めません。"
            "1 から始まる整数を入力するか、空欄にしてください。",
            f"“{quoted(text)}” is no rank. Please enter a whole number from 1, or leave the cell empty.",
        )
    return _within(int(match[1]), 1)


def _within(number: int, least: int) -> int:
    if least <= number <= MOST:
        return number
    raise CellError(
        f"{number} は使えません。{least} から {MOST} までの整数を入力してください。",
        f"{number} is out of range. Please enter a whole number from {least} to {MOST}.",
    )


def mark(text: str) -> Mark:
    """The buyer's mark, in any of the signs people type for it.

    Raises:
        CellError: it is no mark.
    """
    found = MARKS.get(fold(text).replace("\ufe0f", "").replace("\ufe0e", "").casefold())
    if found is None:
        raise CellError(
            f"「{quoted(text)}」は評価として読めません。◎ ○ △ ×(または A B C X)のいずれかを入力し、"
            "未回答なら空欄にしてください。",
            f"“{quoted(text)}” is no mark. Please enter ◎ ○ △ × (or A B C X), or leave the cell empty "
            "if not answered.",
        )
    return found


def decision(text: str) -> Decision:
    """The organiser's word on a wish.

    Raises:
        CellError: it is neither `must` nor `no`.
    """
    found = DECISIONS.get(fold(text).casefold())
    if found is None:
        raise CellError(
            f"「{quoted(text)}」は判断として読めません。"
            "must(必須)か no(不可)を入力するか、空欄にしてください。",
            f"“{quoted(text)}” is no decision. Please enter must or no, or leave the cell empty.",
        )
    return found
