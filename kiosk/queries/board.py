"""What the lobby board shows: every table of the day, and what is still to come at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.facts import BOARD
from kiosk.domain.floor import BoardSide, FloorOptions
from kiosk.domain.interview_states import OVER
from kiosk.domain.kana import place
from kiosk.models import Company, Interview
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

NOBODY = CompanyRef("", "", "")
"""A company whose name the board is not to show."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One table. `interviews` are those that are not over, by time; `buyer` is at it now."""

    room: RoomRef
    table: int
    buyer: CompanyRef
    interviews: tuple[InterviewView, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A company with interviews still to come, as one looks for it in a list."""

    company: CompanyRef
    head: str
    """あ, か, さ …: the row of the kana table it stands in; A: Latin letters; #: its reading is not known."""


@dataclass(frozen=True, slots=True)
class BoardSnapshot:
    """All tables that have interviews on the day the screens are about, by room and number.

    Names of the side that the floor's options leave out are empty, and so are its companies' ids.
    """

    revision: int
    clock: ClockView
    event: EventRef
    day: dt.date
    rows: tuple[BoardRow, ...]
    breaks: tuple[BreakView, ...]
    index: tuple[IndexEntry, ...]
    """Whose names are shown, by their reading."""
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
    side = FloorOptions.of(event.floor).board_side
    by_table = sorted(
        (_shown(view, side) for view in held), key=lambda view: (hall[view.room][0], view.table, view.starts)
    )
    rows = tuple(
        _row(hall[room_id][1], number, tuple(views))
        for (room_id, number), views in groupby(by_table, key=lambda view: (view.room, view.table))
    )
    return BoardSnapshot(
        revision=topic_revision(session, event_id, BOARD),
        clock=clock_view(event, real),
        event=event_ref(event),
        day=day,
        rows=rows,
        breaks=breaks(session, event, day),
        index=_index(session, event_id, rows),
        hall=hall_view(session, event, day),
        announcements=announcements(session, event_id),
    )


def _row(room: RoomRef, number: int, views: tuple[InterviewView, ...]) -> BoardRow:
    coming = tuple(view for view in views if view.state not in OVER)
    return BoardRow(room, number, (coming or views[-1:])[0].buyer, coming)


def _shown(view: InterviewView, side: BoardSide) -> InterviewView:
    """An interview as a lobby may know it: not who is here or will be late, nor names that are not shown."""
    public = replace(view, arrived=False, expected_at=None)
    if side is BoardSide.BUYER:
        return replace(public, supplier=NOBODY)
    return replace(public, buyer=NOBODY) if side is BoardSide.SUPPLIER else public


def _index(session: Session, event_id: int, rows: Iterable[BoardRow]) -> tuple[IndexEntry, ...]:
    views = [view for row in rows for view in row.interviews]
    found = {ref.id: ref for view in views for ref in (view.buyer, view.supplier) if ref != NOBODY}
    read = select(Company.id, Company.kana).where(Company.event_id == event_id)
    placed = {row.id: place(row.kana, found[row.id].name) for row in session.execute(read) if row.id in found}
    order = sorted(found, key=lambda key: placed[key][1])
    return tuple(IndexEntry(found[key], placed[key][0]) for key in order)
