"""The phone's pages: opened by their link alone, kept by nobody, written down nowhere."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.db import Database
from kiosk.models import Attendee, PhoneLink
from kiosk.queries.clocks import moment
from kiosk.services import phone_links
from kiosk.web.context import real_now
from kiosk.web.limits import limiter
from kiosk.web.phones import page as page_module
from tests.kiosk import make

KEY = "a key for tests"


def link(db: Database, event_id: int, person: str = "P-S1") -> str:
    with db.write() as session:
        token = phone_links.link_of(
            session, event_id, person, key=KEY, actor="user:a", now=moment(session, event_id, real_now())
        )
    assert token is not None
    return token


@pytest.fixture
def token(db: Database, event_id: int) -> str:
    return link(db, event_id)


@pytest.fixture
def phone(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_page_is_private_and_sends_its_address_nowhere(app: Flask, token: str) -> None:
    answer = app.test_client().get(f"/p/{token}")
    assert answer.status_code == 200
    headers = ("Referrer-Policy", "Cache-Control", "X-Robots-Tag", "Set-Cookie")
    assert [answer.headers.get(name) for name in headers] == [
        "no-referrer", "private, no-cache", "noindex, nofollow", None,
    ]  # fmt: skip
    assert "株式会社髙崎精機" in answer.text
    assert "白山樹脂" not in answer.text


def test_page_speaks_the_persons_language_and_the_phones_where_none_is_known(
    app: Flask, db: Database, event_id: int, token: str
) -> None:
    english = {"Accept-Language": "en-GB,en"}
    spoken = [app.test_client().get(f"/p/{token}", headers=english).text]
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S1")).language = "ja"
    spoken.append(app.test_client().get(f"/p/{token}", headers=english).text)
    spoken.append(app.test_client().get(f"/p/{token}?lang=en").text)
    assert [text.split('<html lang="')[1][:2] for text in spoken] == ["en", "ja", "en"]


def test_language_chosen_on_a_phone_is_kept_for_its_own_page(app: Flask, token: str) -> None:
    cookie = app.test_client().get(f"/p/{token}?lang=en").headers["Set-Cookie"]
    assert f"Path=/p/{token}" in cookie


@pytest.mark.parametrize("path", ["", "/calendar.ics"])
def test_link_of_nobody_says_where_a_new_one_is(
    app: Flask, db: Database, event_id: int, token: str, path: str
) -> None:
    with db.write() as session:
        phone_links.replace(
            session, event_id, "P-S1", key=KEY, actor="user:a", now=moment(session, event_id, real_now())
        )
        _, device = make.device(session, event_id, "kiosk")
    for wrong in (token, "a" + "0" * 40, "gone", device, "a" * 3000):
        answer = app.test_client().get(f"/p/{wrong}{path}")
        assert (answer.status_code, "受付の端末に名札を" in answer.text) == (404, True)


def test_guessing_is_limited_and_whoever_has_a_link_is_not(
    settings: Settings, app: Flask, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    guarded = create_app(replace(settings, testing=False))
    limiter.reset()
    client = guarded.test_client()
    guesses = [client.get(f"/p/a{number:040x}").status_code for number in range(22)]
    assert guesses == [404] * 20 + [429] * 2
    assert [client.get(f"/p/{token}").status_code for _ in range(3)] == [200] * 3
    limiter.reset()
    guarded.extensions["mendan.hub"].stop()
    guarded.extensions["mendan.database"].dispose()


def test_token_is_not_logged_when_something_breaks(
    app: Flask, token: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(page_module, "my_day", broken)
    caplog.set_level(logging.DEBUG)
    assert app.test_client().get(f"/p/{token}").status_code == 500
    assert "a request failed: GET /p/<token>" in caplog.text
    assert token not in caplog.text


def test_opening_the_page_is_noted(app: Flask, db: Database, event_id: int, token: str) -> None:
    app.test_client().get(f"/p/{token}")
    with db.read() as session:
        row = session.get_one(PhoneLink, (event_id, "P-S1"))
        assert (row.opened_at is not None, row.seen_version) == (True, 1)


def test_calendar_is_asked_for_again_and_answers_only_what_is_new(app: Flask, token: str) -> None:
    client = app.test_client()
    first = client.get(f"/p/{token}/calendar.ics")
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(Calendar.from_ical(first.data).walk("VEVENT")) == 2
    assert token not in first.text
    again = client.get(f"/p/{token}/calendar.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_phone_reads_its_day_says_it_is_late_and_has_seen_what_changed(phone: FlaskClient) -> None:
    day = phone.get("/api/v1/me").json
    assert day is not None
    assert [one["partners"][0]["id"] for one in day["interviews"]] == ["B1", "B2"]
    late = phone.post("/api/v1/me/late", json={"minutes": 10, "nonce": "n"})
    assert (late.status_code, late.json and late.json["late"]["minutes"]) == (200, 10)
    assert phone.post("/api/v1/me/late", json={"minutes": 15, "nonce": "m"}).status_code == 400
    assert phone.post("/api/v1/me/seen", json={"version": 1}).json == {"seen": 1}
    assert phone.post("/api/v1/me/seen", json={"version": True}).status_code == 400


def test_reception_is_told_who_is_late(app: Flask, db: Database, event_id: int, phone: FlaskClient) -> None:
    phone.post("/api/v1/me/late", json={"minutes": 40, "nonce": "n", "at": "2026-11-26T10:00:00"})
    with db.write() as session:
        _, device = make.device(session, event_id, "kiosk")
    headers = {"Authorization": f"Bearer {device}"}
    desk = app.test_client()
    person = desk.get("/api/v1/attendees/P-S1b", headers=headers).json
    assert person is not None
    assert person["expected_at"] == "2026-11-26T10:40:00+09:00"
    assert [desk.get(path, headers=headers).json["attendees"][0]["expected_at"]  # type: ignore[index]
            for path in ("/api/v1/attendees?q=山田", "/api/v1/companies/S2/people")] == [
        "2026-11-26T10:40:00+09:00", None,
    ]  # fmt: skip


def test_kiosk_is_given_the_link_beside_its_answer_and_never_in_it(
    app: Flask, db: Database, event_id: int, token: str
) -> None:
    with db.write() as session:
        _, device = make.device(session, event_id, "kiosk")
    headers = {"Authorization": f"Bearer {device}"}
    client = app.test_client()
    scan = {"code": make.code("P-S1"), "nonce": "n"}
    checked_in = client.post("/api/v1/checkins", json=scan, headers=headers, base_url="http://192.0.2.7:5050")
    assert token not in checked_in.text
    found = client.post(
        "/api/v1/kiosk/link", json={"nonce": "n"}, headers=headers, base_url="http://192.0.2.7:5050"
    )
    assert found.json is not None
    assert found.json["address"] == f"http://192.0.2.7:5050/p/{token}"
    assert found.json["qr"].startswith("<svg")
    other = client.post("/api/v1/kiosk/link", json={"nonce": "other"}, headers=headers)
    assert (other.status_code, other.json and other.json["error"]["code"]) == (404, "no_link")


def test_worker_lies_where_it_answers_for_phones_alone(app: Flask) -> None:
    answer = app.test_client().get("/p/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.text.startswith("const SHELL = ")
