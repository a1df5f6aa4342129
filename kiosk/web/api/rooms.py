"""A room's snapshot, who stands at its tablet, and what that tablet has acknowledged."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.errors import Refused
from kiosk.queries.clocks import moment
from kiosk.queries.rooms import room_snapshot
from kiosk.queries.snapshots import as_json
from kiosk.services import rooms
from kiosk.web.api.reading import body
from kiosk.web.api.schemas import HostRequest, VersionRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("room", "organiser")
def room(room_id: str) -> Response:
    """A room as it stands: its tables and their interviews of the day."""
    who = known_caller()
    if who.role == "room" and who.room_id != room_id:
        raise Refused("other_room", "This device belongs to another room.", 403)
    with database().read() as session:
        snapshot = room_snapshot(session, known_event(), room_id, real_now(), who.tables, who.device_id)
    return jsonify(as_json(snapshot))


@audience("room")
def host(room_id: str) -> tuple[Response, int]:
    """Say who stands at this tablet from now on."""
    asked = body(HostRequest)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = rooms.set_host(session, known_caller(), room_id, asked.host, nonce=asked.nonce, now=now)
    return jsonify(answer.body), answer.status


@audience("room")
def version(room_id: str) -> tuple[Response, int]:
    """Note that this tablet's host has seen what a version of the timetable changes here."""
    asked = body(VersionRequest)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = rooms.acknowledge_version(
            session, known_caller(), room_id, asked.version, nonce=asked.nonce, now=now
        )
    return jsonify(answer.body), answer.status
