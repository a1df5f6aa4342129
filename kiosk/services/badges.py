"""Badges: everyone gets one, and a lost one is replaced by a new code."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kiosk.domain.badge_codes import new_code
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact
from kiosk.errors import Refused
from kiosk.models import Attendee, Badge
from kiosk.queries.attendees import attendee_view
from kiosk.services import feed
from kiosk.services.desk import attendee_of, require_staff
from kiosk.services.feed import Answer
from kiosk.services.scan_answers import person_json


def ensure_badges(session: Session, event_id: int, now: Moment) -> int:
    """Give a badge to everyone who comes and has no valid one; gives how many were made.

    Part of an import or a walk-in, which is what the feed records.
    """
    valid = select(Badge.attendee_id).where(Badge.event_id == event_id, Badge.revoked_at.is_(None))
    without = session.scalars(
        select(Attendee.id)
        .where(Attendee.event_id == event_id, Attendee.cancelled_at.is_(None))
        .where(Attendee.id.not_in(valid))
    ).all()
    for attendee_id in without:
        session.add(_badge(event_id, attendee_id, now))
    session.flush()
    return len(without)


def give_badge(session: Session, event_id: int, attendee_id: str, now: Moment) -> str:
    """A first badge for someone who has just been registered; gives its code."""
    badge = _badge(event_id, attendee_id, now)
    session.add(badge)
    session.flush()
    return badge.code


def reprint(session: Session, event_id: int, attendee_id: str, actor: str, now: Moment) -> str:
    """Give an attendee a new code and make the old ones invalid from now on; gives the new code.

    Raises:
        Refused: there is no such attendee.
    """
    feed.lock_event(session, event_id)
    attendee = attendee_of(session, event_id, attendee_id)
    code = _replace(session, attendee, now)
    _record(session, attendee, actor, now)
    return code


def reprint_once(
    session: Session, event_id: int, attendee_id: str, *, nonce: str, caller: Caller, now: Moment
) -> Answer:
    """The same from the desk: one new code however often the request arrives.

    Raises:
        Refused: there is no such person, or their registration was cancelled.
    """
    feed.lock_event(session, event_id)
    request = f"reprint:{attendee_id}"
    if before := feed.answered(session, event_id, nonce, request):
        return before
    require_staff(caller)
    attendee = attendee_of(session, event_id, attendee_id)
    if attendee.cancelled_at is not None:
        raise Refused("cancelled", "This registration was cancelled before.", 409)
    _replace(session, attendee, now)
    answer = Answer(201, person_json(attendee_view(session, event_id, attendee_id)))
    _record(session, attendee, caller.actor, now, nonce, request, answer)
    return answer


def _replace(session: Session, attendee: Attendee, now: Moment) -> str:
    session.execute(
        update(Badge)
        .where(Badge.event_id == attendee.event_id, Badge.attendee_id == attendee.id)
        .where(Badge.revoked_at.is_(None))
        .values(revoked_at=now.event)
    )
    return give_badge(session, attendee.event_id, attendee.id, now)


def _record(
    session: Session,
    attendee: Attendee,
    actor: str,
    now: Moment,
    nonce: str | None = None,
    request: str = "",
    answer: Answer | None = None,
) -> None:
    feed.record(
        session,
        attendee.event_id,
        Fact.BADGE_REPRINTED,
        actor=actor,
        now=now,
        topics=(ORGANISER, RECEPTION),
        details={"company": attendee.company_id} if attendee.company_id else {},
        nonce=nonce,
        request=request,
        answer=answer,
    )


def _badge(event_id: int, attendee_id: str, now: Moment) -> Badge:
    return Badge(
        event_id=event_id, attendee_id=attendee_id, code=new_code(), created_at=now.real, revoked_at=None
    )
