"""A file or sheet as rows with named cells, each of which knows where the organiser sees it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from scheduler.formats.cells import clean
from scheduler.formats.columns import FREE, Column, Spec, folded
from scheduler.formats.data import ExtraColumn, RowKey
from scheduler.formats.faults import CellError, Fault, FaultLog
from scheduler.timetable import Bilingual

_T = TypeVar("_T")
_D = TypeVar("_D")

_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HEADING_WITHIN = 20
"""Titles and notes may stand above the heading, but not more rows than this."""
_NEAR = 0.8
"""How like a column's name a heading must be to be taken for a slip of it."""
SPARE_ROWS = 100
"""How many rows more than a table may have are read, so that titles do not count."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file or sheet before its columns are known."""

    file: str
    rows: Sequence[tuple[int, Sequence[str]]]
    """(row as Excel counts, texts of its cells)."""
    unreadable: Mapping[tuple[int, int], Bilingual] = field(default_factory=dict)
    """What is wrong with a cell that has no text, by its row and position."""


@dataclass(slots=True)
class Table:
    """The rows of one table, under its heading."""

    spec: Spec
    file: str
    log: FaultLog
    heading_row: int | None = None
    headings: tuple[str, ...] = ()
    """As they stand in the file."""
    position: dict[str, int] = field(default_factory=dict)
    """Where the known columns stand."""
    rows: list[Row] = field(default_factory=list)

    def has(self, column: str) -> bool:
        return column in self.position

    def fault(self, ja: str, en: str) -> None:
        """A fault of the whole table."""
        self.log.add((self.spec.number, 0, -1), Fault(self.file, None, None, Bilingual(ja, en)))

    def warn(self, ja: str, en: str) -> None:
        """A warning about the whole table."""
        self.log.warn((self.spec.number, 0, -1), Fault(self.file, None, None, Bilingual(ja, en)))

    def extras(self, keys: Sequence[tuple[Row, RowKey]]) -> tuple[ExtraColumn, ...]:
        """The columns the product does not know, with their cells by the rows' keys."""
        known = set(self.position.values())
        return tuple(
            ExtraColumn(
                self.spec.name,
                heading,
                {key: row.cells[at] for row, key in keys if at < len(row.cells) and row.cells[at]},
            )
            for at, heading in enumerate(self.headings)
            if heading and at not in known
        )


@dataclass(slots=True)
class Row:
    """One row; `number` is the row as Excel counts."""

    table: Table
    number: int
    cells: list[str]

    def text(self, column: str) -> str:
        """The cell's text; empty when the column is missing."""
        at = self.table.position.get(column)
        return self.cells[at] if at is not None and at < len(self.cells) else ""

    def required(self, column: str) -> str:
        """The cell's text; an empty cell is a fault."""
        text = self.text(column)
        if not text and self.table.has(column):
            self.fault(column, "空欄です。値を入力してください。", "The cell is empty. Please enter a value.")
        return text

    def read(self, column: str, parse: Callable[[str], _T], default: _D) -> _T | _D:
        """The cell's value, or the default where it is empty or wrong; a wrong one is a fault."""
        text = self.text(column)
        if not text:
            return default
        try:
            return parse(text)
        except CellError as error:
            self.table.log.add(self._place(column), self._fault(column, error.message))
            return default

    def fault(self, column: str, ja: str, en: str) -> None:
        self.table.log.add(self._place(column), self._fault(column, Bilingual(ja, en)))

    def warn(self, column: str, ja: str, en: str) -> None:
        self.table.log.warn(self._place(column), self._fault(column, Bilingual(ja, en)))

    def _place(self, column: str) -> tuple[int, int, int]:
        return self.table.spec.number, self.number, self.table.position.get(column, -1)

    def _fault(self, column: str, message: Bilingual) -> Fault:
        at = self.table.position.get(column)
        return Fault(self.table.file, self.number, None if at is None else self.table.headings[at], message)


def table_of(sheet: Sheet, spec: Spec, log: FaultLog) -> Table | None:
    """Find the heading and take the rows below it; None when the sheet cannot be read as this table."""
    found = _heading(sheet, spec)
    if found is None:
        wanted = "、".join(f"{column.name}({column.ja})" for column in spec.columns if column.required)
        named = ", ".join(f"{column.name} ({column.ja})" for column in spec.columns if column.required)
        _report(
            log,
            spec,
            Fault(
                sheet.file,
                None,
                None,
                Bilingual(
                    f"見出しの行が見つかりません。上から {_HEADING_WITHIN} 行以内に、"
                    f"列名 {wanted} を入力してください。",
                    f"No heading row was found. Please put the column names {named} "
                    f"within the first {_HEADING_WITHIN} rows.",
                ),
            ),
        )
        return None
    start, number, headings = found
    table = Table(spec, sheet.file, log, number, headings, _positions(headings, spec))
    _check_headings(table)
    for number, cells in sheet.rows[start + 1 :]:
        texts = [clean(cell) if cell else "" for cell in cells]
        if any(texts):
            table.rows.append(Row(table, number, texts))
    if len(table.rows) > spec.max_rows:
        _report(
            log,
            spec,
            Fault(
                sheet.file,
                table.rows[spec.max_rows].number,
                None,
                Bilingual(
                    f"行が多すぎます。この表に入れられるのは {spec.max_rows} 行までです。",
                    f"There are too many rows. This table may have {spec.max_rows} at most.",
                ),
            ),
        )
        return None
    for (number, at), message in sheet.unreadable.items():
        heading = headings[at] if at < len(headings) else ""
        if heading:
            log.add((spec.number, number, at), Fault(table.file, number, heading, message))
    for row in table.rows:
        _check_cells(row)
    _check_unnamed(table)
    if any(not table.has(column.name) for column in spec.columns if column.required):
        return None
    return table


def _report(log: FaultLog, spec: Spec, fault: Fault) -> None:
    log.add((spec.number, fault.row or 0, -1), fault)


def _positions(headings: Sequence[str], spec: Spec) -> dict[str, int]:
    """Which column stands where. Where two headings fit, the column's earlier name wins."""
    names = [folded(heading) for heading in headings]
    position: dict[str, int] = {}
    for column in spec.columns:
        at = next((names.index(name) for name in column.names if name in names), None)
        if at is not None and at not in position.values():
            position[column.name] = at
    return position


def _heading(sheet: Sheet, spec: Spec) -> tuple[int, int, tuple[str, ...]] | None:
    """(index, row, headings) of the first row that has the required columns, else two known ones."""
    required = {column.name for column in spec.columns if column.required}
    second_best = None
    for index, (number, cells) in enumerate(sheet.rows[:_HEADING_WITHIN]):
        headings = tuple(" ".join(clean(cell).split()) for cell in cells)
        known = _positions(headings, spec)
        if required <= known.keys():
            return index, number, headings
        if second_best is None and len(known) >= 2:
            second_best = index, number, headings
    return second_best


def _check_headings(table: Table) -> None:
    spec, row = table.spec, table.heading_row or 0
    meant = _misspelt(table)
    for column in spec.columns:
        if column.required and not table.has(column.name):
            slip = next((table.headings[at] for at, one in meant.items() if one is column), None)
            ja = "この見出しの列を加えてください。" if slip is None else f"見出し「{slip}」を直してください。"
            en = "add a column with this heading" if slip is None else f"correct the heading “{slip}”"
            message = Bilingual(
                f"列「{column.name}」({column.ja})がありません。{ja}",
                f"The column {column.name} ({column.ja}) is missing. Please {en}.",
            )
            table.log.add((spec.number, row, -1), Fault(table.file, row, column.name, message))
    known = {at: name for name, at in table.position.items()}
    taken = {folded(table.headings[at]): at for at in known}
    for at, heading in enumerate(table.headings):
        if not heading or at in known:
            continue
        if folded(heading) in taken:
            message = Bilingual(
                f"「{heading}」という列が二つあります。一つにまとめてください。",
                f"There are two columns “{heading}”. Please keep one of them.",
            )
            table.log.add((spec.number, row, at), Fault(table.file, row, heading, message))
        else:
            near = meant.get(at)
            ja = "" if near is None else f"「{near.name}」({near.ja})のことでしょうか。"
            en = "" if near is None else f"Did you mean {near.name} ({near.ja})? "
            message = Bilingual(
                f"この列は使われません。{ja}書き出すときにそのまま残します。",
                f"This column is not used. {en}It is kept and written back on export.",
            )
            table.log.warn((spec.number, row, at), Fault(table.file, row, heading, message))


def _misspelt(table: Table) -> dict[int, Column]:
    """Where a heading stands that is nearly the name of a column which is not there, and which column."""
    lacking = {name: c for c in table.spec.columns if not table.has(c.name) for name in c.names}
    known = table.position.values()
    found: dict[int, Column] = {}
    for at, heading in enumerate(table.headings):
        if heading and at not in known:
            near = difflib.get_close_matches(folded(heading), lacking, n=1, cutoff=_NEAR)
            if near and lacking[near[0]] not in found.values():
                found[at] = lacking[near[0]]
    return found


def _check_cells(row: Row) -> None:
    """Faults for cells that no heading names, that are too long, or that hold invisible characters."""
    table = row.table
    columns: dict[int, Column] = {table.position[c.name]: c for c in table.spec.columns if table.has(c.name)}
    for at, text in enumerate(row.cells):
        if not text:
            continue
        heading = table.headings[at] if at < len(table.headings) else ""
        place = (table.spec.number, row.number, at)
        limit = columns[at].limit if at in columns else FREE
        message = None
        if at >= len(table.headings):
            message = Bilingual(
                f'見出しより多い {at + 1} 列目に値があります。カンマを含む文は " で囲んでください。',
                f"There is a value in column {at + 1}, beyond the headings. Please put text that contains "
                'commas between " marks.',
            )
        elif len(text) > limit:
            message = Bilingual(
                f"{len(text)} 文字あります。{limit} 文字以内にしてください。",
                f"The text has {len(text)} characters. Please keep it within {limit}.",
            )
        elif not text.isprintable() and _INVISIBLE.search(text):
            message = Bilingual(
                "見えない制御文字が含まれています。入力し直してください。",
                "The text contains an invisible control character. Please type it again.",
            )
        if message:
            table.log.add(place, Fault(table.file, row.number, heading or None, message))


def _check_unnamed(table: Table) -> None:
    """A warning for each column that has values but no heading: nothing can be read from it."""
    for at, heading in enumerate(table.headings):
        if not heading and any(at < len(row.cells) and row.cells[at] for row in table.rows):
            message = Bilingual(
                f"{at + 1} 列目には見出しがないため、値は読み込まれません。",
                f"Column {at + 1} has no heading, so its values are not read.",
            )
            place = (table.spec.number, table.heading_row or 0, at)
            table.log.warn(place, Fault(table.file, table.heading_row, None, message))
