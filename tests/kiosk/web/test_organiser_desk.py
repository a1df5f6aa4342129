"""The control desk's page and data: words in the reader's language, and nothing that is not the desk's."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.domain.facts import Fact
from kiosk.domain.interview_states import Action
from kiosk.models import Event
from kiosk.queries.clocks import moment
from kiosk.queries.feed import FeedLine, Names, Pair
from kiosk.queries.interviews import CompanyRef
from kiosk.services.devices import add_device
from kiosk.web.context import real_now
from kiosk.web.organiser.feed_words import ACTIONS, SENTENCES, said
from tests.kiosk import make

KNOWN = Names(
    companies={
        "S1": CompanyRef("S1", "株式会社髙崎精機", "Takasaki Seiki"),
        "B1": CompanyRef("B1", "横河電機", ""),
    },
    rooms={"R1": CompanyRef("R1", "第1会議室", "Room 1")},
    devices={5: "受付 1"},
    hosts={5: "田中"},
    interviews={7: Pair("S1", "B1", "R1", 2)},
    messages={3: ("お急ぎください", "Please hurry")},
    attendees={"P-S1": "S1"},
)
DETAILS: dict[str, object] = {
    "version": 2,
    "clock": {"now": "2026-11-26T01:00:00+00:00"},
    "device": 5,
    "company": "S1",
    "room": "R1",
    "message": 3,
    "minutes": 5,
    "planned_from": "2026-11-26T10:20:00+09:00",
    "expected_at": "2026-11-26T10:30:00+09:00",
    "interview": 7,
    "ends": "2026-11-26T10:40:00+09:00",
}


def _line(fact: Fact, actor: str = "user:事務局", **details: object) -> FeedLine:
    return FeedLine(1, make.at("10:05").astimezone(make.ZONE), fact, actor, details)


def _said(app: Flask, line: FeedLine, language: str = "en", known: Names = KNOWN) -> str:
    with app.test_request_context(f"/?lang={language}"):
        return said(line, known).text


def test_every_fact_has_a_sentence() -> None:
    assert set(SENTENCES) | {Fact.INTERVIEW_CHANGED} == set(Fact)
    assert set(ACTIONS) == set(Action)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("known", [KNOWN, Names({}, {}, {}, {}, {}, {}, {})], ids=["known", "gone"])
def test_no_sentence_ends_in_an_empty_place_or_shows_an_id(app: Flask, language: str, known: Names) -> None:
    for fact in Fact:
        for action in Action if fact is Fact.INTERVIEW_CHANGED else [None]:
            details = DETAILS | ({"action": action} if action else {})
            text = _said(app, _line(fact, **details), language, known)
            assert text.strip()
            assert not text.rstrip().endswith((":", "：", "「」", "“”")), text
            assert "%(" not in text
            assert "S1" not in text
            assert "R1" not in text


def test_sentences_name_what_they_are_about(app: Flask) -> None:
    pair = _line(Fact.INTERVIEW_CHANGED, action="start", interview=7, room="R1", table=2)
    assert _said(app, pair) == "Started: Takasaki Seiki – 横河電機 · Room 1 Table 2"
    assert _said(app, _line(Fact.DEVICE_ADDED, device=5), "ja") == "端末「受付 1」を追加しました"
    assert (
        _said(app, _line(Fact.MESSAGE_ACKNOWLEDGED, message=3, room="R1")) == "Room 1 has read: Please hurry"
    )
    assert _said(app, _line(Fact.CHECKED_IN), "ja") == "来場：スタッフ"
    earlier = _line(Fact.SLOTS_SHIFTED, minutes=-5, planned_from=DETAILS["planned_from"])
    assert _said(app, earlier) == "From 10:20 on everything is 5 min earlier"


def test_data_say_what_is_wrong_in_the_readers_language(office: FlaskClient, event_id: int) -> None:
    address = f"/events/{event_id}/desk.json"
    worst = office.get(address).json["alerts"][0]
    assert (worst["title"], worst["where"]) == ("横河電機株式会社", "第1会議室 席 1")
    assert worst["says"] == "まだ誰も来場していません。10:00 に 株式会社髙崎精機 との面談があります。"
    english = office.get(f"{address}?lang=en").json["alerts"][0]
    assert english["title"] == "Yokogawa Electric"


def test_announcement_is_written_in_both_languages(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Event, event_id).clock_shown = make.at("10:02")
    alerts = office.get(f"/events/{event_id}/desk.json?part=now").json["alerts"]
    absent = next(alert for alert in alerts if alert["key"] == "buyer_absent:B1")
    assert absent["remedy"] == "announce"
    assert absent["texts"] == [
        "横河電機株式会社 様、第1会議室 席 1 へお越しください。",
        "Yokogawa Electric, please come to Room 1 Table 1.",
    ]


def test_part_of_now_leaves_the_grid_out(office: FlaskClient, event_id: int) -> None:
    part = office.get(f"/events/{event_id}/desk.json?part=now").json
    assert sorted(part) == ["alerts", "clock", "end", "feed", "late", "messages", "wrong"]


def test_data_hold_neither_ranks_nor_reasons_nor_people(office: FlaskClient, event_id: int) -> None:
    text = (
        office.get(f"/events/{event_id}/desk.json").get_data(as_text=True).encode().decode("unicode_escape")
    )
    assert '"rank"' not in text
    assert "×" not in text
    assert not any(name in text for _, _, name, _, _ in make.PEOPLE)


def test_device_that_is_added_is_said_by_name(
    office: FlaskClient, app: Flask, db: Database, event_id: int
) -> None:
    with db.write() as session:
        add_device(
            session, event_id, role="board", name="玄関", key=app.config["SECRET_KEY"], actor="user:org",
            now=moment(session, event_id, real_now()),
        )  # fmt: skip
    line = office.get(f"/events/{event_id}/desk.json").json["feed"][0]
    assert (line["text"], line["by"], line["at"]) == ("端末「玄関」を追加しました", "org", "10:05")


def test_page_leads_to_papers_and_to_what_became_of_the_plan(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/desk").text
    for path in ("actual", "papers", "papers/print?go=1"):
        assert f'href="/events/{event_id}/{path}"' in page
    assert f'href="/events/{event_id}/desk"' in office.get(f"/events/{event_id}/").text


@pytest.mark.parametrize("path", ["desk", "desk.json", "actual", "papers", "papers/print"])
def test_event_that_is_not_there_is_not_found(office: FlaskClient, event_id: int, path: str) -> None:
    assert office.get(f"/events/99/{path}").status_code == 404
