"""What a new version of the timetable changed for one company, or one member of the staff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kiosk.models import PhoneLink, Placement, Room, Timetable
from kiosk.queries.clocks import hours_of
from kiosk.queries.interviews import CompanyRef, company_refs
from kiosk.queries.versions import version_in_force

Pair = tuple[str, str]
"""The ids of a supplier and a buyer."""


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """Where and when, in the event's zone."""

    starts: dt.datetime
    ends: dt.datetime
    room: str
    room_name: str
    room_name_en: str
    table: int


@dataclass(frozen=True, slots=True)
class Change:
    """One interview that a version moved, took away or brought; `before` and `after` as planned."""

    kind: Literal["moved", "lost", "added"]
    partners: tuple[CompanyRef, ...]
    """The other company; of a sit-in the supplier and the buyer."""
    before: PlaceRef | None
    after: PlaceRef | None


def seen_version(session: Session, event_id: int, attendee_id: str) -> int | None:
    """The number of the timetable whose changes a person has seen last; None: has not looked yet."""
    row = session.get(PhoneLink, (event_id, attendee_id))
    return row.seen_version if row else None


def my_changes(
    session: Session, event_id: int, party_id: str, *, sits_in: bool, seen: int | None
) -> tuple[Change, ...]:
    """What is otherwise for a party by now than in the version it has seen, by time.

    `sits_in`: it is one of the staff.
    """
    latest = version_in_force(session, event_id)
    if seen is None or latest is None or seen >= latest:
        return ()
    before = placed(session, event_id, party_id, seen, sits_in=sits_in)
    after = placed(session, event_id, party_id, latest, sits_in=sits_in)
    names = company_refs(session, event_id, {key for pair in (*before, *after) for key in pair})
    found = []
    for pair in dict.fromkeys((*before, *after)):
        one, other = before.get(pair), after.get(pair)
        if one == other:
            continue
        kind: Literal["moved", "lost", "added"] = "moved" if one and other else "lost" if one else "added"
        found.append(Change(kind, partners_of(pair, party_id, names), one, other))
    return tuple(sorted(found, key=_by_time))


def partners_of(pair: Pair, party_id: str, names: dict[str, CompanyRef]) -> tuple[CompanyRef, ...]:
    """Whom a party meets: the other company, or both where it sits in."""
    return tuple(names[key] for key in pair if key != party_id)


def placed(
    session: Session, event_id: int, party_id: str, number: int, *, sits_in: bool
) -> dict[Pair, PlaceRef]:
    """Where a published version holds a party's interviews, in the order of their times."""
    zone = ZoneInfo(hours_of(session, event_id).timezone)
    mine: tuple[ColumnElement[bool], ...] = ()
    if not sits_in:
        mine = (or_(Placement.supplier_id == party_id, Placement.buyer_id == party_id),)
    rows = session.execute(
        select(Placement, Room)
        .join(Timetable, Timetable.id == Placement.timetable_id)
        .join(Room, (Room.event_id == Timetable.event_id) & (Room.id == Placement.room_id))
        .where(Timetable.event_id == event_id, Timetable.number == number, *mine)
        .order_by(Placement.starts_at, Placement.table_no)
    )
    return {
        (row.supplier_id, row.buyer_id): PlaceRef(
            row.starts_at.astimezone(zone),
            row.ends_at.astimezone(zone),
            room.id,
            room.name,
            room.name_en,
            row.table_no,
        )
        for row, room in rows
        if not sits_in or party_id in row.staff
    }


def _by_time(change: Change) -> tuple[dt.datetime, str]:
    place = change.after or change.before
    if place is None:
        raise RuntimeError("a change of nothing")
    return place.starts, change.partners[0].id
