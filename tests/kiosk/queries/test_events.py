"""Events, their slots, and how far they are."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.db import Database
from kiosk.errors import Refused
from kiosk.models import Device, Event, Room, Timetable
from kiosk.queries.events import Standing, Step, event_cards, event_view, slots, standing
from tests.kiosk import make

NOON = dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC)


def draft(event_id: int) -> Timetable:
    return Timetable(
        event_id=event_id, number=None, status="feasible", goals=[], seconds=1.0, created_at=NOON,
        created_by="user:test", published_at=None, published_by="",
    )  # fmt: skip


def test_slots_are_laid_from_each_sessions_start(db: Database, event_id: int) -> None:
    with db.read() as session:
        laid = slots(session, event_id)
    assert [slot.starts_at for slot in laid] == [
        make.at(t) for t in ("10:00", "10:20", "10:40", "11:00", "11:20", "11:40", "13:00", "13:20", "13:40")
    ]
    assert [slot.session for slot in laid] == [0] * 6 + [1] * 3
    assert laid[-1].ends_at == make.at("14:00")
    assert laid[-1].label == "午後"


def test_slots_keep_the_gap_between_them_and_leave_out_what_does_not_fit(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Event, event_id).gap_minutes = 15
    with db.read() as session:
        laid = slots(session, event_id)
    assert [slot.starts_at for slot in laid] == [
        make.at(t) for t in ("10:00", "10:35", "11:10", "13:00", "13:35")
    ]


def test_standing_counts_what_is_there(db: Database, event_id: int) -> None:
    with db.read() as session:
        assert standing(session, event_id) == Standing(
            buyers=3, suppliers=4, attendees=8, wishes=8, rooms=2, tables=3, devices=0, draft=None,
            published=1, version=1, interviews=7, unplaced=1,
        )  # fmt: skip


def test_standing_of_several_events_keeps_them_apart(db: Database, event_id: int) -> None:
    with db.write() as session:
        first = session.get_one(Event, event_id)
        columns = [c.key for c in Event.__table__.columns if c.key != "id"]
        other = Event(**{key: getattr(first, key) for key in columns})
        session.add(other)
        session.flush()
        session.add(Room(event_id=other.id, id="R1", position=0, name="広間", name_en="", tables=9, zone=""))
        session.add(draft(other.id))
    with db.read() as session:
        cards = {card.event.id: card.standing for card in event_cards(session)}
        assert cards == {key: standing(session, key) for key in (event_id, other.id)}
    assert cards[other.id] == Standing(rooms=1, tables=9, draft=2)
    assert (cards[event_id].version, cards[event_id].interviews) == (1, 7)


def test_step_leads_from_solving_to_publishing_to_badges_to_the_day(db: Database, event_id: int) -> None:
    steps = []
    with db.write() as session:
        steps.append(standing(session, event_id).step)
        session.add(draft(event_id))
        session.flush()
        steps.append(standing(session, event_id).step)
        session.delete(session.get_one(Timetable, 2))
        session.add(
            Device(
                event_id=event_id, role="kiosk", name="受付", room_id=None, tables=None, language="ja",
                token_hash="t", pairing_hash=None, pairing_expires=None, created_at=NOON, paired_at=NOON,
                revoked_at=None, last_seen=None,
            )
        )  # fmt: skip
        session.flush()
        steps.append(standing(session, event_id).step)
    assert steps == [Step.BADGES, Step.PUBLISH, Step.READY]
    assert Standing().step is Step.SOLVE


def test_event_view_of_an_unknown_event_is_refused(db: Database) -> None:
    with db.read() as session, pytest.raises(Refused) as refused:
        event_view(session, 99)
    assert refused.value.status == 404
