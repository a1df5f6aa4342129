"""The API of the day: rooms, board, event and the buttons, as devices use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kiosk.db import Database
from kiosk.models import Badge, Scan
from kiosk.web.context import real_now
from tests.kiosk import make

CONFIDENTIAL = ("rank", "mark", "decision", "reason", "note", "×", "山田")


@pytest.fixture
def call(app: Flask, db: Database, event_id: int) -> Callable[..., TestResponse]:
    """Ask as a device: `call("room", "R1")("GET", "/rooms/R1")`; in English unless told."""

    def device(role: str, room: str | None = None, tables: list[int] | None = None) -> Any:
        with db.write() as session:
            if role == "organiser":
                token = make.organiser(session, event_id)
            else:
                _, token = make.device(session, event_id, role, room, tables)

        def ask(method: str, path: str, json: Any = None, language: str = "en") -> TestResponse:
            headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
            return app.test_client().open(f"/api/v1{path}", method=method, json=json, headers=headers)

        return ask

    return device


def test_room_snapshot_holds_its_tables_and_times_in_the_events_zone(call: Callable[..., Any]) -> None:
    answer = call("room", "R1")("GET", "/rooms/R1").json
    assert answer["revision"] == 0
    assert answer["clock"]["now"].startswith("2026-11-26T10:05:0")
    assert (answer["clock"]["speed"], answer["clock"]["rehearsal"]) == (1.0, True)
    held = [
        (t["number"], i["supplier"]["id"], i["starts"]) for t in answer["tables"] for i in t["interviews"]
    ]
    assert held == [
        (1, "S1", "2026-11-26T10:00:00+09:00"), (1, "S2", "2026-11-26T10:20:00+09:00"),
        (1, "S3", "2026-11-26T13:00:00+09:00"), (2, "S2", "2026-11-26T10:00:00+09:00"),
        (2, "S1", "2026-11-26T10:40:00+09:00"),
    ]  # fmt: skip
    assert answer["breaks"] == [
        {"starts": "2026-11-26T12:00:00+09:00", "ends": "2026-11-26T13:00:00+09:00", "lunch": True}
    ]


def test_room_snapshot_of_a_tablet_for_some_tables_holds_only_these(call: Callable[..., Any]) -> None:
    answer = call("room", "R1", [2])("GET", "/rooms/R1").json
    assert [table["number"] for table in answer["tables"]] == [2]


def test_room_snapshot_says_who_has_arrived(call: Callable[..., Any], db: Database, event_id: int) -> None:
    with db.write() as session:
        badge = session.query(Badge).filter_by(attendee_id="P-S2").one()
        session.add(
            Scan(
                event_id=event_id, nonce="n", kind="checkin", result="ok", reason="", raw="",
                badge_id=badge.id, attendee_id="P-S2", device_id=None, actor="x",
                happened_at=make.at("09:50"), arrived_at=make.at("09:50"), recorded_at=real_now(),
                flagged=False, details={},
            )
        )  # fmt: skip
    answer = call("room", "R1")("GET", "/rooms/R1").json
    arrived = {i["supplier"]["id"]: i["arrived"] for t in answer["tables"] for i in t["interviews"]}
    assert arrived == {"S1": False, "S2": True, "S3": False}


def test_board_snapshot_holds_what_is_still_to_come(call: Callable[..., Any]) -> None:
    organiser = call("organiser")
    organiser("POST", "/interviews/1/actions", {"action": "start", "nonce": "a"})
    organiser("POST", "/interviews/1/actions", {"action": "finish", "nonce": "b"})
    answer = call("board")("GET", "/board").json
    assert answer["revision"] == 2
    assert [
        (
            row["room"]["id"],
            row["table"],
            row["buyer"]["id"],
            [i["supplier"]["id"] for i in row["interviews"]],
        )
        for row in answer["rows"]
    ] == [("R1", 1, "B1", ["S2", "S3"]), ("R1", 2, "B2", ["S2", "S1"]), ("R2", 1, "B3", ["S3", "S4"])]


def test_event_tells_its_facts(call: Callable[..., Any], event_id: int) -> None:
    answer = call("kiosk")("GET", "/event").json
    del answer["clock"]
    assert answer == {
        "id": event_id, "name": "試験商談会", "name_en": "Test Matching", "venue": "会場",
        "notice": "架空データ", "timezone": "Asia/Tokyo", "rehearsal": False,
        "days": ["2026-11-26"], "revision": 0,
        "rooms": [
            {"id": "R1", "name": "第1会議室", "name_en": "Room 1", "tables": 2},
            {"id": "R2", "name": "第2会議室", "name_en": "Room 2", "tables": 1},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/rooms/R1", "/board", "/event"])
def test_snapshot_holds_nothing_confidential(call: Callable[..., Any], path: str) -> None:
    text = call("room", "R1")("GET", path).get_data(as_text=True).encode().decode("unicode_escape")
    text = text.replace('"rank":null', "")  # a room's, where the organiser does not let hosts see it
    assert [word for word in CONFIDENTIAL if word in text] == []


@pytest.mark.parametrize(
    ("caller", "path", "status"),
    [
        (("room", "R2"), "/rooms/R1", 403),
        (("kiosk",), "/rooms/R1", 403),
        (("board",), "/rooms/R1", 403),
        (("organiser",), "/rooms/R1", 200),
        (("organiser",), "/rooms/R9", 404),
    ],
)
def test_room_is_for_its_own_tablet_and_the_organiser(
    call: Callable[..., Any], caller: tuple[str, ...], path: str, status: int
) -> None:
    assert call(*caller)("GET", path).status_code == status


@pytest.mark.parametrize("path", ["/rooms/R1", "/board", "/event"])
def test_snapshot_without_a_known_token_is_refused(app: Flask, event_id: int, path: str) -> None:
    answer = app.test_client().get(f"/api/v1{path}", headers={"Authorization": "Bearer d1.no"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("ja", "この面談は「終了」です。「呼出中」にはできません。"),
        ("en", "This interview is “Done”: it cannot become “Called”."),
    ],
)
def test_action_in_the_wrong_state_names_both_in_the_callers_language(
    call: Callable[..., Any], language: str, message: str
) -> None:
    host = call("room", "R1")
    host("POST", "/interviews/1/actions", {"action": "start", "nonce": "a"})
    host("POST", "/interviews/1/actions", {"action": "finish", "nonce": "b"})
    answer = host("POST", "/interviews/1/actions", {"action": "call", "nonce": "c"}, language)
    assert answer.status_code == 409
    assert answer.json == {
        "error": {"code": "wrong_state", "message": message, "state": "finished", "target": "called"}
    }


def test_action_at_a_busy_table_names_the_company_in_the_callers_language(call: Callable[..., Any]) -> None:
    host = call("room", "R1")
    host("POST", "/interviews/1/actions", {"action": "start", "nonce": "a"})
    answer = host("POST", "/interviews/2/actions", {"action": "start", "nonce": "b"})
    assert (answer.status_code, answer.json["error"]["message"]) == (
        409,
        "The interview with Takasaki Seiki is still going on at this table. Finish it first.",
    )


def test_action_of_another_rooms_tablet_is_refused(call: Callable[..., Any]) -> None:
    answer = call("room", "R2")("POST", "/interviews/1/actions", {"action": "start", "nonce": "a"})
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "other_room")


@pytest.mark.parametrize(
    "body",
    [
        None, [], {}, {"action": "start"}, {"nonce": "a"}, {"action": "dance", "nonce": "a"},
        {"action": "start", "nonce": ""}, {"action": "start", "nonce": "あ"},
        {"action": "start", "nonce": "a" * 65}, {"action": "start", "nonce": 7},
        {"action": "start", "nonce": "a", "at": 1764115200}, {"action": "start", "nonce": "a", "at": "soon"},
        {"action": "extend", "nonce": "a", "minutes": 61}, {"action": "extend", "nonce": "a", "minutes": "2"},
        {"action": "no_show", "nonce": "a", "side": "nobody"},
        {"action": "cancel", "nonce": "a", "reason": "x" * 201},
    ],
    ids=str,
)  # fmt: skip
def test_action_that_cannot_be_read_is_refused(call: Callable[..., Any], body: Any) -> None:
    assert call("organiser")("POST", "/interviews/1/actions", body).status_code == 400


@pytest.mark.parametrize("key", ["999", "99999999999999999999", "x"])
def test_action_on_no_interview_is_not_found(call: Callable[..., Any], key: str) -> None:
    answer = call("organiser")("POST", f"/interviews/{key}/actions", {"action": "start", "nonce": "a"})
    assert answer.status_code == 404
