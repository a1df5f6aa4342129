"""A room's tablet: who is at the table, who is next, and the buttons of the host."""

from __future__ import annotations

from flask import render_template

from kiosk.domain.interview_states import NO_SHOW_GRACE_MINUTES
from kiosk.queries.devices import DeviceView


def show(device: DeviceView, token: str) -> str:
    """The tablet's page; its scripts speak to the API with the device's token."""
    return render_template("room/room.html", device=device, token=token, grace=NO_SHOW_GRACE_MINUTES)
