"""Checking in on an event of several days: every day begins with an empty building."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kiosk.db import Database
from kiosk.domain.clock import Moment
from kiosk.domain.facts import News
from kiosk.models import Session_
from kiosk.queries.attendance import arrivals, inside_attendees, today
from kiosk.services.checkin import check_in
from kiosk.services.departures import depart
from kiosk.services.feed import Answer
from kiosk.services.scans import Scanned
from tests.kiosk import make
from tests.kiosk.services.desk import REAL, Desk

NEXT = (make.SPAN[1], make.SPAN[1] + dt.timedelta(days=1))


@pytest.fixture
def two_days(db: Database, event_id: int) -> None:
    """The event goes on for a second day."""
    with db.write() as session:
        start, end = dt.time(10), dt.time(12)
        day = make.DAY + dt.timedelta(days=1)
        session.add(Session_(event_id=event_id, number=2, date=day, start=start, end=end, label="2日目"))


def _tomorrow(db: Database, desk: Desk, who: str, nonce: str, at: str, **more: Any) -> Answer:
    now = Moment(REAL, make.at(at) + dt.timedelta(days=1))
    with db.write() as session:
        scanned = Scanned(nonce, make.code(who), **more)
        return check_in(session, desk.event_id, scanned, desk.caller, now, "ja")


@pytest.mark.usefixtures("two_days")
def test_first_check_in_of_the_second_day_is_an_arrival_of_that_day(
    desk: Desk, db: Database, event_id: int
) -> None:
    desk.scan("P-S1", "a", "09:50")
    answer = _tomorrow(db, desk, "P-S1", "b", "09:40")
    assert (answer.status, answer.body["status"], "returned" in answer.body) == (201, "ok", False)
    again = _tomorrow(db, desk, "P-S1", "c", "09:45")
    assert again.body["first_at"] == "2026-11-27T09:40:00+09:00"
    with db.read() as session:
        assert arrivals(session, event_id, make.SPAN) == {"P-S1": make.at("09:50")}
        assert arrivals(session, event_id, NEXT) == {"P-S1": make.at("09:40") + dt.timedelta(days=1)}


@pytest.mark.usefixtures("two_days")
def test_second_day_begins_with_an_empty_building_and_without_returns(
    desk: Desk, db: Database, event_id: int
) -> None:
    desk.scan("P-S1", "a", "09:50")
    desk.depart("P-S1", "b", "11:00")
    desk.scan("P-S2", "c", "09:50")
    with db.read() as session:
        assert inside_attendees(session, event_id, NEXT) == frozenset()
        tomorrow = make.at("09:30") + dt.timedelta(days=1)
        assert today(session, event_id, tomorrow) == NEXT
    assert "returned" not in _tomorrow(db, desk, "P-S1", "d", "09:40").body
    with db.write() as session:
        now = Moment(REAL, make.at("09:41") + dt.timedelta(days=1))
        gone = depart(session, event_id, Scanned("e", make.code("P-S2")), desk.caller, now)
    assert (gone.status, gone.body["status"]) == (200, "already")


@pytest.mark.usefixtures("two_days")
def test_scan_of_yesterday_delivered_today_belongs_to_yesterday(
    desk: Desk, db: Database, event_id: int, news: list[News]
) -> None:
    late = _tomorrow(db, desk, "P-S3", "a", "09:00", scanned_at=make.at("17:00"))
    assert late.status == 201
    assert news[-1].details == {"company": "S3", "arrived": False}
    with db.read() as session:
        assert inside_attendees(session, event_id, make.SPAN) == {"P-S3"}
        assert inside_attendees(session, event_id, NEXT) == frozenset()
    assert _tomorrow(db, desk, "P-S3", "b", "09:50").body["status"] == "ok"
