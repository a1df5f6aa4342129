"""A device that only listens is known to be there."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.db import Database
from kiosk.live.hub import Hub
from kiosk.live.pulse import note_devices
from kiosk.queries.devices import devices
from tests.kiosk import make
from tests.kiosk.live.conftest import Screen


def test_devices_that_listen_are_noted_and_no_others(
    db: Database, event_id: int, hub: Hub, screen: Callable[..., Screen]
) -> None:
    screen("kiosk")
    screen("organiser")
    with db.write() as session:
        make.device(session, event_id, "board")
    note_devices(hub, db, make.at("10:05"))
    with db.read() as session:
        seen = {device.role: device.last_seen for device in devices(session, event_id)}
    assert seen == {"kiosk": make.at("10:05"), "board": None}
