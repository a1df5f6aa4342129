"""The event's own facts."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.queries.snapshots import as_json, event_snapshot
from kiosk.web.audience import audience
from kiosk.web.context import database, known_event, real_now


@audience("board", "kiosk", "room", "organiser")
def event() -> Response:
    """The event the token belongs to: its names, days, rooms, clock and where its feed stands."""
    with database().read() as session:
        snapshot = event_snapshot(session, known_event(), real_now())
    return jsonify(as_json(snapshot))
