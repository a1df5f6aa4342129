"""Everything on paper: who is where and when, by table, by company and by person, and what changed since.

What stands in the published version, at the times it has by now. Nothing of wishes is in it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.interview_states import State
from kiosk.models import Attendee, Company, Event, Interview, Placement, Timetable
from kiosk.queries.attendees import CompanyName
from kiosk.queries.hall import hall_view
from kiosk.queries.snapshots import RoomRef, rooms
from kiosk.queries.wishes import in_force

COLUMNS = 9
"""Slots that a page of the grid shows at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    """When and where: the start as planned, in the event's zone."""

    starts: dt.datetime
    room: RoomRef
    table: int


@dataclass(frozen=True, slots=True)
class PaperInterview:
    """One interview on paper. `former` is where the older version held it, `new` that it held none."""

    state: State
    planned: dt.datetime
    starts: dt.datetime
    ends: dt.datetime
    room: RoomRef
    table: int
    supplier: CompanyName
    buyer: CompanyName
    former: Spot | None
    new: bool

    @property
    def changed(self) -> bool:
        return self.new or self.former is not None


@dataclass(frozen=True, slots=True)
class Gone:
    """An interview that the older version held and this one does not."""

    spot: Spot
    supplier: CompanyName
    buyer: CompanyName


@dataclass(frozen=True, slots=True)
class CompanyPaper:
    """A company's own sheet."""

    company: CompanyName
    side: str
    days: tuple[tuple[dt.date, tuple[PaperInterview, ...]], ...]
    gone: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class TablePaper:
    """A table's list of one day, with room to write down what happens."""

    day: dt.date
    room: RoomRef
    table: int
    buyers: tuple[CompanyName, ...]
    interviews: tuple[PaperInterview, ...]
    gone: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class GridPaper:
    """A part of the day's grid that fits a page's width: slots (planned, by now) × tables."""

    day: dt.date
    slots: tuple[tuple[dt.datetime, dt.datetime], ...]
    rows: tuple[tuple[RoomRef, int, tuple[PaperInterview | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person of the list at reception, with the first interview of their company."""

    name: str
    name_en: str
    kana: str
    company: CompanyName | None
    first: PaperInterview | None


@dataclass(frozen=True, slots=True)
class Direction:
    """Where a buyer sits."""

    buyer: CompanyName
    places: tuple[tuple[RoomRef, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """All sheets of some days. With an older version: only those of companies and tables it changed for."""

    version: int | None
    since: int | None
    days: tuple[dt.date, ...]
    grid: tuple[GridPaper, ...]
    tables: tuple[TablePaper, ...]
    companies: tuple[CompanyPaper, ...]
    people: tuple[PersonLine, ...]
    directions: tuple[Direction, ...]


def papers(session: Session, event: Event, days: Collection[dt.date], since: int | None = None) -> Papers:
    """The papers of some days; `since` is the id of an older published timetable."""
    places = {room.id: room for room in rooms(session, event.id)}
    order = {key: number for number, key in enumerate(places)}
    who = _companies(session, event.id)
    newest = in_force(session, event.id)
    older = session.get(Timetable, since) if since is not None else None
    if older is not None and (older.event_id != event.id or older.number is None):
        older = None
    before = _held(session, event, older.id, places) if older else None
    held = [one for one in _interviews(session, event, places, who, before) if one.starts.date() in days]
    gone = _gone(before, _held(session, event, newest, places) if newest else {}, who, days)
    return Papers(
        version=session.get_one(Timetable, newest).number if newest else None,
        since=older.number if older else None,
        days=tuple(sorted(days)),
        grid=tuple(part for day in sorted(days) for part in _grid(session, event, day, held, order)),
        tables=_tables(held, gone, order, bool(older)),
        companies=_sheets(held, gone, who, bool(older)),
        people=_people(session, event.id, who, held),
        directions=_directions(held),
    )


def _companies(session: Session, event_id: int) -> dict[str, CompanyName]:
    """All companies in the organiser's order, buyers first."""
    found = session.execute(
        select(Company.id, Company.name, Company.kana, Company.name_en)
        .where(Company.event_id == event_id)
        .order_by(Company.side, Company.position)
    )
    return {row.id: CompanyName(row.id, row.name, row.kana, row.name_en) for row in found}


def _held(
    session: Session, event: Event, timetable_id: int, places: dict[str, RoomRef]
) -> dict[tuple[str, str], Spot]:
    """When and where a version holds each pair."""
    zone = ZoneInfo(event.timezone)
    found = session.execute(
        select(
            Placement.supplier_id,
            Placement.buyer_id,
            Placement.starts_at,
            Placement.room_id,
            Placement.table_no,
        ).where(Placement.timetable_id == timetable_id)
    )
    return {
        (row.supplier_id, row.buyer_id): Spot(
            row.starts_at.astimezone(zone),
            places.get(row.room_id) or RoomRef(row.room_id, row.room_id, "", row.table_no),
            row.table_no,
        )
        for row in found
    }


def _interviews(
    session: Session,
    event: Event,
    places: dict[str, RoomRef],
    who: dict[str, CompanyName],
    before: dict[tuple[str, str], Spot] | None,
) -> list[PaperInterview]:
    """All interviews that were not cancelled, as they start by now."""
    zone = ZoneInfo(event.timezone)
    order = {key: number for number, key in enumerate(places)}
    rows = session.execute(
        select(
            Interview.state,
            Interview.starts_at,
            Interview.ends_at,
            Interview.shifted_minutes,
            Interview.room_id,
            Interview.table_no,
            Interview.supplier_id,
            Interview.buyer_id,
        ).where(Interview.event_id == event.id, Interview.state != State.CANCELLED)
    )
    found = []
    for row in rows:
        planned = row.starts_at.astimezone(zone)
        later = dt.timedelta(minutes=row.shifted_minutes)
        spot = Spot(planned, places[row.room_id], row.table_no)
        former = before.get((row.supplier_id, row.buyer_id)) if before is not None else spot
        found.append(
            PaperInterview(
                state=State(row.state),
                planned=planned,
                starts=planned + later,
                ends=row.ends_at.astimezone(zone) + later,
                room=spot.room,
                table=spot.table,
                supplier=who[row.supplier_id],
                buyer=who[row.buyer_id],
                former=former if former != spot else None,
                new=former is None,
            )
        )
    return sorted(found, key=lambda one: (one.starts, order[one.room.id], one.table))


def _gone(
    before: dict[tuple[str, str], Spot] | None,
    after: dict[tuple[str, str], Spot],
    who: dict[str, CompanyName],
    days: Collection[dt.date],
) -> list[Gone]:
    """What an older version held and the one in force does not, of companies that are still there."""
    return [
        Gone(spot, who[supplier], who[buyer])
        for (supplier, buyer), spot in sorted((before or {}).items(), key=lambda item: item[1].starts)
        if (supplier, buyer) not in after and {supplier, buyer} <= who.keys() and spot.starts.date() in days
    ]


def _tables(
    held: list[PaperInterview], gone: list[Gone], order: dict[str, int], only_changed: bool
) -> tuple[TablePaper, ...]:
    """Each table's list; a room that is gone comes last."""
    places: dict[tuple[dt.date, str, int], list[PaperInterview]] = defaultdict(list)
    left: dict[tuple[dt.date, str, int], list[Gone]] = defaultdict(list)
    refs = {}
    touched = set()
    for one in held:
        places[key := (one.starts.date(), one.room.id, one.table)].append(one)
        refs[one.room.id] = one.room
        if one.changed:
            touched.add(key)
        if one.former:
            touched.add((one.former.starts.date(), one.former.room.id, one.former.table))
    for lost in gone:
        left[key := (lost.spot.starts.date(), lost.spot.room.id, lost.spot.table)].append(lost)
        refs[lost.spot.room.id] = lost.spot.room
        touched.add(key)
    return tuple(
        TablePaper(
            day,
            refs[room],
            table,
            tuple(dict.fromkeys(one.buyer for one in places[day, room, table])),
            tuple(places[day, room, table]),
            tuple(left[day, room, table]),
        )
        for day, room, table in sorted(
            places.keys() | left.keys(), key=lambda key: (key[0], order.get(key[1], len(order)), key[2])
        )
        if not only_changed or (day, room, table) in touched
    )


def _sheets(
    held: list[PaperInterview], gone: list[Gone], who: dict[str, CompanyName], only_changed: bool
) -> tuple[CompanyPaper, ...]:
    own: dict[str, list[PaperInterview]] = defaultdict(list)
    left: dict[str, list[Gone]] = defaultdict(list)
    sides = {}
    for one in held:
        for company, side in ((one.supplier, "supplier"), (one.buyer, "buyer")):
            own[company.id].append(one)
            sides[company.id] = side
    for lost in gone:
        for company, side in ((lost.supplier, "supplier"), (lost.buyer, "buyer")):
            left[company.id].append(lost)
            sides[company.id] = side
    return tuple(
        CompanyPaper(company, sides[key], _by_day(own[key]), tuple(left[key]))
        for key, company in who.items()
        if key in sides
        if not only_changed or left[key] or any(one.changed for one in own[key])
    )


def _by_day(held: Iterable[PaperInterview]) -> tuple[tuple[dt.date, tuple[PaperInterview, ...]], ...]:
    return tuple((day, tuple(part)) for day, part in groupby(held, key=lambda one: one.starts.date()))


def _grid(
    session: Session, event: Event, day: dt.date, held: list[PaperInterview], order: dict[str, int]
) -> Iterable[GridPaper]:
    """The day's tables × slots in parts that fit a page's width; a session begins a new part."""
    of_day = [one for one in held if one.planned.date() == day]
    # Whoever was missed comes first: an interview that has taken their place is the one to show.
    by_cell = sorted(of_day, key=lambda one: one.state is not State.NO_SHOW)
    cells = {(one.room.id, one.table, one.planned): one for one in by_cell}
    seats = {(one.room.id, one.table): one.room for one in of_day}
    laid = hall_view(session, event, day).slots
    sessions = [[(slot.planned, slot.starts) for slot in part]
                for _, part in groupby(laid, key=lambda slot: slot.session)]  # fmt: skip
    known = {slot.planned for slot in laid}
    if other := sorted({(one.planned, one.starts) for one in of_day if one.planned not in known}):
        sessions.append(other)
    places = sorted(seats, key=lambda seat: (order[seat[0]], seat[1]))
    for part in sessions:
        pages = -(-len(part) // COLUMNS)
        each = -(-len(part) // pages) if pages else 0
        for first in range(0, len(part), each or 1):
            slots = tuple(part[first : first + each])
            yield GridPaper(
                day,
                slots,
                tuple(
                    (
                        seats[room, table],
                        table,
                        tuple(cells.get((room, table, planned)) for planned, _ in slots),
                    )
                    for room, table in places
                ),
            )


def _people(
    session: Session, event_id: int, who: dict[str, CompanyName], held: list[PaperInterview]
) -> tuple[PersonLine, ...]:
    """Everyone who is registered, by kana, with where to send them first."""
    first: dict[str, PaperInterview] = {}
    for one in held:
        for company in (one.supplier, one.buyer):
            first.setdefault(company.id, one)
    found = session.execute(
        select(Attendee.name, Attendee.name_en, Attendee.kana, Attendee.company_id).where(
            Attendee.event_id == event_id, Attendee.cancelled_at.is_(None)
        )
    )
    lines = [
        PersonLine(
            row.name, row.name_en, row.kana, who.get(row.company_id or ""), first.get(row.company_id or "")
        )
        for row in found
    ]
    return tuple(sorted(lines, key=lambda line: (line.kana or line.name, line.name)))


def _directions(held: list[PaperInterview]) -> tuple[Direction, ...]:
    """Every buyer by kana, and at which tables it is met."""
    seats: dict[CompanyName, dict[RoomRef, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one in held:
        seats[one.buyer][one.room].add(one.table)
    return tuple(
        Direction(buyer, tuple((room, tuple(sorted(tables))) for room, tables in places.items()))
        for buyer, places in sorted(seats.items(), key=lambda item: item[0].kana or item[0].name)
    )
