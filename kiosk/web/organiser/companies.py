"""Companies and wishes, with everything that only the organiser may know of them."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import render_template

from kiosk.queries import wishes as queries
from kiosk.queries.events import event_view
from kiosk.queries.outcomes import outcomes_of_company
from kiosk.queries.timetables import shown, versions
from kiosk.web.audience import audience
from kiosk.web.context import database


@audience("organiser")
def wishes(event_id: int) -> str:
    """Every wish and what became of it in the newest timetable."""
    with database().read() as session:
        event = event_view(session, event_id)
        version = shown(versions(session, event_id), None)
        found = queries.wishes(session, event_id, version.id if version else None)
    return render_template("organiser/wishes.html", event=event, version=version, wishes=found)


@audience("organiser")
def companies(event_id: int) -> str:
    """Buyers and suppliers, each with how its wishes stand."""
    with database().read() as session:
        event = event_view(session, event_id)
        version = shown(versions(session, event_id), None)
        found = queries.companies(session, event_id, version.id if version else None)
    return render_template("organiser/companies.html", event=event, version=version, companies=found)


@audience("organiser")
def company(event_id: int, company_id: str) -> str:
    """One company: its day, what came of it, and its wishes."""
    with database().read() as session:
        event = event_view(session, event_id)
        version = shown(versions(session, event_id), None)
        found = queries.company(session, event_id, company_id, version.id if version else None)
        names = queries.parties(session, event_id)
        outcomes = outcomes_of_company(session, event_id, company_id)
    return render_template(
        "organiser/company.html",
        event=event,
        version=version,
        company=found,
        names=names,
        outcomes=outcomes,
        new_nonce=token_urlsafe,
    )
