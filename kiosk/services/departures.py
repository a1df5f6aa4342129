"""Leaving: the badge is scanned on the way out, so that rooms do not wait for someone who has gone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.domain.attendance import Reason, inside, revoked
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact
from kiosk.queries.attendance import DEPARTURE
from kiosk.services import feed, scans
from kiosk.services.feed import Answer
from kiosk.services.scan_answers import iso, person_json
from kiosk.services.scans import Scanned


def depart(session: Session, event_id: int, scanned: Scanned, caller: Caller, now: Moment) -> Answer:
    """Answer a scan at the exit: gone (201), was not inside then (200, `already`), or no valid badge (422).

    Nobody is kept from leaving by a cancelled registration or the wrong day. Either answer is evidence that
    the person left: their check-in may be delivered later. The same nonce gets the same answer again.

    Raises:
        Refused: the nonce was used for another request.
    """
    event = feed.lock_event(session, event_id)
    if given := feed.answered(session, event_id, scanned.nonce, DEPARTURE):
        return given
    reading = scans.read(session, event, scanned, caller, now)
    if reading.person is None or reading.badge is None:
        return scans.refuse(session, reading, DEPARTURE, Reason.UNKNOWN)
    if revoked(reading.badge, reading.time.at):
        return scans.refuse(session, reading, DEPARTURE, Reason.REVOKED)
    who = person_json(reading.person, hide_names=reading.hide_names)
    about = {"at": iso(reading.time.at, reading.zone), "language": reading.person.language or None} | who
    before = [scan for scan in reading.past if scan.happened_at <= reading.time.at]
    if not inside(before):
        answer = Answer(200, {"status": "already"} | about)
        return scans.keep(session, reading, DEPARTURE, "already", Fact.DEPARTED_AGAIN, answer)
    stops = scans.stops_of(session, event_id, reading.person)
    answer = Answer(201, {"status": "ok"} | about)
    return scans.keep(session, reading, DEPARTURE, "ok", Fact.DEPARTED, answer, stops=stops)
