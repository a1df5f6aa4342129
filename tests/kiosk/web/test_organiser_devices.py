"""The organiser's devices: add, show the link, replace, remove."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.domain.kiosks import KioskReport
from kiosk.errors import Refused
from kiosk.models import Device
from kiosk.queries.devices import DeviceView, devices
from kiosk.server import last_address
from kiosk.services.devices import note_report
from kiosk.web.organiser.devices import table_numbers
from tests.kiosk import make


def _devices(db: Database, event_id: int) -> tuple[DeviceView, ...]:
    with db.read() as session:
        return devices(session, event_id)


def _links(page: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'class="address"><a href="([^"]+)"', page)]


def test_device_added_shows_its_link_until_it_is_pressed(
    app: Flask, office: FlaskClient, db: Database, event_id: int
) -> None:
    address = f"/events/{event_id}/devices"
    page = office.post(
        address,
        data={"role": "kiosk", "name": "受付1", "room": "R1", "language": "ja"},
        follow_redirects=True,
    ).text
    (link,) = _links(page)
    assert "受付1 を追加しました。" in page
    assert page.count('class="qr"') == 1
    assert "未登録" in page
    assert _links(office.get(address).text) == [link]
    path = "/pair/" + link.rsplit("/", 1)[1]
    assert app.test_client().post(path).status_code == 302
    page = office.get(address).text
    assert _links(page) == []
    assert "接続中" in page


def test_link_carries_the_address_tablets_can_reach(app: Flask, office: FlaskClient, event_id: int) -> None:
    office.post(
        f"/events/{event_id}/devices",
        data={"role": "board", "name": "ロビー", "room": "R1", "language": "ja"},
    )
    local = _links(office.get(f"/events/{event_id}/devices").text)
    assert local[0].startswith(last_address(app.extensions["mendan.settings"].instance))


def test_room_tablet_is_added_with_its_tables(office: FlaskClient, db: Database, event_id: int) -> None:
    data = {"role": "room", "name": "席1", "room": "R1", "tables": "1-2", "language": "en"}
    answer = office.post(f"/events/{event_id}/devices", data=data)
    (device,) = _devices(db, event_id)
    assert answer.location.endswith(f"#device-{device.id}")
    assert (device.role, device.room_id, device.tables, device.language) == ("room", "R1", (1, 2), "en")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"role": "kiosk", "name": ""}, "名前"),
        ({"role": "room", "name": "席", "room": "R1", "tables": "one"}, "1-3"),
        ({"role": "room", "name": "席", "room": "R9"}, "部屋"),
    ],
)
def test_device_that_cannot_be_added_says_why(
    office: FlaskClient, db: Database, event_id: int, data: dict[str, str], words: str
) -> None:
    answer = office.post(f"/events/{event_id}/devices", data={"room": "R1", "language": "ja"} | data)
    assert answer.status_code == 422
    assert words in answer.text
    assert _devices(db, event_id) == ()


def test_table_the_room_does_not_have_is_refused(office: FlaskClient, db: Database, event_id: int) -> None:
    data = {"role": "room", "name": "席", "room": "R1", "tables": "3", "language": "ja"}
    page = office.post(f"/events/{event_id}/devices", data=data, follow_redirects=True).text
    assert "この部屋の席は 1 から 2 までです。" in page
    assert _devices(db, event_id) == ()


def test_device_is_given_a_new_link_and_removed(
    app: Flask, office: FlaskClient, db: Database, event_id: int
) -> None:
    address = f"/events/{event_id}/devices"
    office.post(address, data={"role": "kiosk", "name": "受付1", "room": "R1", "language": "ja"})
    (first,) = _links(office.get(address).text)
    app.test_client().post("/pair/" + first.rsplit("/", 1)[1])
    (device,) = _devices(db, event_id)
    office.post(f"{address}/{device.id}/link")
    (second,) = _links(office.get(address).text)
    assert second != first
    office.post(f"{address}/{device.id}/revoke")
    assert _devices(db, event_id) == ()
    assert app.test_client().get("/pair/" + second.rsplit("/", 1)[1]).status_code == 404


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", None),
        ("1", (1,)),
        ("1-3", (1, 2, 3)),
        ("3, 1", (1, 3)),
        ("1、2", (1, 2)),
        ("1–2", (1, 2)),
        ("1,", (1,)),
    ],
)
def test_tables_are_read_as_people_write_them(text: str, numbers: tuple[int, ...] | None) -> None:
    assert table_numbers(text) == numbers


@pytest.mark.parametrize("text", ["one", "1-", "-1", "1-2-3", "1;2", "3-1"])
def test_tables_that_are_no_numbers_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        table_numbers(text)


def test_device_without_a_name_is_asked_for_one(office: FlaskClient, event_id: int) -> None:
    page = office.post(f"/events/{event_id}/devices", data={"role": "room", "name": ""}).text
    assert "端末の名前を入力してください。" in page


def test_times_of_the_world_are_named_so_while_the_event_rehearses(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        device_id, _ = make.device(session, event_id, "kiosk")
        device = session.get_one(Device, device_id)
        device.paired_at = device.last_seen = dt.datetime(2026, 11, 26, 1, 5, tzinfo=dt.UTC)
    address = f"/events/{event_id}/devices"
    assert "最終通信 10:05 (実際の時刻)" in office.get(address).text
    office.post(f"/events/{event_id}/clock/real")
    assert "(実際の時刻)" not in office.get(address).text


def test_kiosk_with_waiting_scans_is_removed_only_by_who_was_told(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    address = f"/events/{event_id}/devices"
    office.post(address, data={"role": "kiosk", "name": "受付1", "room": "R1", "language": "ja"})
    (device,) = _devices(db, event_id)
    assert "despite_waiting" not in office.get(address).text
    with db.write() as session:
        note_report(session, device.id, KioskReport(waiting=3))
    assert "この受付端末の未送信の読み取り：3 件" in office.get(address).text
    for told in ({}, {"despite_waiting": "2"}):
        page = office.post(f"{address}/{device.id}/revoke", data=told, follow_redirects=True).text
        assert "解除しませんでした" in page
        assert _devices(db, event_id) != ()
    office.post(f"{address}/{device.id}/revoke", data={"despite_waiting": "3"})
    assert _devices(db, event_id) == ()


def test_kiosk_that_nobody_hears_from_is_removed_only_by_who_was_told(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    address = f"/events/{event_id}/devices"
    with db.write() as session:
        device_id, _ = make.device(session, event_id, "kiosk")
        device = session.get_one(Device, device_id)
        device.paired_at = device.last_seen = dt.datetime(2020, 11, 26, 1, 5, tzinfo=dt.UTC)
    assert "通信できないまま取り消す" in office.get(address).text
    page = office.post(f"{address}/{device_id}/revoke", follow_redirects=True).text
    assert "解除しませんでした" in page
    assert _devices(db, event_id) != ()
    office.post(f"{address}/{device_id}/revoke", data={"despite_silence": "1"})
    assert _devices(db, event_id) == ()
