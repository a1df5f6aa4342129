"""The reception's screen: scan a badge, see where to go."""

from __future__ import annotations

from flask import render_template

from kiosk.queries.devices import DeviceView


def show(device: DeviceView, token: str) -> str:
    """The kiosk's page; its scripts speak to the API with the device's token."""
    return render_template("kiosk/kiosk.html", device=device, token=token)
