"""The API's own description: made from the routes themselves and from the schemas they read and answer."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, jsonify
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from kiosk.config import VERSION
from kiosk.queries.board import BoardSnapshot
from kiosk.queries.directory import Directory
from kiosk.queries.messages import MessageView
from kiosk.queries.my_day import MyDay
from kiosk.queries.reception import ReceptionSnapshot
from kiosk.queries.rooms import RoomSnapshot
from kiosk.queries.snapshots import EventSnapshot
from kiosk.services.hall import Consequences
from kiosk.web.api.schemas import (
    ActedInterview,
    ActionRequest,
    HostChanged,
    HostRequest,
    NotedOutcome,
    OutcomeRequest,
    Problem,
    VersionAcknowledged,
    VersionRequest,
)
from kiosk.web.api.schemas_answers import (
    CheckedIn,
    Companies,
    CompanyPeople,
    Departed,
    Found,
    Kiosk,
    Noted,
    People,
    RefusedScan,
    Registered,
    Right,
    Service,
    Undone,
)
from kiosk.web.api.schemas_attendance import Attendance
from kiosk.web.api.schemas_desk import (
    NoteRequest,
    OutOfOrderRequest,
    PinRequest,
    PressRequest,
    SubstituteRequest,
    WalkInRequest,
)
from kiosk.web.api.schemas_floor import HallChanged, MessageRequest, ShiftRequest
from kiosk.web.api.schemas_phone import Late, LateRequest, Link, LinkRequest, Seen, SeenRequest
from kiosk.web.api.schemas_reception import ScanRequest, StateRequest
from kiosk.web.audience import ANYONE, audience, audience_of

REASONS = {
    200: "Done.",
    201: "Written down.",
    400: "The request does not fit its schema.",
    401: "The token is unknown.",
    403: "This caller may not.",
    404: "There is no such thing.",
    409: "As things stand this cannot be done.",
    422: "The badge is not taken.",
    429: "Too many tries.",
}
_PLACE = re.compile(r"<(?:(?P<kind>[a-z]+)(?:\([^)]*\))?:)?(?P<name>\w+)>")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a route reads and answers, beside the refusals that follow from its audience."""

    answers: dict[int, type]
    reads: type | None = None
    query: tuple[str, ...] = ()


ROUTES = {
    "api.check_in": Spoken(
        {200: CheckedIn, 201: CheckedIn, 400: Problem, 409: Problem, 422: RefusedScan}, reads=ScanRequest
    ),
    "api.undo": Spoken({200: Undone, 404: Problem, 409: Problem}),
    "api.depart": Spoken(
        {200: Departed, 201: Departed, 400: Problem, 409: Problem, 422: RefusedScan}, reads=ScanRequest
    ),
    "api.undo_departure": Spoken({200: Undone, 404: Problem, 409: Problem}),
    "api.person": Spoken({200: Found, 404: Problem}),
    "api.take_back": Spoken({200: Registered, 400: Problem, 404: Problem, 409: Problem}, reads=PressRequest),
    "api.find": Spoken({200: People}, query=("q",)),
    "api.companies": Spoken({200: Companies}, query=("q",)),
    "api.people": Spoken({200: CompanyPeople, 404: Problem}),
    "api.walk_in": Spoken({201: Registered, 400: Problem, 404: Problem, 409: Problem}, reads=WalkInRequest),
    "api.substitute": Spoken(
        {201: Registered, 400: Problem, 404: Problem, 409: Problem}, reads=SubstituteRequest
    ),
    "api.reprint": Spoken({201: Registered, 400: Problem, 404: Problem, 409: Problem}, reads=PressRequest),
    "api.note": Spoken({200: Noted, 400: Problem, 404: Problem, 409: Problem}, reads=NoteRequest),
    "api.settings": Spoken({200: Kiosk}),
    "api.pin": Spoken({200: Right, 400: Problem, 429: Problem}, reads=PinRequest),
    "api.out_of_order": Spoken(
        {200: Service, 400: Problem, 404: Problem, 409: Problem, 429: Problem}, reads=OutOfOrderRequest
    ),
    "api.link": Spoken({200: Link, 400: Problem, 404: Problem}, reads=LinkRequest),
    "api.me": Spoken({200: MyDay}),
    "api.announce_late": Spoken({200: Late, 400: Problem, 409: Problem}, reads=LateRequest),
    "api.acknowledge_changes": Spoken({200: Seen, 400: Problem}, reads=SeenRequest),
    "api.reception": Spoken({200: ReceptionSnapshot}),
    "api.reception_state": Spoken({200: dict[str, Any], 400: Problem}, reads=StateRequest),
    "api.attendance": Spoken({200: Attendance}, query=("day", "company")),
    "api.directory": Spoken({200: Directory}),
    "api.act": Spoken({200: ActedInterview, 400: Problem, 404: Problem, 409: Problem}, reads=ActionRequest),
    "api.outcome": Spoken(
        {200: NotedOutcome, 400: Problem, 404: Problem, 409: Problem}, reads=OutcomeRequest
    ),
    "api.send": Spoken({201: MessageView, 400: Problem, 404: Problem, 409: Problem}, reads=MessageRequest),
    "api.acknowledge": Spoken(
        {200: MessageView, 400: Problem, 404: Problem, 409: Problem}, reads=PressRequest
    ),
    "api.end_message": Spoken(
        {200: MessageView, 400: Problem, 404: Problem, 409: Problem}, reads=PressRequest
    ),
    "api.consequences": Spoken(
        {200: Consequences, 400: Problem, 404: Problem}, query=("planned_from", "minutes")
    ),
    "api.shift": Spoken({200: HallChanged, 400: Problem, 404: Problem, 409: Problem}, reads=ShiftRequest),
    "api.hold": Spoken({200: HallChanged, 400: Problem, 409: Problem}, reads=PressRequest),
    "api.release": Spoken({200: HallChanged, 400: Problem, 409: Problem}, reads=PressRequest),
    "api.room": Spoken({200: RoomSnapshot, 404: Problem}),
    "api.host": Spoken({200: HostChanged, 400: Problem, 409: Problem}, reads=HostRequest),
    "api.version": Spoken({200: VersionAcknowledged, 400: Problem, 409: Problem}, reads=VersionRequest),
    "api.board": Spoken({200: BoardSnapshot}),
    "api.event": Spoken({200: EventSnapshot}),
    "api.openapi": Spoken({200: dict[str, Any]}),
}
"""Every route of the API; a test holds it to the routes there are."""


@audience("anyone")
def openapi() -> Response:
    """This document."""
    return jsonify(document(current_app))


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the application."""
    answered = {kind for route in ROUTES.values() for kind in route.answers.values()} | {Problem}
    read = {route.reads for route in ROUTES.values() if route.reads}
    inputs: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((kind, "serialization", TypeAdapter(kind)) for kind in sorted(answered, key=str)),
        *((kind, "validation", TypeAdapter(kind)) for kind in sorted(read, key=str)),
    ]
    schemas, definitions = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        route = ROUTES.get(rule.endpoint)
        if route is None:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            operation = _operation(app, rule.endpoint, rule.rule, route, schemas)
            paths.setdefault(_PLACE.sub(r"{\g<name>}", rule.rule), {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mendan",
            "version": VERSION,
            "description": "Times are the event's clock, with the offset of its zone.",
        },
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(app: Flask, endpoint: str, path: str, route: Spoken, schemas: Any) -> dict[str, Any]:
    roles = audience_of(app, endpoint)
    closed = roles != {ANYONE}
    answers = route.answers | ({401: Problem, 403: Problem} if closed else {})
    places = [
        {"name": found["name"], "in": "path", "required": True,
         "schema": {"type": "integer" if found["kind"] == "int" else "string"}}
        for found in _PLACE.finditer(path)
    ]  # fmt: skip
    asked = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in route.query]
    operation: dict[str, Any] = {
        "operationId": endpoint.removeprefix("api."),
        "summary": (inspect.getdoc(app.view_functions[endpoint]) or "").split("\n")[0],
        "parameters": [*places, *asked],
        "responses": {
            str(status): {
                "description": REASONS[status],
                "content": {"application/json": {"schema": schemas[kind, "serialization"]}},
            }
            for status, kind in sorted(answers.items())
        },
    }
    if closed:
        operation["security"] = [{"token": []}]
        operation["description"] = f"For: {', '.join(sorted(roles))}."
    if route.reads:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[route.reads, "validation"]}},
        }
    return operation
