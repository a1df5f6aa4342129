"""Companies and their wishes as a timetable answers them."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.db import Database
from kiosk.errors import Refused
from kiosk.models import Interview, Timetable
from kiosk.queries.wishes import companies, company, wishes
from tests.kiosk import make


def test_wishes_hold_their_place_or_their_reason(db: Database, event_id: int) -> None:
    with db.read() as session:
        found = {(w.supplier.id, w.buyer.id): w for w in wishes(session, event_id, 1)}
    assert len(found) == 8
    placed = found["S1", "B2"]
    assert placed.place is not None
    assert (placed.place.starts_at, placed.place.room.id, placed.place.table_no) == (
        make.at("10:40"),
        "R1",
        2,
    )
    assert placed.place.state == "scheduled"
    assert placed.reason == ""
    unmet = found["S4", "B1"]
    assert (unmet.place, unmet.reason, unmet.declined) == (None, "declined", True)
    assert unmet.detail_en == "Yokogawa Electric answered ×."


def test_wishes_without_a_timetable_have_neither_place_nor_reason(db: Database, event_id: int) -> None:
    with db.read() as session:
        assert {(w.place, w.reason) for w in wishes(session, event_id, None)} == {(None, "")}


def test_wishes_of_a_superseded_version_show_no_live_state(db: Database, event_id: int) -> None:
    with db.write() as session:
        now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        session.add(
            Timetable(
                event_id=event_id, number=2, status="optimal", goals=[], seconds=0.1, created_at=now,
                created_by="test", published_at=now, published_by="test",
            )
        )  # fmt: skip
        session.get_one(Interview, 1).state = "finished"
    with db.read() as session:
        assert {w.place.state for w in wishes(session, event_id, 1) if w.place} == {None}


def test_companies_are_counted_buyers_first(db: Database, event_id: int) -> None:
    with db.read() as session:
        found = [(c.party.id, c.wishes, c.declined, c.placed) for c in companies(session, event_id, 1)]
    assert found == [
        ("B1", 4, 1, 3), ("B2", 2, 0, 2), ("B3", 2, 0, 2),
        ("S1", 2, 0, 2), ("S2", 2, 0, 2), ("S3", 2, 0, 2), ("S4", 2, 1, 1),
    ]  # fmt: skip


def test_company_has_its_day_in_the_order_of_time(db: Database, event_id: int) -> None:
    with db.read() as session:
        found = company(session, event_id, "B1", 1)
    assert [(w.other("B1").id, w.place.starts_at) for w in found.day if w.place] == [
        ("S1", make.at("10:00")), ("S2", make.at("10:20")), ("S3", make.at("13:00")),
    ]  # fmt: skip
    assert len(found.wishes) == 4
    assert [person.name for person in found.people] == ["横山 一郎"]


def test_company_of_another_event_is_refused(db: Database, event_id: int) -> None:
    with db.read() as session, pytest.raises(Refused) as refused:
        company(session, event_id + 1, "B1", None)
    assert refused.value.code == "no_company"
