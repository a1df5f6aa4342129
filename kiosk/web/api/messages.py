"""What the control desk says to the hall and to rooms."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.queries.clocks import moment
from kiosk.services import messages
from kiosk.web.api.reading import body
from kiosk.web.api.schemas_desk import PressRequest
from kiosk.web.api.schemas_floor import MessageRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("organiser")
def send() -> tuple[Response, int]:
    """Say something to everyone, or to one room."""
    asked = body(MessageRequest)
    with database().write() as session:
        answer = messages.send(
            session,
            known_caller(),
            known_event(),
            text=asked.text,
            text_en=asked.text_en,
            room_id=asked.room,
            nonce=asked.nonce,
            now=moment(session, known_event(), real_now()),
        )
    return jsonify(answer.body), answer.status


@audience("organiser", "room")
def acknowledge(message_id: int) -> tuple[Response, int]:
    """Note that the room has read a message."""
    asked = body(PressRequest)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = messages.acknowledge(session, known_caller(), message_id, nonce=asked.nonce, now=now)
    return jsonify(answer.body), answer.status


@audience("organiser")
def end(message_id: int) -> tuple[Response, int]:
    """Take a message down."""
    asked = body(PressRequest)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = messages.end(session, known_caller(), message_id, nonce=asked.nonce, now=now)
    return jsonify(answer.body), answer.status
