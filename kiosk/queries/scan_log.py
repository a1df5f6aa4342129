"""The record of reception: every scan as it was taken, refused ones too, and who took one back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from kiosk.models import Attendee, Company, Device, Scan
from kiosk.queries.attendance import UNDO, Span

DELAYED = dt.timedelta(minutes=2)
"""A scan that took longer to arrive was kept by its device while the line was down."""


class Show(StrEnum):
    """Which scans to look at."""

    ALL = "all"
    REFUSED = "refused"
    UNDONE = "undone"
    FLAGGED = "flagged"
    """The device's time could not be believed."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who took a scan back, when by the event's clock, and when by the world's."""

    actor: str
    device: str
    at: dt.datetime
    recorded_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ScanView:
    """One scan. `excerpt` is what is kept of a payload that is no badge of the event."""

    id: int
    kind: str
    result: str
    reason: str
    excerpt: str
    name: str
    name_en: str
    company: str
    company_en: str
    actor: str
    device: str
    happened_at: dt.datetime
    arrived_at: dt.datetime
    flagged: bool
    undone: Undoing | None

    @property
    def delayed(self) -> bool:
        """Whether it was delivered long after it happened."""
        return self.arrived_at - self.happened_at > DELAYED


@dataclass(frozen=True, slots=True)
class ScanPage:
    """Some scans, the latest to arrive first; `older` is where to read on, None at the end."""

    scans: tuple[ScanView, ...]
    older: int | None


PAGE = 200


def scan_page(
    session: Session, event_id: int, day: Span, show: Show, before: int | None = None, size: int = PAGE
) -> ScanPage:
    """The scans of a day before one of them; undoings stand with the scan they took back."""
    undoing, other = aliased(Scan), aliased(Device)
    asked = (
        select(
            Scan,
            func.coalesce(Device.name, ""),
            Attendee.name,
            Attendee.name_en,
            Company.name,
            Company.name_en,
            undoing,
            func.coalesce(other.name, ""),
        )
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(Attendee, and_(Attendee.event_id == event_id, Attendee.id == Scan.attendee_id))
        .outerjoin(Company, and_(Company.event_id == event_id, Company.id == Attendee.company_id))
        .outerjoin(undoing, undoing.id == Scan.undone_by)
        .outerjoin(other, other.id == undoing.device_id)
        .where(*_among(event_id, day, show))
        .order_by(Scan.id.desc())
        .limit(size + 1)
    )
    if before is not None:
        asked = asked.where(Scan.id < before)
    rows = session.execute(asked).all()
    return ScanPage(
        tuple(
            ScanView(
                id=scan.id,
                kind=scan.kind,
                result=scan.result,
                reason=scan.reason,
                excerpt=scan.raw,
                name=name or "",
                name_en=name_en or "",
                company=company or "",
                company_en=company_en or "",
                actor=scan.actor,
                device=device,
                happened_at=scan.happened_at,
                arrived_at=scan.arrived_at,
                flagged=scan.flagged,
                undone=Undoing(back.actor, by, back.happened_at, back.recorded_at) if back else None,
            )
            for scan, device, name, name_en, company, company_en, back, by in rows[:size]
        ),
        rows[size - 1][0].id if len(rows) > size else None,
    )


def scan_counts(session: Session, event_id: int, day: Span) -> dict[Show, int]:
    """How many scans of a day there are of each sort."""
    return {show: scan_count(session, event_id, day, show) for show in Show}


def scan_count(session: Session, event_id: int, day: Span, show: Show) -> int:
    """How many scans of a day there are of one sort."""
    counted = select(func.count()).select_from(Scan).where(*_among(event_id, day, show))
    return session.scalars(counted).one()


def _among(event_id: int, day: Span, show: Show) -> list[ColumnElement[bool]]:
    # A day's log is what reached reception on it or happened on it.
    found = [
        Scan.event_id == event_id,
        Scan.kind != UNDO,
        Scan.happened_at < day[1],
        Scan.arrived_at >= day[0],
    ]
    if show is Show.REFUSED:
        found.append(Scan.result == "refused")
    elif show is Show.UNDONE:
        found.append(Scan.undone_by.is_not(None))
    elif show is Show.FLAGGED:
        found.append(Scan.flagged.is_(True))
    return found
