"""A served event to measure: an instance of its own with people, a published timetable and paired devices."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bench.generate import generate
from bench.shapes import Shape
from kiosk.config import Settings
from kiosk.db import Database
from kiosk.domain.clock import REAL
from kiosk.models import Badge, Room, User
from kiosk.queries.clocks import moment
from kiosk.queries.events import slots
from kiosk.services.clocks import set_rehearsal
from kiosk.services.devices import add_device
from kiosk.services.importing import save_event
from kiosk.services.publishing import Draft, publish, save_draft
from kiosk.services.tokens import organiser_token
from kiosk.services.users import first_account
from scheduler.solver import solve

ACTOR = "bench"
READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Hall:
    """What a benchmark needs to know of the event it loads."""

    settings: Settings
    database: Database
    event_id: int
    codes: tuple[str, ...]
    """The code of everybody's badge."""
    rooms: tuple[str, ...]


def make_hall(folder: Path, shape: Shape, seed: int = 1) -> Hall:
    """Import an invented event, publish a first timetable of it, set its clock just before the first slot."""
    settings = Settings.load(folder)
    database = Database(settings.database_url)
    database.migrate()
    data = generate(shape, seed)
    found = solve(data.problem, time_limit=0, reasons=False)
    if found.timetable is None:
        raise RuntimeError(f"no timetable for {shape.name}")
    first_account(database, now())
    with database.write() as session:
        event_id = save_event(session, data, actor=ACTOR, now=REAL.at(now()))
        draft = Draft(found.status.value, (), found.seconds, found.timetable.interviews, ())
        started = slots(session, event_id)[0].starts_at
        at = moment(session, event_id, now())
        timetable = save_draft(session, event_id, draft, actor=ACTOR, now=at)
        publish(session, event_id, timetable, actor=ACTOR, now=at)
        set_rehearsal(session, event_id, started - dt.timedelta(minutes=10), 1.0, actor=ACTOR, now=at)
    with database.read() as session:
        codes = tuple(session.scalars(select(Badge.code).order_by(Badge.id)))
        rooms = tuple(session.scalars(select(Room.id).order_by(Room.position)))
    return Hall(settings, database, event_id, codes, rooms)


def pair(hall: Hall, role: str, room: str | None = None) -> tuple[int, str]:
    """A device of the hall: its number and its token."""
    with hall.database.write() as session:
        added = add_device(
            session,
            hall.event_id,
            role=role,
            name=role,
            key=hall.settings.secret_key,
            actor=ACTOR,
            now=moment(session, hall.event_id, now()),
            room_id=room,
        )
    return added.device_id, added.token


def organiser(hall: Hall) -> str:
    """The token of an organiser's page."""
    with hall.database.read() as session:
        user = session.scalars(select(User.id).limit(1)).one()
    return organiser_token(hall.settings.secret_key, user, hall.event_id)


def now() -> dt.datetime:
    """The world's time."""
    return dt.datetime.now(dt.UTC)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(hall: Hall) -> Iterator[tuple[int, int]]:
    """`mendan serve` on the hall's instance; gives its port and its process id."""
    port = free_port()
    program = Path(__file__).resolve().parent.parent / "run.py"
    command = [sys.executable, str(program), "--instance", str(hall.settings.instance)]
    with running([*command, "serve", "--host", "127.0.0.1", "--port", str(port)], port, "/healthz") as number:
        yield port, number


@contextlib.contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[int]:
    """A server as a process of its own, from the moment it answers until the end of the block."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{' '.join(command)} does not answer") from None
                time.sleep(0.05)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
