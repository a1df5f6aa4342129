"""Who is in the building and since when, derived from the scans: every day begins with an empty building."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from kiosk.domain.attendance import PastScan
from kiosk.models import Attendee, Device, Scan
from kiosk.queries.clocks import Hours, hours_of
from kiosk.queries.prepared import Prepared
from kiosk.queries.snapshots import bounds

Span = tuple[dt.datetime, dt.datetime]
"""From when to before when a day of the event lasts, UTC."""
CHECKIN, DEPARTURE, UNDO = "checkin", "departure", "undo"
VALID: ColumnElement[bool] = and_(
    Scan.attendee_id.is_not(None),
    Scan.undone_by.is_(None),
    or_(Scan.kind == CHECKIN, Scan.kind == DEPARTURE),
    Scan.result != "refused",
)
"""Scans that say where a person is: not refused, not undone, whatever they were answered."""
PAST = Prepared(
    select(Scan.id, Scan.kind, Scan.happened_at, Device.name)
    .outerjoin(Device, Device.id == Scan.device_id)
    .where(Scan.event_id == bindparam("event"), Scan.attendee_id == bindparam("attendee"), VALID)
    .where(Scan.happened_at >= bindparam("begin"), Scan.happened_at < bindparam("end"))
    .order_by(Scan.happened_at, Scan.id)
)
"""A person's valid scans of a day; built once, every check-in runs it."""


def _inside(*conditions: ColumnElement[bool]) -> Select[tuple[str, str | None]]:
    """The people whose last valid scan of a day was a check-in, with their companies."""
    valid = (
        select(
            Attendee.id,
            Attendee.company_id,
            Scan.kind,
            func.row_number()
            .over(partition_by=Scan.attendee_id, order_by=(Scan.happened_at.desc(), Scan.id.desc()))
            .label("latest"),
        )
        .join(Attendee, and_(Attendee.event_id == Scan.event_id, Attendee.id == Scan.attendee_id))
        .where(Scan.event_id == bindparam("event"), VALID, *conditions)
        .where(Scan.happened_at >= bindparam("begin"), Scan.happened_at < bindparam("end"))
        .subquery()
    )
    return select(valid.c.id, valid.c.company_id).where(valid.c.latest == 1, valid.c.kind == CHECKIN)


INSIDE = Prepared(_inside())
COMPANY_INSIDE = Prepared(
    _inside(Attendee.event_id == bindparam("event"), Attendee.company_id == bindparam("company"))
)
"""The same of one company alone: every check-in and every press of a host asks for it."""


def day_of(event: Hours, at: dt.datetime) -> Span:
    """The event's day in which this moment lies."""
    return bounds(event, at.astimezone(ZoneInfo(event.timezone)).date())


def today(session: Session, event_id: int, now: dt.datetime) -> Span:
    """The event's day that it is now, by the event's clock."""
    return day_of(hours_of(session, event_id), now)


def past_scans(session: Session, event_id: int, attendee_id: str, day: Span) -> tuple[PastScan, ...]:
    """A person's valid check-ins and departures of a day."""
    found = PAST.rows(session, event=event_id, attendee=attendee_id, begin=day[0], end=day[1])
    return tuple(PastScan(key, kind == DEPARTURE, at, name or "") for key, kind, at, name in found)


def inside_attendees(session: Session, event_id: int, day: Span) -> frozenset[str]:
    """The people whose last valid scan of the day was a check-in."""
    return frozenset(row.id for row in INSIDE.rows(session, **_of(event_id, day)))


def inside_companies(session: Session, event_id: int, day: Span) -> frozenset[str]:
    """The companies of which at least one person is in the building."""
    rows = INSIDE.rows(session, **_of(event_id, day))
    return frozenset(row.company_id for row in rows if row.company_id)


def company_inside(session: Session, event_id: int, company_id: str, day: Span) -> bool:
    """Whether at least one person of the company is in the building."""
    return bool(COMPANY_INSIDE.rows(session, company=company_id, **_of(event_id, day)))


def arrivals(session: Session, event_id: int, day: Span) -> dict[str, dt.datetime]:
    """When each person first came on a day (event time): the earliest check-in that was not undone."""
    found = session.execute(
        select(Scan.attendee_id, func.min(Scan.happened_at))
        .where(Scan.event_id == event_id, Scan.kind == CHECKIN, VALID, within(day))
        .group_by(Scan.attendee_id)
    )
    return {attendee: at for attendee, at in found if attendee is not None}


def within(day: Span) -> ColumnElement[bool]:
    """Scans that happened on a day."""
    return and_(Scan.happened_at >= day[0], Scan.happened_at < day[1])


def _of(event_id: int, day: Span) -> dict[str, Any]:
    return {"event": event_id, "begin": day[0], "end": day[1]}
