"""The pulse: every watched topic is told each five seconds where it stands and what time it is.

A screen that hears none for twelve seconds knows that its data are old. The same beat hangs up on those whose
pairing or link was taken back, and moves those whose rehearsal was begun or ended, by another process or from
the command line.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from collections.abc import Iterator

from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.domain.facts import told_as
from kiosk.live.hub import NAMESPACE, Hub, channel
from kiosk.models import Event
from kiosk.queries.clocks import clock_view
from kiosk.queries.tokens import events_served, events_there
from kiosk.queries.topics import topic_revisions
from kiosk.services.devices import note_presence

SECONDS = 5
NOTED_EACH = 2
"""Beats between two notes of who is there: often enough that nobody seems gone who is not."""
log = logging.getLogger(__name__)


def keep_beating(hub: Hub, database: Database) -> None:
    """Beat until the hub stops; every other beat also notes which devices are there."""
    for number in itertools.count():
        if hub.listeners.closed_within(SECONDS):
            return
        try:
            beat(hub, database, dt.datetime.now(dt.UTC))
            if number % NOTED_EACH == 0:
                note_devices(hub, database, dt.datetime.now(dt.UTC))
        except Exception:
            # Screens say "stale" by themselves; the next beat may do better.
            log.exception("a pulse failed")


def beat(hub: Hub, database: Database, real: dt.datetime) -> None:
    """One pulse to every topic that someone watches in this process."""
    listeners = hub.listeners.all()
    if not listeners:
        return
    held = {listener.token for _, listener in listeners if listener.caller.role != "organiser"}
    with database.read() as session:
        served = events_served(session, held)
        there = events_there(session, (listener.event_id for _, listener in listeners))
        pulses = [
            pulse
            for event_id, topics in hub.listeners.watched().items()
            for pulse in _pulses(session, event_id, sorted(topics), real)
        ]
    for sid, listener in listeners:
        if listener.token in held and listener.token not in served:
            hub.hang_up(sid)
        elif (event_id := served.get(listener.token, listener.event_id)) != listener.event_id:
            hub.move(sid, event_id)
        elif event_id not in there:
            hub.hang_up(sid)
    for room, pulse in pulses:
        # Each process beats for its own listeners: through the message queue they would hear it twice.
        hub.socketio.emit("pulse", pulse, namespace=NAMESPACE, to=room, ignore_queue=True)
        hub.socketio.sleep(0)  # news goes before the rest of the beat


def note_devices(hub: Hub, database: Database, real: dt.datetime) -> None:
    """A screen that listens is alive, though it asks for nothing."""
    everyone = hub.listeners.all()
    devices = {key for _, listener in everyone if (key := listener.caller.device_id) is not None}
    if devices:
        with database.write() as session:
            note_presence(session, devices, real)


def _pulses(
    session: Session, event_id: int, topics: list[str], real: dt.datetime
) -> Iterator[tuple[str, dict[str, object]]]:
    """What each of an event's topics is told, after the name of where it is heard."""
    event = session.get(Event, event_id)
    if event is None:
        return
    clock = clock_view(event, real)
    told = {"now": clock.now.isoformat(), "speed": clock.speed, "rehearsal": clock.rehearsal}
    stand = topic_revisions(session, event_id)
    for topic in topics:
        revision = stand.get(topic, 0)
        yield channel(event_id, topic), {"topic": told_as(topic), "revision": revision, "clock": told}
