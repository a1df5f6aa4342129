"""CSV files: UTF-8 or Excel's CP932 in, UTF-8 with a byte order mark out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from scheduler.formats.cells import safe
from scheduler.formats.columns import Spec
from scheduler.formats.faults import Fault, FaultLog
from scheduler.formats.table import SPARE_ROWS, Sheet
from scheduler.timetable import Bilingual

MOST_BYTES = 40_000_000
MOST_CELLS = 6_000_000
"""In one file: the largest table of wishes has 5 million, and a million take some 100 MB."""
_NOT_IN_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
"""What Python's codec makes of bytes that CP932 leaves undefined."""


class _UnreadableError(Exception):
    def __init__(self, line: int | None, ja: str, en: str) -> None:
        super().__init__(en)
        self.line = line
        self.message = Bilingual(ja, en)


def read_csv(path: Path, spec: Spec, log: FaultLog) -> Sheet | None:
    """All rows of a CSV file; None, with a fault, when it is no text or its quotes do not match.

    Rows are counted as Excel does: a cell with line breaks does not start new ones, an empty line counts.
    Reading ends a little beyond the most rows that the table may have.
    """
    try:
        return Sheet(path.name, _rows(_text(path), spec.max_rows + SPARE_ROWS))
    except _UnreadableError as error:
        log.add((spec.number, error.line or 0, -1), Fault(path.name, error.line, None, error.message))
    except OSError as error:
        message = Bilingual(
            f"ファイルを開けません({error.strerror})。Excel などで開いていれば閉じてください。",
            f"The file cannot be opened ({error.strerror}). If it is open in Excel, please close it.",
        )
        log.add((spec.number, 0, -1), Fault(path.name, None, None, message))
    return None


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise _UnreadableError(
            None,
            f"ファイルが大きすぎます。{MOST_BYTES // 1_000_000} MB 以内にしてください。",
            f"The file is too large. Please keep it within {MOST_BYTES // 1_000_000} MB.",
        )
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _UnreadableError(
            None,
            "CSV ではありません(Excel ブックか UTF-16 のようです)。Excel の「名前を付けて保存」で"
            "「CSV UTF-8(コンマ区切り)」を選んでください。",
            "This is no CSV file (it seems to be an Excel workbook or UTF-16). In Excel, please use Save As "
            "and choose “CSV UTF-8 (comma delimited)”.",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        as_utf8 = error.start
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError as error:
        bad = error.start
    else:
        strange = _NOT_IN_CP932.search(text)
        if strange is None:
            return text
        bad = len(text[: strange.start()].encode("cp932"))
    raise _undecodable(raw, max(bad, as_utf8))


def _undecodable(raw: bytes, at: int) -> _UnreadableError:
    line = raw.count(b"\n", 0, at) + 1
    byte = at - (raw.rfind(b"\n", 0, at) + 1) + 1
    return _UnreadableError(
        line,
        f"{line} 行目の {byte} バイト目(0x{raw[at]:02X})が、"
        "UTF-8 としても Shift_JIS(CP932)としても読めません。"
        "Excel の「名前を付けて保存」で「CSV UTF-8(コンマ区切り)」を選ぶか、.xlsx のまま読み込んでください。",
        f"Byte {byte} of line {line} (0x{raw[at]:02X}) is neither UTF-8 nor Shift_JIS (CP932). In Excel, "
        "please save as “CSV UTF-8 (comma delimited)”, or give the .xlsx itself.",
    )


def _rows(text: str, most: int) -> list[tuple[int, Sequence[str]]]:
    """The rows that are not empty, each with its number."""
    rows: list[tuple[int, Sequence[str]]] = []
    row, count = 1, 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), strict=True):
            count += len(cells)
            if count > MOST_CELLS:
                raise _too_many_cells(row)
            if any(cells):
                rows.append((row, cells))
                if len(rows) > most:
                    break
            row += 1
    except csv.Error as error:
        raise _UnreadableError(
            row,
            'この行の引用符 " が対になっていないか、セルが長すぎます。" で始めたセルは " で閉じ、'
            '文中の " は "" と書いてください。',
            'The quotation marks " of this row do not match, or a cell is too long. Please close what a " '
            'opens, and write a " inside a text as "".',
        ) from error
    return rows


def _too_many_cells(row: int) -> _UnreadableError:
    return _UnreadableError(
        row,
        f"セルが多すぎます。一つのファイルに入れられるのは {MOST_CELLS} 個までです。",
        f"There are too many cells. A file may have {MOST_CELLS} at most.",
    )


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a file that Excel opens rightly: UTF-8 with a byte order mark, no cell taken for a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe(name) for name in header])
        writer.writerows([safe(cell) for cell in row] for row in rows)
