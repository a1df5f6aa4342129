"""Who said on their phone that they will be late, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from kiosk.models import Attendee, LateNotice, Scan
from kiosk.queries.attendance import CHECKIN, VALID, Span, today, within
from kiosk.queries.clocks import hours_of
from kiosk.queries.prepared import Prepared

SAID = Prepared(
    select(
        LateNotice.company_id,
        LateNotice.attendee_id,
        LateNotice.minutes,
        LateNotice.said_at,
        LateNotice.expected_at,
    )
    .where(LateNotice.event_id == bindparam("event"))
    .where(LateNotice.said_at >= bindparam("begin"), LateNotice.said_at < bindparam("end"))
    .order_by(LateNotice.id)
)
"""Today's; every view of interviews asks for it."""


@dataclass(frozen=True, slots=True)
class LateView:
    """A company's last word on being late, in the event's zone."""

    company: str
    attendee: str
    minutes: int
    said_at: dt.datetime
    expected_at: dt.datetime


def late_companies(
    session: Session, event_id: int, now: dt.datetime, *, only: str | None = None
) -> dict[str, LateView]:
    """The companies that said today they will be late, until they take it back or one of them checks in.

    `only`: of one company alone, which is less to look up.
    """
    day, zone = today(session, event_id, now), ZoneInfo(hours_of(session, event_id).timezone)
    last = {row.company_id: row for row in SAID.rows(session, event=event_id, begin=day[0], end=day[1])}
    late = {company: row for company, row in last.items() if row.minutes > 0 and only in (None, company)}
    came = _last_came(session, event_id, late, day) if late else {}
    return {
        company: LateView(
            company=company,
            attendee=row.attendee_id,
            minutes=row.minutes,
            said_at=row.said_at.astimezone(zone).replace(microsecond=0),
            expected_at=row.expected_at.astimezone(zone).replace(microsecond=0),
        )
        for company, row in late.items()
        if company not in came or came[company] <= row.said_at
    }


def _last_came(
    session: Session, event_id: int, companies: Collection[str], day: Span
) -> dict[str, dt.datetime]:
    """When somebody of each company was last checked in on a day."""
    found = session.execute(
        select(Attendee.company_id, func.max(Scan.happened_at))
        .join(Attendee, and_(Attendee.event_id == event_id, Attendee.id == Scan.attendee_id))
        .where(Scan.event_id == event_id, Scan.kind == CHECKIN, VALID, within(day))
        .where(Attendee.company_id.in_(companies))
        .group_by(Attendee.company_id)
    )
    return {company: at for company, at in found if company is not None}
