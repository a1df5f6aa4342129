"""Who is in the building, derived from the scans."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.models import Attendee, Scan


def inside_attendees(session: Session, event_id: int) -> frozenset[str]:
    """The people whose last valid scan was a check-in."""
    return frozenset(attendee for attendee, _company in _inside(session, event_id))


def inside_companies(session: Session, event_id: int) -> frozenset[str]:
    """The companies of which at least one person is in the building."""
    return frozenset(company for _attendee, company in _inside(session, event_id) if company)


def _inside(session: Session, event_id: int) -> list[tuple[str, str | None]]:
    valid = (
        select(
            Scan.attendee_id,
            Scan.kind,
            func.row_number()
            .over(partition_by=Scan.attendee_id, order_by=(Scan.happened_at.desc(), Scan.id.desc()))
            .label("latest"),
        )
        .where(
            Scan.event_id == event_id,
            Scan.kind.in_(("checkin", "departure")),
            Scan.result == "ok",
            Scan.undone_by.is_(None),
            Scan.attendee_id.is_not(None),
        )
        .subquery()
    )
    found = session.execute(
        select(Attendee.id, Attendee.company_id)
        .join(valid, valid.c.attendee_id == Attendee.id)
        .where(Attendee.event_id == event_id, valid.c.latest == 1, valid.c.kind == "checkin")
    )
    return list(found.tuples())
