"""Connecting and watching: an unknown token is refused, a topic is heard only by those it is for."""

from __future__ import annotations

from flask_socketio import SocketIO

from kiosk.config import Settings
from kiosk.db import Database
from kiosk.live.hub import Hub


def register(socketio: SocketIO, hub: Hub, database: Database, settings: Settings) -> None:
    """Put the handlers on the namespace `/live`."""
