"""Badges to print: everyone's valid code with what stands beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from kiosk.models import Attendee, Badge, Company, Staff
from kiosk.models.parties import BUYER, SUPPLIER

STAFF = "staff"
SIDES = (BUYER, SUPPLIER, STAFF)


@dataclass(frozen=True, slots=True)
class BadgeView:
    """A person's valid badge. `code` is empty when there is none yet."""

    attendee_id: str
    code: str
    printed_anew: dt.datetime | None
    """Real time of the last reprint; None for the first badge."""
    name: str
    kana: str
    name_en: str
    title: str
    side: str
    """buyer, supplier or staff."""
    company_id: str | None
    company: str
    company_kana: str
    company_en: str
    cancelled: bool
    search: str


@dataclass(frozen=True, slots=True)
class BadgeFilter:
    """Whose badges: of one side, one company, one person, or everyone's."""

    side: str = ""
    company_id: str = ""
    attendee_id: str = ""


def badges(session: Session, event_id: int, chosen: BadgeFilter) -> tuple[BadgeView, ...]:
    """People with their badges: buyers first, then suppliers, then staff, companies in the file's order."""
    asked = (
        select(Attendee, Company, Staff)
        .outerjoin(Company, and_(Company.event_id == Attendee.event_id, Company.id == Attendee.company_id))
        .outerjoin(Staff, and_(Staff.event_id == Attendee.event_id, Staff.id == Attendee.staff_id))
        .where(Attendee.event_id == event_id)
        .order_by(
            case((Company.side == BUYER, 0), (Company.side == SUPPLIER, 1), else_=2),
            Company.position,
            Attendee.position,
        )
    )
    if chosen.side in (BUYER, SUPPLIER):
        asked = asked.where(Company.side == chosen.side)
    elif chosen.side == STAFF:
        asked = asked.where(Attendee.company_id.is_(None))
    if chosen.company_id:
        asked = asked.where(Attendee.company_id == chosen.company_id)
    if chosen.attendee_id:
        asked = asked.where(Attendee.id == chosen.attendee_id)
    valid: dict[str, Badge] = {}
    replaced: set[str] = set()
    printed = select(Badge).where(Badge.event_id == event_id)
    if chosen.attendee_id:
        printed = printed.where(Badge.attendee_id == chosen.attendee_id)
    for badge in session.scalars(printed):
        if badge.revoked_at is None:
            valid[badge.attendee_id] = badge
        else:
            replaced.add(badge.attendee_id)
    return tuple(
        _view(person, company, staff, valid.get(person.id), person.id in replaced)
        for person, company, staff in session.execute(asked)
    )


def _view(
    person: Attendee, company: Company | None, staff: Staff | None, badge: Badge | None, again: bool
) -> BadgeView:
    return BadgeView(
        attendee_id=person.id,
        code=badge.code if badge else "",
        printed_anew=badge.created_at if badge and again else None,
        name=person.name,
        kana=person.kana,
        name_en=person.name_en,
        title=person.title,
        side=company.side if company else STAFF,
        company_id=person.company_id,
        company=company.name if company else (staff.kind if staff else ""),
        company_kana=company.kana if company else "",
        company_en=company.name_en if company else "",
        cancelled=person.cancelled_at is not None,
        search=" ".join((person.search, person.id)),
    )
