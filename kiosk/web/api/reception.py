"""Where reception stands, and what its kiosks say of themselves."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.queries.devices import device_by_id
from kiosk.queries.reception import reception_snapshot
from kiosk.queries.snapshots import as_json
from kiosk.services import devices
from kiosk.web.api.reading import body
from kiosk.web.api.schemas_reception import StateRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("kiosk", "organiser")
def reception() -> Response:
    """How many people are expected, have come, and are in the building."""
    with database().read() as session:
        snapshot = reception_snapshot(session, known_event(), real_now())
    return jsonify(as_json(snapshot))


@audience("kiosk")
def reception_state() -> Response:
    """Take what a kiosk says of itself: scans that wait, conflicts, whether its origin is secure."""
    report, device_id = body(StateRequest).report(), known_caller().device_id or 0
    with database().read() as session:
        device = device_by_id(session, device_id)
    if device is not None and device.report != report:
        with database().write() as session:
            devices.note_report(session, device_id, report)
    return jsonify({})
