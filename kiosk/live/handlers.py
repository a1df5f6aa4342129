"""Connecting and watching: an unknown token is refused, a topic is heard only by those it is for."""

from __future__ import annotations

from typing import Any, cast

from flask import request
from flask_socketio import ConnectionRefusedError as Refusal
from flask_socketio import SocketIO, join_room, leave_room

from kiosk.config import Settings
from kiosk.db import Database
from kiosk.live.hub import NAMESPACE, Hub, channel
from kiosk.live.listeners import Listener
from kiosk.live.pulse import keep_beating
from kiosk.live.topics import is_topic, may_hear, topic_of
from kiosk.live.wire import frame_once
from kiosk.queries.devices import device_by_id
from kiosk.queries.tokens import events_there
from kiosk.queries.topics import every_topic, topic_revision
from kiosk.services.devices import note_version
from kiosk.services.tokens import caller_of_token

LONGEST_VERSION = 40


def register(socketio: SocketIO, hub: Hub, database: Database, settings: Settings) -> None:
    """Put the handlers on the namespace `/live` and start the pulse."""

    def connect(auth: object = None) -> None:
        """Let in whoever holds a token of one event.

        Raises:
            ConnectionRefusedError: nobody, or somebody whose pairing was taken back.
        """
        token = auth.get("token") if isinstance(auth, dict) else None
        caller = caller_of_token(database, settings, token) if isinstance(token, str) else None
        if not isinstance(token, str) or caller is None or caller.event_id is None:
            raise Refusal("unauthorised")
        hub.listeners.add(_sid(), Listener(caller, token, caller.event_id))
        _note_version(caller.device_id, auth.get("version") if isinstance(auth, dict) else None)

    def _note_version(device_id: int | None, version: object) -> None:
        """Keep which version of the program a screen runs: a page kept by its browser may be an old one."""
        if device_id is None or not isinstance(version, str) or not 0 < len(version) <= LONGEST_VERSION:
            return
        with database.read() as session:
            device = device_by_id(session, device_id)
        if device is not None and device.version != version:
            with database.write() as session:
                note_version(session, device_id, version)

    def disconnect(*_reason: object) -> None:
        # A client may also send an event of this name and stay: then it must not go on hearing unseen.
        if gone := hub.listeners.remove(_sid()):
            for topic in gone.topics:
                leave_room(channel(gone.event_id, topic))

    def watch(*payload: object) -> dict[str, Any]:
        """Begin to hear a topic; answers where it stands and of which event it is, or why not."""
        asked = payload[0] if payload else None
        topic = asked.get("topic") if isinstance(asked, dict) else None
        listener = hub.listeners.get(_sid())
        if listener is None or not isinstance(topic, str) or not is_topic(topic):
            return {"ok": False, "code": "bad_request"}
        if not may_hear(listener.caller, topic):
            return {"ok": False, "code": "forbidden"}
        topic = topic_of(listener.caller, topic)
        with database.read() as session:
            if not events_there(session, [listener.event_id]):
                return {"ok": False, "code": "no_event"}
            if topic not in every_topic(session, listener.event_id):
                return {"ok": False, "code": "no_topic"}
        # First listen, then read the revision: news between the two is heard, never missed.
        join_room(channel(listener.event_id, topic))
        hub.listeners.watch(_sid(), topic)
        with database.read() as session:
            revision = topic_revision(session, listener.event_id, topic)
        return {"ok": True, "revision": revision, "event": listener.event_id}

    frame_once(socketio)
    socketio.on_event("connect", connect, namespace=NAMESPACE)
    socketio.on_event("disconnect", disconnect, namespace=NAMESPACE)
    socketio.on_event("watch", watch, namespace=NAMESPACE)
    hub.start(lambda: keep_beating(hub, database))


def _sid() -> str:
    return cast(str, request.sid)  # type: ignore[attr-defined]
