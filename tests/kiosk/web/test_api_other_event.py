"""What is kept over the beginning or the end of a rehearsal is none of the event that is served then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.clock import Moment
from kiosk.models import Device, FeedEntry, LateNotice
from kiosk.services import phone_links, rehearsals
from tests.kiosk import make

NOW = Moment(dt.datetime(2026, 11, 26, 1, 5, tzinfo=dt.UTC), make.at("10:05"))


@pytest.fixture
def phone(db: Database, event_id: int) -> str:
    with db.write() as session:
        token = phone_links.link_of(session, event_id, "P-S1", key="a key for tests", actor="user:a", now=NOW)
    assert token is not None
    return token


@pytest.fixture
def tablet(db: Database, event_id: int) -> str:
    with db.write() as session:
        return make.device(session, event_id, "room", "R1")[1]


def test_what_was_said_in_a_rehearsal_does_not_reach_the_event_after_it(
    app: Flask, db: Database, event_id: int, phone: str, tablet: str
) -> None:
    with db.write() as session:
        copy = rehearsals.begin(session, event_id, actor="user:a", now=NOW)
    with db.write() as session:
        rehearsals.end(session, copy, actor="user:a", real=NOW.real)

    def send(token: str, path: str, body: dict[str, Any], event: int) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {token}", "Mendan-Event": str(event)}
        answer = app.test_client().post(f"/api/v1{path}", json=body, headers=headers)
        return answer.status_code, answer.json["error"][
            "code"
        ] if answer.json and answer.status_code > 299 else ""

    kept = [
        (phone, "/me/late", {"minutes": 0, "nonce": "n1"}),
        (phone, "/me/seen", {"version": 1}),
        (tablet, "/rooms/R1/host", {"host": "練習 花子", "nonce": "n2"}),
        (tablet, "/rooms/R1/version", {"version": 1, "nonce": "n3"}),
    ]
    assert {send(*each, copy) for each in kept} == {(409, "other_event")}
    with db.read() as session:
        assert session.scalars(select(LateNotice)).all() == []
        assert session.scalars(select(FeedEntry).where(FeedEntry.nonce.is_not(None))).all() == []
        assert session.scalars(select(Device.host)).all() == [""]
    assert {send(*each, event_id) for each in kept} == {(200, "")}
