"""A device that only listens is known to be there."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from kiosk.db import Database
from kiosk.live.hub import Hub
from kiosk.live.pulse import note_devices
from kiosk.queries.devices import device_by_id, devices
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


def test_screen_says_which_version_of_the_program_it_runs(app: Flask, db: Database, event_id: int) -> None:
    with db.write() as session:
        device_id, token = make.device(session, event_id, "kiosk")
    for said, kept in (
        ({"version": "0.1"}, "0.1"),
        ({}, "0.1"),
        ({"version": "x" * 41}, "0.1"),
        ({"version": 2}, "0.1"),
    ):
        assert Screen(app, {"token": token} | said).connected
        with db.read() as session:
            device = device_by_id(session, device_id)
        assert device is not None
        assert device.version == kept
