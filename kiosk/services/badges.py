"""Badges: everyone gets one, and a lost one is replaced by a new code."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.badge_codes import new_code
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact
from kiosk.errors import Refused
from kiosk.models import Attendee, Badge
from kiosk.services import feed


def ensure_badges(session: Session, event_id: int, now: Moment) -> int:
    """Give a badge to every attendee who has no valid one; gives how many were made.

    Part of an import or a walk-in, which is what the feed records.
    """
    valid = select(Badge.attendee_id).where(Badge.event_id == event_id, Badge.revoked_at.is_(None))
    without = session.scalars(
        select(Attendee.id).where(Attendee.event_id == event_id, Attendee.id.not_in(valid))
    ).all()
    for attendee_id in without:
        session.add(_badge(event_id, attendee_id, now))
    session.flush()
    return len(without)


def reprint(session: Session, event_id: int, attendee_id: str, actor: str, now: Moment) -> str:
    """Give an attendee a new code and make the old ones invalid from now on; gives the new code.

    Raises:
        Refused: there is no such attendee.
    """
    feed.lock_event(session, event_id)
    attendee = session.get(Attendee, (event_id, attendee_id))
    if attendee is None:
        raise Refused("no_attendee", "There is no such person.", 404)
    before = session.scalars(
        select(Badge).where(
            Badge.event_id == event_id, Badge.attendee_id == attendee_id, Badge.revoked_at.is_(None)
        )
    )
    for badge in before:
        badge.revoked_at = now.event
    badge = _badge(event_id, attendee_id, now)
    session.add(badge)
    feed.record(
        session,
        event_id,
        Fact.BADGE_REPRINTED,
        actor=actor,
        now=now,
        topics=(ORGANISER, RECEPTION),
        details={"company": attendee.company_id} if attendee.company_id else {},
    )
    return badge.code


def _badge(event_id: int, attendee_id: str, now: Moment) -> Badge:
    return Badge(
        event_id=event_id, attendee_id=attendee_id, code=new_code(), created_at=now.real, revoked_at=None
    )
