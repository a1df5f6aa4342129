"""What has happened last, with the names of everything it is about: for the organiser's eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.facts import Fact
from kiosk.models import Attendee, Company, Device, Event, FeedEntry, Interview, Message, Room
from kiosk.queries.interviews import CompanyRef

LINES = 50
UNSAID = (Fact.PHONE_LINK_MADE,)
"""What follows from every check-in by itself, and would push what happens off the list."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One fact of the feed; `at` in the event's zone, `actor` and `details` as they were recorded."""

    revision: int
    at: dt.datetime
    fact: Fact
    actor: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """An interview by its companies' ids and its place."""

    supplier: str
    buyer: str
    room: str
    table: int


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in some lines stand for; an id that is not in here is gone."""

    companies: dict[str, CompanyRef]
    rooms: dict[str, CompanyRef]
    devices: dict[int, str]
    hosts: dict[int, str]
    """Who stands at a device, as they call themselves."""
    interviews: dict[int, Pair]
    messages: dict[int, tuple[str, str]]
    """The words of a message, in Japanese and in English."""
    attendees: dict[str, str]
    """The company of a person."""


def latest(session: Session, event: Event, count: int = LINES) -> tuple[FeedLine, ...]:
    """The last facts of an event that are worth telling, the newest first."""
    zone = ZoneInfo(event.timezone)
    found = session.execute(
        select(FeedEntry.revision, FeedEntry.at, FeedEntry.fact, FeedEntry.actor, FeedEntry.details)
        .where(FeedEntry.event_id == event.id, FeedEntry.fact.not_in(UNSAID))
        .order_by(FeedEntry.revision.desc())
        .limit(count)
    )
    return tuple(
        FeedLine(row.revision, row.at.astimezone(zone), Fact(row.fact), row.actor, row.details)
        for row in found
    )


def names(session: Session, event_id: int, lines: Iterable[FeedLine], actors: Iterable[str] = ()) -> Names:
    """All rooms and companies of an event, and whatever else the lines, and some more actors, name."""
    lines = tuple(lines)
    acting = [actor.partition(":")[::2] for actor in (*(line.actor for line in lines), *actors)]
    pairs = session.execute(
        select(
            Interview.id, Interview.supplier_id, Interview.buyer_id, Interview.room_id, Interview.table_no
        ).where(Interview.event_id == event_id, Interview.id.in_(_ids(lines, "interview")))
    )
    texts = session.execute(
        select(Message.id, Message.text, Message.text_en).where(
            Message.event_id == event_id, Message.id.in_(_ids(lines, "message"))
        )
    )
    used = session.execute(
        select(Device.id, Device.name, Device.host).where(
            Device.id.in_({int(key) for kind, key in acting if kind == "device"} | set(_ids(lines, "device")))
        )
    ).all()
    people = session.execute(
        select(Attendee.id, Attendee.company_id).where(
            Attendee.event_id == event_id,
            Attendee.id.in_({key for kind, key in acting if kind == "attendee"}),
        )
    )
    return Names(
        companies=_named(session, event_id, Company),
        rooms=_named(session, event_id, Room),
        devices={row.id: row.name for row in used},
        hosts={row.id: row.host for row in used},
        interviews={row[0]: Pair(row[1], row[2], row[3], row[4]) for row in pairs},
        messages={row.id: (row.text, row.text_en or row.text) for row in texts},
        attendees={row.id: row.company_id or "" for row in people},
    )


def _ids(lines: Iterable[FeedLine], name: str) -> set[int]:
    return {line.details[name] for line in lines if isinstance(line.details.get(name), int)}


def _named(session: Session, event_id: int, model: type[Company | Room]) -> dict[str, CompanyRef]:
    found = session.execute(select(model.id, model.name, model.name_en).where(model.event_id == event_id))
    return {row.id: CompanyRef(row.id, row.name, row.name_en) for row in found}
