"""People with badges: whose a code is, and who is meant by a few letters of a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from kiosk.domain.names import fold_query
from kiosk.models import Attendee, Badge, Company, Session_, Staff
from kiosk.queries.prepared import Prepared

HITS = 8
MOST_PEOPLE = 200
"""Of one company."""

# Built once: every check-in runs two of these.
PEOPLE = (
    select(
        Attendee.id,
        Attendee.name,
        Attendee.kana,
        Attendee.name_en,
        Attendee.staff_id,
        Attendee.cancelled_at,
        Attendee.title,
        Attendee.language,
        Attendee.note,
        Attendee.origin,
        Company.id.label("company_id"),
        Company.name.label("company_name"),
        Company.kana.label("company_kana"),
        Company.name_en.label("company_name_en"),
        Staff.kind.label("staff_kind"),
    )
    .outerjoin(Company, and_(Company.event_id == Attendee.event_id, Company.id == Attendee.company_id))
    .outerjoin(Staff, and_(Staff.event_id == Attendee.event_id, Staff.id == Attendee.staff_id))
)
HOLDER = Prepared(
    PEOPLE.add_columns(Badge.id.label("badge_id"), Badge.revoked_at)
    .join(Badge, and_(Badge.event_id == Attendee.event_id, Badge.attendee_id == Attendee.id))
    .where(Badge.event_id == bindparam("event"), Badge.code == bindparam("code"))
)
DAYS = Prepared(select(Session_.date).where(Session_.event_id == bindparam("event")))


@dataclass(frozen=True, slots=True)
class CompanyName:
    id: str
    name: str
    kana: str
    name_en: str


@dataclass(frozen=True, slots=True)
class AttendeeView:
    """A person and the company they come from; None for the organiser's own staff."""

    id: str
    name: str
    kana: str
    name_en: str
    company: CompanyName | None
    staff_id: str | None
    staff_kind: str
    cancelled_at: dt.datetime | None
    title: str
    language: str
    """The language this person is answered in; empty = the screen's."""
    note: str
    """For reception's eyes only."""
    origin: str
    """walk_in or substitute; empty: registered before the day."""


@dataclass(frozen=True, slots=True)
class BadgeHolder:
    """Whose a badge is, and since when it is no longer valid."""

    badge_id: int | None
    revoked_at: dt.datetime | None
    attendee: AttendeeView


@dataclass(frozen=True, slots=True)
class Hits:
    """Who may be meant, the likeliest first; `more` others are not shown."""

    people: tuple[AttendeeView, ...]
    more: int
    of_company: dict[str, int]
    """How many people each of their companies has, by its id."""


def holder_of_code(session: Session, event_id: int, code: str) -> BadgeHolder | None:
    """Whose badge this code was printed on."""
    row = HOLDER.one(session, event=event_id, code=code)
    return BadgeHolder(row.badge_id, row.revoked_at, _view(row)) if row is not None else None


def holder_of_name(session: Session, event_id: int, attendee_id: str) -> BadgeHolder | None:
    """A person found by name: as good as their valid badge."""
    if not exists(session, event_id, attendee_id):
        return None
    badge_id = session.scalar(
        select(Badge.id).where(
            Badge.event_id == event_id, Badge.attendee_id == attendee_id, Badge.revoked_at.is_(None)
        )
    )
    return BadgeHolder(badge_id, None, attendee_view(session, event_id, attendee_id))


def exists(session: Session, event_id: int, attendee_id: str) -> bool:
    """Whether there is such a person."""
    return session.get(Attendee, (event_id, attendee_id)) is not None


def attendee_view(session: Session, event_id: int, attendee_id: str) -> AttendeeView:
    """One person of the event."""
    return _found(session, event_id, Attendee.id == attendee_id)[0]


def substitutes(session: Session, event_id: int, absent: Collection[str]) -> dict[str, AttendeeView]:
    """Who attends in the place of some people, by the id of the absent."""
    if not absent:
        return {}
    rows = session.execute(
        PEOPLE.add_columns(Attendee.substitute_for).where(
            Attendee.event_id == event_id,
            Attendee.substitute_for.in_(absent),
            Attendee.cancelled_at.is_(None),
        )
    )
    return {row.substitute_for: _view(row) for row in rows}


def absent_people(session: Session, event_id: int) -> frozenset[str]:
    """Everyone in whose place another attends, by id."""
    found = session.scalars(
        select(Attendee.substitute_for).where(
            Attendee.event_id == event_id,
            Attendee.substitute_for.is_not(None),
            Attendee.cancelled_at.is_(None),
        )
    )
    return frozenset(absent for absent in found if absent)


def search(session: Session, event_id: int, query: str, shortest: int = 1) -> Hits | None:
    """The people whose or whose company's name contains every word of the query, a handful at most.

    Who is called exactly so comes first, then whose name begins so. None if fewer than `shortest` letters
    are asked for.
    """
    words = fold_query(query, shortest)
    if not words:
        return None
    contained = [Attendee.search.contains(word, autoescape=True) for word in words]
    count = select(func.count()).select_from(Attendee).where(Attendee.event_id == event_id, *contained)
    people = _found(session, event_id, *contained, likeliest=[_distance(word) for word in words])
    companies = {person.company.id for person in people if person.company}
    return Hits(people, session.scalars(count).one() - len(people), _numbers(session, event_id, companies))


def people_of(session: Session, event_id: int, company_id: str) -> tuple[AttendeeView, ...]:
    """A company's people who have not been cancelled, in the order of the list."""
    conditions = (Attendee.company_id == company_id, Attendee.cancelled_at.is_(None))
    return _found(session, event_id, *conditions, most=MOST_PEOPLE)


def _numbers(session: Session, event_id: int, companies: set[str]) -> dict[str, int]:
    found = session.execute(
        select(Attendee.company_id, func.count())
        .where(
            Attendee.event_id == event_id,
            Attendee.company_id.in_(companies),
            Attendee.cancelled_at.is_(None),
        )
        .group_by(Attendee.company_id)
    )
    return {company: number for company, number in found if company is not None}


def _distance(word: str) -> ColumnElement[int]:
    """0 for a whole word of a name, 1 for the beginning of one, 2 for a part inside."""
    padded = " " + Attendee.search + " "
    whole, beginning = (padded.contains(part, autoescape=True) for part in (f" {word} ", f" {word}"))
    return case((whole, 0), (beginning, 1), else_=2)


def event_days(session: Session, event_id: int) -> frozenset[dt.date]:
    """The days on which the event takes place."""
    return frozenset(row.date for row in DAYS.rows(session, event=event_id))


def _found(
    session: Session,
    event_id: int,
    *conditions: ColumnElement[bool],
    likeliest: Iterable[ColumnElement[int]] = (),
    most: int = HITS,
) -> tuple[AttendeeView, ...]:
    rows = session.execute(
        PEOPLE.where(Attendee.event_id == event_id, *conditions)
        .order_by(*likeliest, Attendee.position, Attendee.id)
        .limit(most)
    )
    return tuple(map(_view, rows))


def _view(row: Any) -> AttendeeView:
    """A row of the statements above."""
    company = None
    if row.company_id is not None:
        company = CompanyName(row.company_id, row.company_name, row.company_kana, row.company_name_en)
    return AttendeeView(
        id=row.id,
        name=row.name,
        kana=row.kana,
        name_en=row.name_en,
        company=company,
        staff_id=row.staff_id,
        staff_kind=row.staff_kind or "",
        cancelled_at=row.cancelled_at,
        title=row.title,
        language=row.language,
        note=row.note,
        origin=row.origin,
    )
