"""Companies by a few letters of their names: for someone who is not registered yet."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.names import fold_query, search_text
from kiosk.models import Company
from kiosk.queries.attendees import HITS, CompanyName

_folded = lru_cache(maxsize=20_000)(search_text)
"""Folding takes a tenth of a millisecond or more a company; the names hardly ever change."""


def company_by_id(session: Session, event_id: int, company_id: str) -> CompanyName | None:
    """A company's names; None if there is none with this id."""
    company = session.get(Company, (event_id, company_id))
    return _names(company) if company else None


def search_companies(session: Session, event_id: int, query: str) -> tuple[CompanyName, ...]:
    """The companies whose name contains every word of the query, a handful; whose name begins so first."""
    words = fold_query(query)
    if not words:
        return ()
    found = []
    rows = session.execute(
        select(Company.id, Company.name, Company.kana, Company.name_en)
        .where(Company.event_id == event_id)
        .order_by(Company.side, Company.position)
    )
    for row in rows:
        kept = f" {_folded(row.name, row.kana, row.name_en)} "
        if all(word in kept for word in words):
            inside = sum(f" {word}" not in kept for word in words)
            found.append((inside, CompanyName(*row)))
    return tuple(company for _inside, company in sorted(found, key=lambda one: one[0])[:HITS])


def company_named(session: Session, event_id: int, name: str) -> CompanyName | None:
    """The company that is called so, whatever its legal form and spelling."""
    wanted = _folded(name)
    for company in session.scalars(select(Company).where(Company.event_id == event_id)):
        kept = _folded(company.name, company.kana, company.name_en)
        if wanted in kept and _folded(company.name) == wanted:
            return _names(company)
    return None


def _names(company: Company) -> CompanyName:
    return CompanyName(company.id, company.name, company.kana, company.name_en)
