"""What was imported comes back exactly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kiosk.db import Database
from kiosk.domain.clock import REAL
from kiosk.errors import Refused
from kiosk.services import importing
from kiosk.services.problems import event_data, preview
from scheduler.formats import read_event, write_event
from tests.kiosk.services import event_files

NOW = REAL.at(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
TAMA = Path(__file__).resolve().parents[3] / "examples" / "tama-2009"


@pytest.mark.parametrize("example", ["small", "tama"])
def test_event_imported_and_read_back_is_equal_and_writes_the_same_files(
    db: Database, tmp_path: Path, example: str
) -> None:
    folder = TAMA if example == "tama" else event_files.write(tmp_path / "small")
    data = read_event(folder)
    with db.write() as session:
        event_id = importing.save_event(session, data, actor="test", now=NOW)
    with db.read() as session:
        again = event_data(session, event_id)
    assert again == data
    write_event(data, tmp_path / "before")
    write_event(again, tmp_path / "after")
    before = {path.name: path.read_bytes() for path in (tmp_path / "before").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "after").iterdir()} == before


def test_event_data_of_unknown_event_is_refused(db: Database) -> None:
    with db.read() as session, pytest.raises(Refused) as refusal:
        event_data(session, 77)
    assert refusal.value.code == "no_event"


def test_preview_counts_what_the_files_hold(tmp_path: Path) -> None:
    shown = preview(read_event(event_files.write(tmp_path / "small")))
    assert (shown.name, shown.days, shown.slots) == ("小さな商談会", (dt.date(2026, 11, 26),), 3)
    assert (shown.rooms, shown.tables, shown.buyers, shown.suppliers) == (2, 3, 2, 2)
    assert (shown.people, shown.staff, shown.wishes) == (3, 1, 4)
    assert shown.marks == (("◎", 1), ("○", 1), ("×", 1), ("", 1))
    assert shown.sample[0] == ("株式会社髙崎精機", "横河電機株式会社")
