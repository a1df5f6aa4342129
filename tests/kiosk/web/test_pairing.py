"""A pairing link is shown, pressed once, and leads to the device's screen."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask import Flask

from kiosk.db import Database
from kiosk.models import Device
from kiosk.queries.clocks import moment
from kiosk.queries.devices import device_by_token
from kiosk.services import devices
from kiosk.services.devices import Added
from kiosk.web.context import real_now


@pytest.fixture
def added(app: Flask, db: Database, event_id: int) -> Added:
    with db.write() as session:
        return devices.add_device(
            session,
            event_id,
            role="kiosk",
            name="受付1",
            key=app.config["SECRET_KEY"],
            actor="user:test",
            now=moment(session, event_id, real_now()),
        )


def test_pairing_page_says_what_the_device_becomes(app: Flask, added: Added) -> None:
    page = app.test_client().get(f"/pair/{added.pairing_code}")
    assert page.status_code == 200
    assert "受付端末" in page.text
    assert "受付1" in page.text
    assert "架空データ" in page.text


def test_pairing_page_read_by_a_preview_does_not_spend_the_link(app: Flask, added: Added) -> None:
    client = app.test_client()
    for _ in range(3):
        client.get(f"/pair/{added.pairing_code}")
    assert client.post(f"/pair/{added.pairing_code}").status_code == 302


def test_pairing_leads_to_the_devices_own_screen(app: Flask, added: Added) -> None:
    client = app.test_client()
    answer = client.post(f"/pair/{added.pairing_code}")
    assert answer.headers["Location"] == f"/screens/{added.device_id}"
    cookie = answer.headers["Set-Cookie"]
    assert f"Path=/screens/{added.device_id}" in cookie
    assert "HttpOnly" in cookie
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert f'data-token="{added.token}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_pairing_by_two_browsers_at_once_pairs_exactly_one(app: Flask, added: Added) -> None:
    start = threading.Barrier(8)
    statuses: list[int] = []

    def press() -> None:
        client = app.test_client()
        start.wait()
        statuses.append(client.post(f"/pair/{added.pairing_code}").status_code)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302] + [410] * 7


def test_pairing_link_used_before_says_so_and_offers_the_screen(app: Flask, added: Added) -> None:
    app.test_client().post(f"/pair/{added.pairing_code}")
    page = app.test_client().get(f"/pair/{added.pairing_code}")
    assert page.status_code == 410
    assert "すでに使われています" in page.text
    assert f"/screens/{added.device_id}" in page.text


def test_pairing_link_older_than_a_day_is_refused(app: Flask, db: Database, added: Added) -> None:
    with db.write() as session:
        session.get_one(Device, added.device_id).pairing_expires = real_now() - dt.timedelta(seconds=1)
    page = app.test_client().post(f"/pair/{added.pairing_code}")
    assert page.status_code == 410
    assert "期限が切れています" in page.text


def test_pairing_link_unknown_is_refused_in_english_when_asked(app: Flask) -> None:
    page = app.test_client().get("/pair/nothing?lang=en")
    assert page.status_code == 404
    assert "not valid" in page.text


def test_pairing_again_ends_the_browser_before(app: Flask, db: Database, event_id: int, added: Added) -> None:
    before = app.test_client()
    before.post(f"/pair/{added.pairing_code}")
    with db.write() as session:
        code = devices.new_link(
            session,
            event_id,
            added.device_id,
            app.config["SECRET_KEY"],
            "user:test",
            moment(session, event_id, real_now()),
        )
    assert before.get(f"/screens/{added.device_id}").status_code == 200
    after = app.test_client()
    after.post(f"/pair/{code}")
    assert before.get(f"/screens/{added.device_id}").status_code == 403
    assert after.get(f"/screens/{added.device_id}").status_code == 200


def test_screen_of_another_device_is_not_shown(app: Flask, db: Database, event_id: int, added: Added) -> None:
    client = app.test_client()
    client.set_cookie("device", added.token)
    page = client.get(f"/screens/{added.device_id + 1}")
    assert page.status_code == 403
    assert "登録リンク" in page.text


def test_screen_of_a_revoked_device_says_it_is_not_paired(
    app: Flask, db: Database, event_id: int, added: Added
) -> None:
    client = app.test_client()
    client.post(f"/pair/{added.pairing_code}")
    with db.write() as session:
        devices.revoke(session, event_id, added.device_id, "user:test", moment(session, event_id, real_now()))
    assert client.get(f"/screens/{added.device_id}").status_code == 403
    with db.read() as session:
        assert device_by_token(db, added.token) is None


def test_screen_keeps_its_language_to_itself(app: Flask, added: Added) -> None:
    client = app.test_client()
    screen = client.post(f"/pair/{added.pairing_code}").headers["Location"]
    assert f"Path={screen}" in client.get(f"{screen}?lang=en").headers["Set-Cookie"]
    assert '<html lang="en">' in client.get(screen).text
    assert '<html lang="ja">' in client.get("/login").text


def test_screen_does_not_take_over_what_the_office_speaks_in_the_same_browser(
    app: Flask, added: Added
) -> None:
    client = app.test_client()
    screen = client.post(f"/pair/{added.pairing_code}").headers["Location"]
    assert '<html lang="en">' in client.get("/login?lang=en").text
    assert '<html lang="ja">' in client.get(screen).text
    answer = client.get(
        "/api/v1/attendees/nobody",
        headers={"Authorization": f"Bearer {added.token}", "Accept-Language": "ja"},
    )
    assert answer.json["error"]["message"] == "その方は登録されていません。"
