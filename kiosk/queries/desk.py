"""What the control desk shows: the whole day, its troubles, what was said and what has happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from kiosk.domain.alerts import (
    Alert,
    Meeting,
    OpenMessage,
    SilentDevice,
    device_alerts,
    meeting_alerts,
    message_alerts,
    ranked,
)
from kiosk.domain.day_end import DayEnd, day_end
from kiosk.domain.facts import ORGANISER
from kiosk.domain.interview_states import State
from kiosk.models import Company, Event, Interview, Message, Timetable
from kiosk.queries.attendance import day_of, inside_companies
from kiosk.queries.clocks import ClockView, clock_of, clock_view
from kiosk.queries.devices import DeviceView, devices
from kiosk.queries.feed import FeedLine, Names, latest, names
from kiosk.queries.hall import HallView, hall_view
from kiosk.queries.late import late_companies
from kiosk.queries.messages import MessageView, messages
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

_GIVEN_UP = {State.NO_SHOW: 1, State.CANCELLED: 2}
"""States that leave a place to another interview: the higher, the less is missed of it."""


@dataclass(frozen=True, slots=True)
class Party:
    """A company of the day. `inside`: somebody of it is in the building."""

    id: str
    name: str
    kana: str
    name_en: str
    inside: bool


@dataclass(frozen=True, slots=True)
class DeskInterview:
    """One cell of the grid; companies by their ids, times in the event's zone, extensions counted in."""

    id: int
    state: State
    planned: dt.datetime
    starts: dt.datetime
    ends: dt.datetime
    supplier: str
    buyer: str
    called_at: dt.datetime | None
    actual_start: dt.datetime | None
    actual_end: dt.datetime | None
    no_show_side: str


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One table and its interviews of the day, by the time they were planned for: one at a time.

    Where one was called off or missed and another took its place, that is the other one.
    """

    room: str
    table: int
    interviews: tuple[DeskInterview, ...]


@dataclass(frozen=True, slots=True)
class DeskSnapshot:
    """The day as a grid of tables × slots: what news keeps up to date."""

    revision: int
    clock: ClockView
    event: EventRef
    day: dt.date
    version: int | None
    """The number of the timetable in force."""
    rooms: tuple[RoomRef, ...]
    hall: HallView
    breaks: tuple[BreakView, ...]
    companies: tuple[Party, ...]
    rows: tuple[DeskRow, ...]


@dataclass(frozen=True, slots=True)
class DeskNow:
    """What follows from the day at this moment, and is asked for again while it runs."""

    alerts: tuple[Alert, ...]
    end: DayEnd | None
    messages: tuple[MessageView, ...]
    feed: tuple[FeedLine, ...]
    names: Names
    devices: tuple[DeviceView, ...]
    starts: dict[int, dt.datetime]
    """When the day's interviews start by now."""
    announced: dict[str, dt.datetime]
    """When companies that come late said they would be here."""
    acknowledged_by: dict[int, str]
    """Who read a message, as the feed names them."""


def desk_snapshot(session: Session, event: Event, real: dt.datetime) -> DeskSnapshot:
    """The day that screens are about, in a fixed number of statements."""
    now = clock_of(event).at(real)
    day = day_shown(session, event, now)
    zone = ZoneInfo(event.timezone)
    places = rooms(session, event.id)
    order = {room.id: number for number, room in enumerate(places)}
    found = sorted(
        _interviews(session, event, day), key=lambda row: (order[row.room_id], row.table_no, row.starts_at)
    )
    inside = inside_companies(session, event.id, day_of(event, now.event))
    held = {key for row in found for key in (row.supplier_id, row.buyer_id)}
    return DeskSnapshot(
        revision=topic_revision(session, event.id, ORGANISER),
        clock=clock_view(event, real),
        event=event_ref(event),
        day=day,
        version=session.scalar(select(func.max(Timetable.number)).where(Timetable.event_id == event.id)),
        rooms=places,
        hall=hall_view(session, event, day),
        breaks=breaks(session, event, day),
        companies=_parties(session, event.id, held, inside),
        rows=tuple(
            DeskRow(room, table, tuple(_interview(row, zone) for row in _one_at_a_time(rows)))
            for (room, table), rows in groupby(found, key=lambda row: (row.room_id, row.table_no))
        ),
    )


def desk_now(session: Session, event: Event, real: dt.datetime) -> DeskNow:
    """What is wrong, what was said, what has happened last, and when the day will end."""
    now = clock_of(event).at(real)
    day = day_shown(session, event, now)
    today = now.event.astimezone(ZoneInfo(event.timezone)).date() == day
    held = [_meeting(row) for row in _interviews(session, event, day)]
    inside = inside_companies(session, event.id, day_of(event, now.event))
    said = messages(session, event.id)
    used = devices(session, event.id)
    stands = min(now.event, event.held_at) if event.held_at else now.event
    lines = latest(session, event)
    late = late_companies(session, event.id, now.event)
    announced = {company: said.expected_at for company, said in late.items()}
    readers = _readers(session, event.id)
    return DeskNow(
        alerts=ranked(
            [
                *meeting_alerts(held, inside, announced, stands),
                *device_alerts(_silent(used), real),
                *message_alerts(_open(said), now.event),
            ]
        )
        if today
        else (),
        end=_local_end(day_end(held, now.event, event.held_at), event) if today else None,
        messages=said,
        feed=lines,
        names=names(session, event.id, lines, readers.values()),
        devices=used,
        starts={meeting.id: meeting.starts for meeting in held},
        announced=announced,
        acknowledged_by=readers,
    )


def _interviews(session: Session, event: Event, day: dt.date) -> list[Row[Any]]:
    """The columns of a day's interviews: rows of the whole entity take several times as long."""
    begins, ends = bounds(event, day)
    return list(
        session.execute(
            select(
                Interview.id,
                Interview.state,
                Interview.starts_at,
                Interview.ends_at,
                Interview.shifted_minutes,
                Interview.extended_minutes,
                Interview.room_id,
                Interview.table_no,
                Interview.supplier_id,
                Interview.buyer_id,
                Interview.called_at,
                Interview.actual_start,
                Interview.actual_end,
                Interview.no_show_side,
            ).where(Interview.event_id == event.id, Interview.starts_at >= begins, Interview.starts_at < ends)
        )
    )


def _one_at_a_time(rows: Iterable[Row[Any]]) -> Iterable[Row[Any]]:
    """Of a table's interviews, by time, those that count: of several planned for one time, one."""
    for _, same in groupby(rows, key=lambda row: row.starts_at):
        yield min(same, key=lambda row: (_GIVEN_UP.get(row.state, 0), -row.id))


def _starts(row: Row[Any]) -> dt.datetime:
    start: dt.datetime = row.starts_at + dt.timedelta(minutes=row.shifted_minutes)
    return start


def _ends(row: Row[Any]) -> dt.datetime:
    end: dt.datetime = row.ends_at + dt.timedelta(minutes=row.shifted_minutes + row.extended_minutes)
    return end


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(
        id=row.id,
        state=State(row.state),
        starts=_starts(row),
        ends=_ends(row),
        room=row.room_id,
        table=row.table_no,
        supplier=row.supplier_id,
        buyer=row.buyer_id,
        called_at=row.called_at,
    )


def _interview(row: Row[Any], zone: ZoneInfo) -> DeskInterview:
    def local(moment: dt.datetime | None) -> dt.datetime | None:
        return moment.astimezone(zone).replace(microsecond=0) if moment else None

    return DeskInterview(
        id=row.id,
        state=State(row.state),
        planned=row.starts_at.astimezone(zone),
        starts=_starts(row).astimezone(zone),
        ends=_ends(row).astimezone(zone),
        supplier=row.supplier_id,
        buyer=row.buyer_id,
        called_at=local(row.called_at),
        actual_start=local(row.actual_start),
        actual_end=local(row.actual_end),
        no_show_side=row.no_show_side,
    )


def _parties(
    session: Session, event_id: int, held: Iterable[str], inside: frozenset[str]
) -> tuple[Party, ...]:
    wanted = frozenset(held)
    found = session.execute(
        select(Company.id, Company.name, Company.kana, Company.name_en)
        .where(Company.event_id == event_id)
        .order_by(Company.side, Company.position)
    )
    return tuple(Party(*row, inside=row.id in inside) for row in found if row.id in wanted)


def _readers(session: Session, event_id: int) -> dict[int, str]:
    """Who acknowledged each message that is still up."""
    found = session.execute(
        select(Message.id, Message.acknowledged_by).where(
            Message.event_id == event_id, Message.ended_at.is_(None), Message.acknowledged_by != ""
        )
    )
    return {row.id: row.acknowledged_by for row in found}


def _silent(used: Iterable[DeviceView]) -> list[SilentDevice]:
    """Devices that were in use; while one is out of service nobody waits for it."""
    return [
        SilentDevice(device.id, device.room_id, device.last_seen)
        for device in used
        if device.last_seen is not None and not device.options.out_of_order
    ]


def _open(said: Iterable[MessageView]) -> list[OpenMessage]:
    return [
        OpenMessage(message.id, message.room, message.sent_at)
        for message in said
        if message.room is not None and message.acknowledged_at is None
    ]


def _local_end(found: DayEnd | None, event: Event) -> DayEnd | None:
    """The end of the day in the event's zone."""
    if found is None:
        return None
    zone = ZoneInfo(event.timezone)
    return DayEnd(found.by_hall.astimezone(zone), found.expected.astimezone(zone), found.room, found.table)
