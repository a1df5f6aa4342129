"""The demonstration: an example event, solved and published, twenty minutes before its first interview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.domain.clock import REAL, Moment
from kiosk.models import Attendee, Device, Event, Interview, Room, SolverJob, Timetable
from kiosk.queries.clocks import clock_of, moment
from kiosk.queries.events import slots
from kiosk.queries.rehearsals import copy_of
from kiosk.services import rehearsals
from kiosk.services.clocks import set_rehearsal
from kiosk.services.devices import add_device, new_link
from kiosk.services.importing import same_event, save_event
from kiosk.services.phone_links import link_of
from kiosk.services.publishing import publish
from kiosk.services.solver_jobs import SolverJobs, Watch
from scheduler.formats import EventData, read_event

ACTOR = "demo"
BEFORE = dt.timedelta(minutes=20)
SOLVE_SECONDS = 20
DAY_BEFORE = dt.timedelta(minutes=6)
DAY_SPEED = 20.0
"""Of the demonstration's day: a slot takes a minute."""
BUSY = 0.6
"""The demonstration's day is shown from the first slot on that is as full as this share of the fullest."""
NAMES = {
    "kiosk": ("受付", "Reception"),
    "room": ("%s タブレット", "%s tablet"),
    "board": ("ロビー", "Lobby"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time code that pairs a browser as a device."""

    role: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class DemoDay:
    """A rehearsal that is about to begin. `pages`: what to look at, in both languages, with their paths."""

    event_id: int
    """The copy's."""
    speed: float
    pages: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """What stands ready. `published` is None when there was nothing to solve or no timetable was found."""

    event_id: int
    name: str
    imported: bool
    published: int | None
    clock_set_back: bool
    links: tuple[Link, ...]


def prepare(
    database: Database,
    jobs: SolverJobs,
    example: Path,
    *,
    key: str,
    clock: Callable[[], dt.datetime],
    watch: Watch,
) -> Demo:
    """Make sure there is an event to look at, and links for its screens.

    An event that is there stays as it is, but a rehearsal clock past its day is set back. `key` is the
    instance's, `clock` the world's time.
    """
    with database.read() as session:
        event_id = _present(session)
    imported = event_id is None
    if event_id is None:
        event_id = _import(database, read_event(example), clock)
    published = _publish_first(database, jobs, event_id, example, clock, watch)
    back = not imported and _set_back(database, event_id, clock)
    links = tuple(_link(database, event_id, role, key, clock) for role in NAMES)
    with database.read() as session:
        name = session.get_one(Event, event_id).name
    return Demo(event_id, name, imported, published, back, links)


def begin_day(database: Database, event_id: int, *, key: str, clock: Callable[[], dt.datetime]) -> DemoDay:
    """Rehearse the event's day from just before it is busy; a rehearsal that was there before goes.

    Raises:
        Refused: it has no published timetable.
    """
    with database.write() as session:
        before = copy_of(session, event_id)
        if before is not None:
            rehearsals.end(session, before, actor=ACTOR, real=clock())
    with database.write() as session:
        now = moment(session, event_id, clock())
        copy = rehearsals.begin(session, event_id, actor=ACTOR, now=now)
        shown = _busy_from(session, copy) - DAY_BEFORE
        set_rehearsal(session, copy, shown, DAY_SPEED, actor=ACTOR, now=moment(session, copy, clock()))
        pages = [
            ("本部", "Control desk", f"/events/{copy}/desk"),
            ("リハーサル", "Rehearsal", f"/events/{copy}/rehearsal"),
        ]
        if phone := _somebodys_phone(session, copy, key, moment(session, copy, clock())):
            pages.append(("スマートフォン", "Phone", f"/p/{phone}"))
    return DemoDay(copy, DAY_SPEED, tuple(pages))


def _busy_from(session: Session, event_id: int) -> dt.datetime:
    """The start of the first slot with about as much going on as there ever is."""
    starts = select(Interview.starts_at, func.count()).where(Interview.event_id == event_id)
    held = session.execute(starts.group_by(Interview.starts_at).order_by(Interview.starts_at)).all()
    most = max(number for _, number in held)
    found: dt.datetime = next(at for at, number in held if number >= BUSY * most)
    return found


def _somebodys_phone(session: Session, event_id: int, key: str, now: Moment) -> str | None:
    """The token of the page of somebody with as many interviews as anybody."""
    busiest = (
        select(Interview.supplier_id)
        .where(Interview.event_id == event_id)
        .group_by(Interview.supplier_id)
        .order_by(func.count().desc(), Interview.supplier_id)
        .limit(1)
    )
    attendee = session.scalar(
        select(Attendee.id)
        .where(Attendee.event_id == event_id, Attendee.company_id.in_(busiest))
        .order_by(Attendee.position)
        .limit(1)
    )
    return link_of(session, event_id, attendee, key=key, actor=ACTOR, now=now) if attendee else None


def _present(session: Session) -> int | None:
    """The event to show: one that is rehearsed before others, the newest first."""
    return session.scalar(
        select(Event.id)
        .where(Event.rehearsal_of.is_(None))
        .order_by(Event.clock_anchor.is_(None), Event.id.desc())
        .limit(1)
    )


def _import(database: Database, data: EventData, clock: Callable[[], dt.datetime]) -> int:
    with database.write() as session:
        event_id = save_event(session, data, actor=ACTOR, now=REAL.at(clock()))
        _rehearse(session, event_id, clock())
    return event_id


def _publish_first(
    database: Database,
    jobs: SolverJobs,
    event_id: int,
    example: Path,
    clock: Callable[[], dt.datetime],
    watch: Watch,
) -> int | None:
    """Solve and publish the example unless it has a timetable already, as after a start cut short."""
    with database.read() as session:
        if session.scalar(select(Timetable.id).where(Timetable.event_id == event_id).limit(1)) is not None:
            return None
        if same_event(session, read_event(example)) != event_id:
            return None
    job_id = jobs.solve(event_id, actor=ACTOR, time_limit=SOLVE_SECONDS, watch=watch)
    with database.write() as session:
        timetable_id = session.get_one(SolverJob, job_id).timetable_id
        if timetable_id is None:
            return None
        now = moment(session, event_id, clock())
        number = publish(session, event_id, timetable_id, actor=ACTOR, now=now)
        _rehearse(session, event_id, clock())
    return number


def _set_back(database: Database, event_id: int, clock: Callable[[], dt.datetime]) -> bool:
    """Set a rehearsal clock back that has run past the event's last day; tells whether it had."""
    with database.write() as session:
        event = session.get_one(Event, event_id)
        now = clock_of(event).at(clock())
        laid = slots(session, event_id)
        today = now.event.astimezone(ZoneInfo(event.timezone)).date()
        if not clock_of(event).rehearsal or not laid or today <= laid[-1].date:
            return False
        _rehearse(session, event_id, clock())
    return True


def _rehearse(session: Session, event_id: int, real: dt.datetime) -> None:
    laid = slots(session, event_id)
    if laid:
        now = moment(session, event_id, real)
        set_rehearsal(session, event_id, laid[0].starts_at - BEFORE, 1.0, actor=ACTOR, now=now)


def _link(database: Database, event_id: int, role: str, key: str, clock: Callable[[], dt.datetime]) -> Link:
    """A fresh link for the demonstration's own device of a role, which is added the first time."""
    with database.write() as session:
        event = session.get_one(Event, event_id)
        now = clock_of(event).at(clock())
        room = session.scalar(select(Room).where(Room.event_id == event_id).order_by(Room.position).limit(1))
        japanese, english = NAMES[role]
        name = english if event.language == "en" else japanese
        if role == "room" and room is not None:
            name %= (room.name_en if event.language == "en" else "") or room.name
        known = session.scalar(
            select(Device.id).where(
                Device.event_id == event_id,
                Device.role == role,
                Device.name == name,
                Device.revoked_at.is_(None),
            )
        )
        if known is not None:
            return Link(role, name, new_link(session, event_id, known, key, ACTOR, now))
        added = add_device(
            session,
            event_id,
            role=role,
            name=name,
            key=key,
            actor=ACTOR,
            now=now,
            room_id=room.id if role == "room" and room is not None else None,
            language=event.language,
        )
        return Link(role, name, added.pairing_code)
