"""What the lobby board shows: every table of the day, and what is still to come at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from kiosk.domain.facts import BOARD
from kiosk.domain.interview_states import OVER
from kiosk.models import Interview
from kiosk.queries.clocks import ClockView, clock_of, clock_view, existing_event
from kiosk.queries.hall import HallView, hall_view
from kiosk.queries.interviews import CompanyRef, InterviewView, interview_views
from kiosk.queries.messages import MessageView, announcements
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


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One table. `interviews` are those that are not over, by time; `buyer` is at it now."""

    room: RoomRef
    table: int
    buyer: CompanyRef
    interviews: tuple[InterviewView, ...]


@dataclass(frozen=True, slots=True)
class BoardSnapshot:
    """All tables that have interviews on the day the screens are about, by room and number."""

    revision: int
    clock: ClockView
    event: EventRef
    day: dt.date
    rows: tuple[BoardRow, ...]
    breaks: tuple[BreakView, ...]
    hall: HallView
    announcements: tuple[MessageView, ...]


def board_snapshot(session: Session, event_id: int, real: dt.datetime) -> BoardSnapshot:
    """The hall as it stands."""
    event = existing_event(session, event_id)
    now = clock_of(event).at(real)
    day = day_shown(session, event, now)
    start, end = bounds(event, day)
    held = interview_views(session, event_id, now, Interview.starts_at >= start, Interview.starts_at < end)
    hall = {room.id: (position, room) for position, room in enumerate(rooms(session, event_id))}
    by_table = sorted(held, key=lambda view: (hall[view.room][0], view.table, view.starts))
    return BoardSnapshot(
        revision=topic_revision(session, event_id, BOARD),
        clock=clock_view(event, real),
        event=event_ref(event),
        day=day,
        rows=tuple(
            _row(hall[room_id][1], number, tuple(views))
            for (room_id, number), views in groupby(by_table, key=lambda view: (view.room, view.table))
        ),
        breaks=breaks(session, event, day),
        hall=hall_view(session, event, day),
        announcements=announcements(session, event_id),
    )


def _row(room: RoomRef, number: int, views: tuple[InterviewView, ...]) -> BoardRow:
    coming = tuple(view for view in views if view.state not in OVER)
    return BoardRow(room, number, (coming or views[-1:])[0].buyer, coming)
