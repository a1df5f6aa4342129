"""A forgotten badge over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from kiosk.db import Database
from kiosk.models import Attendee
from tests.kiosk import make


@pytest.fixture
def token(db: Database, event_id: int) -> str:
    with db.write() as session:
        return make.device(session, event_id, "kiosk")[1]


def _find(app: Flask, token: str, query: str) -> list[dict[str, Any]]:
    answer = app.test_client().get(
        f"/api/v1/attendees?q={quote(query)}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json["attendees"]
    return found


@pytest.mark.parametrize("query", ["高崎", "たかさき", "takasaki", "株式会社高崎精機", "ヤマダ", "山田"])
def test_people_are_found_by_company_or_name(app: Flask, token: str, query: str) -> None:
    assert [person["id"] for person in _find(app, token, query)] == ["P-S1", "P-S1b"]


@pytest.mark.parametrize("query", ["", "山", "%%", "__", "zzz", "' OR 1=1"])
def test_nobody_is_found_by_too_little_or_by_wildcards(app: Flask, token: str, query: str) -> None:
    assert _find(app, token, query) == []


def test_hit_shows_names_company_and_whether_inside_and_nothing_else(app: Flask, token: str) -> None:
    body = {"attendee": "P-S4", "nonce": "a"}
    app.test_client().post("/api/v1/checkins", json=body, headers={"Authorization": f"Bearer {token}"})
    assert _find(app, token, "吉野 tama") == [
        {
            "id": "P-S4",
            "name": "𠮷野 光",
            "kana": "ヨシノ ヒカル",
            "name_en": "Hikaru Yoshino",
            "company": {
                "id": "S4",
                "name": "合同会社多摩光学",
                "kana": "タマコウガク",
                "name_en": "Tama Optics",
            },
            "inside": True,
        }
    ]


def test_at_most_eight_are_shown(app: Flask, db: Database, token: str, event_id: int) -> None:
    with db.write() as session:
        for number in range(20):
            session.add(
                Attendee(
                    event_id=event_id, id=f"X{number}", position=100 + number, company_id="S1", staff_id=None,
                    name="佐藤", kana="", name_en="", title="", email="", phone="", search="佐藤",
                    cancelled_at=None,
                )
            )  # fmt: skip
    assert [person["id"] for person in _find(app, token, "佐藤")] == [f"X{number}" for number in range(8)]


def test_reception_counts_people(app: Flask, token: str) -> None:
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    for path, who, nonce in (
        ("checkins", "P-S1", "a"),
        ("checkins", "P-S2", "b"),
        ("departures", "P-S2", "c"),
    ):
        client.post(f"/api/v1/{path}", json={"attendee": who, "nonce": nonce}, headers=headers)
    snapshot = client.get("/api/v1/reception", headers=headers).json
    assert (snapshot["expected"], snapshot["arrived"], snapshot["inside"]) == (8, 2, 1)
    assert snapshot["revision"] == 3


def test_query_of_very_many_words_is_answered(app: Flask, token: str) -> None:
    assert [person["id"] for person in _find(app, token, "山田 " * 2000)] == ["P-S1", "P-S1b"]
