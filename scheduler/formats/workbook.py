"""Excel workbooks, in and out. Only this module knows openpyxl, and loads it when a workbook comes."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.formats.cells import safe
from scheduler.formats.columns import RESULT_NAMES, Spec, folded
from scheduler.formats.faults import BadInput, Fault, FaultLog, bad_input
from scheduler.formats.table import SPARE_ROWS, Sheet
from scheduler.timetable import Bilingual

MOST_BYTES = 250_000_000
"""Of all parts unpacked: the largest event has a fifth of it, a harmful file far more."""
MOST_COLUMNS = 128

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_ZERO_PADDED = re.compile("0{2,}")
_NUMBERS = frozenset({"tables", "delegates", "min_interviews", "max_interviews", "supplier_rank", "table"})
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_NO_VALUE = Bilingual(
    "数式の結果が保存されていません。Excel で開いて上書き保存するか、値を直接入力してください。",
    "The result of this formula was not saved. Please open and save the file in Excel, or enter the value.",
)
_ERROR_VALUE = Bilingual(
    "Excel のエラー値(#N/A など)です。値を入力し直してください。",
    "This is an Excel error value (such as #N/A). Please enter the value again.",
)


def read_workbook(path: Path, specs: Sequence[Spec], log: FaultLog) -> dict[str, Sheet | None]:
    """The workbook's sheets by table. A required one that is missing is a fault, a strange one a warning.

    Raises:
        BadInput: the file is no workbook at all.
    """
    _check_container(path)
    try:
        sheets = _sheets(path, specs, log)
    except BadInput:
        raise
    except Exception as error:
        # openpyxl raises whatever its parsers meet in a damaged file; for the organiser all are one thing.
        raise _damaged(path) from error
    for spec in specs:
        if spec.required and spec.name not in sheets:
            message = Bilingual(
                f"「{spec.ja}」({spec.name})というシートがありません。加えてください。",
                f"There is no sheet “{spec.name}” ({spec.ja}). Please add it.",
            )
            log.add((spec.number, 0, -1), Fault(path.name, None, None, message))
    return sheets


def _damaged(path: Path) -> BadInput:
    return bad_input(
        path.name,
        "Excel ブック(.xlsx)として開けません。壊れているかもしれません。Excel で開いて保存し直してください。",
        "The file cannot be opened as an Excel workbook (.xlsx). It may be damaged. "
        "Please open and save it again in Excel.",
    )


def _check_container(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == _OLD_OR_LOCKED:
            raise bad_input(
                path.name,
                "古い形式(.xls)か、パスワード付きのブックです。パスワードを外し、"
                ".xlsx 形式で保存し直してください。",
                "The workbook has the old format (.xls) or a password. "
                "Please remove the password and save it as .xlsx.",
            )
        with zipfile.ZipFile(path) as container:
            size = sum(part.file_size for part in container.infolist())
    except OSError as error:
        raise bad_input(
            path.name,
            f"ファイルを開けません({error.strerror})。Excel などで開いていれば閉じてください。",
            f"The file cannot be opened ({error.strerror}). If it is open in Excel, please close it.",
        ) from error
    except (zipfile.BadZipFile, ValueError) as error:
        raise _damaged(path) from error
    if size > MOST_BYTES:
        raise bad_input(
            path.name,
            f"展開すると {size // 1_000_000} MB になり、大きすぎます。"
            "使っていないシートや書式を消して保存し直してください。",
            f"The workbook unpacks to {size // 1_000_000} MB, which is too large. "
            "Please delete unused sheets and formats and save it again.",
        )


def _sheets(path: Path, specs: Sequence[Spec], log: FaultLog) -> dict[str, Sheet | None]:
    wanted = {name: spec for spec in specs for name in spec.names}
    sheets: dict[str, Sheet | None] = {}
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of drawings and rules it does not keep
        formulas = _load(file, data_only=False)
        values = None
        for source in formulas.worksheets:
            spec = wanted.get(folded(source.title))
            if spec is None:
                _warn_of_strange(source.title, len(specs), log)
                continue
            if spec.name in sheets:
                message = Bilingual(
                    f"「{spec.ja}」({spec.name})のシートが二つあります。一つにしてください。",
                    f"There are two sheets for {spec.name} ({spec.ja}). Please keep one.",
                )
                log.add((spec.number, 0, -1), Fault(source.title, None, None, message))
                continue
            found = _rows(source, spec, frozenset())
            if found.formulas:
                values = values or _load(file, data_only=True)
                known = frozenset(found.formulas)
                found = _rows(values[source.title], spec, known)
                for place in known:
                    if place not in found.filled:
                        found.unreadable[place] = _NO_VALUE
            sheets[spec.name] = Sheet(source.title, found.rows, found.unreadable)
        formulas.close()
    return sheets


def _load(file: Any, *, data_only: bool) -> Any:
    import openpyxl

    file.seek(0)
    return openpyxl.load_workbook(file, read_only=True, data_only=data_only, keep_links=False)


def _warn_of_strange(title: str, order: int, log: FaultLog) -> None:
    if folded(title) not in RESULT_NAMES:
        message = Bilingual(
            "このシートは使われません。名前をご確認ください。",
            "This sheet is not used. Please check its name.",
        )
        log.warn((order, 0, -1), Fault(title, None, None, message))


@dataclass(slots=True)
class _Found:
    rows: list[tuple[int, Sequence[str]]]
    formulas: set[tuple[int, int]]
    filled: set[tuple[int, int]]
    """Those of the cells asked about that have a value."""
    unreadable: dict[tuple[int, int], Bilingual]


def _rows(source: Any, spec: Spec, asked: frozenset[tuple[int, int]]) -> _Found:
    """The rows that are not empty, up to a few more than the table may have, all of one width.

    `asked` are the cells of which it is noted whether they have a value.
    """
    source.reset_dimensions()  # what a file says of its own size is often wrong
    found = _Found([], set(), set(), {})
    width = 0
    rows: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(source.iter_rows(max_col=MOST_COLUMNS), 1):
        texts: list[str] = []
        last = 0
        for at, cell in enumerate(cells):
            value = cell.value
            if value is None:
                texts.append("")
                continue
            kind = cell.data_type
            if kind == "f":
                found.formulas.add((number, at))
            elif kind == "e":
                found.unreadable[number, at] = _ERROR_VALUE
            if (number, at) in asked:
                found.filled.add((number, at))
            texts.append(_text(value, cell))
            last = at + 1
        if last:
            rows.append((number, texts[:last]))
            width = max(width, last)
            if len(rows) > spec.max_rows + SPARE_ROWS:
                break
    found.rows = [(number, texts + [""] * (width - len(texts))) for number, texts in rows]
    return found


def _text(value: Any, cell: Any) -> str:
    """A cell as the organiser would have typed it: 12 for 12.0, 10:00 for a time, 2026-11-26 for a date."""
    if isinstance(value, str):
        return value.replace("_x000D_", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        style = str(cell.number_format)
        return str(value).zfill(len(style)) if _ZERO_PADDED.fullmatch(style) else str(value)
    if isinstance(value, dt.datetime):
        value = _to_second(value)
        return str(value.date()) if value.time() == dt.time() else f"{value.date()} {_clock(value.time())}"
    if isinstance(value, dt.time):
        return _clock(_to_second(dt.datetime.combine(dt.date(2000, 1, 1), value)).time())
    if isinstance(value, dt.timedelta):
        return _clock((dt.datetime(2000, 1, 1) + value).time())  # noqa: DTZ001  (a time of day has no zone)
    return str(value)


def _to_second(moment: dt.datetime) -> dt.datetime:
    """Excel keeps 10:00 as a fraction of a day that may come out as 9:59:59.99."""
    return (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)


def _clock(time: dt.time) -> str:
    return f"{time:%H:%M:%S}" if time.second else f"{time:%H:%M}"


def save_workbook(
    path: Path, sheets: Iterable[tuple[str, Sequence[str], Sequence[str], Iterable[Sequence[str]]]]
) -> None:
    """Write sheets of (title, columns, headings, rows): headings stay in view, numbers are numbers."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    for title, columns, headings, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        texts = [list(row) for row in rows]
        for at, heading in enumerate(headings):
            longest = max((_width(row[at]) for row in texts), default=0)
            letter = get_column_letter(at + 1)
            sheet.column_dimensions[letter].width = min(max(longest, _width(heading)), 60) + 2
        top = []
        for heading in headings:
            cell = WriteOnlyCell(sheet, _xml(heading))
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
            top.append(cell)
        sheet.append(top)
        for row in texts:
            sheet.append([_value(column, text) for column, text in zip(columns, row, strict=True)])
    book.save(path)


def _width(text: str) -> int:
    """Columns of the screen: Japanese letters take two."""
    return max(
        (sum(2 if letter > "\u2e7f" else 1 for letter in line) for line in text.split("\n")), default=0
    )


def _value(column: str, text: str) -> str | int | None:
    if column in _NUMBERS and text.isascii() and text.isdigit():
        return int(text)
    return _xml(text) if text else None


def _xml(text: str) -> str:
    return safe(_NOT_IN_XML.sub("", text))
