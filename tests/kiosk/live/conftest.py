"""Screens that are connected, and what they have heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask
from flask_socketio import SocketIO, SocketIOTestClient

from kiosk.db import Database
from kiosk.live.hub import NAMESPACE, Hub
from tests.kiosk import make


class Screen:
    """One connection to `/live`."""

    def __init__(self, app: Flask, auth: object) -> None:
        socketio = cast(SocketIO, app.extensions["mendan.socketio"])
        self.client = SocketIOTestClient(app, socketio, namespace=NAMESPACE, auth=auth)

    @property
    def connected(self) -> bool:
        return bool(self.client.is_connected(NAMESPACE))

    def watch(self, topic: str) -> dict[str, Any]:
        return self.send("watch", {"topic": topic})

    def send(self, event: str, *payload: object) -> Any:
        return self.client.emit(event, *payload, namespace=NAMESPACE, callback=True)

    def heard(self, event: str) -> list[dict[str, Any]]:
        """What came since it was asked last."""
        received = self.client.get_received(NAMESPACE)
        return [message["args"][0] for message in received if message["name"] == event]


@pytest.fixture
def hub(app: Flask) -> Hub:
    return cast(Hub, app.extensions["mendan.hub"])


@pytest.fixture
def screen(app: Flask, db: Database, event_id: int) -> Callable[..., Screen]:
    """Connect a device of the event: `screen("room", "R1")`, or an organiser's page."""

    def connect(role: str, room: str | None = None) -> Screen:
        with db.write() as session:
            if role == "organiser":
                token = make.organiser(session, event_id)
            else:
                _, token = make.device(session, event_id, role, room)
        return Screen(app, {"token": token})

    return connect
