"""Taking a scan back: a check-in or a departure that was a mistake, undone by a row of its own."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.attendance import UNDO_MINUTES
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact
from kiosk.errors import Refused
from kiosk.models import Scan
from kiosk.queries.attendance import CHECKIN, DEPARTURE, UNDO
from kiosk.queries.attendees import attendee_view
from kiosk.services import feed, scans
from kiosk.services.feed import Answer

UNDO_NONCE = "↶"
"""Before the nonce of a scan it is the nonce of its undoing; no client can send it, it is not ASCII."""
REQUESTS = {CHECKIN: UNDO, DEPARTURE: f"{UNDO} {DEPARTURE}"}
FACTS = {CHECKIN: Fact.CHECKIN_UNDONE, DEPARTURE: Fact.DEPARTURE_UNDONE}


def undo(
    session: Session, event_id: int, nonce: str, caller: Caller, now: Moment, kind: str = CHECKIN
) -> Answer:
    """Take a check-in or a departure back, with the second readings of the same badge by the same device.

    Raises:
        Refused: there is no such scan, it was refused in the first place, another device took it, or it is
            too long ago for anyone but the organiser.
    """
    feed.lock_event(session, event_id)
    if before := feed.answered(session, event_id, UNDO_NONCE + nonce, REQUESTS[kind]):
        return before
    scan = session.scalar(
        select(Scan).where(Scan.event_id == event_id, Scan.nonce == nonce, Scan.kind == kind)
    )
    if scan is None:
        raise _unknown(kind)
    _require_undoable(scan, caller, now)
    return undo_scan(session, scan, caller, now)


def _unknown(kind: str) -> Refused:
    if kind == DEPARTURE:
        return Refused("no_departure", "There is no such departure.", 404)
    return Refused("no_checkin", "There is no such check-in.", 404)


def _require_undoable(scan: Scan, caller: Caller, now: Moment) -> None:
    if scan.attendee_id is None or scan.result == "refused":
        raise Refused("nothing_to_undo", "Nobody was checked in or out by this scan.", 409)
    if caller.role == "organiser":
        return
    if scan.device_id != caller.device_id:
        raise Refused("other_device", "Only the device that took this scan can undo it.", 403)
    if now.real - scan.recorded_at > dt.timedelta(minutes=UNDO_MINUTES):
        raise Refused("too_late", "This scan is too long ago. Please ask the organiser.", 409)


def undo_scan(session: Session, scan: Scan, caller: Caller, now: Moment) -> Answer:
    """Take a scan of a person back, whoever may; the caller has looked whether they may."""
    event_id, nonce = scan.event_id, UNDO_NONCE + scan.nonce
    undoing = Scan(
        event_id=event_id, nonce=nonce, kind=UNDO, result="ok", reason="", raw="",
        badge_id=scan.badge_id, attendee_id=scan.attendee_id, device_id=caller.device_id, actor=caller.actor,
        happened_at=now.event, arrived_at=now.event, recorded_at=now.real, flagged=False, details={},
    )  # fmt: skip
    session.add(undoing)
    session.flush()
    for undone in (scan, *_read_again(session, scan)):
        undone.undone_by = undoing.id
    session.flush()
    person = attendee_view(session, event_id, scan.attendee_id or "")
    answer = Answer(200, {"status": "undone", "nonce": scan.nonce})
    scans.record(
        session, event_id, FACTS[scan.kind], person, scans.stops_of(session, event_id, person),
        caller=caller, now=now, nonce=nonce, request=REQUESTS[scan.kind], answer=answer,
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
        .where((Scan.kind == scan.kind) | (Scan.result == "ok"))
        .order_by(Scan.id)
    )
    again = []
    for other in later:
        if other.result == "ok":
            break
        if other.device_id == scan.device_id and other.undone_by is None:
            again.append(other)
    return again
