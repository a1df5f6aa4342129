"""A forgotten badge over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from kiosk.db import Database
from kiosk.domain.names import search_text
from kiosk.models import Attendee
from tests.kiosk import make


@pytest.fixture
def token(db: Database, event_id: int) -> str:
    with db.write() as session:
        return make.device(session, event_id, "kiosk")[1]


def _ask(app: Flask, token: str, query: str) -> dict[str, Any]:
    answer = app.test_client().get(
        f"/api/v1/attendees?q={quote(query)}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200
    said: dict[str, Any] = answer.json
    return said


def _find(app: Flask, token: str, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _ask(app, token, query)["attendees"]
    return found


def _add(db: Database, event_id: int, people: dict[str, str]) -> None:
    """More people of one company, by id and the names they are found by."""
    with db.write() as session:
        for number, (key, names) in enumerate(people.items()):
            session.add(
                Attendee(
                    event_id=event_id, id=key, position=100 + number, company_id="S1", staff_id=None,
                    name=names, kana="", name_en="", title="", email="", phone="",
                    search=search_text(*names.split("/")), cancelled_at=None,
                )
            )  # fmt: skip


@pytest.mark.parametrize("query", ["高崎", "たかさき", "takasaki", "株式会社高崎精機", "ヤマダ", "山田"])
def test_people_are_found_by_company_or_name(app: Flask, token: str, query: str) -> None:
    assert [person["id"] for person in _find(app, token, query)] == ["P-S1", "P-S1b"]


@pytest.mark.parametrize("query", ["", "ぬ", "%%", "__", "xqx", "' OR 1=1"])
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
            "expected_at": None,
            "title": "",
            "note": "",
            "origin": "",
            "cancelled": False,
            "substitute": None,
            "people": 1,
        }
    ]


def test_at_most_eight_are_shown_and_the_others_counted(
    app: Flask, db: Database, token: str, event_id: int
) -> None:
    _add(db, event_id, {f"X{number}": "佐藤" for number in range(20)})
    said = _ask(app, token, "佐藤")
    assert [person["id"] for person in said["attendees"]] == [f"X{number}" for number in range(8)]
    assert (said["more"], said["too_short"]) == (12, False)


@pytest.mark.parametrize(
    ("query", "too_short"), [("林", False), ("ぬ", False), ("q", False), ("っ", True), ("株式会社", True)]
)
def test_desk_searches_from_one_letter_on(app: Flask, token: str, query: str, too_short: bool) -> None:
    assert _ask(app, token, query) == {"attendees": [], "more": 0, "too_short": too_short}


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("林", ["whole", "start", "inside"]),
        ("ito", ["ito", "itoya", "hitomi"]),
        ("ihi", ["P-B2", "ihi", "chihiro"]),
    ],
)
def test_who_is_called_so_comes_before_whose_name_holds_it(
    app: Flask, db: Database, token: str, event_id: int, query: str, order: list[str]
) -> None:
    names = {
        "inside": "小林 一", "start": "林田 二", "whole": "林 三", "hitomi": "サワ ヒトミ",
        "itoya": "イトヤ ケン", "ito": "イトウ ケン", "chihiro": "モリ チヒロ",
        "ihi": "モリ ケン/株式会社IHI",
    }  # fmt: skip
    _add(db, event_id, names)
    assert [person["id"] for person in _find(app, token, query)] == order


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
