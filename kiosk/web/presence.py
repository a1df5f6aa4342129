"""When each device was last heard from, written down at most every half minute."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from kiosk.services import devices
from kiosk.web.context import caller, database, real_now

EVERY = dt.timedelta(seconds=30)


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
