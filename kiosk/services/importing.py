"""An event folder or workbook into the database: new, or the same event again with new wishes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, inspect, or_, select, update
from sqlalchemy.orm import Session

from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, Fact
from kiosk.domain.interview_states import State
from kiosk.errors import Refused
from kiosk.models import (
    Attendee,
    Badge,
    Base,
    Company,
    Device,
    Event,
    Interview,
    LateNotice,
    Message,
    PhoneLink,
    Placement,
    Room,
    Scan,
    Session_,
    SolverJob,
    Staff,
    Timetable,
    UnplacedWish,
    Wish,
)
from kiosk.queries.clocks import forget_hours
from kiosk.queries.topics import every_topic
from kiosk.services import feed
from kiosk.services.badges import ensure_badges
from kiosk.services.rows import event_facts, rows
from scheduler.formats import EventData

LIVE = (State.IN_PROGRESS, State.FINISHED, State.NO_SHOW)
"""States that only the day itself can have brought about."""


def same_event(session: Session, data: EventData) -> int | None:
    """The event of the database that these files are about: the same name, and a day in common."""
    days = {part.date for part in data.problem.sessions}
    return session.scalar(
        select(Event.id)
        .join(Session_, Session_.event_id == Event.id)
        .where(Event.name == data.problem.event.name, Session_.date.in_(days), Event.rehearsal_of.is_(None))
        .order_by(Event.id.desc())
        .limit(1)
    )


def save_event(session: Session, data: EventData, *, actor: str, now: Moment) -> int:
    """Store a new event with badges for its people; gives its id.

    Raises:
        Refused: the same event is there already.
    """
    if same_event(session, data) is not None:
        raise Refused(
            "event_exists", "This event is here already. Replace it to bring its new wishes in.", 409
        )
    event = Event(**event_facts(data), created_at=now.real, clock_anchor=None, clock_shown=None)
    session.add(event)
    session.flush()
    for group in rows(data, event.id):
        session.add_all(group)
        session.flush()
    ensure_badges(session, event.id, now)
    feed.record(session, event.id, Fact.EVENT_IMPORTED, actor=actor, now=now, topics=(ORGANISER,))
    return event.id


def replace_event(session: Session, event_id: int, data: EventData, *, actor: str, now: Moment) -> None:
    """Bring an event's files in again, before its day has begun.

    Badges and devices of people and rooms that remain are kept, and so is the published timetable, but for
    the interviews of companies and rooms that are gone. Drafts answer old wishes and are dropped. Whoever was
    registered at the desk stays, with their company: no file knows of them.

    Raises:
        Refused: someone has checked in or an interview was started: that must not be lost.
    """
    event = feed.lock_event_row(session, event_id)
    refuse_if_begun(session, event_id)
    _drop_drafts(session, event_id)
    _drop_gone(session, event_id, data, now)
    for column, value in event_facts(data).items():
        setattr(event, column, value)
    session.execute(delete(Wish).where(Wish.event_id == event_id))
    session.execute(delete(Session_).where(Session_.event_id == event_id))
    session.flush()
    session.expire_all()
    forget_hours(session)
    for group in rows(data, event_id):
        _merge(session, event_id, group)
    _drop_rooms(session, event_id, data, now)
    ensure_badges(session, event_id, now)
    topics = every_topic(session, event_id)
    feed.record(session, event_id, Fact.EVENT_IMPORTED, actor=actor, now=now, topics=topics)


def _merge(session: Session, event_id: int, group: list[Base]) -> None:
    """Add rows or bring those that exist up to date; what the files do not say of them stays."""
    known = {
        inspect(row).identity: row
        for model in {type(row) for row in group}
        for row in session.scalars(select(model).where(inspect(model).c.event_id == event_id))
    }
    for row in group:
        # Merging asks the database for every row that is not at hand: those that are new are simply added.
        if tuple(inspect(type(row)).primary_key_from_instance(row)) in known:
            session.merge(row)
        else:
            session.add(row)
    session.flush()


def refuse_if_begun(session: Session, event_id: int) -> None:
    """Keep what only the day itself brought about: arrivals and interviews that were held.

    Raises:
        Refused: there is some of it.
    """
    checkin = select(Scan.id).where(Scan.event_id == event_id, Scan.kind == "checkin", Scan.result == "ok")
    started = select(Interview.id).where(Interview.event_id == event_id, Interview.state.in_(LIVE))
    if session.scalar(checkin.limit(1)) is not None:
        raise Refused(
            "event_begun",
            "People have checked in to this event already. Replacing it would lose their arrival.",
            409,
        )
    if session.scalar(started.limit(1)) is not None:
        raise Refused(
            "event_begun",
            "Interviews of this event were started already. Replacing it would lose them.",
            409,
        )


def _drop_drafts(session: Session, event_id: int) -> None:
    drafts = select(Timetable.id).where(Timetable.event_id == event_id, Timetable.number.is_(None))
    session.execute(update(SolverJob).where(SolverJob.timetable_id.in_(drafts)).values(timetable_id=None))
    session.execute(delete(Placement).where(Placement.timetable_id.in_(drafts)))
    session.execute(delete(UnplacedWish).where(UnplacedWish.timetable_id.in_(drafts)))
    session.execute(delete(Timetable).where(Timetable.id.in_(drafts)))


def _drop_gone(session: Session, event_id: int, data: EventData, now: Moment) -> None:
    """Take out companies, staff and people that the new files lack, and what hangs on them."""
    problem = data.problem
    companies = _gone(session, Company, event_id, problem.buyer_of.keys() | problem.supplier_of.keys())
    rooms_gone = _gone(session, Room, event_id, problem.room_of.keys())
    versions = select(Timetable.id).where(Timetable.event_id == event_id)
    for model in (Placement, UnplacedWish):
        session.execute(
            delete(model).where(model.timetable_id.in_(versions), _of_companies(model, companies))
        )
    session.execute(
        delete(Placement).where(Placement.timetable_id.in_(versions), Placement.room_id.in_(rooms_gone))
    )
    session.execute(
        delete(Interview).where(
            Interview.event_id == event_id,
            or_(_of_companies(Interview, companies), Interview.room_id.in_(rooms_gone)),
        )
    )
    session.execute(delete(Wish).where(Wish.event_id == event_id))
    at_desk = _at_desk(session, event_id)
    people = _gone(session, Attendee, event_id, {person.id for person in data.people} | at_desk.keys())
    badges = select(Badge.id).where(Badge.event_id == event_id, Badge.attendee_id.in_(people))
    session.execute(update(Scan).where(Scan.badge_id.in_(badges)).values(badge_id=None))
    session.execute(delete(Badge).where(Badge.id.in_(badges)))
    session.execute(
        delete(PhoneLink).where(PhoneLink.event_id == event_id, PhoneLink.attendee_id.in_(people))
    )
    # People who remain may have changed company: their old one must be free to go before the new rows come.
    session.execute(
        update(Attendee)
        .where(Attendee.event_id == event_id, Attendee.id.not_in(at_desk))
        .values(company_id=None, staff_id=None)
    )
    session.execute(delete(Attendee).where(Attendee.event_id == event_id, Attendee.id.in_(people)))
    without = [company for company in companies if company not in at_desk.values()]
    session.execute(
        delete(LateNotice).where(LateNotice.event_id == event_id, LateNotice.company_id.in_(without))
    )
    session.execute(delete(Company).where(Company.event_id == event_id, Company.id.in_(without)))
    staff = _gone(session, Staff, event_id, problem.staff_of.keys() | set(at_desk.values()))
    session.execute(delete(Staff).where(Staff.event_id == event_id, Staff.id.in_(staff)))


def _at_desk(session: Session, event_id: int) -> dict[str, str]:
    """Who was registered at the desk, with their company or staff id."""
    found = session.execute(
        select(Attendee.id, func.coalesce(Attendee.company_id, Attendee.staff_id, ""))
        .where(Attendee.event_id == event_id)
        .where(Attendee.origin != "")
    )
    return {row[0]: row[1] for row in found}


def _drop_rooms(session: Session, event_id: int, data: EventData, now: Moment) -> None:
    """Take out rooms that the new files lack, once no buyer is in them; their tablets are unpaired."""
    gone = _gone(session, Room, event_id, data.problem.room_of.keys())
    session.execute(delete(Message).where(Message.event_id == event_id, Message.room_id.in_(gone)))
    session.execute(
        update(Device)
        .where(Device.event_id == event_id, Device.room_id.in_(gone), Device.revoked_at.is_(None))
        .values(revoked_at=now.real, token_hash=None, pairing_hash=None, pairing_expires=None)
    )
    session.execute(delete(Room).where(Room.event_id == event_id, Room.id.in_(gone)))


def _gone(session: Session, model: Any, event_id: int, kept: Any) -> list[str]:
    """The ids of a table that the new files do not have."""
    return [
        key for key in session.scalars(select(model.id).where(model.event_id == event_id)) if key not in kept
    ]


def _of_companies(model: Any, companies: list[str]) -> Any:
    return or_(model.supplier_id.in_(companies), model.buyer_id.in_(companies))
