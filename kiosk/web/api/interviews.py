"""The buttons of the day."""

from __future__ import annotations

from flask import Response, jsonify

from kiosk.queries.clocks import moment
from kiosk.services import interviews
from kiosk.web.api.reading import body
from kiosk.web.api.schemas import ActionRequest
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
