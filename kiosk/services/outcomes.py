"""Noting what came of an interview: by its room's host, its staff, or the organiser."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, Fact, party_topic, room_topic
from kiosk.domain.interview_states import State
from kiosk.domain.outcomes import LONGEST_NOTE, MARKS, NextStep, OutcomeNote, WhoActs
from kiosk.errors import Refused
from kiosk.models import Interview, Outcome
from kiosk.queries.snapshots import as_json
from kiosk.services import feed
from kiosk.services.feed import Answer, answered, request_of
from kiosk.services.interviews import own_room

HELD = frozenset({State.IN_PROGRESS, State.FINISHED})
"""States of which something can have come."""


def record(
    session: Session,
    who: Caller,
    interview_id: int,
    outcome: OutcomeNote,
    *,
    nonce: str,
    now: Moment,
) -> Answer:
    """Note what came of an interview, in place of what was noted before; an empty outcome takes that away.

    The answer holds what is noted now: {interview, mark, next_step, who_acts, note}. The news says only that
    something was noted.

    Raises:
        Refused: the interview is not this caller's, was not held, or the outcome is none of ours.
    """
    if who.event_id is None:
        raise Refused("no_event", "There is no such event.", 404)
    feed.lock_event(session, who.event_id)
    interview = session.get(Interview, interview_id)
    if interview is None or interview.event_id != who.event_id:
        raise Refused("no_interview", "There is no such interview.", 404)
    _own(who, interview)
    outcome = _checked(outcome)
    request = request_of("outcome", interview_id, outcome)
    if before := answered(session, who.event_id, nonce, request):
        return before
    if interview.state not in HELD:
        raise Refused(
            "not_held",
            "This interview is “%(state)s”: an outcome can be noted once it has begun.",
            409,
            state=State(interview.state),
        )
    _keep(session, interview, outcome, who, now)
    answer = Answer(200, {"interview": interview_id, **as_json(outcome)})
    feed.record(
        session,
        who.event_id,
        Fact.OUTCOME_RECORDED,
        actor=who.actor,
        now=now,
        topics=(room_topic(interview.room_id), ORGANISER, *map(party_topic, interview.staff)),
        details={"interview": interview_id},
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer


def _own(who: Caller, interview: Interview) -> None:
    """An organiser notes any; a room its own; of those with a phone page, the staff of the interview."""
    if who.role == "room":
        own_room(who, interview)
    elif who.role != "organiser" and not (who.role == "attendee" and who.party_id in interview.staff):
        raise Refused("forbidden", "Only the staff of this interview may do that.", 403)


def _checked(outcome: OutcomeNote) -> OutcomeNote:
    note = outcome.note.strip()
    if len(note) > LONGEST_NOTE:
        raise Refused("long_note", "A note has at most %(most)d characters.", 400, most=LONGEST_NOTE)
    known = (
        outcome.mark in ("", *MARKS)
        and outcome.next_step in ("", *NextStep)
        and outcome.who_acts in ("", *WhoActs)
    )
    if not known:
        raise Refused("bad_outcome", "This outcome is none that can be chosen.", 400)
    return OutcomeNote(outcome.mark, outcome.next_step, outcome.who_acts, note)


def _keep(session: Session, interview: Interview, outcome: OutcomeNote, who: Caller, now: Moment) -> None:
    row = session.get(Outcome, interview.id)
    if outcome.empty:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = Outcome(interview_id=interview.id, event_id=interview.event_id)
        session.add(row)
    row.mark, row.next_step = outcome.mark, outcome.next_step
    row.who_acts, row.note = outcome.who_acts, outcome.note
    row.recorded_at, row.recorded_by = now.event, who.actor
