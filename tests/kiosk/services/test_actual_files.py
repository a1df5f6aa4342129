"""Planned against actual as a file for Excel."""

from __future__ import annotations

import csv
import io

from kiosk.db import Database
from kiosk.models import Company, Shift
from kiosk.services.actual_files import COLUMNS, actual_sheet
from kiosk.services.sheets import as_csv
from tests.kiosk import make


def test_file_has_every_interview_with_its_own_delay_and_no_people(db: Database, event_id: int) -> None:
    with db.write() as session:
        row = make.interview(session, "S2", "B1")
        row.state, row.shifted_minutes = "finished", 10
        session.add(
            Shift(
                event_id=event_id, planned_from=row.starts_at, planned_until=row.ends_at, minutes=10,
                made_at=make.at("10:10"), made_by="user:org",
            )
        )  # fmt: skip
        row.actual_start, row.actual_end = make.at("10:33"), make.at("10:56")
        missed = make.interview(session, "S3", "B3")
        missed.state, missed.no_show_side = "no_show", "supplier"
    with db.read() as session:
        sheet = actual_sheet(session, event_id, "en")
    text = as_csv(sheet).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (len(rows), list(rows[0])) == (7, list(COLUMNS))
    late = next(row for row in rows if (row["supplier"], row["buyer"]) == ("S2", "B1"))
    assert [late[name] for name in ("planned_start", "shifted_minutes", "actual_start", "delay_minutes")] == [
        "10:20",
        "10",
        "10:33",
        "3",
    ]
    assert late["overrun_minutes"] == "3"
    assert [row["no_show"] for row in rows if row["status"] == "no_show"] == ["supplier"]
    assert not any(name in text for _, _, name, _, _ in make.PEOPLE)


def test_file_in_japanese_takes_no_name_for_a_formula(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Company, (event_id, "S1")).name = "=HYPERLINK(1)"
    with db.read() as session:
        sheet = actual_sheet(session, event_id, "ja")
    text = as_csv(sheet).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("日付,部屋,席")
    assert "'=HYPERLINK(1)" in text
