"""How the organiser sets kiosks up, and what every page says of those that need somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.config import VERSION
from kiosk.db import Database
from kiosk.domain.kiosks import KioskOptions, KioskReport
from kiosk.models import Device
from kiosk.queries.devices import DeviceView, devices
from kiosk.security import password_matches
from kiosk.services import devices as service
from kiosk.web.context import real_now
from tests.kiosk import make

SELF: dict[str, Any] = {"profile": "self", "search": "masked", "hide_names": "y", "pin": "4711"}


@pytest.fixture
def kiosk(db: Database, event_id: int) -> int:
    """A kiosk that was heard from just now."""
    with db.write() as session:
        device_id, _token = make.device(session, event_id, "kiosk")
        device = session.get_one(Device, device_id)
        device.profile, device.paired_at, device.last_seen = "desk", real_now(), real_now()
    return device_id


def _view(db: Database, event_id: int) -> DeviceView:
    with db.read() as session:
        return devices(session, event_id)[0]


def _set_up(office: FlaskClient, event_id: int, kiosk: int, data: dict[str, Any]) -> str:
    address = f"/events/{event_id}/devices/{kiosk}/options"
    return office.post(address, data=data, follow_redirects=True).text


def test_kiosk_is_set_up_as_the_form_says(
    office: FlaskClient, db: Database, event_id: int, kiosk: int
) -> None:
    page = _set_up(office, event_id, kiosk, SELF)
    assert "保存しました。" in page
    assert "暗証番号が設定されています。" in page
    assert "受付端末 · 無人" in page
    view = _view(db, event_id)
    pin_hash = view.options.pin_hash
    assert (view.profile, view.options) == ("self", KioskOptions("masked", True, pin_hash, False))
    assert password_matches(pin_hash, "4711")
    assert "4711" not in page
    assert pin_hash not in page


def test_pin_stays_until_it_is_replaced_or_taken_away(
    office: FlaskClient, db: Database, event_id: int, kiosk: int
) -> None:
    _set_up(office, event_id, kiosk, SELF)
    first = _view(db, event_id).options.pin_hash
    _set_up(office, event_id, kiosk, SELF | {"pin": "", "out_of_order": "y"})
    view = _view(db, event_id)
    assert (view.options.pin_hash, view.options.out_of_order) == (first, True)
    _set_up(office, event_id, kiosk, SELF | {"pin": "123456"})
    assert password_matches(_view(db, event_id).options.pin_hash, "123456")
    _set_up(office, event_id, kiosk, SELF | {"no_pin": "y"})
    assert _view(db, event_id).options.pin_hash == ""


def test_pin_is_for_any_kiosk_and_missed_where_nobody_stands(
    office: FlaskClient, db: Database, event_id: int, kiosk: int
) -> None:
    missing = "暗証番号なし"
    assert missing not in _set_up(office, event_id, kiosk, SELF | {"profile": "desk", "pin": ""})
    assert missing in _set_up(office, event_id, kiosk, SELF | {"pin": ""})
    assert missing not in _set_up(office, event_id, kiosk, SELF)
    _set_up(office, event_id, kiosk, SELF | {"profile": "desk", "pin": "2468"})
    view = _view(db, event_id)
    assert view.profile == "desk"
    assert password_matches(view.options.pin_hash, "2468")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "１２３４"])
def test_pin_that_is_none_is_refused(
    office: FlaskClient, db: Database, event_id: int, kiosk: int, pin: str
) -> None:
    page = _set_up(office, event_id, kiosk, SELF | {"pin": pin})
    assert "暗証番号は 4〜8 桁の数字です。" in page
    assert _view(db, event_id).profile == "desk"


def test_only_kiosks_have_options(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        board, _token = make.device(session, event_id, "board")
    page = _set_up(office, event_id, board, SELF)
    assert "この端末は受付端末ではありません。" in page
    assert 'class="options"' not in page


def test_kiosk_added_without_staff_has_that_profile(office: FlaskClient, db: Database, event_id: int) -> None:
    data = {"role": "kiosk", "profile": "self", "name": "入口", "room": "R1", "language": "ja"}
    office.post(f"/events/{event_id}/devices", data=data)
    assert _view(db, event_id).profile == "self"


def test_list_marks_a_screen_of_an_older_version(
    office: FlaskClient, db: Database, event_id: int, kiosk: int
) -> None:
    with db.write() as session:
        service.note_version(session, kiosk, "0.0.1")
    assert "再読み込みが必要です" in office.get(f"/events/{event_id}/devices").text
    with db.write() as session:
        service.note_version(session, kiosk, VERSION)
    page = office.get(f"/events/{event_id}/devices").text
    assert f"画面の版 {VERSION}" in page
    assert "再読み込みが必要です" not in page


def test_screen_loaded_is_noted_with_its_version(office: FlaskClient, db: Database, event_id: int) -> None:
    data = {"role": "board", "name": "ロビー", "room": "R1", "language": "ja"}
    page = office.post(f"/events/{event_id}/devices", data=data, follow_redirects=True).text
    browser = office.application.test_client()
    link = "/pair/" + page.split('class="address"><a href="')[1].split('"')[0].rsplit("/", 1)[1]
    assert browser.post(link, follow_redirects=True).status_code == 200
    view = _view(db, event_id)
    assert view.version == VERSION
    assert view.last_seen is not None


@pytest.mark.parametrize("path", ["", "wishes", "timetable", "attendance", "badges", "clock", "devices"])
def test_every_page_says_which_kiosk_is_silent(
    office: FlaskClient, db: Database, event_id: int, kiosk: int, path: str
) -> None:
    assert "応答のない受付端末" not in office.get(f"/events/{event_id}/{path}").text
    with db.write() as session:
        session.get_one(Device, kiosk).last_seen = real_now() - dt.timedelta(seconds=40)
    assert "応答のない受付端末" in office.get(f"/events/{event_id}/{path}").text


def test_notice_names_scans_that_wait_and_conflicts(
    office: FlaskClient, db: Database, event_id: int, kiosk: int
) -> None:
    address = f"/events/{event_id}/devices/troubles"
    assert office.get(address).text.strip() == ""
    with db.write() as session:
        service.note_report(session, kiosk, KioskReport(3, 2, False))
    words = " ".join(office.get(address).text.split())
    assert "まだ届いていない読み取り:</b> kiosk (3)" in words
    assert "あとで断られた読み取り:</b> kiosk (2)" in words
    page = office.get(f"/events/{event_id}/devices").text
    assert "未送信 3 件" in page
    assert "安全な接続ではないため" in page
