"""The organiser takes a check-in back."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.models import Scan
from kiosk.queries.attendance import arrivals, inside_attendees
from kiosk.services.checkin import check_in
from kiosk.services.departures import depart
from kiosk.services.scans import Scanned
from kiosk.services.taking_back import take_back
from tests.kiosk import make

REAL = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
ORGANISER = Caller("organiser", "user:事務局", 1)


def _scan(db: Database, event_id: int, device: int, nonce: str, at: str) -> None:
    caller = Caller("kiosk", f"device:{device}", event_id, device)
    with db.write() as session:
        check_in(
            session, event_id, Scanned(nonce, make.code("P-S1")), caller, Moment(REAL, make.at(at)), "ja"
        )


def _take_back(db: Database, event_id: int, at: str = "12:00") -> int:
    with db.write() as session:
        now = Moment(REAL + dt.timedelta(hours=5), make.at(at))
        return take_back(session, event_id, "P-S1", make.DAY, ORGANISER, now)


def test_person_is_not_here_any_more_whatever_devices_saw_them(db: Database, event_id: int) -> None:
    with db.write() as session:
        one, other = (make.device(session, event_id, "kiosk")[0] for _ in range(2))
    _scan(db, event_id, one, "a", "09:50")
    _scan(db, event_id, one, "b", "09:51")
    _scan(db, event_id, other, "c", "09:52")
    assert _take_back(db, event_id) == 2
    with db.read() as session:
        assert inside_attendees(session, event_id, make.SPAN) == frozenset()
        assert arrivals(session, event_id, make.SPAN) == {}
        rows = session.scalars(select(Scan).where(Scan.kind == "undo")).all()
        taken = session.scalars(select(Scan).where(Scan.kind == "checkin"))
        undone = {scan.nonce: scan.undone_by for scan in taken}
    assert [(row.actor, row.device_id) for row in rows] == [("user:事務局", None)] * 2
    assert undone == {"a": rows[0].id, "b": rows[0].id, "c": rows[1].id}


def test_only_the_stay_they_are_in_is_taken_back(db: Database, event_id: int) -> None:
    with db.write() as session:
        device, _token = make.device(session, event_id, "kiosk")
    _scan(db, event_id, device, "a", "09:50")
    with db.write() as session:
        caller = Caller("kiosk", f"device:{device}", event_id, device)
        now = Moment(REAL, make.at("10:30"))
        depart(session, event_id, Scanned("b", make.code("P-S1")), caller, now)
    _scan(db, event_id, device, "c", "11:00")
    assert _take_back(db, event_id) == 1
    with db.read() as session:
        assert arrivals(session, event_id, make.SPAN) == {"P-S1": make.at("09:50")}
        assert inside_attendees(session, event_id, make.SPAN) == frozenset()


def test_person_who_is_not_inside_cannot_be_taken_back(db: Database, event_id: int) -> None:
    with pytest.raises(Refused) as refused:
        _take_back(db, event_id)
    assert refused.value.code == "not_inside"
