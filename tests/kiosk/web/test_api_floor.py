"""The control desk's requests that no database could compare or keep."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from tests.kiosk import make


@pytest.fixture
def desk(app: Flask, db: Database, event_id: int) -> FlaskClient:
    with db.write() as session:
        token = make.organiser(session, event_id)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.mark.parametrize("field", ["text", "text_en", "room"])
def test_message_with_a_control_character_is_refused(desk: FlaskClient, field: str) -> None:
    message = {"text": "静かに", "nonce": "n"} | {field: "R1\x00"}
    assert desk.post("/api/v1/messages", json=message).status_code == 400


def test_message_may_have_two_lines(desk: FlaskClient) -> None:
    assert desk.post("/api/v1/messages", json={"text": "一\n二", "nonce": "n"}).status_code == 201


@pytest.mark.parametrize("planned", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"])
def test_shift_at_the_ends_of_the_calendar_finds_no_slot(desk: FlaskClient, planned: str) -> None:
    asked = {"planned_from": planned, "minutes": 5, "nonce": "n"}
    assert desk.post("/api/v1/hall/shift", json=asked).status_code == 404
    found = desk.get("/api/v1/hall/consequences", query_string=asked)
    assert found.status_code == 404
