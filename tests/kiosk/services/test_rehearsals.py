"""A rehearsal is on a copy; at its end nothing of it is left."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.interview_states import Action
from kiosk.errors import Refused
from kiosk.models import Base, Device, Event, Interview, PhoneLink, Placement, Timetable
from kiosk.queries.clocks import clock_of, moment
from kiosk.queries.devices import device_by_token, devices
from kiosk.queries.events import event_cards
from kiosk.queries.phones import phone_by_token
from kiosk.queries.rehearsals import copy_of, home_of
from kiosk.security import digest, phone_token
from kiosk.services import devices as device_service
from kiosk.services import feed, rehearsals, rooms
from kiosk.services.checkin import check_in
from kiosk.services.interviews import act
from kiosk.services.messages import send
from kiosk.services.scans import Scanned
from tests.kiosk import make, postgresql

OUTSIDE = ("event", "feed")
"""Tables of which the real event's beginning and end of a rehearsal are written down."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    """A database of either kind."""
    with contextlib.ExitStack() as stack:
        if request.param == "postgresql":
            address = stack.enter_context(postgresql.server())
        else:
            address = settings.database_url
        app = create_app(replace(settings, database_url=address))
        stack.callback(app.extensions["mendan.database"].dispose)
        stack.callback(app.extensions["mendan.hub"].stop)
        yield app.extensions["mendan.database"]


def now(db: Database, event_id: int) -> Moment:
    with db.read() as session:
        return moment(session, event_id, dt.datetime.now(dt.UTC))


def begin(db: Database, event_id: int) -> int:
    with db.write() as session:
        return rehearsals.begin(session, event_id, actor="user:a", now=now(db, event_id))


def end(db: Database, copy: int) -> None:
    with db.write() as session:
        rehearsals.end(session, copy, actor="user:a", real=dt.datetime.now(dt.UTC))


def dump(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with db.read() as session:
        return {
            name: sorted(map(tuple, session.execute(text(f'SELECT * FROM "{name}"'))), key=repr)  # noqa: S608
            for name in Base.metadata.tables
        }


def link(db: Database, event_id: int, attendee: str) -> str:
    token = phone_token("a key for tests", event_id, attendee, 1)
    with db.write() as session:
        session.add(
            PhoneLink(
                event_id=event_id, attendee_id=attendee, token_hash=digest(token), made_at=make.at("08:00"),
                opened_at=None, seen_version=1,
            )
        )  # fmt: skip
    return token


def live_a_day(db: Database, copy: int, device: Caller) -> None:
    """Something of every kind happens in the rehearsal."""
    host = Caller("room", "device:9", copy, device.device_id, room_id="R1")
    desk = Caller("organiser", "user:a", copy)
    with db.write() as session:
        check_in(session, copy, Scanned("n1", make.code("P-S1")), device, now(db, copy), "ja")
        check_in(session, copy, Scanned("n2", "nobody"), device, now(db, copy), "ja")
        send(session, desk, copy, text="開場です", text_en="", room_id="R1", nonce="m1", now=now(db, copy))
        first = session.scalars(select(Interview).filter_by(event_id=copy, supplier_id="S1", buyer_id="B1"))
        act(session, host, first.one().id, Action.START, nonce="a1", now=now(db, copy))
        row = session.get_one(Device, device.device_id)
        row.host, row.acknowledged_version, row.clock_offset = "練習 花子", 7, 12.5


def test_rehearsal_holds_all_of_the_event_and_begins_before_its_day(db: Database, event_id: int) -> None:
    with db.write() as session:
        begun = session.scalars(select(Interview).filter_by(event_id=event_id).order_by(Interview.id)).first()
        assert begun is not None
        begun.state, begun.actual_start, begun.shifted_minutes = "in_progress", make.at("10:01"), 5
    link(db, event_id, "P-S1")
    copy = begin(db, event_id)
    with db.read() as session:
        both = [
            [
                (i.supplier_id, i.buyer_id, i.room_id, i.table_no, i.starts_at, i.ends_at)
                for i in session.scalars(select(Interview).filter_by(event_id=event).order_by(Interview.id))
            ]
            for event in (event_id, copy)
        ]
        fresh = session.scalars(select(Interview).filter_by(event_id=copy)).all()
        clock = clock_of(session.get_one(Event, copy))
        tables = {}
        for name, table in Base.metadata.tables.items():
            if "event_id" in table.c:
                counted = [
                    len(session.execute(select(table.c.event_id).where(table.c.event_id == event)).all())
                    for event in (event_id, copy)
                ]
                tables[name] = counted
        placed = session.scalars(
            select(Placement).join(Timetable, Timetable.id == Placement.timetable_id).filter_by(event_id=copy)
        ).all()
    assert both[0] == both[1]
    assert {(i.state, i.actual_start, i.shifted_minutes) for i in fresh} == {("scheduled", None, 0)}
    assert (clock.shown, clock.rehearsal) == (make.at("09:40"), True)
    copied = {model.__tablename__ for model in rehearsals.OF_THE_EVENT}
    assert {name: one for name, (one, two) in tables.items() if name in copied and one != two} == {}
    assert len(placed) == len(make.HELD)


def test_every_table_of_an_event_is_copied_or_begun_anew() -> None:
    known = rehearsals.OF_THE_EVENT + rehearsals.OF_ITS_TIMETABLES + rehearsals.BEGUN_ANEW
    assert len(known) == len(set(known))
    assert {model.__tablename__ for model in known} == set(Base.metadata.tables) - {"event", "user"}


def test_device_added_in_a_rehearsal_stays_without_its_host(db: Database, event_id: int) -> None:
    copy = begin(db, event_id)
    with db.write() as session:
        added = device_service.add_device(
            session, copy, role="room", name="席", key="k", actor="user:a", now=now(db, copy), room_id="R1"
        )
        host = Caller("room", f"device:{added.device_id}", copy, added.device_id, room_id="R1")
        rooms.set_host(session, host, "R1", "練習 花子", nonce="h", now=now(db, copy))
    end(db, copy)
    with db.read() as session:
        stands = session.get_one(Device, added.device_id)
        assert (stands.event_id, stands.host) == (event_id, "")


@pytest.mark.parametrize("lived", [False, True], ids=["at once", "after a day"])
def test_end_leaves_every_other_row_as_it_was(either: Database, lived: bool) -> None:
    db = either
    with db.write() as session:
        event_id = make.event(session, at=dt.time(10, 5))
        _, token = make.device(session, event_id, "kiosk")
    link(db, event_id, "P-S1")
    before = dump(db)
    copy = begin(db, event_id)
    caller = device_by_token(db, token)
    assert caller is not None
    if lived:
        live_a_day(db, copy, caller)
    end(db, copy)
    after = dump(db)
    assert {name for name in before if before[name] != after[name]} <= set(OUTSIDE)
    with db.read() as session:
        recorded = session.execute(text("SELECT fact, event_id FROM feed ORDER BY revision")).all()
    assert [row[0] for row in recorded] == ["rehearsal_started", "rehearsal_ended"]
    assert {row[1] for row in recorded} == {event_id}
    columns = [column.name for column in Event.__table__.columns]
    changed = [
        name
        for name, old, new in zip(columns, before["event"][0], after["event"][0], strict=True)
        if old != new
    ]
    assert changed == ["revision"]


def test_devices_and_phones_serve_the_rehearsal_and_then_the_event_again(db: Database, event_id: int) -> None:
    with db.write() as session:
        _, token = make.device(session, event_id, "room", "R1")
    phone = link(db, event_id, "P-S1")

    def serve() -> Iterator[int | None]:
        for caller in (device_by_token(db, token), phone_by_token(db, phone)):
            assert caller is not None
            yield caller.event_id

    assert set(serve()) == {event_id}
    copy = begin(db, event_id)
    assert set(serve()) == {copy}
    with db.read() as session:
        assert (home_of(session, copy), copy_of(session, event_id)) == (event_id, copy)
        assert devices(session, copy) == devices(session, event_id) != ()
        assert [card.event.id for card in event_cards(session)] == [event_id]
    end(db, copy)
    assert set(serve()) == {event_id}


def test_device_set_up_from_either_page_is_told_in_both(db: Database, event_id: int) -> None:
    with db.write() as session:
        device, _ = make.device(session, event_id, "kiosk")
    copy = begin(db, event_id)
    heard: list[Any] = []
    db.after_commit = heard.extend
    with db.write() as session:
        device_service.set_up_kiosk(
            session, copy, device, profile="self", search="off", hide_names=True, show_link=True,
            out_of_order=False, pin_hash=None, actor="user:a", now=now(db, copy),
        )  # fmt: skip
    assert [(news.event_id, news.fact.value) for news in heard] == [
        (event_id, "device_changed"),
        (copy, "device_changed"),
    ]


@pytest.mark.postgresql
def test_device_is_set_up_while_it_speaks_in_the_rehearsal() -> None:
    """Each holds the rehearsal before the device: neither waits for what the other holds."""
    with postgresql.server() as address:
        db = Database(address)
        db.migrate()
        with db.write() as session:
            event_id = make.event(session, at=dt.time(10, 5))
            device, _ = make.device(session, event_id, "kiosk")
        copy = begin(db, event_id)

        def set_up() -> None:
            with db.write() as session:
                device_service.new_link(session, event_id, device, "a key", "user:a", now(db, event_id))

        with ThreadPoolExecutor(1) as other:
            with db.write() as session:
                feed.lock_event(session, copy)
                waiting = other.submit(set_up)
                while not _anyone_waits(db):
                    pass
                session.execute(update(Device).where(Device.id == device).values(host="練習 花子"))
            waiting.result()
        db.dispose()


def _anyone_waits(db: Database) -> bool:
    """Whether somebody waits for a row that another holds."""
    with db.read() as session:
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(session.scalar(waiting))


def test_what_cannot_be_rehearsed_is_refused(app: Flask, db: Database, event_id: int) -> None:
    copy = begin(db, event_id)
    for wrong, code in ((event_id, "rehearsing"), (copy, "is_rehearsal")):
        with pytest.raises(Refused) as refusal:
            begin(db, wrong)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        end(db, event_id)
    assert refusal.value.code == "no_rehearsal"
    end(db, copy)
    with db.write() as session:
        for row in session.scalars(select(Interview)):
            session.delete(row)
    with pytest.raises(Refused) as refusal:
        begin(db, event_id)
    assert refusal.value.code == "nothing_to_rehearse"
