"""Checking in: one decision, one scan, one fact, one piece of news."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.domain.attendance import Already, NotTaken, Reason, decide
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact
from kiosk.queries.attendance import CHECKIN
from kiosk.services import feed, scans
from kiosk.services.feed import Answer
from kiosk.services.scan_answers import iso, welcome_json
from kiosk.services.scans import Scanned


def check_in(
    session: Session, event_id: int, scanned: Scanned, caller: Caller, now: Moment, language: str
) -> Answer:
    """Answer a scan at reception: welcome (201), already here (200), or refused (422).

    The same nonce gets the same answer again, whatever the caller may do by now. A refusal still lacks its
    words. Someone named by a kiosk where nobody may be looked for is refused as unknown.

    Raises:
        Refused: the nonce was used for another request.
    """
    event = feed.lock_event(session, event_id)
    if before := feed.answered(session, event_id, scanned.nonce, CHECKIN):
        return before
    reading = scans.read(session, event, scanned, caller, now)
    if reading.person is None:
        return scans.refuse(session, reading, CHECKIN, Reason.UNKNOWN)
    day = reading.time.at.astimezone(reading.zone).date()
    decision = decide(reading.badge, reading.past, reading.time.at, day)
    if isinstance(decision, NotTaken):
        return scans.refuse(session, reading, CHECKIN, decision.reason)
    stops = scans.stops_of(session, event_id, reading.person)
    hidden = reading.hide_names
    welcome = welcome_json(reading.person, stops, now.event, reading.zone, language, hide_names=hidden)
    if isinstance(decision, Already):
        first = {
            "first_at": iso(decision.first.happened_at, reading.zone),
            "device": decision.first.device or None,
        }
        answer = Answer(200, {"status": "already"} | first | welcome)
        return scans.keep(session, reading, CHECKIN, "already", Fact.CHECKED_IN_AGAIN, answer)
    returned = {"returned": True} if decision.returned else {}
    answer = Answer(201, {"status": "ok"} | returned | welcome)
    return scans.keep(session, reading, CHECKIN, "ok", Fact.CHECKED_IN, answer, stops=stops)
