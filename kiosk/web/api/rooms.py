"""A room's snapshot."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.errors import Refused
from kiosk.queries.rooms import room_snapshot
from kiosk.queries.snapshots import as_json
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("room", "organiser")
def room(room_id: str) -> Response:
    """A room as it stands: its tables and their interviews of the day."""
    who = known_caller()
    if who.role == "room" and who.room_id != room_id:
        raise Refused("other_room", "This device belongs to another room.", 403)
    with database().read() as session:
        snapshot = room_snapshot(session, known_event(), room_id, real_now(), who.tables)
    return jsonify(as_json(snapshot))
