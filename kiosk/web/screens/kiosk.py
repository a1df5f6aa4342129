"""The reception's screen: scan a badge, see where to go."""

from __future__ import annotations

from flask import render_template

from kiosk.queries.devices import DeviceView
from kiosk.queries.reception import reception_snapshot
from kiosk.queries.snapshots import as_json
from kiosk.web.context import database, real_now


def show(device: DeviceView, token: str) -> str:
    """The kiosk's page; its scripts speak to the API with the device's token and count the event's clock."""
    with database().read() as session:
        snapshot = as_json(reception_snapshot(session, device.event_id, real_now()))
    return render_template("kiosk/kiosk.html", device=device, token=token, clock=snapshot["clock"])
