"""Which tokens of devices and phones still hold, and which event each serves."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kiosk.models import Attendee, Device, Event, PhoneLink
from kiosk.queries.rehearsals import COPY, served
from kiosk.security import digest


def events_served(session: Session, tokens: Iterable[str]) -> dict[str, int]:
    """The event that each of the tokens serves now; without those that nobody holds any more."""
    by_hash = {digest(token): token for token in tokens}
    if not by_hash:
        return {}
    served_by_device, of_device = served(Device.event_id)
    served_by_phone, of_phone = served(PhoneLink.event_id)
    devices = (
        select(Device.token_hash, served_by_device)
        .select_from(Device)
        .outerjoin(COPY, of_device)
        .where(Device.token_hash.in_(by_hash), Device.revoked_at.is_(None))
    )
    phones = (
        select(PhoneLink.token_hash, served_by_phone)
        .select_from(PhoneLink)
        .join(Attendee, and_(Attendee.event_id == PhoneLink.event_id, Attendee.id == PhoneLink.attendee_id))
        .outerjoin(COPY, of_phone)
        .where(PhoneLink.token_hash.in_(by_hash), Attendee.cancelled_at.is_(None))
    )
    held = [*session.execute(devices), *session.execute(phones)]
    return {by_hash[hash_]: event_id for hash_, event_id in held if hash_}


def events_there(session: Session, events: Iterable[int]) -> frozenset[int]:
    """Those of the events that there are: a rehearsal may have ended."""
    return frozenset(session.scalars(select(Event.id).where(Event.id.in_(set(events)))))
