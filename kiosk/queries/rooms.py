"""What a room's tablet shows: its tables, each with its interviews of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kiosk.domain.facts import room_topic
from kiosk.errors import Refused
from kiosk.models import Interview, Room
from kiosk.queries.clocks import ClockView, clock_of, clock_view, existing_event
from kiosk.queries.hall import HallView, hall_view
from kiosk.queries.interviews import InterviewView, interview_views
from kiosk.queries.messages import MessageView, messages_of_room
from kiosk.queries.snapshots import BreakView, EventRef, RoomRef, bounds, breaks, day_shown, event_ref
from kiosk.queries.topics import topic_revision


@dataclass(frozen=True, slots=True)
class TableView:
    """A place in a room and its interviews of the day, by time."""

    number: int
    interviews: tuple[InterviewView, ...]


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


def room_snapshot(
    session: Session,
    event_id: int,
    room_id: str,
    real: dt.datetime,
    tables: Collection[int] | None = None,
) -> RoomSnapshot:
    """A room as it stands; `tables` are the places asked for, None = those with interviews.

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
    numbers = sorted({view.table for view in held} if tables is None else set(tables))
    return RoomSnapshot(
        revision=topic_revision(session, event_id, room_topic(room_id)),
        clock=clock_view(event, real),
        event=event_ref(event),
        day=day,
        room=RoomRef(room.id, room.name, room.name_en, room.tables),
        tables=tuple(TableView(n, tuple(view for view in held if view.table == n)) for n in numbers),
        breaks=breaks(session, event, day),
        hall=hall_view(session, event, day),
        messages=messages_of_room(session, event_id, room_id),
    )
