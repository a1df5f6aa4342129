"""What the desk writes down about a person: for reception and the organiser, never for attendees."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, Fact
from kiosk.services import feed
from kiosk.services.desk import attendee_of, require_staff
from kiosk.services.feed import Answer

LONGEST_NOTE = 500


def write_note(
    session: Session,
    event_id: int,
    attendee_id: str,
    note: str,
    *,
    nonce: str,
    caller: Caller,
    now: Moment,
) -> Answer:
    """Write a person's note, in place of what stood there; empty takes it away.

    The feed keeps that it was written, not what: notes are about people.

    Raises:
        Refused: there is no such person.
    """
    feed.lock_event(session, event_id)
    request = feed.request_of(f"note:{attendee_id}", note)
    if before := feed.answered(session, event_id, nonce, request):
        return before
    require_staff(caller)
    attendee = attendee_of(session, event_id, attendee_id)
    attendee.note = note
    answer = Answer(200, {"attendee": attendee_id})
    feed.record(
        session,
        event_id,
        Fact.NOTE_WRITTEN,
        actor=caller.actor,
        now=now,
        topics=(ORGANISER,),
        details={"company": attendee.company_id} if attendee.company_id else {},
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer
