"""Reception over HTTP: what is answered, to whom, and that nothing a reader sends breaks it."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kiosk.db import Database
from kiosk.models import Device, Event, FeedEntry, Scan
from kiosk.queries.clocks import moment
from kiosk.services import feed
from kiosk.services.badges import reprint
from kiosk.web.api import checkins
from kiosk.web.context import real_now
from tests.kiosk import make

MISFITS: list[dict[str, Any]] = [
    {"nonce": "a"},
    {"code": "x"},
    {"code": "x", "nonce": ""},
    {"code": "x", "nonce": "n" * 65},
    {"code": "x", "nonce": "日本"},
    {"code": "x", "nonce": "a\n"},
    {"code": "x", "nonce": 5},
    {"code": 5, "nonce": "a"},
    {"code": None, "nonce": "a"},
    {"code": ["x"], "nonce": "a"},
    {"code": {"x": 1}, "nonce": "a"},
    {"code": True, "nonce": "a"},
    {"code": "x", "attendee": "P-S1", "nonce": "a"},
    {"attendee": "P\0", "nonce": "a"},
    {"code": "x", "nonce": "a", "scanned_at": "yesterday"},
    {"code": "x", "nonce": "a", "scanned_at": 5},
    {"code": "x", "nonce": "a", "scanned_at": {}},
    {"code": "\ud800", "nonce": "a"},
]
NO_OBJECTS = [
    b"",
    b"null",
    b"[]",
    b"5",
    b'"x"',
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"\0" * 50,
]
HOSTILE = [
    "",
    " ",
    "A" * 10_000,
    "あ" * 10_000,
    "\0\0\0",
    "\x1b[31m",
    "\u202ereversed",
    "'; DROP TABLE scan; --",
    "%s%(x)s{0}",
    "\ufffe",
    "𠮷" * 300,
    "\u200b" * 20,
    "{{ 7*7 }}",
    "<script>",
]
Send = Callable[..., TestResponse]


@pytest.fixture
def device(db: Database, event_id: int) -> tuple[int, str]:
    with db.write() as session:
        return make.device(session, event_id, "kiosk")


@pytest.fixture
def send(app: Flask, device: tuple[int, str]) -> Send:
    """Sends a request as the kiosk: `send(code=…, nonce=…)`."""

    def _send(
        path: str = "/checkins", *, method: str = "POST", raw: bytes | None = None, **body: Any
    ) -> TestResponse:
        return app.test_client().open(
            f"/api/v1{path}",
            method=method,
            data=json.dumps(body).encode() if raw is None else raw,
            headers={"Authorization": f"Bearer {device[1]}"},
        )

    return _send


def _at_once(number: int, deed: Callable[[int], TestResponse], threads: int) -> list[TestResponse]:
    """`number` requests, shared by so many threads that begin together."""
    start = threading.Barrier(threads)
    answers: list[TestResponse] = []

    def run(first: int) -> None:
        start.wait()
        answers.extend(deed(index) for index in range(first, number, threads))

    running = [threading.Thread(target=run, args=(first,)) for first in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return answers


def _rows(db: Database) -> tuple[int, int]:
    with db.read() as session:
        scans = session.scalar(select(func.count()).select_from(Scan)) or 0
        return scans, session.scalar(select(func.count()).select_from(FeedEntry)) or 0


def test_check_in_is_created_then_already_then_the_same_again(send: Send) -> None:
    first = send(code=make.code("P-S2").lower(), nonce="a")
    assert (first.status_code, first.json["status"]) == (201, "ok")
    assert first.json["next"]["starts"] == "2026-11-26T10:00:00+09:00"
    second = send(code=make.code("P-S2"), nonce="b")
    assert (second.status_code, second.json["status"], second.json["device"]) == (200, "already", "kiosk")
    again = send(code=make.code("P-S2"), nonce="a")
    assert (again.status_code, again.json) == (201, first.json)


def test_check_in_speaks_the_callers_language(app: Flask, device: tuple[int, str]) -> None:
    headers = {"Authorization": f"Bearer {device[1]}", "Accept-Language": "en"}
    body = {"code": make.code("P-S1"), "nonce": "a"}
    answer = app.test_client().post("/api/v1/checkins", json=body, headers=headers)
    assert (answer.json["next"]["room"], answer.json["next"]["with"]) == ("Room 1", "Yokogawa Electric")


def test_refused_badge_is_told_what_to_do(send: Send, db: Database, event_id: int) -> None:
    with db.write() as session:
        reprint(session, event_id, "P-S1", "user:test", moment(session, event_id, real_now()))
    answer = send(code=make.code("P-S1"), nonce="a")
    assert (answer.status_code, answer.json["status"], answer.json["reason"]) == (422, "refused", "revoked")
    assert answer.json["message"] == "この名札は 10:05 に再発行されています。受付係員をお呼びください。"
    unknown = send(code="https://example.com/", nonce="b")
    assert unknown.json == {
        "status": "refused",
        "reason": "unknown",
        "message": "このイベントの名札ではないようです。受付係員をお呼びください。",
        "messages": {
            "ja": "このイベントの名札ではないようです。受付係員をお呼びください。",
            "en": "This is not a badge of this event. Please ask the reception staff.",
        },
    }


def test_request_that_does_not_fit_is_400_and_leaves_no_row(send: Send, db: Database) -> None:
    answers = [send(**body) for body in MISFITS]
    assert {(answer.status_code, answer.json["error"]["code"]) for answer in answers} == {
        (400, "bad_request")
    }
    assert _rows(db) == (0, 0)


def test_body_that_is_no_json_object_is_400(send: Send) -> None:
    assert {send(raw=raw).status_code for raw in NO_OBJECTS} == {400}


def test_hostile_payload_is_unknown(send: Send, db: Database) -> None:
    answers = [send(code=code, nonce=f"n{number}") for number, code in enumerate(HOSTILE)]
    assert {(answer.status_code, answer.json["reason"]) for answer in answers} == {(422, "unknown")}
    with db.read() as session:
        kept = session.scalars(select(Scan.raw)).all()
    assert len(kept) == len(HOSTILE)
    assert max(map(len, kept)) == 200


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01"])
def test_absurd_times_are_flagged_not_broken(send: Send, db: Database, when: str) -> None:
    answer = send(code=make.code("P-S1"), nonce="a", scanned_at=when)
    assert answer.status_code == 201
    with db.read() as session:
        assert session.scalars(select(Scan)).one().flagged is True
    assert send(code=make.code("P-S2"), nonce="b", sent_at=when, scanned_at=when).status_code == 201


@pytest.mark.parametrize("nonce", ["a", "a/b c", "~!@$^&*()_+`-={}|[]:;'<>,.", "%41", "/a", "//", "n" * 64])
def test_any_printable_nonce_can_be_undone(app: Flask, send: Send, nonce: str) -> None:
    assert send(code=make.code("P-S1"), nonce=nonce).status_code == 201
    undone = send(f"/checkins/{quote(nonce, safe='')}", method="DELETE")
    assert (undone.status_code, undone.json) == (200, {"status": "undone", "nonce": nonce})
    assert send(code=make.code("P-S1"), nonce="next").json["status"] == "ok"


def test_nonce_nobody_could_have_sent_is_not_found(send: Send) -> None:
    found = [
        send(f"/checkins/{nonce}", method="DELETE").status_code for nonce in ("%00", "%E2%86%B6a", "zzz")
    ]
    assert found == [404, 404, 404]


def test_departure_then_return(send: Send) -> None:
    send(code=make.code("P-S1"), nonce="a")
    gone = send("/departures", code=make.code("P-S1"), nonce="b")
    assert (gone.status_code, gone.json["status"]) == (201, "ok")
    back = send(code=make.code("P-S1"), nonce="c")
    assert (back.status_code, back.json["returned"]) == (201, True)


def test_badge_scanned_eight_times_at_once_is_taken_once(send: Send, db: Database) -> None:
    answers = _at_once(8, lambda index: send(code=make.code("P-S1"), nonce=f"n{index}"), threads=8)
    assert Counter(answer.json["status"] for answer in answers) == {"ok": 1, "already": 7}
    assert _rows(db) == (8, 8)


def test_four_hundred_scans_at_once_are_four_hundred_rows(send: Send, db: Database) -> None:
    people = [person[0] for person in make.PEOPLE]
    answers = _at_once(
        400, lambda index: send(code=make.code(people[index % 8]), nonce=f"n{index}"), threads=8
    )
    assert Counter(answer.status_code for answer in answers) == {201: 8, 200: 392}
    assert _rows(db) == (400, 400)
    with db.read() as session:
        revisions = session.scalars(select(FeedEntry.revision).order_by(FeedEntry.revision)).all()
    assert revisions == list(range(1, 401))


def test_same_nonce_ten_times_at_once_is_one_row_and_ten_equal_answers(send: Send, db: Database) -> None:
    answers = _at_once(10, lambda _index: send(code=make.code("P-S1"), nonce="one"), threads=10)
    assert {(answer.status_code, answer.data) for answer in answers} == {(201, answers[0].data)}
    assert _rows(db) == (1, 1)


def test_device_is_heard_from_at_most_every_half_minute(
    send: Send, app: Flask, db: Database, device: tuple[int, str]
) -> None:
    send(code="x", nonce="a")
    with db.write() as session:
        row = session.get_one(Device, device[0])
        assert row.last_seen is not None
        row.last_seen = None
    send(code="x", nonce="b")
    with db.read() as session:
        assert session.get_one(Device, device[0]).last_seen is None
    app.extensions["mendan.heard"][device[0]] -= dt.timedelta(seconds=31)
    send(code="x", nonce="c")
    with db.read() as session:
        assert session.get_one(Device, device[0]).last_seen is not None


def test_nothing_confidential_is_answered(send: Send) -> None:
    text = send(code=make.code("P-S4"), nonce="a").text
    for word in ("rank", "mark", "×", "○", "reason", "email", "phone", "decision"):
        assert word not in text


def test_time_is_taken_once_nobody_else_decides(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    lock, read_clock = feed.lock_event, checkins.real_now

    def locked(session: Session, event_id: int) -> Event:
        order.append("lock")
        return lock(session, event_id)

    def clock() -> dt.datetime:
        order.append("time")
        return read_clock()

    monkeypatch.setattr(feed, "lock_event", locked)
    monkeypatch.setattr(checkins, "real_now", clock)
    assert send(code=make.code("P-S1"), nonce="a").status_code == 201
    assert order[:2] == ["lock", "time"]
