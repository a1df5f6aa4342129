"""The organiser takes a person's check-in back, whichever devices it was made on."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.attendance import stays
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.models import Scan
from kiosk.queries.attendance import past_scans
from kiosk.queries.snapshots import bounds
from kiosk.services import feed, undoing


def take_back(
    session: Session, event_id: int, attendee_id: str, day: dt.date, caller: Caller, now: Moment
) -> int:
    """Undo every check-in of the stay a person is in; gives how many there were.

    Each is undone by a row of its own, so the record says who did it and when. Departures stay.

    Raises:
        Refused: there is no such person, or they are not inside on this day.
    """
    event = feed.lock_event(session, event_id)
    stay = stays(past_scans(session, event_id, attendee_id, bounds(event, day)))[-1]
    if not stay:
        raise Refused("not_inside", "This person is not checked in.", 409)
    undone = 0
    for past in stay:
        nonce = session.scalar(select(Scan.nonce).where(Scan.id == past.id, Scan.undone_by.is_(None)))
        if nonce is not None:  # an undoing takes the device's second readings back with the first
            undoing.undo(session, event_id, nonce, caller, now)
            undone += 1
    return undone
