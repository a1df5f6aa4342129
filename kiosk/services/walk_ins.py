"""People who were not on the list: walk-ins of an old or a new company, and substitutes (代理出席)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kiosk.domain.attendance import arrival
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact
from kiosk.domain.names import search_text
from kiosk.errors import Refused
from kiosk.models import Attendee, Badge, Company, Room, Staff
from kiosk.queries.attendance import past_scans, today
from kiosk.queries.attendees import attendee_view
from kiosk.queries.companies import company_named
from kiosk.services import feed
from kiosk.services.badges import give_badge
from kiosk.services.desk import attendee_of, new_id, require_staff
from kiosk.services.feed import Answer
from kiosk.services.scan_answers import person_json

WALK_IN, SUBSTITUTE = "walk_in", "substitute"
"""How a person came to be on the list on the day itself."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person as the desk writes them down; all but the name may be empty."""

    name: str
    kana: str = ""
    name_en: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A company that was not on the list."""

    name: str
    kana: str
    name_en: str
    side: str


def walk_in(
    session: Session,
    event_id: int,
    person: Newcomer,
    company: str | NewCompany,
    *,
    nonce: str,
    caller: Caller,
    now: Moment,
) -> Answer:
    """Register someone who came without registration, of a company by its id or of a new one; with a badge.

    Checking in is another request. The same nonce gets the same answer again.

    Raises:
        Refused: there is no such company, or the new one is here already.
    """
    feed.lock_event(session, event_id)
    request = feed.request_of(WALK_IN, person, company)
    if before := feed.answered(session, event_id, nonce, request):
        return before
    require_staff(caller)
    if isinstance(company, NewCompany):
        found = _new_company(session, event_id, company)
    else:
        known = session.get(Company, (event_id, company))
        if known is None:
            raise Refused("no_company", "There is no such company.", 404)
        found = known
    attendee = _attendee(session, event_id, person, found, WALK_IN)
    return _register(session, attendee, Fact.WALK_IN_REGISTERED, request, nonce, caller, now)


def substitute(
    session: Session,
    event_id: int,
    absent_id: str,
    person: Newcomer,
    *,
    nonce: str,
    caller: Caller,
    now: Moment,
) -> Answer:
    """Register someone who came in another's place: the absent one is cancelled, their badge dies.

    The same nonce gets the same answer again.

    Raises:
        Refused: there is no such person, they were cancelled before, or they are here themselves.
    """
    feed.lock_event(session, event_id)
    request = feed.request_of(f"{SUBSTITUTE}:{absent_id}", person)
    if before := feed.answered(session, event_id, nonce, request):
        return before
    require_staff(caller)
    absent = attendee_of(session, event_id, absent_id)
    if absent.cancelled_at is not None:
        raise Refused("cancelled", "This registration was cancelled before.", 409)
    past = past_scans(session, event_id, absent_id, today(session, event_id, now.event))
    if arrival(past) is not None:
        raise Refused("already_here", "This person has checked in today. Undo that first.", 409)
    absent.cancelled_at = now.event
    session.execute(
        update(Badge)
        .where(Badge.event_id == event_id, Badge.attendee_id == absent_id, Badge.revoked_at.is_(None))
        .values(revoked_at=now.event)
    )
    company = session.get(Company, (event_id, absent.company_id)) if absent.company_id else None
    attendee = _attendee(session, event_id, person, company, SUBSTITUTE)
    attendee.staff_id, attendee.substitute_for = absent.staff_id, absent_id
    return _register(session, attendee, Fact.SUBSTITUTE_REGISTERED, request, nonce, caller, now)


def _new_company(session: Session, event_id: int, wanted: NewCompany) -> Company:
    if same := company_named(session, event_id, wanted.name):
        raise Refused("company_exists", "%(company)s is on the list already. Please choose it there.", 409,
                      company=same)  # fmt: skip
    last = session.scalar(
        select(func.max(Company.position)).where(Company.event_id == event_id, Company.side == wanted.side)
    )
    company = Company(
        event_id=event_id,
        id=new_id(lambda found: any(session.get(kind, (event_id, found)) for kind in (Company, Staff, Room))),
        side=wanted.side,
        position=(-1 if last is None else last) + 1,
        name=wanted.name,
        kana=wanted.kana,
        name_en=wanted.name_en,
        room_id=None,
        region="",
        partner="",
        parallel=1,
        min_interviews=None,
        max_interviews=None,
        available="",
        profile="",
    )
    session.add(company)
    session.flush()
    return company


def _attendee(
    session: Session, event_id: int, person: Newcomer, company: Company | None, origin: str
) -> Attendee:
    last = session.scalar(select(func.max(Attendee.position)).where(Attendee.event_id == event_id))
    known = (company.name, company.kana, company.name_en) if company else ()
    return Attendee(
        event_id=event_id,
        id=new_id(lambda found: session.get(Attendee, (event_id, found)) is not None),
        position=(-1 if last is None else last) + 1,
        company_id=company.id if company else None,
        staff_id=None,
        name=person.name,
        kana=person.kana,
        name_en=person.name_en,
        title=person.title,
        email="",
        phone="",
        search=search_text(person.name, person.kana, person.name_en, *known),
        cancelled_at=None,
        language=person.language,
        origin=origin,
    )


def _register(
    session: Session,
    attendee: Attendee,
    fact: Fact,
    request: str,
    nonce: str,
    caller: Caller,
    now: Moment,
) -> Answer:
    event_id = attendee.event_id
    session.add(attendee)
    session.flush()
    give_badge(session, event_id, attendee.id, now)
    answer = Answer(201, person_json(attendee_view(session, event_id, attendee.id)))
    feed.record(
        session,
        event_id,
        fact,
        actor=caller.actor,
        now=now,
        topics=(ORGANISER, RECEPTION),
        details={"company": attendee.company_id} if attendee.company_id else {},
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer
