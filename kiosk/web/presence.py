"""When each device was last heard from, written down every ten seconds at most; what its screen is."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from kiosk.config import VERSION
from kiosk.queries.devices import DeviceView
from kiosk.services import devices
from kiosk.web.context import caller, database, real_now

EVERY = dt.timedelta(seconds=10)


def note() -> None:
    """Note that the device which is calling is alive."""
    who = caller()
    if who is None or who.device_id is None:
        return
    heard: dict[int, dt.datetime] = current_app.extensions.setdefault("mendan.heard", {})
    real, before = real_now(), heard.get(who.device_id)
    if before is not None and real - before < EVERY:
        return
    heard[who.device_id] = real
    with database().write() as session:
        devices.note_presence(session, (who.device_id,), real)


def note_screen(device: DeviceView) -> None:
    """Note that a device's screen was loaded just now, from this version of the program."""
    with database().write() as session:
        devices.note_presence(session, (device.id,), real_now())
        if device.version != VERSION:
            devices.note_version(session, device.id, VERSION)
