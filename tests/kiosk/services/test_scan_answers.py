"""What an answer says of time: go now, what was not held, what of it can still be put back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.kiosks import KioskOptions
from kiosk.models import Attendee
from kiosk.services.checkin import check_in
from kiosk.services.scans import Scanned
from tests.kiosk import make

REAL = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def _answer(db: Database, event_id: int, person: str, at: str, language: str = "ja", **options: Any) -> Any:
    caller = Caller("kiosk", "device:1", event_id, options=KioskOptions(**options))
    with db.write() as session:
        scanned = Scanned(f"{person}{at}", code=make.code(person))
        return check_in(session, event_id, scanned, caller, Moment(REAL, make.at(at)), language).body


def _state(db: Database, supplier: str, buyer: str, state: str) -> int:
    with db.write() as session:
        interview = make.interview(session, supplier, buyer)
        interview.state = state
        return interview.id


@pytest.mark.parametrize(
    ("at", "late"), [("09:59", False), ("10:00", False), ("10:01", True), ("10:19", True), ("10:20", False)]
)
def test_late_while_the_next_interview_has_begun_without_them(
    db: Database, event_id: int, at: str, late: bool
) -> None:
    assert _answer(db, event_id, "P-S1", at)["late"] is late


def test_who_sits_in_an_interview_or_has_none_is_not_late(db: Database, event_id: int) -> None:
    _state(db, "S1", "B1", "in_progress")
    assert _answer(db, event_id, "P-S1", "10:05")["late"] is False
    assert _answer(db, event_id, "P-S4", "13:30")["late"] is False


def test_missed_is_what_passed_unused_or_was_marked_and_can_be_put_back_while_it_lasts(
    db: Database, event_id: int
) -> None:
    first = _state(db, "S1", "B1", "scheduled")
    assert _answer(db, event_id, "P-S1", "10:19")["missed"] == []
    assert _answer(db, event_id, "P-S1", "10:20")["missed"] == [{"id": first, "reinstate": False}]
    _state(db, "S1", "B1", "no_show")
    assert _answer(db, event_id, "P-S1", "10:18")["missed"] == [{"id": first, "reinstate": True}]
    assert _answer(db, event_id, "P-S1", "10:21")["missed"] == [{"id": first, "reinstate": False}]
    _state(db, "S1", "B1", "finished")
    assert _answer(db, event_id, "P-S1", "10:22")["missed"] == []


def test_what_was_missed_another_day_is_not_told(db: Database, event_id: int) -> None:
    with db.write() as session:
        for supplier, buyer in (("S1", "B1"), ("S1", "B2")):
            interview = make.interview(session, supplier, buyer)
            interview.starts_at -= dt.timedelta(days=1)
            interview.ends_at -= dt.timedelta(days=1)
    assert _answer(db, event_id, "P-S1", "10:05")["missed"] == []


def test_language_is_the_persons_and_names_come_in_both(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S1")).language = "en"
    body = _answer(db, event_id, "P-S1", "09:50")
    following = body["next"]
    assert body["language"] == "en"
    assert (following["room"], following["room_en"]) == ("第1会議室", "Room 1")
    assert (following["with_ja"], following["with_en"]) == ("横河電機株式会社", "Yokogawa Electric")
    assert _answer(db, event_id, "P-S2", "09:50")["language"] is None


def test_hidden_names_leave_company_and_interviews(db: Database, event_id: int) -> None:
    body = _answer(db, event_id, "P-S1", "09:50", hide_names=True)
    assert body["attendee"] == {"id": "P-S1", "name": "", "kana": "", "name_en": ""}
    assert (body["company"]["id"], len(body["interviews"])) == ("S1", 2)
