"""The hall's time: what a shift would do, shifting, holding and releasing the bell."""

from __future__ import annotations

import datetime as dt

from flask import Response, jsonify, request

from kiosk.errors import Refused
from kiosk.queries.clocks import moment
from kiosk.queries.snapshots import as_json
from kiosk.services import hall
from kiosk.web.api.reading import body
from kiosk.web.api.schemas_desk import PressRequest
from kiosk.web.api.schemas_floor import ShiftRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("organiser")
def consequences() -> Response:
    """What would come of a shift, before it is made."""
    try:
        planned = dt.datetime.fromisoformat(request.args.get("planned_from", ""))
        minutes = int(request.args.get("minutes", ""))
    except ValueError as error:
        raise Refused(
            "bad_request", "This request could not be read: %(places)s.", 400, places="planned_from, minutes"
        ) from error
    if planned.tzinfo is None:
        raise Refused(
            "bad_request", "This request could not be read: %(places)s.", 400, places="planned_from"
        )
    with database().read() as session:
        return jsonify(as_json(hall.consequences(session, known_event(), planned, minutes)))


@audience("organiser")
def shift() -> tuple[Response, int]:
    """Let a slot and those after it in its session start later, or earlier."""
    asked = body(ShiftRequest)
    with database().write() as session:
        answer = hall.shift(
            session,
            known_caller(),
            known_event(),
            asked.planned_from,
            asked.minutes,
            nonce=asked.nonce,
            now=moment(session, known_event(), real_now()),
        )
    return jsonify(answer.body), answer.status


@audience("organiser")
def hold() -> tuple[Response, int]:
    """Stop the hall's time."""
    asked = body(PressRequest)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = hall.hold(session, known_caller(), known_event(), nonce=asked.nonce, now=now)
    return jsonify(answer.body), answer.status


@audience("organiser")
def release() -> tuple[Response, int]:
    """Let the hall's time run on, later by as long as it was held."""
    asked = body(PressRequest)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = hall.release(session, known_caller(), known_event(), nonce=asked.nonce, now=now)
    return jsonify(answer.body), answer.status
