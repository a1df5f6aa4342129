"""Crowds: simulated people and hosts of rehearsals, each in a process of its own beside the server.

A crowd is told once who takes part and when; from then on it knows no more than devices do. Its kiosk and its
rooms' tablets are devices of the rehearsal itself and go with it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

import kiosk
from kiosk.crowd.plan import Meeting, Party, Person, Plan, Strength
from kiosk.db import Database
from kiosk.domain.kiosks import Profile
from kiosk.errors import Refused
from kiosk.models import Attendee, Badge, Company, Device, Event, Interview, Room
from kiosk.models.parties import SUPPLIER
from kiosk.queries.clocks import moment
from kiosk.security import device_token, digest
from kiosk.services import feed
from kiosk.services.phone_links import links_of

log = logging.getLogger(__name__)
ACTOR = "crowd"
NAME = "模擬来場者 Crowd"
"""What its devices are called where it is said who did something, for readers of either language."""
STOPS_WITHIN = 5.0
"""Seconds after which a crowd that was asked to stop is ended."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an organiser chooses of a crowd."""

    seed: int = 1
    strength: Strength = field(default_factory=Strength)
    played: frozenset[str] = frozenset()
    """The rooms in which people press the buttons."""


class Crowds:
    """The crowds of this server, one for each rehearsal at most."""

    def __init__(self, key: str, authority: Path) -> None:
        """`key` is the instance's; `authority` the file of its own certificate authority, if it has one."""
        self._key, self._authority = key, authority
        self._lock = threading.Lock()
        self._running: dict[int, tuple[subprocess.Popen[str], Setting]] = {}
        self.address = ""
        """Where this server is reached; known once it serves."""

    def start(self, database: Database, event_id: int, setting: Setting, real: dt.datetime) -> None:
        """Let a crowd live in a rehearsal; one that was there before goes.

        Raises:
            Refused: the event is no rehearsal.
        """
        secure = self.address.startswith("https:")
        authority = str(self._authority) if secure and self._authority.is_file() else ""
        with database.write() as session:
            plan = plan_of(session, event_id, setting, self.address, authority, key=self._key, real=real)
        self.stop(event_id)
        with self._lock:
            self._running[event_id] = (begin(plan), setting)

    def running(self, event_id: int) -> Setting | None:
        """With what settings a crowd is alive in a rehearsal, if one is."""
        with self._lock:
            process, setting = self._running.get(event_id, (None, None))
        return setting if process is not None and process.poll() is None else None

    def wait(self, event_id: int) -> None:
        """Until a rehearsal's crowd has gone, as when the rehearsal ends."""
        with self._lock:
            found = self._running.get(event_id)
        if found is not None:
            found[0].wait()

    def stop(self, event_id: int) -> None:
        """Let a rehearsal's crowd go, if it has one."""
        with self._lock:
            found = self._running.pop(event_id, None)
        if found is not None:
            end(found[0])

    def close(self) -> None:
        """Let all crowds go."""
        for event_id in list(self._running):
            self.stop(event_id)


def begin(plan: Plan, *, listen: bool = False) -> subprocess.Popen[str]:
    """Start a crowd's process; it lives until its input is closed. `listen`: its output can be read."""
    here = str(Path(kiosk.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH", ""))))
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.crowd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if listen else subprocess.DEVNULL,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
    )
    assert process.stdin is not None  # noqa: S101 - opened as a pipe above
    process.stdin.write(plan.written() + "\n")
    process.stdin.flush()
    return process


def end(process: subprocess.Popen[str]) -> None:
    """End a crowd's process."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        log.warning("a crowd did not go by itself")
        process.kill()
        process.wait()


def plan_of(
    session: Session,
    event_id: int,
    setting: Setting,
    address: str,
    authority: str,
    *,
    key: str,
    real: dt.datetime,
) -> Plan:
    """What a crowd is told of a rehearsal, with a kiosk and tablets made for it.

    Raises:
        Refused: the event is no rehearsal.
    """
    event = feed.lock_event_row(session, event_id)
    if event.rehearsal_of is None:
        raise Refused("no_rehearsal", "A crowd is simulated in a rehearsal only.", 409)
    zone = ZoneInfo(event.timezone)
    companies = session.scalars(select(Company).where(Company.event_id == event_id)).all()
    rooms = session.scalars(select(Room.id).where(Room.event_id == event_id).order_by(Room.position)).all()
    interviews = session.scalars(
        select(Interview).where(Interview.event_id == event_id).order_by(Interview.starts_at, Interview.id)
    ).all()
    later = {one.id: dt.timedelta(minutes=one.shifted_minutes) for one in interviews}
    return Plan(
        address=address,
        authority=authority,
        kiosk=_device(session, event, "kiosk", None, key, real),
        rooms={
            room: _device(session, event, "room", room, key, real)
            for room in rooms
            if room not in setting.played
        },
        seed=setting.seed,
        strength=setting.strength,
        parties=tuple(
            Party(one.id, one.side == SUPPLIER, one.partner or one.region, one.parallel) for one in companies
        ),
        people=_people(session, event_id, key, real),
        meetings=tuple(
            Meeting(
                one.id,
                one.supplier_id,
                one.buyer_id,
                one.room_id,
                one.table_no,
                (one.starts_at + later[one.id]).astimezone(zone),
                (one.ends_at + later[one.id]).astimezone(zone),
                tuple(one.staff),
            )
            for one in interviews
        ),
    )


def _people(session: Session, event_id: int, key: str, real: dt.datetime) -> tuple[Person, ...]:
    """Everybody whose badge is good, with their phone page's token."""
    rows = session.execute(
        select(Attendee.id, Badge.code, Attendee.company_id, Attendee.staff_id)
        .join(Badge, (Badge.event_id == Attendee.event_id) & (Badge.attendee_id == Attendee.id))
        .where(Attendee.event_id == event_id, Attendee.cancelled_at.is_(None), Badge.revoked_at.is_(None))
        .order_by(Attendee.position)
    ).all()
    now = moment(session, event_id, real)
    links = links_of(session, event_id, [row.id for row in rows], key=key, actor=ACTOR, now=now)
    return tuple(
        Person(row.id, row.code, row.company_id or row.staff_id or "", links.get(row.id, "")) for row in rows
    )


def _device(session: Session, event: Event, role: str, room: str | None, key: str, real: dt.datetime) -> str:
    """The token of the crowd's own device of a role, which is made the first time; nobody is told of it."""
    known = session.scalar(
        select(Device).where(Device.event_id == event.id, Device.role == role, Device.room_id == room)
    )
    if known is None:
        known = Device(
            event_id=event.id,
            role=role,
            name=NAME,
            room_id=room,
            tables=None,
            language=event.language,
            profile=Profile.DESK if role == "kiosk" else "",
            created_at=real,
            paired_at=real,
        )
        session.add(known)
        session.flush()
        known.token_hash = digest(device_token(key, known.id, known.generation))
    return device_token(key, known.id, known.generation)
