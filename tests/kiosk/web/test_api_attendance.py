"""The organiser's attendance by the API, and what kiosks say of themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kiosk.db import Database
from kiosk.domain.kiosks import KioskReport
from kiosk.models import Event, Session_
from kiosk.queries.devices import devices
from tests.kiosk import make

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(app: Flask, db: Database, event_id: int) -> Ask:
    """Ask as `organiser` or as `kiosk`."""
    with db.write() as session:
        tokens = {
            "organiser": make.organiser(session, event_id),
            "kiosk": make.device(session, event_id, "kiosk")[1],
        }

    def send(role: str, method: str, path: str, body: Any = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {tokens[role]}"}
        return app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body)

    return send


def test_attendance_says_who_came_and_when(ask: Ask) -> None:
    for nonce, who in enumerate(("P-S1", "P-S1", "P-B1")):
        ask("kiosk", "POST", "/checkins", {"nonce": str(nonce), "code": make.code(who)})
    found = ask("organiser", "GET", "/attendance").json
    numbers = {key: found[key] for key in ("day", "expected", "arrived", "inside", "left", "not_come")}
    assert numbers == {
        "day": "2026-11-26", "expected": 8, "arrived": 2, "inside": 2, "left": 0, "not_come": 6
    }  # fmt: skip
    person = next(person for person in found["people"] if person["id"] == "P-S1")
    arrived = dt.datetime.fromisoformat(person.pop("arrived"))
    assert (arrived.strftime("%H:%M"), arrived.utcoffset()) == ("10:05", dt.timedelta(hours=9))
    names = {"name": "株式会社髙崎精機", "kana": "タカサキセイキ", "name_en": "Takasaki Seiki"}
    company = {"id": "S1"} | names
    assert person == {
        "id": "P-S1", "name": "山田 太郎", "kana": "ヤマダ タロウ", "name_en": "Taro Yamada", "title": "",
        "company": company, "side": "supplier", "where": "inside", "left": None, "returns": 0,
        "device": "kiosk", "origin": "", "substitute_for": "", "cancelled": False, "note": "",
    }  # fmt: skip
    (step,) = found["curve"]
    assert (step["starts"][11:16], step["count"], step["total"]) == ("10:05", 2, 2)


def test_attendance_of_one_company_keeps_everyones_numbers(ask: Ask) -> None:
    found = ask("organiser", "GET", "/attendance?company=S1").json
    assert [person["id"] for person in found["people"]] == ["P-S1", "P-S1b"]
    assert found["expected"] == 8


def test_attendance_of_another_day_is_that_days(ask: Ask, db: Database, event_id: int) -> None:
    with db.write() as session:
        tomorrow = make.DAY + dt.timedelta(days=1)
        part = {"number": 2, "date": tomorrow, "start": dt.time(10), "end": dt.time(12), "label": ""}
        session.add(Session_(event_id=event_id, **part))
    ask("kiosk", "POST", "/checkins", {"nonce": "a", "code": make.code("P-S1")})
    found = ask("organiser", "GET", "/attendance?day=2026-11-27").json
    assert (found["day"], found["arrived"], found["curve"]) == ("2026-11-27", 0, [])
    assert ask("organiser", "GET", "/attendance?day=nonsense").json["day"] == "2026-11-26"


def test_reception_counts_the_day_that_screens_are_about(ask: Ask, db: Database, event_id: int) -> None:
    def numbers() -> tuple[int, int, int]:
        found = ask("kiosk", "GET", "/reception").json
        return found["expected"], found["arrived"], found["inside"]

    with db.write() as session:
        tomorrow = make.DAY + dt.timedelta(days=1)
        part = {"number": 2, "date": tomorrow, "start": dt.time(10), "end": dt.time(12), "label": ""}
        session.add(Session_(event_id=event_id, **part))
        meeting = make.interview(session, "S4", "B3")
        meeting.starts_at += dt.timedelta(days=1)
        meeting.ends_at += dt.timedelta(days=1)
    ask("kiosk", "POST", "/checkins", {"nonce": "a", "code": make.code("P-S1")})
    assert numbers() == (7, 1, 1)
    with db.write() as session:
        event = session.get_one(Event, event_id)
        assert event.clock_shown is not None
        event.clock_shown += dt.timedelta(days=1)
    assert numbers() == (2, 0, 0)


def test_kiosk_says_how_many_scans_wait(ask: Ask, db: Database, event_id: int) -> None:
    said = {"waiting": 3, "conflicts": 1, "secure": True}
    answer = ask("kiosk", "POST", "/reception/state", said)
    assert (answer.status_code, answer.json) == (200, {})
    with db.read() as session:
        (device,) = devices(session, event_id)
    assert device.report == KioskReport(3, 1, True)


@pytest.mark.parametrize(
    "said", [{}, {"waiting": -1}, {"waiting": "many"}, {"waiting": 1, "conflicts": 10**9}]
)
def test_kiosk_that_says_nonsense_is_refused(ask: Ask, said: dict[str, Any]) -> None:
    assert ask("kiosk", "POST", "/reception/state", said).status_code == 400
