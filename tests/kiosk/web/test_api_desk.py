"""The desk over HTTP, and what a kiosk without staff is not told."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.db import Database
from kiosk.domain.kiosks import KioskOptions
from kiosk.models import Attendee, Badge, Device, FeedEntry
from kiosk.security import hash_password
from kiosk.web.limits import limiter
from tests.kiosk import make

PIN = "4711"


@dataclass(frozen=True)
class Kiosk:
    app: Flask
    device_id: int
    token: str

    def ask(self, method: str, path: str, **body: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.app.test_client().open(
            f"/api/v1{path}", method=method, json=body or None, headers=headers
        )

    def page(self, path: str) -> TestResponse:
        client = self.app.test_client()
        client.set_cookie("device", self.token, path=f"/screens/{self.device_id}")
        return client.get(f"/screens/{self.device_id}{path}")


@pytest.fixture
def desk(app: Flask, db: Database, event_id: int) -> Kiosk:
    return _kiosk(app, db, event_id, "desk")


def _kiosk(app: Flask, db: Database, event_id: int, profile: str, **options: Any) -> Kiosk:
    with db.write() as session:
        device_id, token = make.device(session, event_id, "kiosk")
        device = session.get_one(Device, device_id)
        device.profile, device.options = profile, KioskOptions(**options).stored()
    return Kiosk(app, device_id, token)


DESK_ONLY = [
    ("GET", "/companies?q=a", {}),
    ("GET", "/companies/S1/people", {}),
    ("GET", "/attendees/P-S1", {}),
    ("POST", "/walk-ins", {"nonce": "a", "name": "森", "company": "S1"}),
    ("POST", "/attendees/P-S1/substitute", {"nonce": "b", "name": "森"}),
    ("POST", "/attendees/P-S1/reprint", {"nonce": "c"}),
    ("POST", "/attendees/P-S1/note", {"nonce": "d", "note": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), DESK_ONLY, ids=lambda value: str(value)[:24])
def test_kiosk_without_staff_may_not_what_the_desk_may(
    app: Flask, db: Database, event_id: int, desk: Kiosk, method: str, path: str, body: dict[str, Any]
) -> None:
    alone = _kiosk(app, db, event_id, "self", search="masked")
    answer = alone.ask(method, path, **body)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "desk_only")
    assert desk.ask(method, path, **body).status_code in (200, 201)


def test_kiosk_without_staff_presses_no_button_of_an_interview(
    app: Flask, db: Database, event_id: int
) -> None:
    alone = _kiosk(app, db, event_id, "self")
    body = {"action": "no_show", "side": "supplier", "nonce": "a"}
    assert alone.ask("POST", "/interviews/1/actions", **body).status_code == 403


def test_walk_in_is_answered_with_the_page_that_prints_the_badge(desk: Kiosk) -> None:
    answer = desk.ask("POST", "/walk-ins", nonce="a", name=" 森 一 ", company="S1", language="en")
    assert answer.status_code == 201
    person = answer.json["attendee"]["id"]
    assert answer.json["badge"] == f"/screens/{desk.device_id}/badges?attendee={person}"
    again = desk.ask("POST", "/walk-ins", nonce="a", name=" 森 一 ", company="S1", language="en")
    assert again.json == answer.json
    page = desk.page(f"/badges?attendee={person}&size=slip")
    assert page.status_code == 200
    assert ("森 一" in page.text, 'data-size="slip"' in page.text) == (True, True)
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "森"},
        {"name": "森", "company": "S1", "new_company": {"name": "新"}},
        {"name": "  ", "company": "S1"},
        {"name": "森\n一", "company": "S1"},
        {"name": "森" * 101, "company": "S1"},
        {"name": "森", "new_company": {"name": "新", "side": "staff"}},
        {"name": "森", "company": "S1", "language": "fr"},
    ],
    ids=str,
)
def test_walk_in_that_does_not_fit_is_400(desk: Kiosk, body: dict[str, Any]) -> None:
    assert desk.ask("POST", "/walk-ins", nonce="a", **body).status_code == 400


def test_print_page_of_a_cancelled_person_or_nobody_is_404(desk: Kiosk, db: Database, event_id: int) -> None:
    desk.ask("POST", "/attendees/P-S1/substitute", nonce="a", name="森")
    assert [desk.page(f"/badges?attendee={key}").status_code for key in ("P-S1", "nobody", "")] == [404] * 3


def test_print_page_is_the_desks_alone(app: Flask, db: Database, event_id: int) -> None:
    alone = _kiosk(app, db, event_id, "self")
    assert alone.page("/badges?attendee=P-S1").status_code == 403


def test_reprint_ends_the_old_badge_at_once(desk: Kiosk, db: Database) -> None:
    assert desk.ask("POST", "/attendees/P-S1/reprint", nonce="r").status_code == 201
    refused = desk.ask("POST", "/checkins", code=make.code("P-S1"), nonce="c")
    assert (refused.status_code, refused.json["reason"]) == (422, "revoked")
    assert "10:05" in refused.json["messages"]["ja"]
    assert "10:05" in refused.json["messages"]["en"]
    with db.read() as session:
        valid = session.query(Badge).filter_by(attendee_id="P-S1", revoked_at=None).one().code
    assert desk.ask("POST", "/checkins", code=valid, nonce="d").status_code == 201


def test_badge_of_the_absent_says_that_somebody_attends_and_names_them_at_the_desk_only(
    app: Flask, db: Database, event_id: int, desk: Kiosk
) -> None:
    desk.ask("POST", "/attendees/P-S1/substitute", nonce="s", name="代田 理子", name_en="Riko Daita")
    alone = _kiosk(app, db, event_id, "self", search="masked")
    told = desk.ask("POST", "/checkins", code=make.code("P-S1"), nonce="a").json
    assert "代田 理子" in told["messages"]["ja"]
    assert "取り消" in told["messages"]["ja"]
    assert "Riko Daita attends" in told["messages"]["en"]
    unattended = alone.ask("POST", "/checkins", code=make.code("P-S1"), nonce="b")
    assert "代理" in unattended.json["messages"]["ja"]
    assert "再発行" not in unattended.json["messages"]["ja"]
    assert not [name for name in ("代田", "Daita", "山田") if name in str(unattended.json)]
    assert desk.ask("GET", "/attendees/P-S1").json["substitute"]["name"] == "代田 理子"


def test_note_is_for_the_desk_and_never_in_an_answer(
    app: Flask, db: Database, event_id: int, desk: Kiosk
) -> None:
    desk.ask("POST", "/attendees/P-S1/note", nonce="n", note="車いす")
    assert desk.ask("GET", "/companies/S1/people").json["attendees"][0]["note"] == "車いす"
    alone = _kiosk(app, db, event_id, "self", search="masked")
    heard = [
        alone.ask("GET", "/attendees?q=山田太郎").text,
        alone.ask("POST", "/checkins", code=make.code("P-S1"), nonce="c").text,
        desk.ask("POST", "/checkins", code=make.code("P-S1"), nonce="d").text,
    ]
    assert [text for text in heard if "車いす" in text or "\\u8eca" in text] == []


def test_companies_are_found_without_their_people(desk: Kiosk, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.query(Badge).filter_by(attendee_id="P-S4").delete()
        session.query(Attendee).filter_by(id="P-S4").delete()
    found = {
        query: [one["id"] for one in desk.ask("GET", f"/companies?q={query}").json["companies"]]
        for query in ("多摩", "㈱高崎", "たてやま", "i", "ihi", "xqx", "")
    }
    assert found == {
        "多摩": ["S4"], "㈱高崎": ["S1"], "たてやま": ["S3"], "i": ["B2", "B1", "B3", "S1", "S2", "S3", "S4"],
        "ihi": ["B2"], "xqx": [], "": [],
    }  # fmt: skip
    assert desk.ask("GET", "/companies/S4/people").json["attendees"] == []
    assert desk.ask("GET", "/companies/S9/people").status_code == 404


def test_search_that_is_off_finds_nobody_and_takes_no_names(app: Flask, db: Database, event_id: int) -> None:
    alone = _kiosk(app, db, event_id, "self", search="off")
    answer = alone.ask("GET", "/attendees?q=山田太郎")
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "search_off")
    for nonce, where in (("a", "/checkins"), ("b", "/departures")):
        answer = alone.ask("POST", where, attendee="P-S1", nonce=nonce)
        assert (answer.status_code, answer.json["reason"]) == (422, "unknown")
    assert alone.ask("POST", "/checkins", code=make.code("P-S1"), nonce="c").status_code == 201
    with db.read() as session:
        assert session.query(FeedEntry).count() == 3  # a refused scan is a row too


def test_masked_search_wants_three_letters_and_hides_names(app: Flask, db: Database, event_id: int) -> None:
    alone = _kiosk(app, db, event_id, "self", search="masked")
    assert alone.ask("GET", "/attendees?q=山田").json["too_short"] is True
    found = alone.ask("GET", "/attendees?q=山田太郎").json["attendees"]
    assert [sorted(one) for one in found] == [["company", "id", "kana", "name", "name_en"]]
    assert (found[0]["name"], found[0]["kana"], found[0]["name_en"]) == ("山○ 太○", "", "T○ Y○")
    came = alone.ask("POST", "/checkins", attendee=found[0]["id"], nonce="a")
    left = alone.ask("POST", "/departures", attendee=found[0]["id"], nonce="b")
    assert (came.status_code, left.status_code) == (201, 201)
    assert not [name for answer in (came, left) for name in ("太郎", "Taro", "タロウ") if name in answer.text]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/attendees?q=a%00b", 400), ("/companies/S%001/people", 404), ("/companies?q=%00", 400)],
)
def test_address_with_a_null_character_is_no_fault_of_ours(desk: Kiosk, path: str, status: int) -> None:
    assert desk.ask("GET", path).status_code == status


@pytest.mark.parametrize("profile", ["desk", "self"])
def test_hidden_names_are_in_no_answer(app: Flask, db: Database, event_id: int, profile: str) -> None:
    kiosk = _kiosk(app, db, event_id, profile, hide_names=True)
    code = make.code("P-S1")
    answers = [
        kiosk.ask("POST", "/checkins", code=code, nonce="a").json,
        kiosk.ask("POST", "/checkins", code=code, nonce="b").json,
        kiosk.ask("POST", "/departures", code=code, nonce="c").json,
    ]
    nobody = {"id": "P-S1", "name": "", "kana": "", "name_en": ""}
    assert [(said["attendee"], said["company"]["id"]) for said in answers] == [(nobody, "S1")] * 3


def test_kiosk_reads_its_own_settings(app: Flask, db: Database, event_id: int) -> None:
    alone = _kiosk(app, db, event_id, "self", search="masked", pin_hash=hash_password(PIN))
    assert alone.ask("GET", "/kiosk").json == {
        "profile": "self",
        "search": "masked",
        "hide_names": False,
        "show_link": True,
        "out_of_order": False,
        "pin": True,
    }


def test_pin_opens_and_takes_out_of_service(app: Flask, db: Database, event_id: int) -> None:
    alone = _kiosk(app, db, event_id, "self", pin_hash=hash_password(PIN))
    assert alone.ask("POST", "/kiosk/pin", pin=PIN).status_code == 200
    wrong = alone.ask("POST", "/kiosk/pin", pin="0000")
    assert (wrong.status_code, wrong.json["error"]["code"]) == (403, "wrong_pin")
    body = {"nonce": "o", "out_of_order": True}
    assert alone.ask("POST", "/kiosk/out-of-order", pin="0000", **body).status_code == 403
    assert alone.ask("GET", "/kiosk").json["out_of_order"] is False
    assert alone.ask("POST", "/kiosk/out-of-order", pin=PIN, **body).json == {"out_of_order": True}
    assert alone.ask("GET", "/kiosk").json["out_of_order"] is True
    with db.read() as session:
        assert [entry.fact for entry in session.query(FeedEntry)] == ["device_changed"]


def test_pin_is_not_asked_where_none_is_set(desk: Kiosk) -> None:
    assert desk.ask("POST", "/kiosk/pin", pin="").status_code == 200


def test_wrong_pins_at_once_are_not_more_tries(db: Database, event_id: int, settings: Settings) -> None:
    app = create_app(replace(settings, testing=False))
    limiter.reset()
    one = _kiosk(app, db, event_id, "self", pin_hash=hash_password(PIN))
    with ThreadPoolExecutor(20) as threads:
        statuses = list(
            threads.map(lambda _: one.ask("POST", "/kiosk/pin", pin="0000").status_code, range(20))
        )
    assert Counter(statuses) == {403: 5, 429: 15}
    app.extensions["mendan.hub"].stop()
    app.extensions["mendan.database"].dispose()
    limiter.enabled = False


def test_pin_can_be_tried_five_times_a_minute_by_each_kiosk(
    db: Database, event_id: int, settings: Settings
) -> None:
    app = create_app(replace(settings, testing=False))
    limiter.reset()
    one, other = (_kiosk(app, db, event_id, "self", pin_hash=hash_password(PIN)) for _ in range(2))
    statuses = [one.ask("POST", "/kiosk/pin", pin="0000").status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]
    body = {"pin": PIN, "nonce": "a", "out_of_order": True}
    refused = one.ask("POST", "/kiosk/out-of-order", **body)
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "too_many_requests")
    assert "主催者が「端末」の画面で新しい番号" in refused.json["error"]["message"]
    assert other.ask("POST", "/kiosk/pin", pin=PIN).status_code == 200
    with db.write() as session:  # the organiser's way out
        session.get_one(Device, one.device_id).options = KioskOptions(pin_hash=hash_password("1234")).stored()
    assert one.ask("POST", "/kiosk/pin", pin="1234").status_code == 200
    app.extensions["mendan.hub"].stop()
    app.extensions["mendan.database"].dispose()
    limiter.enabled = False
