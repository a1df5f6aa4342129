"""Where reception stands."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.queries.reception import reception_snapshot
from kiosk.queries.snapshots import as_json
from kiosk.web.audience import audience
from kiosk.web.context import database, known_event, real_now


@audience("kiosk", "organiser")
def reception() -> Response:
    """How many people are expected, have come, and are in the building."""
    with database().read() as session:
        snapshot = reception_snapshot(session, known_event(), real_now())
    return jsonify(as_json(snapshot))
