"""The buttons of the day: call, start, finish, no-show … one action on one interview."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import BOARD, ORGANISER, RECEPTION, Fact, party_topic, room_topic
from kiosk.domain.floor import shifted_minutes
from kiosk.domain.interview_states import Action, State
from kiosk.domain.interviews import Course, Press, decide
from kiosk.errors import Refused
from kiosk.models import Company, Event, Interview
from kiosk.queries.hall import shifts_of
from kiosk.queries.interviews import BARE, CompanyRef, InterviewView, interview_view
from kiosk.queries.prepared import Prepared
from kiosk.queries.snapshots import as_json
from kiosk.services.feed import Answer, answered, lock_event, record

_COURSE = tuple(field.name for field in fields(Course))
_CHANGED = Prepared(
    update(Interview)
    .where(Interview.id == bindparam("interview"))
    .values({name: bindparam(f"its_{name}") for name in _COURSE})
)
_BACK = frozenset({Action.REINSTATE, Action.REOPEN})
"""What was over is to be held again: when its slot is by now, which may have been shifted meanwhile."""
_IN_NEWS = (
    "room",
    "table",
    "state",
    "starts",
    "ends",
    "called_at",
    "actual_start",
    "actual_end",
    "undo_seconds",
)


def act(
    session: Session,
    who: Caller,
    interview_id: int,
    action: Action,
    *,
    nonce: str,
    now: Moment,
    at: dt.datetime | None = None,
    side: str = "",
    minutes: int | None = None,
    reason: str = "",
) -> Answer:
    """Do what a button says. Decided while the event is locked: of two presses at once, one is first.

    The answer is the interview, with `warning: not_arrived` when it starts without its supplier having
    checked in. The same nonce again is given the same answer.

    Raises:
        Refused: not this caller's room or role, or the interview, its table or its slot does not allow it.
    """
    role = who.interview_role
    if role is None or who.event_id is None:
        raise Refused("forbidden", "This device may not do that.", 403)
    event = lock_event(session, who.event_id)
    interview: Interview | None = BARE.one(session, interview=interview_id)
    if interview is None or interview.event_id != who.event_id:
        raise Refused("no_interview", "There is no such interview.", 404)
    own_room(who, interview)
    request = f"interview:{interview_id}:{action}"
    if before := answered(session, who.event_id, nonce, request):
        return before
    course = Course(
        **{name: getattr(interview, name) for name in _COURSE} | {"state": State(interview.state)}
    )
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(event.timezone))
    if action is Action.NO_SHOW and (held_at := session.get_one(Event, who.event_id).held_at):
        at = min(at or now.event, held_at)  # while the hall's time stands still, nobody gets any later
    after = decide(course, Press(action, role, now, at, side, minutes, reason))
    if after.state is State.IN_PROGRESS:
        _table_is_idle(session, interview)
    if action is Action.REINSTATE:
        _still_free(session, interview)
    if action in _BACK:
        shifts = shifts_of(session, who.event_id)
        after = replace(after, shifted_minutes=shifted_minutes(interview.starts_at, shifts))
    _CHANGED.run(session, interview=interview_id, **{f"its_{name}": getattr(after, name) for name in _COURSE})
    view = interview_view(session, who.event_id, interview_id, now)
    body = as_json(view)
    if action is Action.START and not view.arrived:
        body["warning"] = "not_arrived"
    answer = Answer(200, body)
    record(
        session,
        who.event_id,
        Fact.INTERVIEW_CHANGED,
        actor=who.actor,
        now=now,
        topics=(*interview_topics(interview), *_waiting_rooms(session, interview, course, after)),
        details={"action": action.value} | interview_news(view, body),
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer


def interview_topics(interview: Interview) -> tuple[str, ...]:
    """Whom it concerns what becomes of an interview: its room, the hall, both companies and its staff."""
    parties = (interview.supplier_id, interview.buyer_id, *interview.staff)
    return (room_topic(interview.room_id), BOARD, RECEPTION, ORGANISER, *map(party_topic, parties))


def _waiting_rooms(session: Session, interview: Interview, before: Course, after: Course) -> tuple[str, ...]:
    """The rooms that wait for a supplier who is in an interview: until when, is news to them."""
    if State.IN_PROGRESS not in (before.state, after.state):
        return ()
    rooms = session.scalars(
        select(Interview.room_id)
        .where(
            *_others(interview),
            Interview.supplier_id == interview.supplier_id,
            Interview.state.in_((State.SCHEDULED, State.CALLED)),
            Interview.starts_at < interview.starts_at + dt.timedelta(days=1),
        )
        .order_by(Interview.starts_at)
    )
    return tuple(room_topic(room) for room in dict.fromkeys(rooms))


def interview_news(view: InterviewView, body: dict[str, Any]) -> dict[str, Any]:
    """What rides in the news of an interview: its id, place, state and times, companies by id only."""
    told = {name: body[name] for name in _IN_NEWS}
    return {"interview": view.id, **told, "supplier": view.supplier.id, "buyer": view.buyer.id}


def own_room(who: Caller, interview: Interview) -> None:
    """Keep a room's tablet to the tables that are its own.

    Raises:
        Refused: the interview is held elsewhere.
    """
    if who.room_id is None:
        return
    if interview.room_id != who.room_id or (who.tables and interview.table_no not in who.tables):
        raise Refused("other_room", "This interview belongs to another room.", 403)


def _table_is_idle(session: Session, interview: Interview) -> None:
    """At a table one interview runs at a time."""
    running = session.scalar(
        select(Interview).where(
            *_others(interview),
            Interview.room_id == interview.room_id,
            Interview.table_no == interview.table_no,
            Interview.state == State.IN_PROGRESS,
        )
    )
    if running:
        raise Refused(
            "table_busy",
            "The interview with %(company)s is still going on at this table. Finish it first.",
            409,
            company=_company(session, running, running.supplier_id)[0],
        )


def _still_free(session: Session, interview: Interview) -> None:
    """A reinstated interview takes its slot again only if nobody else has taken it or its companies."""
    clashing = session.scalars(
        select(Interview).where(
            *_others(interview),
            Interview.state.not_in((State.NO_SHOW, State.CANCELLED)),
            Interview.starts_at < interview.ends_at,
            Interview.ends_at > interview.starts_at,
        )
    ).all()
    place = (interview.room_id, interview.table_no)
    if any((other.room_id, other.table_no) == place for other in clashing):
        raise Refused("slot_taken", "Another interview has this table at that time.", 409)
    for company_id in (interview.supplier_id, interview.buyer_id):
        company, parallel = _company(session, interview, company_id)
        if sum(company_id in (other.supplier_id, other.buyer_id) for other in clashing) >= parallel:
            raise Refused("company_busy", "%(company)s has another interview then.", 409, company=company)
    if any(set(interview.staff) & set(other.staff) for other in clashing):
        raise Refused("staff_busy", "Staff of this interview are needed elsewhere then.", 409)


def _company(session: Session, interview: Interview, company_id: str) -> tuple[CompanyRef, int]:
    """A company of the same event for a refusal's words, and how many interviews it can hold at once."""
    row = session.get_one(Company, (interview.event_id, company_id))
    return CompanyRef(row.id, row.name, row.name_en), row.parallel


def _others(interview: Interview) -> tuple[ColumnElement[bool], ...]:
    return Interview.event_id == interview.event_id, Interview.id != interview.id
