"""A table of cells as a file for Excel: CSV and XLSX, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.formats.cells import safe

Cell = str | int | dt.date | dt.time | None
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; times are those of the event's zone."""

    title: str
    """The sheet's own name in a workbook."""
    name: str
    """The event's."""
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def as_csv(table: Sheet) -> bytes:
    """UTF-8 with a byte order mark, as Excel opens it rightly; no cell is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(heading) for heading in table.headings])
    writer.writerows([safe(_text(cell)) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(table: Sheet) -> bytes:
    """One sheet: headings stay in view, every column can be filtered, dates and times are real ones."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.title
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


def _text(cell: Cell) -> str:
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes")
    return "" if cell is None else str(cell)


def _widths(table: Sheet) -> Iterable[int]:
    """Each column as wide as what it holds; a Japanese letter takes two places."""

    def wide(cell: Cell) -> int:
        return sum(2 if letter > "\u2e7f" else 1 for letter in _text(cell))

    columns: Iterable[Sequence[Cell]] = zip(table.headings, *table.rows, strict=True)
    return [min(60, max(map(wide, column)) + 3) for column in columns]
