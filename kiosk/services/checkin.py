"""Checking in, and taking it back: one decision, one scan, one fact, one piece of news."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.attendance import UNDO_MINUTES, Already, NotTaken, Reason, decide
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact
from kiosk.errors import Refused
from kiosk.models import Scan
from kiosk.queries.attendance import CHECKIN, UNDO
from kiosk.queries.attendees import attendee_view
from kiosk.services import feed, scans
from kiosk.services.feed import Answer
from kiosk.services.scan_answers import iso, welcome_json
from kiosk.services.scans import Scanned

UNDO_NONCE = "↶"
"""Before the nonce of a check-in it is the nonce of its undoing; no client can send it, it is not ASCII."""


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


def undo(session: Session, event_id: int, nonce: str, caller: Caller, now: Moment) -> Answer:
    """Take a check-in back, with the second readings of the same badge by the same device.

    Raises:
        Refused: there is no such check-in, it was refused in the first place, another device took it, or it
            is too long ago for anyone but the organiser.
    """
    feed.lock_event(session, event_id)
    if before := feed.answered(session, event_id, UNDO_NONCE + nonce, UNDO):
        return before
    scan = session.scalar(
        select(Scan).where(Scan.event_id == event_id, Scan.nonce == nonce, Scan.kind == CHECKIN)
    )
    if scan is None:
        raise Refused("no_checkin", "There is no such check-in.", 404)
    if scan.attendee_id is None or scan.result == "refused":
        raise Refused("nothing_to_undo", "Nobody was checked in by this scan.", 409)
    if caller.role != "organiser":
        if scan.device_id != caller.device_id:
            raise Refused("other_device", "Only the device that took this check-in can undo it.", 403)
        if now.real - scan.recorded_at > dt.timedelta(minutes=UNDO_MINUTES):
            raise Refused("too_late", "This check-in is too long ago. Please ask the organiser.", 409)
    undoing = Scan(
        event_id=event_id, nonce=UNDO_NONCE + nonce, kind=UNDO, result="ok", reason="", raw="",
        badge_id=scan.badge_id, attendee_id=scan.attendee_id, device_id=caller.device_id, actor=caller.actor,
        happened_at=now.event, arrived_at=now.event, recorded_at=now.real, flagged=False, details={},
    )  # fmt: skip
    session.add(undoing)
    session.flush()
    for undone in (scan, *_read_again(session, scan)):
        undone.undone_by = undoing.id
    session.flush()
    person = attendee_view(session, event_id, scan.attendee_id)
    answer = Answer(200, {"status": "undone", "nonce": nonce})
    scans.record(
        session, event_id, Fact.CHECKIN_UNDONE, person, scans.stops_of(session, event_id, person),
        caller=caller, now=now, nonce=UNDO_NONCE + nonce, request=UNDO, answer=answer,
    )  # fmt: skip
    return answer


def _read_again(session: Session, scan: Scan) -> list[Scan]:
    """What the same device read of the same badge again, before that person left or came back."""
    if scan.result != "ok":
        return []
    later = session.scalars(
        select(Scan)
        .where(Scan.event_id == scan.event_id, Scan.attendee_id == scan.attendee_id, Scan.id > scan.id)
        .where(Scan.result != "refused", Scan.kind != UNDO)
        .where((Scan.kind == CHECKIN) | (Scan.result == "ok"))
        .order_by(Scan.id)
    )
    again = []
    for other in later:
        if other.result == "ok":
            break
        if other.device_id == scan.device_id and other.undone_by is None:
            again.append(other)
    return again
