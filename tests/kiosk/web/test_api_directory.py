"""A kiosk's own copy: what is in it, what never is, and when it is sent anew."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import TypeAdapter
from sqlalchemy import select
from werkzeug.test import TestResponse

from kiosk.db import Database
from kiosk.domain.attendance import Reason
from kiosk.domain.callers import Caller
from kiosk.models import Attendee, Badge, Device
from kiosk.queries.clocks import moment
from kiosk.queries.directory import Directory
from kiosk.security import blinded
from kiosk.services.badges import reprint
from kiosk.services.checkin import check_in
from kiosk.services.hall import hold, shift
from kiosk.services.messages import send
from kiosk.services.scans import Scanned
from kiosk.web.context import real_now
from tests.kiosk import make


class Kiosk:
    """A paired kiosk that asks for its copy."""

    def __init__(self, client: FlaskClient, device: tuple[int, str]) -> None:
        self.client = client
        self.id, self.token = device

    def ask(self, tag: str = "") -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"If-None-Match": tag} if tag else {})
        return self.client.get("/api/v1/reception/directory", headers=headers)

    def copy(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask().json
        return found

    def entry(self, code: str) -> Any:
        """What the copy says of a code, found as the kiosk finds it."""
        copy = self.copy()
        return copy["badges"].get(blinded(code, copy["salt"]))


@pytest.fixture
def kiosk(app: Flask, db: Database, event_id: int) -> Kiosk:
    with db.write() as session:
        return Kiosk(app.test_client(), make.device(session, event_id, "kiosk"))


def test_copy_knows_a_badge_by_its_hash_and_tells_where_to_go(kiosk: Kiosk) -> None:
    copy = kiosk.copy()
    badge = kiosk.entry(make.code("P-S1"))
    person = copy["people"][badge["person"]]
    assert (person["name"], person["name_en"]) == ("山田 太郎", "Taro Yamada")
    assert person["company"] == {"name": "株式会社髙崎精機", "name_en": "Takasaki Seiki"}
    assert [
        (stop["starts"], stop["room"], stop["room_en"], stop["table"], stop["partner"], stop["state"])
        for stop in person["interviews"]
    ] == [
        ("2026-11-26T10:00:00+09:00", "第1会議室", "Room 1", 1, "横河電機株式会社", "scheduled"),
        ("2026-11-26T10:40:00+09:00", "第1会議室", "Room 1", 2, "株式会社IHI", "scheduled"),
    ]
    assert copy["days"] == ["2026-11-26"]
    assert str(copy["clock"]["now"])[:16] == "2026-11-26T10:05"
    assert kiosk.entry("Z" * 20) is None


def test_copy_fits_its_description(kiosk: Kiosk) -> None:
    TypeAdapter(Directory).validate_python(kiosk.copy())


def test_copy_holds_no_code_and_nothing_of_wishes(kiosk: Kiosk, db: Database) -> None:
    text = kiosk.ask().text
    with db.read() as session:
        codes = session.scalars(select(Badge.code)).all()
    assert not [code for code in codes if code in text]
    keys = set(kiosk.copy()["people"][0]) | set(kiosk.copy()["people"][0]["interviews"][0])
    assert keys == {
        "name", "name_en", "language", "company", "interviews",
        "id", "starts", "ends", "room", "room_en", "room_id", "table", "partner", "partner_en", "state",
    }  # fmt: skip


@pytest.mark.parametrize(("profile", "hidden"), [("desk", True), ("self", False)])
def test_copy_of_a_kiosk_that_hides_names_or_stands_alone_has_none(
    kiosk: Kiosk, db: Database, profile: str, hidden: bool
) -> None:
    before = kiosk.ask().headers["ETag"]
    with db.write() as session:
        device = session.get_one(Device, kiosk.id)
        device.profile, device.options = profile, {"hide_names": hidden}
    answer = kiosk.ask(before)
    assert answer.status_code == 200
    text = json.dumps(answer.json, ensure_ascii=False)
    assert not [name for _id, _company, *names in make.PEOPLE for name in names if name in text]
    assert "株式会社髙崎精機" in text


def test_copy_refuses_the_old_code_of_a_reprinted_badge(kiosk: Kiosk, db: Database, event_id: int) -> None:
    with db.write() as session:
        fresh = reprint(session, event_id, "P-S1", "user:test", moment(session, event_id, real_now()))
    entry = kiosk.entry(make.code("P-S1"))
    assert entry["reason"] == Reason.REVOKED.value
    assert entry["revoked_at"].startswith("2026-11-26T10:05")
    assert set(kiosk.entry(fresh)) == {"person"}


def test_copy_refuses_someone_whose_registration_was_cancelled(
    kiosk: Kiosk, db: Database, event_id: int
) -> None:
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S2")).cancelled_at = real_now()
    assert kiosk.entry(make.code("P-S2")) == {
        "reason": Reason.CANCELLED.value, "revoked_at": None, "substituted": False
    }  # fmt: skip


def test_copy_knows_that_somebody_attends_instead(kiosk: Kiosk, db: Database, event_id: int) -> None:
    with db.write() as session:
        absent = session.get_one(Attendee, (event_id, "P-S2"))
        absent.cancelled_at = real_now()
        session.get_one(Attendee, (event_id, "P-S3")).substitute_for = "P-S2"
    assert kiosk.entry(make.code("P-S2"))["substituted"] is True


def test_two_kiosks_copies_share_no_hash(app: Flask, db: Database, event_id: int, kiosk: Kiosk) -> None:
    with db.write() as session:
        other = Kiosk(app.test_client(), make.device(session, event_id, "kiosk"))
    assert set(kiosk.copy()["badges"]) & set(other.copy()["badges"]) == set()
    assert kiosk.copy()["people"] == other.copy()["people"]


def test_copy_is_sent_anew_only_when_something_in_it_changed(
    kiosk: Kiosk, db: Database, event_id: int
) -> None:
    tag = kiosk.ask().headers["ETag"]
    assert kiosk.ask(tag).status_code == 304
    caller = Caller("kiosk", "device:1", event_id, kiosk.id)
    with db.write() as session:
        now = moment(session, event_id, real_now())
        check_in(session, event_id, Scanned("n1", code=make.code("P-S1")), caller, now, "ja")
    unchanged = kiosk.ask(tag)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    with db.write() as session:
        reprint(session, event_id, "P-S1", "user:test", moment(session, event_id, real_now()))
    changed = kiosk.ask(tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_copy_is_not_sent_anew_for_words_or_a_hold_but_for_a_shift(
    kiosk: Kiosk, db: Database, event_id: int
) -> None:
    desk = Caller("organiser", "user:test", event_id)
    tag = kiosk.ask().headers["ETag"]
    with db.write() as session:
        now = moment(session, event_id, real_now())
        send(session, desk, event_id, text="昼休みです", text_en="", room_id=None, nonce="m", now=now)
        hold(session, desk, event_id, nonce="h", now=now)
    assert kiosk.ask(tag).status_code == 304
    with db.write() as session:
        shift(session, desk, event_id, make.at("13:00"), 5, nonce="s", now=now)
    assert kiosk.ask(tag).status_code == 200
