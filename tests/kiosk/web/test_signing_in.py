"""Signing in: where it leads, and what opens the organiser's pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask, session
from flask.sessions import NullSession
from flask.testing import FlaskClient

from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.db import Database
from kiosk.security import hash_password
from kiosk.services.users import add_user
from kiosk.web.limits import limiter
from tests.kiosk import make


@pytest.fixture
def client(app: Flask, db: Database) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    with db.write() as writing:
        add_user(writing, "office", hash_password("secret"), now=dt.datetime.now(dt.UTC))
    return app.test_client()


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/events/1/", "/events/1/"),
        ("/events/1/wishes?x=1", "/events/1/wishes?x=1"),
        ("", "/"),
        ("https://elsewhere.test/", "/"),
        ("//elsewhere.test/", "/"),
        ("/\\elsewhere.test/", "/"),
        ("/\t/elsewhere.test/", "/"),
        ("//[", "/"),
        ("/a\r\nX-Header: 1", "/"),
    ],
    ids=ascii,
)
def test_signing_in_leads_to_a_page_of_ours(client: FlaskClient, asked: str, led: str) -> None:
    form = {"name": "office", "password": "secret"}
    answer = client.post("/login", query_string={"next": asked}, data=form)
    assert (answer.status_code, answer.headers["Location"]) == (302, led)


@pytest.mark.parametrize("form", [{"password": "wrong"}, {"name": "nobody"}, {"password": ""}], ids=repr)
def test_signing_in_with_a_mistake_opens_nothing(client: FlaskClient, form: dict[str, str]) -> None:
    client.post("/login", data={"name": "office", "password": "secret"} | form)
    assert client.get("/").status_code == 302


def test_page_token_does_not_open_pages(app: Flask, db: Database, event_id: int) -> None:
    app.config["SECRET_KEY"] = "a key for tests"
    with db.write() as session:
        headers = {"Authorization": f"Bearer {make.organiser(session, event_id)}"}
    client = app.test_client()
    assert client.get("/api/v1/event", headers=headers).status_code == 200
    assert client.get(f"/events/{event_id}/timetable", headers=headers).status_code == 302


def test_eleventh_try_within_a_minute_waits(settings: Settings) -> None:
    app = create_app(replace(settings, testing=False))
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.reset()
    client = app.test_client()
    tries = [client.post("/login", data={"name": "office", "password": "?"}) for _ in range(11)]
    assert [answer.status_code for answer in tries] == [422] * 10 + [429]
    app.extensions["mendan.hub"].stop()
    app.extensions["mendan.database"].dispose()
    limiter.enabled = False


def test_api_neither_reads_nor_sets_a_session(client: FlaskClient) -> None:
    client.post("/login", data={"name": "office", "password": "secret"})
    with client:
        answer = client.get("/api/v1/event")
        assert isinstance(session, NullSession)
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (401, [])
