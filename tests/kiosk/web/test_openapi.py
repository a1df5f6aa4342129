"""The API's description fits the API."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from pydantic import TypeAdapter

from kiosk.db import Database
from kiosk.web.api.openapi import ROUTES, document
from kiosk.web.api.schemas import Problem
from tests.kiosk import make


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def test_document_describes_every_route_of_the_api(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert {rule.endpoint for rule in rules} == set(ROUTES)
    described = {(path, method.upper()) for path, found in document(app)["paths"].items() for method in found}
    assert described == {
        (re.sub(r"<(?:[^:<>]*:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_document_refers_only_to_schemas_it_holds(app: Flask) -> None:
    whole = document(app)
    held = {f"#/components/schemas/{name}" for name in whole["components"]["schemas"]}
    assert _references(whole) == held


def test_document_states_who_may_and_how_it_is_refused(app: Flask) -> None:
    act = document(app)["paths"]["/api/v1/interviews/{interview_id}/actions"]["post"]
    assert act["security"] == [{"token": []}]
    assert act["description"] == "For: kiosk, organiser, room."
    assert list(act["responses"]) == ["200", "400", "401", "403", "404", "409"]


def test_document_is_served_to_anyone(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json["openapi"]) == (200, "3.1.0")


def test_answers_are_as_the_document_says(app: Flask, db: Database, event_id: int) -> None:
    with db.write() as session:
        token = make.organiser(session, event_id)
    code = make.code("P-S1")
    requests: list[tuple[str, str, str, Any]] = [
        ("api.check_in", "POST", "/checkins", {"code": code, "nonce": "1"}),
        ("api.check_in", "POST", "/checkins", {"code": code, "nonce": "2"}),
        ("api.check_in", "POST", "/checkins", {"code": "?", "nonce": "3"}),
        ("api.check_in", "POST", "/checkins", {"nonce": "4"}),
        ("api.find", "GET", "/attendees?q=yamada", None),
        ("api.find", "GET", "/attendees?q=山田", None),
        ("api.reception", "GET", "/reception", None),
        ("api.depart", "POST", "/departures", {"code": code, "nonce": "5"}),
        ("api.depart", "POST", "/departures", {"code": code, "nonce": "6"}),
        ("api.undo_departure", "DELETE", "/departures/6", None),
        ("api.undo_departure", "DELETE", "/departures/8", None),
        ("api.depart", "POST", "/departures", {"code": code, "nonce": "6a"}),
        ("api.check_in", "POST", "/checkins", {"code": code, "nonce": "7"}),
        ("api.undo", "DELETE", "/checkins/7", None),
        ("api.undo", "DELETE", "/checkins/8", None),
        ("api.act", "POST", "/interviews/1/actions", {"action": "start", "nonce": "9"}),
        ("api.act", "POST", "/interviews/1/actions", {"action": "start", "nonce": "10"}),
        ("api.act", "POST", "/interviews/99/actions", {"action": "start", "nonce": "11"}),
        ("api.outcome", "POST", "/interviews/1/outcome", {"mark": "○", "nonce": "12"}),
        ("api.outcome", "POST", "/interviews/2/outcome", {"mark": "○", "nonce": "13"}),
        ("api.outcome", "POST", "/interviews/1/outcome", {"mark": "A", "nonce": "14"}),
        ("api.room", "GET", "/rooms/R1", None),
        ("api.board", "GET", "/board", None),
        ("api.event", "GET", "/event", None),
    ]
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    statuses = []
    for endpoint, method, path, json in requests:
        answer = client.open(f"/api/v1{path}", method=method, json=json, headers=headers)
        TypeAdapter(ROUTES[endpoint].answers[answer.status_code]).validate_python(answer.json)
        statuses.append(answer.status_code)
    assert statuses == [
        201,
        200,
        422,
        400,
        200,
        200,
        200,
        201,
        200,
        200,
        404,
        200,
        201,
        200,
        404,
        200,
        409,
        404,
        200,
        409,
        400,
        200,
        200,
        200,
    ]


def test_answers_to_a_rooms_tablet_are_as_the_document_says(app: Flask, db: Database, event_id: int) -> None:
    with db.write() as session:
        _device_id, token = make.device(session, event_id, "room", "R1")
    requests: list[tuple[str, str, str, Any, int]] = [
        ("api.room", "GET", "/rooms/R1", None, 200),
        ("api.room", "GET", "/rooms/R2", None, 403),
        ("api.host", "POST", "/rooms/R1/host", {"host": "佐藤", "nonce": "1"}, 200),
        ("api.host", "POST", "/rooms/R2/host", {"host": "佐藤", "nonce": "2"}, 403),
        ("api.host", "POST", "/rooms/R1/host", {"host": "x" * 61, "nonce": "3"}, 400),
        ("api.version", "POST", "/rooms/R1/version", {"version": 1, "nonce": "4"}, 200),
        ("api.version", "POST", "/rooms/R1/version", {"version": 2, "nonce": "5"}, 409),
        ("api.version", "POST", "/rooms/R1/version", {"version": 0, "nonce": "6"}, 400),
    ]
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    statuses = []
    for endpoint, method, path, json, _status in requests:
        answer = client.open(f"/api/v1{path}", method=method, json=json, headers=headers)
        kind = ROUTES[endpoint].answers.get(answer.status_code, Problem)
        TypeAdapter(kind).validate_python(answer.json)
        statuses.append(answer.status_code)
    assert statuses == [status for *_request, status in requests]


def test_answers_to_a_kiosk_are_as_the_document_says(app: Flask, db: Database, event_id: int) -> None:
    with db.write() as session:
        _device_id, token = make.device(session, event_id, "kiosk")
    person = {"name": "森 一", "language": "en"}
    requests: list[tuple[str, str, str, Any, int]] = [
        ("api.find", "GET", "/attendees?q=a", None, 200),
        ("api.companies", "GET", "/companies?q=a", None, 200),
        ("api.people", "GET", "/companies/S1/people", None, 200),
        ("api.people", "GET", "/companies/S9/people", None, 404),
        ("api.walk_in", "POST", "/walk-ins", {"nonce": "1", "company": "S1"} | person, 201),
        ("api.walk_in", "POST", "/walk-ins", {"nonce": "2"} | person, 400),
        ("api.walk_in", "POST", "/walk-ins", {"nonce": "3", "company": "S9"} | person, 404),
        ("api.walk_in", "POST", "/walk-ins", {"nonce": "4", "new_company": {"name": "IHI"}} | person, 409),
        ("api.substitute", "POST", "/attendees/P-S2/substitute", {"nonce": "5"} | person, 201),
        ("api.substitute", "POST", "/attendees/P-S2/substitute", {"nonce": "6"} | person, 409),
        ("api.check_in", "POST", "/checkins", {"code": make.code("P-S2"), "nonce": "6a"}, 422),
        ("api.person", "GET", "/attendees/P-S2", None, 200),
        ("api.person", "GET", "/attendees/nobody", None, 404),
        ("api.reprint", "POST", "/attendees/P-S1/reprint", {"nonce": "7"}, 201),
        ("api.reprint", "POST", "/attendees/P-S2/reprint", {"nonce": "8"}, 409),
        ("api.take_back", "POST", "/attendees/P-S2/take-back", {"nonce": "8a"}, 200),
        ("api.take_back", "POST", "/attendees/P-S2/take-back", {"nonce": "8b"}, 409),
        ("api.note", "POST", "/attendees/P-S1/note", {"nonce": "9", "note": "x"}, 200),
        ("api.note", "POST", "/attendees/nobody/note", {"nonce": "10", "note": "x"}, 404),
        ("api.settings", "GET", "/kiosk", None, 200),
        ("api.pin", "POST", "/kiosk/pin", {"pin": ""}, 200),
        ("api.out_of_order", "POST", "/kiosk/out-of-order",
         {"nonce": "11", "pin": "", "out_of_order": True}, 200),
    ]  # fmt: skip
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    statuses = []
    for endpoint, method, path, json, _status in requests:
        answer = client.open(f"/api/v1{path}", method=method, json=json, headers=headers)
        TypeAdapter(ROUTES[endpoint].answers[answer.status_code]).validate_python(answer.json)
        statuses.append(answer.status_code)
    assert statuses == [status for *_request, status in requests]
