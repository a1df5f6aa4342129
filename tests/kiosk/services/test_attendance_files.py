"""The attendance list as files for Excel."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.models import Attendee
from kiosk.services.attendance_files import COLUMNS, attendance_table
from kiosk.services.checkin import check_in
from kiosk.services.scans import Scanned
from kiosk.services.sheets import Sheet, as_csv, as_workbook
from tests.kiosk import make

REAL = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


@pytest.fixture
def arrived(db: Database, event_id: int) -> None:
    """Someone came, whose note looks like a formula."""
    with db.write() as session:
        device, _token = make.device(session, event_id, "kiosk")
        caller = Caller("kiosk", f"device:{device}", event_id, device)
        now = Moment(REAL, make.at("09:41"))
        check_in(session, event_id, Scanned("a", make.code("P-S1")), caller, now, "ja")
        person = session.get_one(Attendee, (event_id, "P-S1"))
        person.note, person.origin = "=cmd|'/c calc'!A1\x07", "walk_in"


def _table(db: Database, event_id: int, language: str) -> Sheet:
    with db.read() as session:
        return attendance_table(session, event_id, language)


def _record(headings: list[str], row: list[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(headings, row, strict=True) if cell}


@pytest.mark.usefixtures("arrived")
def test_csv_has_every_column_and_no_formula(db: Database, event_id: int) -> None:
    content = as_csv(_table(db, event_id, "en"))
    assert content.startswith(b"\xef\xbb\xbfdate,")
    headings, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert tuple(headings) == tuple(COLUMNS)
    assert len(rows) == len(make.PEOPLE)
    record = next(_record(headings, row) for row in rows if row[1] == "P-S1")
    assert record == {
        "date": "2026-11-26", "id": "P-S1", "company": "S1", "company_name": "株式会社髙崎精機",
        "company_kana": "タカサキセイキ", "company_name_en": "Takasaki Seiki", "side": "supplier",
        "name": "山田 太郎", "kana": "ヤマダ タロウ", "name_en": "Taro Yamada", "status": "inside",
        "arrived": "09:41", "returns": "0", "device": "kiosk", "origin": "walk_in",
        "note": "'=cmd|'/c calc'!A1\x07",
    }  # fmt: skip
    absent = next(_record(headings, row) for row in rows if row[1] == "P-S2")
    assert (absent["status"], "arrived" in absent, "returns" in absent) == ("not_come", False, False)


@pytest.mark.usefixtures("arrived")
def test_japanese_list_speaks_japanese(db: Database, event_id: int) -> None:
    table = _table(db, event_id, "ja")
    assert table.headings == tuple(COLUMNS.values())
    record = next(row for row in table.rows if row[1] == "P-S1")
    assert {"会場内", "中小企業", "当日参加"} <= set(record)


@pytest.mark.usefixtures("arrived")
def test_workbook_has_real_dates_and_times_and_no_formula(db: Database, event_id: int) -> None:
    table = _table(db, event_id, "ja")
    sheet = openpyxl.load_workbook(io.BytesIO(as_workbook(table))).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    assert headings == table.headings
    row = dict(zip(COLUMNS, next(row for row in rows if row[1] == "P-S1"), strict=True))
    assert isinstance(row["date"], dt.datetime)
    assert (row["date"].date(), row["arrived"], row["returns"]) == (make.DAY, dt.time(9, 41), 0)
    assert row["note"] == "'=cmd|'/c calc'!A1"
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
