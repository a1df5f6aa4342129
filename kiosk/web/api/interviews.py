"""The buttons of the day, and what came of each interview."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.queries.clocks import moment
from kiosk.services import interviews, outcomes
from kiosk.web.api.reading import body
from kiosk.web.api.schemas import ActionRequest, OutcomeRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("room", "kiosk", "organiser")
def act(interview_id: int) -> tuple[Response, int]:
    """Call, start, finish … one interview."""
    asked = body(ActionRequest)
    with database().write() as session:
        answer = interviews.act(
            session,
            known_caller(),
            interview_id,
            asked.action,
            nonce=asked.nonce,
            now=moment(session, known_event(), real_now()),
            at=asked.at,
            side=asked.side or "",
            minutes=asked.minutes,
            reason=asked.reason,
        )
    return jsonify(answer.body), answer.status


@audience("room", "organiser", "attendee")
def outcome(interview_id: int) -> tuple[Response, int]:
    """Note what came of one interview."""
    asked = body(OutcomeRequest)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = outcomes.record(
            session, known_caller(), interview_id, asked.outcome(), nonce=asked.nonce, now=now
        )
    return jsonify(answer.body), answer.status
