"""Being late, said on the phone: who is expected when, who hears of it, when it is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import News
from kiosk.errors import Refused
from kiosk.models import Attendee, LateNotice, Staff
from kiosk.queries.interviews import interview_views
from kiosk.queries.late import late_companies
from kiosk.queries.rooms import room_snapshot
from kiosk.services.feed import Answer
from kiosk.services.late import announce
from tests.kiosk import make
from tests.kiosk.services.desk import REAL, Desk


def phone(event_id: int, person: str = "P-S1", party: str = "S1") -> Caller:
    return Caller("attendee", f"attendee:{person}", event_id, attendee_id=person, party_id=party)


def say(db: Database, who: Caller, minutes: int, at: str, nonce: str = "n", **more: Any) -> Answer:
    with db.write() as session:
        return announce(session, who, minutes, nonce=nonce, now=Moment(REAL, make.at(at)), **more)


def expected(db: Database, event_id: int, at: str) -> dict[str, str]:
    """The interviews whose supplier is expected late, by buyer."""
    with db.read() as session:
        views = interview_views(session, event_id, Moment(REAL, make.at(at)))
        return {one.buyer.id: f"{one.expected_at:%H:%M}" for one in views if one.expected_at}


def test_late_counts_from_the_next_interview(db: Database, event_id: int, news: list[News]) -> None:
    answer = say(db, phone(event_id), 20, "09:40")
    assert answer.body["late"]["expected_at"] == "2026-11-26T10:20:00+09:00"
    assert expected(db, event_id, "09:41") == {"B1": "10:20"}  # in time for 10:40 at B2
    (told,) = news
    assert (told.fact.value, told.details) == (
        "late_announced", {"company": "S1", "minutes": 20, "expected_at": "2026-11-26T10:20:00+09:00"},
    )  # fmt: skip
    assert [topic for topic, _ in told.topics] == ["room:R1", "reception", "organiser", "attendee:S1"]


def test_late_for_what_has_begun_counts_from_now(db: Database, event_id: int) -> None:
    say(db, phone(event_id), 40, "10:07")
    assert expected(db, event_id, "10:08") == {"B1": "10:47", "B2": "10:47"}


def test_late_said_while_the_line_was_down_counts_from_when_it_was_said(db: Database, event_id: int) -> None:
    say(db, phone(event_id), 10, "10:15", said=make.at("10:05"))
    assert expected(db, event_id, "10:16") == {"B1": "10:15"}


def test_same_nonce_tells_nobody_twice(db: Database, event_id: int, news: list[News]) -> None:
    first, again = (say(db, phone(event_id), 10, "09:40") for _ in range(2))
    assert (again.body, again.repeated, len(news)) == (first.body, True, 1)
    with pytest.raises(Refused, match="nonce"):
        say(db, phone(event_id), 20, "09:40")


def test_late_is_taken_back(db: Database, event_id: int, news: list[News]) -> None:
    say(db, phone(event_id), 20, "09:40")
    answer = say(db, phone(event_id, "P-S1b"), 0, "09:45", "m")
    assert answer.body == {"late": None}
    assert news[-1].details == {"company": "S1", "minutes": 0, "expected_at": None}
    assert expected(db, event_id, "09:46") == {}


def test_late_is_over_when_somebody_of_the_company_checks_in(db: Database, event_id: int, desk: Desk) -> None:
    desk.scan("P-S1", "came", "09:30")  # who was there before can be late all the same
    say(db, phone(event_id), 20, "09:40")
    assert expected(db, event_id, "09:50") == {"B1": "10:20"}
    desk.depart("P-S1", "left", "09:55")
    desk.scan("P-S1", "again", "10:10")
    assert expected(db, event_id, "10:11") == {}


def test_late_of_another_day_says_nothing(db: Database, event_id: int) -> None:
    with db.write() as session:
        said = make.at("09:40") - dt.timedelta(days=1)
        session.add(
            LateNotice(
                event_id=event_id, company_id="S1", attendee_id="P-S1", minutes=40, said_at=said,
                expected_at=said,
            )
        )  # fmt: skip
    with db.read() as session:
        assert late_companies(session, event_id, make.at("09:41")) == {}


def test_nothing_to_be_late_for_is_said_so(db: Database, event_id: int) -> None:
    with pytest.raises(Refused, match="no more interviews"):
        say(db, phone(event_id, "P-S4", "S4"), 10, "11:00")


def test_staff_are_asked_to_call(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.add(
            Staff(event_id=event_id, id="T1", position=0, name="林", kind="interpreter", available="")
        )
        session.flush()
        session.add(
            Attendee(
                event_id=event_id, id="P-T1", position=9, company_id=None, staff_id="T1", name="林 葵",
                kana="", name_en="", title="", email="", phone="", search="", cancelled_at=None,
            )
        )  # fmt: skip
    with pytest.raises(Refused, match="by phone"):
        say(db, phone(event_id, "P-T1", "T1"), 10, "09:40")


def test_room_is_told_who_comes_when(db: Database, event_id: int) -> None:
    say(db, phone(event_id), 10, "10:00")
    with db.read() as session:
        room = room_snapshot(session, event_id, "R1", dt.datetime.now(dt.UTC))
    late = [one.supplier.id for table in room.tables for one in table.interviews if one.expected_at]
    assert late == ["S1"]
