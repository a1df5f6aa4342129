"""What a new version of the timetable changes in one room, and which version its tablet knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.domain.facts import Fact
from kiosk.domain.floor import shifted_minutes
from kiosk.models import Device, Event, FeedEntry, Placement, Shift, Timetable
from kiosk.queries.hall import shifts_of
from kiosk.queries.interviews import CompanyRef, company_refs


@dataclass(frozen=True, slots=True)
class PlaceTime:
    """Where and when a version holds a pair, in the event's zone, the hall's shifts counted in."""

    starts: dt.datetime
    room: str
    table: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What has become of a pair between two versions, as one room sees it."""

    kind: Literal["in", "out", "time", "table"]
    """in, out: the room has it now, has it no more. time, table: it stays in the room."""
    supplier: CompanyRef
    buyer: CompanyRef
    before: PlaceTime | None
    """None: the version before did not hold it."""
    after: PlaceTime | None
    """None: it is held no more."""


def version_in_force(session: Session, event_id: int) -> int | None:
    """The number of the published timetable; None before the first."""
    return session.scalar(select(func.max(Timetable.number)).where(Timetable.event_id == event_id))


def version_known(session: Session, event_id: int, device: Device) -> int | None:
    """The number of the timetable whose changes this tablet has seen; None before the first one.

    That is the one acknowledged last, or the one in force when it was paired, if that is newer. What is
    acknowledged in a rehearsal, whose event is not the device's own, is known in the rehearsal alone.
    """
    since = device.paired_at or device.created_at
    numbers = select(Timetable.number).where(
        Timetable.event_id == event_id, Timetable.number.is_not(None)
    ).order_by(Timetable.number)  # fmt: skip
    paired = session.scalars(numbers.where(Timetable.published_at <= since)).all()
    first = paired[-1] if paired else session.scalars(numbers.limit(1)).first()
    if first is None:
        return None
    own = device.event_id == event_id
    acknowledged = device.acknowledged_version if own else _rehearsed(session, event_id, device)
    return max(first, acknowledged or 0)


def room_changes(
    session: Session,
    event_id: int,
    room_id: str,
    since: int,
    from_day: dt.datetime,
    tables: Collection[int] | None = None,
) -> tuple[ChangeView, ...]:
    """What differs in a room between version `since` and the one in force, by time, from a day on.

    `tables` are the places looked at, None = all of the room.
    """
    number = version_in_force(session, event_id)
    if number is None or number == since:
        return ()
    event = session.get_one(Event, event_id)
    shifts = shifts_of(session, event_id)
    before, after = (_held(session, event, of, shifts, room_id, (since, number)) for of in (since, number))

    def here(place: PlaceTime | None) -> bool:
        return place is not None and place.room == room_id and (tables is None or place.table in tables)

    touched = {
        pair: (old, new)
        for pair in before.keys() | after.keys()
        if (old := before.get(pair)) != (new := after.get(pair)) and (here(old) or here(new))
    }
    names = company_refs(session, event_id, {key for pair in touched for key in pair})
    found = []
    for pair, (old, new) in touched.items():
        kind = _kind(here(old), here(new), old, new)
        when = (new if here(new) else old) or old
        if when is not None and when.starts >= from_day:
            supplier, buyer = (names[key] for key in pair)
            found.append((when.starts, when.table, pair, ChangeView(kind, supplier, buyer, old, new)))
    return tuple(change for *_, change in sorted(found, key=lambda one: one[:3]))


def _kind(
    was: bool, is_here: bool, old: PlaceTime | None, new: PlaceTime | None
) -> Literal["in", "out", "time", "table"]:
    if not was:
        return "in"
    if not is_here:
        return "out"
    return "time" if old and new and old.starts != new.starts else "table"


def _held(
    session: Session,
    event: Event,
    number: int,
    shifts: Sequence[Shift],
    room_id: str,
    either: tuple[int, int],
) -> dict[tuple[str, str], PlaceTime]:
    """Where and when a version holds each pair of a supplier whom either version has in a room.

    Every tablet asks at the same moment, when a version is published: no other pairs are read.
    """
    zone = ZoneInfo(event.timezone)
    there = (
        select(Placement.supplier_id)
        .join(Timetable, Timetable.id == Placement.timetable_id)
        .where(Timetable.event_id == event.id, Timetable.number.in_(either), Placement.room_id == room_id)
    )
    rows = session.execute(
        select(
            Placement.supplier_id,
            Placement.buyer_id,
            Placement.starts_at,
            Placement.room_id,
            Placement.table_no,
        )
        .join(Timetable, Timetable.id == Placement.timetable_id)
        .where(Timetable.event_id == event.id, Timetable.number == number, Placement.supplier_id.in_(there))
    )
    return {
        (row.supplier_id, row.buyer_id): PlaceTime(
            (row.starts_at + dt.timedelta(minutes=shifted_minutes(row.starts_at, shifts))).astimezone(zone),
            row.room_id,
            row.table_no,
        )
        for row in rows
    }


def _rehearsed(session: Session, event_id: int, device: Device) -> int | None:
    told = session.scalars(
        select(FeedEntry.details)
        .where(
            FeedEntry.event_id == event_id,
            FeedEntry.fact == Fact.VERSION_ACKNOWLEDGED,
            FeedEntry.actor == f"device:{device.id}",
        )
        .order_by(FeedEntry.revision.desc())
        .limit(1)
    ).first()
    return int(told["version"]) if told else None
