"""A person's own page on their phone: their day, "I will be late", "I have seen what changed"."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response, jsonify
from sqlalchemy.orm import Session

from kiosk.domain.clock import Moment
from kiosk.queries.clocks import hours_of, moment
from kiosk.queries.my_day import my_day
from kiosk.queries.snapshots import as_json
from kiosk.services import feed, late, phone_links
from kiosk.web.api.reading import body
from kiosk.web.api.schemas_phone import LateRequest, SeenRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("attendee")
def me() -> Response:
    """One's own interviews as they stand, and what changed."""
    with database().read() as session:
        snapshot = my_day(session, known_caller(), real_now())
    return jsonify(as_json(snapshot))


@audience("attendee")
def announce_late() -> tuple[Response, int]:
    """Tell everyone who waits that one will be late, or take it back."""
    asked = body(LateRequest)
    with database().write() as session:
        now = _now(session)
        said = asked.at
        if said is not None and said.tzinfo is None:
            said = said.replace(tzinfo=ZoneInfo(hours_of(session, known_event()).timezone))
        answer = late.announce(session, known_caller(), asked.minutes, nonce=asked.nonce, now=now, said=said)
    return jsonify(answer.body), answer.status


@audience("attendee")
def acknowledge_changes() -> Response:
    """Note that what a version changed was looked at."""
    asked = body(SeenRequest)
    with database().write() as session:
        seen = phone_links.acknowledge(session, known_caller(), asked.version, _now(session))
    return jsonify(seen=seen)


def _now(session: Session) -> Moment:
    """The time once nobody else is deciding."""
    feed.lock_event(session, known_event())
    return moment(session, known_event(), real_now())
