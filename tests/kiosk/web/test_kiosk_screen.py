"""The kiosk's page carries what its scripts need, in its device's language, and nothing of anyone."""

from __future__ import annotations

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.models import Device
from tests.kiosk import make


@pytest.fixture
def device(db: Database, event_id: int) -> tuple[int, str]:
    with db.write() as session:
        return make.device(session, event_id, "kiosk")


@pytest.fixture
def kiosk(app: Flask, device: tuple[int, str]) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("device", device[1], path=f"/screens/{device[0]}")
    return client


def _json(page: str, name: str) -> dict[str, object]:
    """What a data attribute holds; `words` are those of the page's own language."""
    language = re.search(r'<html lang="(\w+)"', page)
    assert language is not None
    before = f'data-spoken="{language[1]}" ' if name == "words" else ""
    found = re.search(rf'{before}data-{name}="([^"]+)"', page)
    assert found is not None
    value: dict[str, object] = json.loads(html.unescape(found[1]))
    return value


def test_page_invites_in_both_languages_and_says_the_data_are_invented(
    kiosk: FlaskClient, device: tuple[int, str]
) -> None:
    page = kiosk.get(f"/screens/{device[0]}").text
    assert "名札の QR コードをかざしてください" in page
    assert "Please scan your badge" in page
    assert "試験商談会" in page
    assert "架空データ" in page


def test_page_knows_token_zone_and_clock(kiosk: FlaskClient, device: tuple[int, str]) -> None:
    page = kiosk.get(f"/screens/{device[0]}").text
    assert f'data-token="{device[1]}"' in page
    assert 'data-timezone="Asia/Tokyo"' in page
    clock = _json(page, "clock")
    assert str(clock["now"])[:16] == "2026-11-26T10:05"
    assert (clock["speed"], clock["rehearsal"]) == (1.0, True)


def test_page_speaks_its_devices_language_until_another_is_chosen(
    kiosk: FlaskClient, db: Database, device: tuple[int, str]
) -> None:
    assert _json(kiosk.get(f"/screens/{device[0]}").text, "words")["done"] == "受付完了"
    with db.write() as session:
        session.get_one(Device, device[0]).language = "en"
    page = kiosk.get(f"/screens/{device[0]}").text
    assert _json(page, "words")["done"] == "Checked in"
    assert 'data-home-language="en"' in page
    assert _json(kiosk.get(f"/screens/{device[0]}?lang=ja").text, "words")["done"] == "受付完了"


def test_every_place_in_the_words_is_one_the_scripts_fill(
    kiosk: FlaskClient, device: tuple[int, str]
) -> None:
    for language in ("ja", "en"):
        words = _json(kiosk.get(f"/screens/{device[0]}?lang={language}").text, "words")
        places = {place for text in words.values() for place in re.findall(r"{(\w+)}", str(text))}
        assert places == {"absent", "hours", "minutes", "name", "number", "seconds", "table", "time"}
        assert not [text for text in words.values() if "%(" in str(text)]


def test_page_names_no_attendee(kiosk: FlaskClient, device: tuple[int, str]) -> None:
    page = kiosk.get(f"/screens/{device[0]}").text
    assert not [name for _id, _company, name, *_rest in make.PEOPLE if name in page]


@pytest.mark.parametrize(
    ("profile", "search", "screens"),
    [
        ("desk", "off", {"idle", "answer", "search", "people", "person", "walkin", "lock", "out"}),
        ("self", "masked", {"idle", "answer", "search", "lock", "out"}),
        ("self", "off", {"idle", "answer", "lock", "out"}),
    ],
)
def test_page_holds_only_the_screens_of_its_profile(
    kiosk: FlaskClient, db: Database, device: tuple[int, str], profile: str, search: str, screens: set[str]
) -> None:
    with db.write() as session:
        row = session.get_one(Device, device[0])
        row.profile, row.options = profile, {"search": search, "pin_hash": "a secret hash"}
    page = kiosk.get(f"/screens/{device[0]}").text
    assert set(re.findall(r'data-screen="(\w+)"', page)) == screens
    assert 'data-pin="true"' in page
    assert "a secret hash" not in page
