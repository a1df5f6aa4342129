"""The hall's snapshot."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.queries.board import board_snapshot
from kiosk.queries.snapshots import as_json
from kiosk.web.audience import audience
from kiosk.web.context import database, known_event, real_now


@audience("board", "kiosk", "room", "organiser")
def board() -> Response:
    """The hall as it stands: every table of the day and what is still to come at it."""
    with database().read() as session:
        snapshot = board_snapshot(session, known_event(), real_now())
    return jsonify(as_json(snapshot))
