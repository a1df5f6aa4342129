"""The day written down: badges, what became of each interview, reasons; and read back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.models import Badge, Interview
from kiosk.services import exporting
from kiosk.services.attendance_files import COLUMNS
from kiosk.services.checkin import check_in
from kiosk.services.scans import Scanned
from kiosk.services.walk_ins import Newcomer, substitute
from scheduler.formats import read_event, read_timetable
from tests.kiosk import make


def exported(db: Database, event_id: int, folder: Path) -> Path:
    with db.read() as session:
        export = exporting.gather(session, event_id)
    exporting.write(export, folder)
    return folder


def test_export_holds_each_interview_as_it_went(db: Database, event_id: int, tmp_path: Path) -> None:
    with db.write() as session:
        first = session.scalars(select(Interview).where(Interview.supplier_id == "S1")).first()
        assert first is not None
        first.state, first.staff = "finished", []
        first.actual_start, first.actual_end = make.at("10:02"), make.at("10:21")
    folder = exported(db, event_id, tmp_path / "out")
    lines = (folder / "timetable.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(make.HELD)
    assert lines[1] == "2026-11-26,10:00,10:20,R1,1,B1,S1,,finished,10:02,10:21"
    timetable = read_timetable(folder / "timetable.csv", read_event(folder).problem)
    assert {interview.pair for interview in timetable.interviews} == {(s, b) for s, b, *_ in make.HELD}


def test_export_holds_the_reasons_of_the_published_version(
    db: Database, event_id: int, tmp_path: Path
) -> None:
    folder = exported(db, event_id, tmp_path / "out")
    assert (folder / "unplaced.csv").read_text("utf-8-sig").splitlines() == [
        "supplier,buyer,reason,detail",
        "S4,B1,declined,横河電機株式会社が × としました。",
    ]


def test_export_holds_attendance_once_a_badge_was_scanned(
    db: Database, event_id: int, tmp_path: Path
) -> None:
    folder = exported(db, event_id, tmp_path / "out")
    assert not (folder / "attendance.csv").exists()
    with db.write() as session:
        now = Moment(make.at("09:41"), make.at("09:41"))
        caller = Caller("organiser", "user:test", event_id)
        check_in(session, event_id, Scanned("a", make.code("P-S1")), caller, now, "ja")
    exported(db, event_id, folder)
    lines = (folder / "attendance.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].split(",") == list(COLUMNS)
    assert [line for line in lines if ",inside,09:41," in line] == [lines[4]]
    assert {warning.column for warning in read_event(folder).warnings} == {"badge"}


def test_export_holds_only_badges_that_are_valid(db: Database, event_id: int, tmp_path: Path) -> None:
    with db.write() as session:
        lost = session.scalars(select(Badge).where(Badge.attendee_id == "P-S1")).one()
        lost.revoked_at = make.at("10:00")
    folder = exported(db, event_id, tmp_path / "out")
    (column,) = (column for column in read_event(folder).extra if column.name == "badge")
    assert column.values == {(key,): make.code(key) for key, *_ in make.PEOPLE if key != "P-S1"}


def test_export_again_gives_the_same_files(db: Database, event_id: int, tmp_path: Path) -> None:
    one, two = exported(db, event_id, tmp_path / "one"), exported(db, event_id, tmp_path / "two")
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}


def test_export_carries_who_was_registered_at_the_desk(db: Database, event_id: int, tmp_path: Path) -> None:
    desk = Caller("kiosk", "device:1", event_id, profile="desk")
    now = Moment(make.at("09:41"), make.at("09:41"))
    with db.write() as session:
        answer = substitute(
            session, event_id, "P-S4", Newcomer("森 一", language="en"), nonce="a", caller=desk, now=now
        )
    data = read_event(exported(db, event_id, tmp_path / "out"))
    new = answer.body["attendee"]["id"]
    assert {person.id: person.name for person in data.people}[new] == "森 一"
    columns = {column.name: column.values for column in data.extra}
    assert columns.keys() == {"language", "origin", "substitute_for", "badge"}
    assert [columns[name][new,] for name in ("language", "origin", "substitute_for")] == [
        "en",
        "substitute",
        "P-S4",
    ]
    assert ("P-S4",) not in columns["badge"]
