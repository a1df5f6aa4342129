"""What is the organiser's alone is in nothing that a device or a phone is answered, told or shown.

Every confidential field of the small event says `SECRET`, every rank is `RANK`. What a role may read is read,
what it may press is pressed, and nothing of it holds either.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from kiosk.db import Database
from kiosk.domain.facts import ORGANISER, News
from kiosk.models import Attendee, Device, Outcome, PhoneLink, UnplacedWish, Wish
from kiosk.security import digest, phone_token
from kiosk.web.context import real_now
from kiosk.web.identity import SCREEN_COOKIE
from tests.kiosk import make
from tests.kiosk.web.test_audiences import ALLOWED, PLACES

SECRET = "for-the-organiser-alone"
"""In ASCII: JSON and links would write anything else in escapes."""
RANK = 864209
READERS = ("kiosk", "room", "board", "P-S1", "P-B1")
"""A kiosk without staff, the tablet of another room, the board, and a phone of each side."""


@pytest.fixture
def told(db: Database, event_id: int) -> list[News]:
    """Fill the event with what nobody else may know; collects the news of what is done from then on."""
    with db.write() as session:
        for wish in session.scalars(select(Wish)):
            wish.note, wish.rank = SECRET, RANK
        for unmet in session.scalars(select(UnplacedWish)):
            unmet.detail_ja = unmet.detail_en = SECRET
        for person in session.scalars(select(Attendee)):
            person.note = SECRET
        make.interview(session, "S3", "B1").state = "cancelled"
        make.interview(session, "S3", "B1").cancel_reason = SECRET
        held = make.interview(session, "S1", "B1")
        held.state, held.actual_start, held.actual_end = "finished", make.at("10:00"), make.at("10:04")
        session.add(
            Outcome(
                interview_id=held.id, event_id=event_id, mark="×", next_step="", who_acts="", note=SECRET,
                recorded_at=make.at("10:04"), recorded_by="device:9",
            )
        )  # fmt: skip
    news: list[News] = []
    db.after_commit = news.extend
    return news


def a_token(db: Database, event_id: int, reader: str) -> tuple[int, str]:
    """The device's id, 0 of a phone, and the token of one of those who read."""
    with db.write() as session:
        if reader.startswith("P-"):
            token = phone_token("a key for tests", event_id, reader, 1)
            session.add(
                PhoneLink(
                    event_id=event_id, attendee_id=reader, token_hash=digest(token), made_at=real_now(),
                    seen_version=0,
                )
            )  # fmt: skip
            return 0, token
        device_id, token = make.device(session, event_id, reader, "R2" if reader == "room" else None)
        session.get_one(Device, device_id).profile = "self"
    return device_id, token


def addresses(app: Flask, role: str, **places: object) -> list[str]:
    """All that this role may get, named as it is."""
    mine = [key for key, (roles, _) in ALLOWED.items() if key[0] == "GET" and role in roles]
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    with app.test_request_context():
        return [
            app.url_for(name, **{place: (PLACES | places)[place] for place in rules[name].arguments})
            for _, name in mine
        ]


@pytest.mark.parametrize("reader", READERS)
def test_nothing_that_is_read_or_told_holds_what_is_the_organisers(
    app: Flask, db: Database, event_id: int, told: list[News], reader: str
) -> None:
    device_id, token = a_token(db, event_id, reader)
    role = "attendee" if reader.startswith("P-") else reader
    client = app.test_client()
    client.set_cookie(SCREEN_COOKIE, token, path=f"/screens/{device_id}")
    headers = {"Authorization": f"Bearer {token}"}
    with db.read() as session:
        other = make.interview(session, "S3", "B3").id
    found = {}

    def keep(name: str, answer: TestResponse) -> None:
        found[name] = answer.text
        answer.close()

    places = {"token": token, "device_id": device_id, "room_id": "R2", "attendee_id": "P-S1"}
    asked = [address for address in addresses(app, role, **places) if "/static" not in address]
    for language in ("ja", "en"):
        for address in [*asked, "/api/v1/attendees?q=やまだ", "/api/v1/attendees?q=タカサキ"]:
            keep(
                f"{language} {address}",
                client.get(address, headers=headers | {"Accept-Language": language}),
            )
    pressed = {
        "kiosk": [("/checkins", {"code": make.code("P-S1")}), ("/departures", {"code": make.code("P-S1")})],
        "room": [
            (f"/interviews/{other}/actions", {"action": action}) for action in ("call", "start", "finish")
        ],
        "attendee": [("/me/late", {"minutes": 20}), ("/me/seen", {"version": 1})],
    }
    for number, (path, body) in enumerate(pressed.get(role, [])):
        answer = client.post(f"/api/v1{path}", json={"nonce": f"n{number}", **body}, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        keep(path, answer)
    for news in told:
        heard = [topic for topic, _ in news.topics if topic != ORGANISER]
        if heard:
            found[f"news {news.fact} {heard}"] = repr(news.details)
    assert len(found) > len(asked)
    assert [name for name, text in found.items() if SECRET in text or str(RANK) in text] == []


def test_the_secret_is_there_to_be_found(app: Flask, db: Database, event_id: int, told: list[News]) -> None:
    """The organiser reads all of it: what is searched for above would be found."""
    with db.write() as session:
        token = make.organiser(session, event_id)
        _, host = make.device(session, event_id, "room", "R1")
    client = app.test_client()
    room = client.get("/api/v1/rooms/R1", headers={"Authorization": f"Bearer {host}"}).text
    assert SECRET in room  # its own outcome, to be filled in later
    desk = client.get("/api/v1/attendance", headers={"Authorization": f"Bearer {token}"}).text
    assert SECRET in desk
