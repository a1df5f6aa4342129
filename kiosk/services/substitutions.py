"""Taking a substitution back: the absent person did come, and takes their own place again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact
from kiosk.errors import Refused
from kiosk.models import Attendee, Badge, Scan
from kiosk.queries.attendance import past_scans, today
from kiosk.queries.attendees import attendee_view
from kiosk.services import feed
from kiosk.services.badges import give_badge
from kiosk.services.desk import attendee_of, require_staff
from kiosk.services.feed import Answer
from kiosk.services.scan_answers import person_json
from kiosk.services.undoing import undo_scan


def take_back(
    session: Session, event_id: int, absent_id: str, *, nonce: str, caller: Caller, now: Moment
) -> Answer:
    """Cancel whoever came in this person's place, and take the person's own badge again.

    The substitute's badge is refused and their check-ins of today are undone, so that nobody is counted for
    two; who they were, and every scan, stays on record. Scans from the meantime that arrive later are
    answered as if there had been no substitution: the substitute's refused, the person's own taken. The
    same nonce gets the same answer again.

    Raises:
        Refused: there is no such person, or nobody came in their place.
    """
    feed.lock_event(session, event_id)
    request = f"take back substitute:{absent_id}"
    if before := feed.answered(session, event_id, nonce, request):
        return before
    require_staff(caller)
    absent = attendee_of(session, event_id, absent_id)
    substitute = session.scalar(
        select(Attendee).where(
            Attendee.event_id == event_id,
            Attendee.substitute_for == absent_id,
            Attendee.cancelled_at.is_(None),
        )
    )
    if absent.cancelled_at is None or substitute is None:
        raise Refused("no_substitute", "Nobody is registered in this person's place.", 409)
    substitute.cancelled_at, absent.cancelled_at = absent.cancelled_at, None  # as if it had never been
    session.flush()
    _undo_check_ins(session, event_id, substitute.id, caller, now)
    _take_own_badge_again(session, absent, now)
    answer = Answer(200, person_json(attendee_view(session, event_id, absent_id)))
    feed.record(
        session, event_id, Fact.SUBSTITUTION_TAKEN_BACK, actor=caller.actor, now=now,
        topics=(ORGANISER, RECEPTION),
        details={"company": absent.company_id} if absent.company_id else {},
        nonce=nonce, request=request, answer=answer,
    )  # fmt: skip
    return answer


def _undo_check_ins(session: Session, event_id: int, attendee_id: str, caller: Caller, now: Moment) -> None:
    for past in past_scans(session, event_id, attendee_id, today(session, event_id, now.event)):
        scan = session.get_one(Scan, past.id)
        if not past.departure and scan.undone_by is None:
            undo_scan(session, scan, caller, now)  # and with it the second readings by the same device


def _take_own_badge_again(session: Session, person: Attendee, now: Moment) -> None:
    """The badge that the substitution ended is valid again; those that were lost before stay dead."""
    last = session.scalar(
        select(Badge)
        .where(Badge.event_id == person.event_id, Badge.attendee_id == person.id)
        .order_by(Badge.id.desc())
        .limit(1)
    )
    if last is None:
        give_badge(session, person.event_id, person.id, now)
    else:
        last.revoked_at = None
        session.flush()
