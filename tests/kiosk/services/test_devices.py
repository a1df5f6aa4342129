"""Devices are added, paired once, replaced and revoked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.event import listen
from sqlalchemy.orm import ORMExecuteState, Session

from kiosk.db import Database
from kiosk.domain.clock import Moment
from kiosk.domain.facts import News
from kiosk.domain.kiosks import KioskOptions, KioskReport
from kiosk.errors import Refused
from kiosk.models import Device, Event
from kiosk.queries.devices import DeviceView, device_by_token, devices, heard_lately, silent_kiosks
from kiosk.security import device_token, pairing_code
from kiosk.services import devices as service
from kiosk.services import feed
from tests.kiosk import make

KEY = "a key for tests"
NOW = Moment(dt.datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=dt.UTC), make.at("09:42"))


def _add(db: Database, event_id: int, **values: Any) -> service.Added:
    given = {"role": "kiosk", "name": "受付1", "key": KEY, "actor": "user:test", "now": NOW} | values
    with db.write() as session:
        return service.add_device(session, event_id, **given)


def test_device_added_has_a_token_at_once_and_a_link_for_a_day(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    with db.read() as session:
        caller = device_by_token(db, added.token)
        view = devices(session, event_id)[0]
    assert caller is not None
    assert (caller.role, caller.device_id, caller.event_id) == ("kiosk", added.device_id, event_id)
    assert view.link_expires == NOW.real + dt.timedelta(hours=24)
    assert pairing_code(KEY, view.id, view.link_expires) == added.pairing_code
    assert len(added.pairing_code) * 4 >= 128


def test_neither_token_nor_link_is_kept_in_the_database(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    with db.read() as session:
        row = session.get_one(Device, added.device_id)
        kept = {str(getattr(row, column.key)) for column in Device.__mapper__.columns}
    assert not kept & {added.token, added.pairing_code}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"role": "spy"}, "unknown_role"),
        ({"name": "  "}, "no_name"),
        ({"profile": "robot"}, "unknown_profile"),
        ({"role": "room"}, "no_room"),
        ({"role": "room", "room_id": "R9"}, "no_room"),
        ({"role": "room", "room_id": "R1", "tables": (3,)}, "no_table"),
        ({"role": "room", "room_id": "R1", "tables": (0,)}, "no_table"),
    ],
)
def test_device_that_cannot_be_is_refused(
    db: Database, event_id: int, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        _add(db, event_id, **values)
    assert refused.value.code == code


def test_room_tablet_knows_its_tables(db: Database, event_id: int) -> None:
    added = _add(db, event_id, role="room", name="席", room_id="R1", tables=(2, 1, 2))
    caller = device_by_token(db, added.token)
    assert caller is not None
    assert (caller.room_id, caller.tables) == ("R1", (1, 2))


def test_pairing_hands_out_the_token_once(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    with db.write() as session:
        paired = service.pair(session, added.pairing_code, KEY, NOW.real)
    assert paired == service.Paired(added.device_id, added.token)
    with pytest.raises(Refused) as refused, db.write() as session:
        service.pair(session, added.pairing_code, KEY, NOW.real)
    assert refused.value.code == "link_used"


def test_link_ends_after_24_hours(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    with pytest.raises(Refused) as refused, db.write() as session:
        service.pair(session, added.pairing_code, KEY, NOW.real + dt.timedelta(hours=24))
    assert refused.value.code == "link_expired"


def test_new_link_replaces_the_old_and_pairing_by_it_ends_the_old_token(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    with db.write() as session:
        service.pair(session, added.pairing_code, KEY, NOW.real)
        later = Moment(NOW.real + dt.timedelta(hours=1), NOW.event)
        code = service.new_link(session, event_id, added.device_id, KEY, "user:test", later)
    with db.write() as session:
        assert device_by_token(db, added.token) is not None
        paired = service.pair(session, code, KEY, later.real)
    assert paired.token == device_token(KEY, added.device_id, 2)
    with db.read() as session:
        assert device_by_token(db, added.token) is None


def test_revoked_device_is_gone_at_once(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    with db.write() as session:
        service.revoke(session, event_id, added.device_id, "user:test", NOW)
    with db.read() as session:
        assert device_by_token(db, added.token) is None
        assert devices(session, event_id) == ()
    with pytest.raises(Refused) as refused, db.write() as session:
        service.pair(session, added.pairing_code, KEY, NOW.real)
    assert refused.value.code == "link_unknown"
    with pytest.raises(Refused) as again, db.write() as session:
        service.new_link(session, event_id, added.device_id, KEY, "user:test", NOW)
    assert again.value.code == "device_revoked"


def test_device_of_another_event_is_not_found(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    with db.write() as session:
        here = session.get_one(Event, event_id)
        copied = {c.key: getattr(here, c.key) for c in Event.__mapper__.columns if c.key != "id"}
        session.add(other := Event(**copied))
    with pytest.raises(Refused) as refused, db.write() as session:
        service.revoke(session, other.id, added.device_id, "user:test", NOW)
    assert refused.value.code == "no_device"


def _view(db: Database, event_id: int) -> DeviceView:
    with db.read() as session:
        (device,) = devices(session, event_id)
    return device


def _set_up(db: Database, event_id: int, device_id: int, **values: Any) -> None:
    options: dict[str, Any] = {
        "profile": "self", "search": "masked", "hide_names": True, "show_link": False, "out_of_order": False,
        "pin_hash": None,
    }  # fmt: skip
    with db.write() as session:
        service.set_up_kiosk(session, event_id, device_id, actor="user:test", now=NOW, **(options | values))


def test_kiosk_stands_at_a_desk_unless_it_is_said(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    assert _view(db, event_id).profile == "desk"
    with db.write() as session:
        service.revoke(session, event_id, added.device_id, "user:test", NOW)
    _add(db, event_id, profile="self")
    assert _view(db, event_id).profile == "self"


def test_only_kiosks_have_a_profile(db: Database, event_id: int) -> None:
    _add(db, event_id, role="board", profile="self")
    assert _view(db, event_id).profile == ""


def test_kiosk_is_set_up_and_its_screen_hears_of_it_once(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    news: list[News] = []
    db.after_commit = news.extend
    _set_up(db, event_id, added.device_id, pin_hash="hashed")
    _set_up(db, event_id, added.device_id)
    view = _view(db, event_id)
    assert view.profile == "self"
    assert view.options == KioskOptions("masked", hide_names=True, pin_hash="hashed", show_link=False)
    told = [(item.fact.value, [topic for topic, _ in item.topics], item.details) for item in news]
    details = {"device": added.device_id, "role": "kiosk"}
    assert told == [("device_changed", ["organiser", "reception"], details)]
    _set_up(db, event_id, added.device_id, pin_hash="", out_of_order=True)
    assert (view := _view(db, event_id)).options.pin_hash == ""
    assert view.options.out_of_order


@pytest.mark.parametrize(
    ("role", "values", "code"),
    [
        ("board", {}, "no_kiosk"),
        ("kiosk", {"profile": "robot"}, "unknown_profile"),
        ("kiosk", {"search": "everything"}, "unknown_profile"),
    ],
)
def test_what_cannot_be_set_up_is_refused(
    db: Database, event_id: int, role: str, values: dict[str, Any], code: str
) -> None:
    added = _add(db, event_id, role=role)
    with pytest.raises(Refused) as refused:
        _set_up(db, event_id, added.device_id, **values)
    assert refused.value.code == code


def test_report_and_version_are_kept_until_another_tablet_takes_the_place(
    db: Database, event_id: int
) -> None:
    added = _add(db, event_id)
    with db.write() as session:
        service.note_report(session, added.device_id, KioskReport(3, 1, True))
        service.note_version(session, added.device_id, "0.9")
    assert (view := _view(db, event_id)).report == KioskReport(3, 1, True)
    assert view.version == "0.9"
    with db.write() as session:
        service.pair(session, added.pairing_code, KEY, NOW.real)
    assert _view(db, event_id).report == KioskReport()


def _silent(db: Database, event_id: int, real: dt.datetime) -> list[str]:
    with db.read() as session:
        return [device.name for device in silent_kiosks(session, event_id, real)]


def test_kiosk_not_heard_from_for_more_than_30_seconds_is_silent(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    heard = dt.datetime.now(dt.UTC)
    assert _silent(db, event_id, heard) == []  # nobody waits for what was never paired
    with db.write() as session:
        service.note_presence(session, [added.device_id], heard)
    assert _silent(db, event_id, heard + dt.timedelta(seconds=30)) == []
    assert _silent(db, event_id, heard + dt.timedelta(seconds=31)) == ["受付1"]
    assert not heard_lately(_view(db, event_id), heard + dt.timedelta(seconds=31))
    _set_up(db, event_id, added.device_id, out_of_order=True)
    assert _silent(db, event_id, heard + dt.timedelta(seconds=31)) == []


def test_nobody_waits_for_a_kiosk_on_other_days_than_the_events(db: Database, event_id: int) -> None:
    added = _add(db, event_id)
    heard = dt.datetime.now(dt.UTC)
    with db.write() as session:
        service.note_presence(session, [added.device_id], heard)
        event = session.get_one(Event, event_id)
        assert event.clock_shown is not None
        event.clock_shown -= dt.timedelta(days=1)
    assert _silent(db, event_id, heard + dt.timedelta(minutes=5)) == []


def test_pairing_holds_the_event_before_the_device(
    db: Database, event_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    added, lock = _add(db, event_id), feed.lock_event
    order: list[str] = []

    def locked(session: Session, event_id: int) -> Event:
        order.append("event")
        return lock(session, event_id)

    def executed(state: ORMExecuteState) -> None:
        if getattr(state.statement, "_for_update_arg", None) is not None:
            order.append("device")

    monkeypatch.setattr(feed, "lock_event", locked)
    with db.write() as session:
        listen(session, "do_orm_execute", executed)
        service.pair(session, added.pairing_code, KEY, NOW.real)
    assert order[:2] == ["event", "device"]
