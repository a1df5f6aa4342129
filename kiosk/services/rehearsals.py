"""Rehearsals: begin one on a copy of the event, end it and leave nothing of it.

The copy is an event like any other. While it is there, the event's devices and phones serve it
(`kiosk.queries.rehearsals`), so that nothing done with them touches the real event. At the end it is deleted,
and all that refers to it with it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, case, cast, delete, insert, literal, null, select
from sqlalchemy.orm import Session, aliased

from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact
from kiosk.domain.interview_states import State
from kiosk.domain.kiosks import KioskOptions
from kiosk.errors import Refused
from kiosk.models import (
    Attendee,
    Badge,
    Base,
    Company,
    Device,
    Event,
    FeedEntry,
    Interview,
    LateNotice,
    Message,
    Outcome,
    PhoneLink,
    Placement,
    Room,
    Scan,
    Session_,
    Shift,
    SolverJob,
    Staff,
    Timetable,
    TopicRevision,
    UnplacedWish,
    Wish,
)
from kiosk.queries.clocks import forget_hours, moment
from kiosk.queries.events import slots
from kiosk.queries.rehearsals import copy_of
from kiosk.services import feed
from kiosk.services.clocks import OPENING

OF_THE_EVENT: tuple[type[Base], ...] = (
    Session_,
    Room,
    Company,
    Staff,
    Attendee,
    Badge,
    Wish,
    PhoneLink,
    Timetable,
    Interview,
)
"""What a copy holds of an event, parents first."""
OF_ITS_TIMETABLES: tuple[type[Base], ...] = (Placement, UnplacedWish)
"""What it holds of the event's published timetables."""
BEGUN_ANEW: tuple[type[Base], ...] = (
    Device,
    Scan,
    Shift,
    Message,
    Outcome,
    LateNotice,
    SolverJob,
    FeedEntry,
    TopicRevision,
)
"""What it does not: the day has not begun, and the devices are the event's own."""
_KEPT = "devices"
"""Under this name the copy keeps how the devices stood, in its `extra`."""


def begin(session: Session, event_id: int, *, actor: str, now: Moment) -> int:
    """Copy an event, its clock 20 minutes before the first slot, and let its devices serve the copy.

    Gives the copy's id.

    Raises:
        Refused: it is a copy itself or is being rehearsed already, or there is nothing to rehearse.
    """
    event = feed.lock_event_row(session, event_id)
    if event.rehearsal_of is not None:
        raise Refused("is_rehearsal", "This is a rehearsal already.", 409)
    if copy_of(session, event_id) is not None:
        raise Refused("rehearsing", "This event is being rehearsed already.", 409)
    laid = slots(session, event_id)
    if not laid or not session.scalar(select(Interview.id).where(Interview.event_id == event_id).limit(1)):
        raise Refused(
            "nothing_to_rehearse", "There is no published timetable yet. Please publish one first.", 409
        )
    copy = _event(session, event, laid[0].starts_at - OPENING, now)
    for model in OF_THE_EVENT:
        _copy(session, model, event_id, copy)
    for model in OF_ITS_TIMETABLES:
        _copy_of_timetables(session, model, event_id, copy)
    feed.record(session, event_id, Fact.REHEARSAL_STARTED, actor=actor, now=now, details={"rehearsal": copy})
    return copy


def end(session: Session, event_id: int, *, actor: str, real: dt.datetime) -> int:
    """End the rehearsal that has this id, and delete all of it; gives the real event's id.

    Raises:
        Refused: there is no such rehearsal.
    """
    home = session.scalar(select(Event.rehearsal_of).where(Event.id == event_id))
    if home is None:
        raise Refused("no_rehearsal", "This rehearsal has ended already.", 404)
    feed.lock_event(session, home)  # first the real event, then its copy, as everybody holds them
    copy = session.get(Event, event_id, with_for_update=True, populate_existing=True)
    if copy is None:
        raise Refused("no_rehearsal", "This rehearsal has ended already.", 404)
    _put_back(session, home, copy.extra.get(_KEPT, {}))
    session.flush()
    session.expunge_all()
    session.execute(delete(Event).where(Event.id == event_id))
    forget_hours(session)
    feed.record(
        session,
        home,
        Fact.REHEARSAL_ENDED,
        actor=actor,
        now=moment(session, home, real),
        details={"rehearsal": event_id},
    )
    return home


def _event(session: Session, event: Event, shown: dt.datetime, now: Moment) -> int:
    anew = {
        "extra": event.extra | {_KEPT: _standing(session, event.id)},
        "created_at": now.real,
        "revision": 0,
        "clock_anchor": now.real,
        "clock_shown": shown,
        "clock_speed": 1.0,
        "held_at": None,
        "rehearsal_of": event.id,
    }
    same = {
        column.key: getattr(event, column.key) for column in Event.__table__.columns if column.key != "id"
    }
    copy = Event(**same | anew)
    session.add(copy)
    session.flush()
    return copy.id


def _copy(session: Session, model: type[Base], event_id: int, copy: int) -> None:
    """Copy an event's rows of one table, in their order; the database numbers anew what it numbers itself."""
    table: Any = model.__table__
    numbered = "event_id" not in table.primary_key.columns
    columns = [column for column in table.c if not (numbered and column.primary_key)]
    anew = _anew(model, copy)
    values = [anew.get(column.key, column) for column in columns]
    rows = select(*values).where(table.c.event_id == event_id).order_by(*table.primary_key.columns)
    if model is Timetable:
        rows = rows.where(Timetable.number.is_not(None))
    session.execute(insert(model).from_select([column.key for column in columns], rows))


def _anew(model: type[Base], copy: int) -> dict[str, Any]:
    """What a copied row has of its own."""
    own: dict[str, Any] = {"event_id": literal(copy)}
    if model is PhoneLink:
        # A token leads to one link: to the real event's, which leads to the copy meanwhile.
        own["token_hash"] = literal(f"{copy}:") + PhoneLink.token_hash
    if model is Interview:
        called_off = Interview.state == State.CANCELLED
        own["state"] = case((called_off, Interview.state), else_=literal(State.SCHEDULED.value))
        own |= dict.fromkeys(("extended_minutes", "shifted_minutes"), literal(0))
        own |= {"no_show_side": literal("")}
        own |= {
            name: cast(null(), Interview.__table__.c[name].type)
            for name in ("called_at", "actual_start", "actual_end", "pressed_at")
        }
    return own


def _copy_of_timetables(session: Session, model: type[Base], event_id: int, copy: int) -> None:
    """Copy what belongs to an event's published timetables, into those of the same numbers."""
    table: Any = model.__table__
    theirs, ours = aliased(Timetable), aliased(Timetable)
    values = [ours.id if column.key == "timetable_id" else column for column in table.c]
    rows = (
        select(*values)
        .select_from(table)
        .join(theirs, theirs.id == table.c.timetable_id)
        .join(ours, and_(ours.event_id == copy, ours.number == theirs.number))
        .where(theirs.event_id == event_id)
    )
    session.execute(insert(model).from_select([column.key for column in table.c], rows))


def _standing(session: Session, event_id: int) -> dict[str, Any]:
    """How the event's devices stand: what a rehearsal changes of them is put back at its end."""
    devices = session.scalars(select(Device).where(Device.event_id == event_id))
    return {
        str(device.id): {
            "host": device.host,
            "acknowledged_version": device.acknowledged_version,
            "clock_offset": device.clock_offset,
            "out_of_order": KioskOptions.of(device.options).out_of_order,
        }
        for device in devices
    }


def _new(device: Device) -> dict[str, Any]:
    return {
        "host": "",
        "acknowledged_version": device.acknowledged_version,
        "clock_offset": device.clock_offset,
        "out_of_order": False,
    }


def _put_back(session: Session, home: int, standing: dict[str, Any]) -> None:
    """Let the event's devices stand as before; those added meanwhile as if nobody had used them yet."""
    for device in session.scalars(select(Device).where(Device.event_id == home)):
        stood = standing.get(str(device.id)) or _new(device)
        device.host = stood["host"]
        device.acknowledged_version = stood["acknowledged_version"]
        device.clock_offset = stood["clock_offset"]
        options = KioskOptions.of(device.options)
        if options.out_of_order != stood["out_of_order"]:
            device.options = replace(options, out_of_order=stood["out_of_order"]).stored()
