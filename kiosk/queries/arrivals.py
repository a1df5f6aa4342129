"""Attendance of a day: everyone who is expected or came, where they are, and how they came in.

All of it is derived from the scans, each time anew: nothing about attendance is stored twice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from kiosk.domain.arrivals import Step, curve
from kiosk.domain.attendance import PastScan, arrival, stays
from kiosk.domain.interview_states import OVER, State
from kiosk.models import Attendee, Company, Device, Event, Interview, Room, Scan, Staff
from kiosk.models.parties import BUYER, SUPPLIER
from kiosk.queries.attendance import DEPARTURE, VALID, Span, arrivals, inside_attendees, within
from kiosk.queries.attendees import CompanyName
from kiosk.queries.badges import SIDES, STAFF
from kiosk.queries.snapshots import bounds, days


class Whereabouts(StrEnum):
    """Where a person is on a day, as far as their badge tells."""

    NOT_COME = "not_come"
    INSIDE = "inside"
    LEFT = "left"
    CANCELLED = "cancelled"
    """Their registration was taken back, and they did not come."""


@dataclass(frozen=True, slots=True)
class NextInterview:
    """The first interview of a person's day that is not over; times UTC, names of the other company."""

    starts_at: dt.datetime
    room_name: str
    room_name_en: str
    table: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the list. Times are UTC, of the event's clock."""

    id: str
    name: str
    kana: str
    name_en: str
    title: str
    company: CompanyName | None
    side: str
    """buyer, supplier or staff."""
    staff_kind: str
    search: str
    order: str
    """Sorts buyers before suppliers before staff, companies and people in the organiser's order."""
    where: Whereabouts
    arrived_at: dt.datetime | None
    left_at: dt.datetime | None
    """When they last left, if they are not inside."""
    returns: int
    device: str
    """The device of their arrival; empty for the organiser's own page."""
    origin: str
    substitute_for: str
    """The name of the person in whose place they came."""
    note: str
    cancelled: bool
    next: NextInterview | None


@dataclass(frozen=True, slots=True)
class Counts:
    """A day in numbers. `expected` counts whoever came without being expected, too."""

    expected: int
    arrived: int
    inside: int

    @property
    def left(self) -> int:
        return self.arrived - self.inside

    @property
    def not_come(self) -> int:
        return self.expected - self.arrived


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day looks like from afar."""

    counts: Counts
    steps: tuple[Step, ...]


def figures(session: Session, event: Event, day: dt.date) -> Figures:
    """How many are expected, have come and are inside on a day; how they came in, in the event's zone."""
    span, zone = bounds(event, day), ZoneInfo(event.timezone)
    came = arrivals(session, event.id, span)
    expected = expected_attendees(session, event, day)
    inside = inside_attendees(session, event.id, span)
    numbers = Counts(len(expected | came.keys()), len(came), len(inside))
    return Figures(numbers, curve(at.astimezone(zone) for at in came.values()))


def expected_attendees(
    session: Session, event: Event, day: dt.date, companies: Collection[str] = ()
) -> frozenset[str]:
    """Who is expected on a day, of everyone or of some companies: everyone registered.

    Of several days, each expects those who have an interview on it; before a timetable is published, all.
    """
    registered = session.execute(
        select(Attendee.id, Attendee.company_id, Attendee.staff_id).where(
            Attendee.event_id == event.id, Attendee.cancelled_at.is_(None), *_of(companies)
        )
    ).all()
    busy = _busy(session, event, day) if len(days(session, event.id)) > 1 else None
    return frozenset(
        row.id for row in registered if busy is None or row.company_id in busy or row.staff_id in busy
    )


def entries(
    session: Session,
    event: Event,
    day: dt.date,
    now: dt.datetime | None = None,
    companies: Collection[str] = (),
) -> tuple[Entry, ...]:
    """The list of a day, or of some companies only: who is expected, who came, and who was cancelled.

    Without `now` nobody's next interview is looked for.
    """
    span = bounds(event, day)
    people = session.execute(
        select(Attendee, Company, Staff)
        .outerjoin(Company, and_(Company.event_id == Attendee.event_id, Company.id == Attendee.company_id))
        .outerjoin(Staff, and_(Staff.event_id == Attendee.event_id, Staff.id == Attendee.staff_id))
        .where(Attendee.event_id == event.id, *_of(companies))
        .order_by(
            case((Company.side == BUYER, 0), (Company.side == SUPPLIER, 1), else_=2),
            Company.position,
            Attendee.position,
            Attendee.id,
        )
    ).all()
    expected = expected_attendees(session, event, day, companies)
    scanned = _scans(session, event.id, span, companies)
    following = _following(session, event.id, span, now, companies) if now else {}
    replaced = {person.substitute_for for person, _company, _staff in people if person.substitute_for}
    named = session.execute(
        select(Attendee.id, Attendee.name).where(Attendee.event_id == event.id, Attendee.id.in_(replaced))
    )
    names = {key: name for key, name in named}  # noqa: C416
    return tuple(
        _entry(person, company, staff, scanned.get(person.id, ()), following, names)
        for person, company, staff in people
        if person.id in expected or person.id in scanned or person.cancelled_at is not None
    )


def _entry(
    person: Attendee,
    company: Company | None,
    staff: Staff | None,
    scans: tuple[PastScan, ...],
    following: dict[str, NextInterview],
    names: dict[str, str],
) -> Entry:
    stayed = [stay for stay in stays(scans) if stay]
    arrived_at = arrival(scans)
    first = stayed[0][0] if stayed else None
    left = max((scan.happened_at for scan in scans if scan.departure), default=None)
    if stays(scans)[-1]:
        where, left = Whereabouts.INSIDE, None
    elif arrived_at:
        where = Whereabouts.LEFT
    else:
        where = Whereabouts.CANCELLED if person.cancelled_at else Whereabouts.NOT_COME
    side = company.side if company else STAFF
    rank = SIDES.index(side)
    return Entry(
        id=person.id,
        name=person.name,
        kana=person.kana,
        name_en=person.name_en,
        title=person.title,
        company=CompanyName(company.id, company.name, company.kana, company.name_en) if company else None,
        side=side,
        staff_kind=staff.kind if staff else "",
        search=" ".join((person.search, person.id)),
        order=f"{rank}-{company.position if company else 0:05}-{person.position:05}",
        where=where,
        arrived_at=arrived_at,
        left_at=left if arrived_at else None,
        returns=max(0, len(stayed) - 1),
        device=first.device if first else "",
        origin=person.origin,
        substitute_for=names.get(person.substitute_for or "", ""),
        note=person.note,
        cancelled=person.cancelled_at is not None,
        next=following.get(person.company_id or person.staff_id or ""),
    )


def _of(companies: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (Attendee.company_id.in_(companies),) if companies else ()


def _scans(
    session: Session, event_id: int, span: Span, companies: Collection[str]
) -> dict[str, tuple[PastScan, ...]]:
    """The valid scans of a day by person."""
    found: dict[str, list[PastScan]] = defaultdict(list)
    for attendee, key, kind, at, device in session.execute(
        select(Scan.attendee_id, Scan.id, Scan.kind, Scan.happened_at, func.coalesce(Device.name, ""))
        .join(Attendee, and_(Attendee.event_id == event_id, Attendee.id == Scan.attendee_id))
        .outerjoin(Device, Device.id == Scan.device_id)
        .where(Scan.event_id == event_id, VALID, within(span), *_of(companies))
        .order_by(Scan.happened_at, Scan.id)
    ):
        found[attendee or ""].append(PastScan(key, kind == DEPARTURE, at, device))
    return {attendee: tuple(scans) for attendee, scans in found.items()}


def _following(
    session: Session, event_id: int, span: Span, now: dt.datetime, companies: Collection[str]
) -> dict[str, NextInterview]:
    """The next interview of the day by company and by member of staff; what is over by now is passed by."""
    held = (
        (or_(Interview.supplier_id.in_(companies), Interview.buyer_id.in_(companies)),) if companies else ()
    )
    names = {
        key: (name, english)
        for key, name, english in session.execute(
            select(Company.id, Company.name, Company.name_en).where(Company.event_id == event_id)
        )
    }
    found: dict[str, NextInterview] = {}
    coming = session.execute(
        select(
            Interview.starts_at, Interview.ends_at, Interview.shifted_minutes, Interview.supplier_id,
            Interview.buyer_id, Interview.table_no, Interview.staff, Room.name, Room.name_en,
        )
        .join(Room, and_(Room.event_id == Interview.event_id, Room.id == Interview.room_id))
        .where(Interview.event_id == event_id, Interview.state.not_in(OVER))
        .where(Interview.starts_at >= span[0], Interview.starts_at < span[1], *held)
    )  # fmt: skip
    by_now = [(row[0] + dt.timedelta(minutes=row.shifted_minutes), row) for row in coming]
    for starts, row in sorted(by_now, key=lambda one: (one[0], one[1].table_no)):
        planned, ends, _, supplier, buyer, table, staff, room, room_en = row
        if ends + (starts - planned) <= now:
            continue
        for who, other in ((supplier, buyer), (buyer, supplier), *((member, buyer) for member in staff)):
            if who not in found:
                found[who] = NextInterview(starts, room, room_en, table, *names[other])
    return found


def _busy(session: Session, event: Event, day: dt.date) -> frozenset[str] | None:
    """The companies and staff with an interview on a day; None while no interview is planned at all."""
    planned = (Interview.event_id == event.id, Interview.state != State.CANCELLED)
    if session.scalar(select(func.count()).select_from(Interview).where(*planned)) == 0:
        return None
    begins, ends = bounds(event, day)
    held = session.execute(
        select(Interview.supplier_id, Interview.buyer_id, Interview.staff).where(
            *planned, Interview.starts_at >= begins, Interview.starts_at < ends
        )
    )
    return frozenset(who for supplier, buyer, staff in held for who in (supplier, buyer, *staff))
