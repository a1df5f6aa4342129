"""A kiosk's own copy of the badges and the timetable, with which it answers while the line is down.

It is minimal: codes are hashed with a salt of the device's own, people are names and where they go next, and
nothing of wishes is in it. A tablet that is stolen gives away no badge that a door would open to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kiosk.domain.attendance import Reason
from kiosk.domain.facts import Fact
from kiosk.models import Attendee, Badge, Company, FeedEntry
from kiosk.queries import itineraries
from kiosk.queries.attendees import absent_people, event_days
from kiosk.queries.clocks import ClockView, clock_view, existing_event
from kiosk.queries.itineraries import Itineraries, Stop
from kiosk.security import blinded

NOTHING_NEW = (
    Fact.CHECKED_IN,
    Fact.CHECKED_IN_AGAIN,
    Fact.SCAN_REFUSED,
    Fact.CHECKIN_UNDONE,
    Fact.DEPARTED,
    Fact.DEPARTED_AGAIN,
    Fact.DEPARTURE_UNDONE,
    Fact.CLOCK_SET,
    Fact.TIMETABLE_DRAFTED,
    Fact.DEVICE_ADDED,
    Fact.DEVICE_PAIRED,
    Fact.DEVICE_REVOKED,
    Fact.DEVICE_CHANGED,
    Fact.NOTE_WRITTEN,
    Fact.BELL_HELD,
    Fact.FLOOR_SET,
    Fact.MESSAGE_SENT,
    Fact.MESSAGE_ACKNOWLEDGED,
    Fact.MESSAGE_ENDED,
    Fact.OUTCOME_RECORDED,
    Fact.HOST_CHANGED,
    Fact.VERSION_ACKNOWLEDGED,
    Fact.LATE_ANNOUNCED,
    Fact.PHONE_LINK_MADE,
    Fact.PHONE_LINK_REVOKED,
    Fact.REHEARSAL_STARTED,
    Fact.REHEARSAL_ENDED,
)
"""Facts that leave the directory as it is. Whether names are hidden is told apart by the answer's tag."""


@dataclass(frozen=True, slots=True)
class StopEntry:
    """An interview as its people go to it. Times in the event's zone."""

    id: int
    starts: dt.datetime
    ends: dt.datetime
    room: str
    room_en: str
    room_id: str
    table: int
    partner: str
    partner_en: str
    state: str


@dataclass(frozen=True, slots=True)
class CompanyEntry:
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Whose badge it is. Both names are empty where the kiosk hides names or stands alone."""

    name: str
    name_en: str
    language: str
    company: CompanyEntry | None
    interviews: tuple[StopEntry, ...]


@dataclass(frozen=True, slots=True)
class ValidBadge:
    person: int
    """Place in `people`."""


@dataclass(frozen=True, slots=True)
class RefusedBadge:
    reason: str
    """revoked or cancelled."""
    revoked_at: dt.datetime | None
    """When another badge replaced it; null if it was not."""
    substituted: bool
    """Somebody attends in this person's place."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The copy. `badges` are keyed by `blinded(code, salt)`."""

    revision: int
    clock: ClockView
    salt: str
    days: tuple[dt.date, ...]
    badges: dict[str, ValidBadge | RefusedBadge]
    people: tuple[PersonEntry, ...]


def directory_revision(session: Session, event_id: int) -> int:
    """The revision of the last fact that changed the directory; 0 before the first."""
    found = session.scalar(
        select(FeedEntry.revision)
        .where(FeedEntry.event_id == event_id, FeedEntry.fact.not_in(NOTHING_NEW))
        .order_by(FeedEntry.revision.desc())
        .limit(1)
    )
    return found or 0


def directory(
    session: Session, event_id: int, real: dt.datetime, *, salt: str, hide_names: bool
) -> Directory:
    """Everything a kiosk needs to answer by itself, as it stands."""
    revision = directory_revision(session, event_id)
    event = existing_event(session, event_id)
    zone = ZoneInfo(event.timezone)
    every = itineraries.of_everyone(session, event_id)
    rows = session.execute(
        select(Badge, Attendee, Company)
        .join(Attendee, and_(Attendee.event_id == Badge.event_id, Attendee.id == Badge.attendee_id))
        .outerjoin(Company, and_(Company.event_id == Attendee.event_id, Company.id == Attendee.company_id))
        .where(Badge.event_id == event_id)
        .order_by(Badge.id)
    )
    substituted = absent_people(session, event_id)
    badges: dict[str, ValidBadge | RefusedBadge] = {}
    people: list[PersonEntry] = []
    entries: dict[str, tuple[StopEntry, ...]] = {}
    for badge, person, company in rows:
        if refused := _refused(badge, person, zone, substituted):
            badges[blinded(badge.code, salt)] = refused
            continue
        whose = person.company_id or f"staff {person.staff_id}"
        if whose not in entries:
            entries[whose] = _entries(_stops(every, person), zone)
        badges[blinded(badge.code, salt)] = ValidBadge(len(people))
        people.append(
            PersonEntry(
                name="" if hide_names else person.name,
                name_en="" if hide_names else person.name_en,
                language=person.language,
                company=CompanyEntry(company.name, company.name_en) if company else None,
                interviews=entries[whose],
            )
        )
    return Directory(
        revision=revision,
        clock=clock_view(event, real),
        salt=salt,
        days=tuple(sorted(event_days(session, event_id))),
        badges=badges,
        people=tuple(people),
    )


def _refused(
    badge: Badge, person: Attendee, zone: ZoneInfo, substituted: Collection[str]
) -> RefusedBadge | None:
    """Why a badge is not taken on any day; in the order in which the server asks."""
    cancelled = person.cancelled_at is not None
    replaced = cancelled and person.id in substituted
    if badge.revoked_at is not None:
        return RefusedBadge(Reason.REVOKED.value, badge.revoked_at.astimezone(zone), replaced)
    return RefusedBadge(Reason.CANCELLED.value, None, replaced) if cancelled else None


def _stops(every: Itineraries, person: Attendee) -> tuple[Stop, ...]:
    if person.company_id:
        return every.companies.get(person.company_id, ())
    return every.staff.get(person.staff_id or "", ())


def _entries(stops: Iterable[Stop], zone: ZoneInfo) -> tuple[StopEntry, ...]:
    return tuple(
        StopEntry(
            id=stop.id,
            starts=stop.starts_at.astimezone(zone),
            ends=stop.ends_at.astimezone(zone),
            room=stop.room_name,
            room_en=stop.room_name_en,
            room_id=stop.room_id,
            table=stop.table,
            partner=stop.partner_name,
            partner_en=stop.partner_name_en,
            state=stop.state,
        )
        for stop in stops
    )
