"""What a room's tablet shows: its tables, each with its interviews of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.clock import Moment
from kiosk.domain.facts import room_topic
from kiosk.domain.floor import FloorOptions
from kiosk.domain.interview_states import OVER, State
from kiosk.domain.outcomes import OutcomeNote
from kiosk.errors import Refused
from kiosk.models import Company, Device, Event, Interview, Room, Wish
from kiosk.queries.clocks import ClockView, clock_of, clock_view, existing_event
from kiosk.queries.hall import HallView, hall_view
from kiosk.queries.interviews import InterviewView, interview_views
from kiosk.queries.late import late_companies
from kiosk.queries.messages import MessageView, messages_of_room
from kiosk.queries.outcomes import outcomes_of
from kiosk.queries.snapshots import (
    BreakView,
    EventRef,
    RoomRef,
    bounds,
    breaks,
    day_shown,
    event_ref,
    rooms,
)
from kiosk.queries.topics import topic_revision
from kiosk.queries.versions import ChangeView, room_changes, version_in_force, version_known


@dataclass(frozen=True, slots=True)
class RoomInterview(InterviewView):
    """An interview as its own room sees it."""

    rank: int | None
    """The supplier's rank of its wish; None unless the organiser lets hosts see it."""
    outcome: OutcomeNote | None
    """What was noted of it, for filling in later."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A place in a room and its interviews of the day, by time."""

    number: int
    interviews: tuple[RoomInterview, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """What a host may read of a company before it sits down."""

    id: str
    region: str
    profile: str
    """A supplier's PR sheet; a buyer's needs."""
    parallel: int
    """How many interviews it can have at once."""
    expected_at: dt.datetime | None
    """When it said it would be here, being late; in the event's zone."""


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """An interview that runs at another table, of a supplier who is still expected at one of these."""

    id: int
    supplier: str
    room: str
    table: int
    ends: dt.datetime


@dataclass(frozen=True, slots=True)
class RoomSnapshot:
    """A room on the day its screens are about."""

    revision: int
    clock: ClockView
    event: EventRef
    day: dt.date
    room: RoomRef
    tables: tuple[TableView, ...]
    breaks: tuple[BreakView, ...]
    hall: HallView
    messages: tuple[MessageView, ...]
    """Announcements, and the room's own until they are acknowledged."""
    sheets: tuple[SheetView, ...]
    """Of every company at these tables."""
    elsewhere: tuple[ElsewhereView, ...]
    rooms: tuple[RoomRef, ...]
    """All rooms, by which `elsewhere` and `changes` name theirs."""
    ask_outcome: bool
    """Finishing an interview opens the form of its outcome."""
    host: str
    """Who stands at the tablet that asks, as they call themselves; empty for others."""
    version: int | None
    """The number of the timetable in force."""
    changes: tuple[ChangeView, ...]
    """What differs here since the version that the tablet which asks has acknowledged."""


def room_snapshot(
    session: Session,
    event_id: int,
    room_id: str,
    real: dt.datetime,
    tables: Collection[int] | None = None,
    device_id: int | None = None,
) -> RoomSnapshot:
    """A room as it stands; `tables` are the places asked for, None = those with interviews.

    `device_id` is the tablet that asks: its host, and what its version does not know yet, are its own.

    Raises:
        Refused: there is no such room.
    """
    event = existing_event(session, event_id)
    room = session.get(Room, (event_id, room_id))
    if room is None:
        raise Refused("no_room", "There is no such room.", 404)
    now = clock_of(event).at(real)
    day = day_shown(session, event, now)
    start, end = bounds(event, day)
    held = interview_views(
        session,
        event_id,
        now,
        Interview.room_id == room_id,
        Interview.starts_at >= start,
        Interview.starts_at < end,
    )
    held = tuple(view for view in held if tables is None or view.table in tables)
    numbers = sorted({view.table for view in held} if tables is None else set(tables))
    own = _as_seen_here(session, event, held)
    device = session.get(Device, device_id) if device_id is not None else None
    known = version_known(session, event_id, device) if device else None
    return RoomSnapshot(
        revision=topic_revision(session, event_id, room_topic(room_id)),
        clock=clock_view(event, real),
        event=event_ref(event),
        day=day,
        room=RoomRef(room.id, room.name, room.name_en, room.tables),
        tables=tuple(TableView(n, tuple(view for view in own if view.table == n)) for n in numbers),
        breaks=breaks(session, event, day),
        hall=hall_view(session, event, day),
        messages=messages_of_room(session, event_id, room_id),
        sheets=_sheets(session, event, held, now),
        elsewhere=_elsewhere(session, event_id, now, held),
        rooms=rooms(session, event_id),
        ask_outcome=FloorOptions.of(event.floor).ask_outcome,
        host=device.host if device else "",
        version=version_in_force(session, event_id),
        changes=room_changes(session, event_id, room_id, known, start, tables) if known else (),
    )


def _as_seen_here(
    session: Session, event: Event, held: tuple[InterviewView, ...]
) -> tuple[RoomInterview, ...]:
    noted = outcomes_of(session, event.id, [view.id for view in held])
    ranks: dict[tuple[str, str], int | None] = {}
    if FloorOptions.of(event.floor).show_rank:
        wished = session.execute(
            select(Wish.supplier_id, Wish.buyer_id, Wish.rank).where(
                Wish.event_id == event.id, Wish.supplier_id.in_({view.supplier.id for view in held})
            )
        )
        ranks = {(row.supplier_id, row.buyer_id): row.rank for row in wished}
    return tuple(
        RoomInterview(
            **{field.name: getattr(view, field.name) for field in fields(InterviewView)},
            rank=ranks.get((view.supplier.id, view.buyer.id)),
            outcome=noted.get(view.id),
        )
        for view in held
    )


def _sheets(
    session: Session, event: Event, held: tuple[InterviewView, ...], now: Moment
) -> tuple[SheetView, ...]:
    late = {key: said.expected_at for key, said in late_companies(session, event.id, now.event).items()}
    ids = {company.id for view in held for company in (view.supplier, view.buyer)}
    found = session.execute(
        select(Company.id, Company.region, Company.profile, Company.parallel)
        .where(Company.event_id == event.id, Company.id.in_(ids))
        .order_by(Company.side, Company.position)
    )
    return tuple(SheetView(*row, expected_at=late.get(row.id)) for row in found)


def _elsewhere(
    session: Session, event_id: int, now: Moment, held: tuple[InterviewView, ...]
) -> tuple[ElsewhereView, ...]:
    """What runs at other tables of those who are still to come to these."""
    expected = {view.supplier.id for view in held if view.state not in OVER}
    here = {view.id for view in held}
    running = interview_views(
        session,
        event_id,
        now,
        Interview.state == State.IN_PROGRESS,
        Interview.supplier_id.in_(expected),
    )
    return tuple(
        ElsewhereView(view.id, view.supplier.id, view.room, view.table, view.ends)
        for view in running
        if view.id not in here
    )
