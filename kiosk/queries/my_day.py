"""What a phone shows: one person's own interviews, where to be now, what changed; nothing of anybody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.facts import party_topic
from kiosk.domain.interview_states import State
from kiosk.domain.outcomes import OutcomeNote
from kiosk.models import Attendee, Interview, Room
from kiosk.queries.clocks import ClockView, clock_of, clock_view, existing_event
from kiosk.queries.hall import HallView, hall_view
from kiosk.queries.interviews import CompanyRef, company_refs
from kiosk.queries.late import LateView, late_companies
from kiosk.queries.messages import MessageView, announcements
from kiosk.queries.my_changes import (
    Change,
    my_changes,
    partners_of,
    placed,
    seen_version,
)
from kiosk.queries.outcomes import outcomes_of
from kiosk.queries.snapshots import EventRef, day_shown, event_ref
from kiosk.queries.topics import topic_revision
from kiosk.queries.versions import version_in_force


@dataclass(frozen=True, slots=True)
class MyInterview:
    """An interview of one's own, in the event's zone. `starts` and `ends` are those of its slot by now."""

    id: int
    state: State
    planned: dt.datetime
    starts: dt.datetime
    ends: dt.datetime
    room: str
    room_name: str
    room_name_en: str
    table: int
    partners: tuple[CompanyRef, ...]
    """The other company; of a sit-in the supplier and the buyer."""
    called_at: dt.datetime | None
    actual_start: dt.datetime | None
    actual_end: dt.datetime | None
    outcome: OutcomeNote | None
    """What was noted of a sit-in; of one's own interviews always None."""


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Whose page it is. `company` is None for the staff."""

    id: str
    name: str
    name_en: str
    language: str
    company: CompanyRef | None


@dataclass(frozen=True, slots=True)
class MyDay:
    """A person's days at the event."""

    revision: int
    clock: ClockView
    event: EventRef
    day: dt.date
    person: PersonRef
    sits_in: bool
    """Of the staff: the interviews are those they sit in on."""
    version: int | None
    """The number of the timetable in force."""
    seen: int | None
    """The number of the timetable whose changes they have seen."""
    changes: tuple[Change, ...]
    """What is otherwise since."""
    interviews: tuple[MyInterview, ...]
    """Of all days, by their times by now."""
    hall: HallView
    announcements: tuple[MessageView, ...]
    late: LateView | None
    """What one of their company said of being late today."""


def my_day(session: Session, who: Caller, real: dt.datetime) -> MyDay:
    """One person's page, as it stands."""
    if who.event_id is None or who.attendee_id is None:
        raise RuntimeError("nobody's phone")
    event = existing_event(session, who.event_id)
    person = session.get_one(Attendee, (event.id, who.attendee_id))
    party, sits_in = who.party_id or "", person.company_id is None
    now = clock_of(event).at(real)
    seen = seen_version(session, event.id, person.id)
    company = company_refs(session, event.id, [party]).get(party) if not sits_in else None
    day = day_shown(session, event, now)
    return MyDay(
        revision=topic_revision(session, event.id, party_topic(party)),
        clock=clock_view(event, real),
        event=event_ref(event),
        day=day,
        person=PersonRef(person.id, person.name, person.name_en, person.language, company),
        sits_in=sits_in,
        version=version_in_force(session, event.id),
        seen=seen,
        changes=my_changes(session, event.id, party, sits_in=sits_in, seen=seen),
        interviews=my_interviews(session, event.id, party, sits_in=sits_in),
        hall=hall_view(session, event, day),
        announcements=announcements(session, event.id),
        late=late_companies(session, event.id, now.event).get(party) if not sits_in else None,
    )


def my_interviews(
    session: Session, event_id: int, party_id: str, *, sits_in: bool
) -> tuple[MyInterview, ...]:
    """A party's interviews. One that was called off is among them, unless the plan itself took it out."""
    zone = ZoneInfo(existing_event(session, event_id).timezone)
    mine: tuple[ColumnElement[bool], ...] = ()
    if not sits_in:
        mine = (or_(Interview.supplier_id == party_id, Interview.buyer_id == party_id),)
    rows = [
        (row, room)
        for row, room in session.execute(
            select(Interview, Room)
            .join(Room, (Room.event_id == Interview.event_id) & (Room.id == Interview.room_id))
            .where(Interview.event_id == event_id, *mine)
        )
        if not sits_in or party_id in row.staff
    ]
    names = company_refs(session, event_id, {key for row, _ in rows for key in _pair(row)})
    planned = placed(session, event_id, party_id, version_in_force(session, event_id) or 0, sits_in=sits_in)
    noted = outcomes_of(session, event_id, [row.id for row, _ in rows]) if sits_in else {}
    found = [
        MyInterview(
            id=row.id,
            state=State(row.state),
            planned=row.starts_at.astimezone(zone),
            starts=(row.starts_at + dt.timedelta(minutes=row.shifted_minutes)).astimezone(zone),
            ends=(row.ends_at + dt.timedelta(minutes=row.shifted_minutes + row.extended_minutes)).astimezone(
                zone
            ),
            room=room.id,
            room_name=room.name,
            room_name_en=room.name_en,
            table=row.table_no,
            partners=partners_of(_pair(row), party_id, names),
            called_at=_local(row.called_at, zone),
            actual_start=_local(row.actual_start, zone),
            actual_end=_local(row.actual_end, zone),
            outcome=noted.get(row.id),
        )
        for row, room in rows
        if row.state != State.CANCELLED or _pair(row) in planned
    ]
    return tuple(sorted(found, key=lambda one: (one.starts, one.table, one.id)))


def _pair(row: Interview) -> tuple[str, str]:
    return row.supplier_id, row.buyer_id


def _local(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return moment.astimezone(zone).replace(microsecond=0) if moment else None
