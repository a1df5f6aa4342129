"""Whose phone page a link opens."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.models import Attendee, PhoneLink
from kiosk.queries.prepared import Prepared
from kiosk.queries.rehearsals import COPY, served
from kiosk.security import digest

_SERVED, _COPIED = served(PhoneLink.event_id)
HOLDER = Prepared(
    select(_SERVED.label("event_id"), Attendee.id, Attendee.company_id, Attendee.staff_id)
    .select_from(PhoneLink)
    .join(Attendee, and_(Attendee.event_id == PhoneLink.event_id, Attendee.id == PhoneLink.attendee_id))
    .outerjoin(COPY, _COPIED)
    .where(PhoneLink.token_hash == bindparam("hash"), Attendee.cancelled_at.is_(None))
)


def phone_by_token(database: Database, token: str) -> Caller | None:
    """The person whose link holds this token, unless it was revoked or they do not attend any more."""
    found = database.look(HOLDER, hash=digest(token))
    if found is None:
        return None
    return Caller(
        role="attendee",
        actor=f"attendee:{found.id}",
        event_id=found.event_id,
        attendee_id=found.id,
        party_id=found.company_id or found.staff_id,
    )
