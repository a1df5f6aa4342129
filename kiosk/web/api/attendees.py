"""People by name: a forgotten badge, a business card, a company's people."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from kiosk.domain.names import SHORTEST_ALONE, masked
from kiosk.errors import Refused
from kiosk.queries.attendance import inside_attendees, today
from kiosk.queries.attendees import AttendeeView, attendee_view, exists, people_of, search, substitutes
from kiosk.queries.clocks import moment
from kiosk.queries.companies import company_by_id, search_companies
from kiosk.queries.late import LateView, late_companies
from kiosk.services.desk import may_search, require_staff
from kiosk.services.scan_answers import company_json, person_json
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now

LONGEST_QUERY = 100


@audience("kiosk", "organiser")
def find() -> Response:
    """The people whose name or company contains the words of `q`: kanji, kana or romaji."""
    event_id, who = known_event(), known_caller()
    may_search(who)
    with database().read() as session:
        shortest = 1 if who.staffed else SHORTEST_ALONE
        found = search(session, event_id, request.args.get("q", "")[:LONGEST_QUERY], shortest)
        day = today(session, event_id, moment(session, event_id, real_now()).event)
        inside = inside_attendees(session, event_id, day) if found else frozenset()
        cancelled = [person.id for person in found.people if person.cancelled_at] if found else []
        instead = substitutes(session, event_id, cancelled)
        late = _late(session, event_id)
    if found is None:
        return jsonify(attendees=[], more=0, too_short=True)
    if not who.staffed:
        return jsonify(
            attendees=[_masked(person) for person in found.people], more=found.more, too_short=False
        )
    people = [_known(person, inside, found.of_company, instead, late) for person in found.people]
    return jsonify(attendees=people, more=found.more, too_short=False)


@audience("kiosk", "organiser")
def person(attendee_id: str) -> Response:
    """One person, as the desk sees them."""
    event_id = known_event()
    require_staff(known_caller())
    with database().read() as session:
        if not exists(session, event_id, attendee_id):
            raise Refused("no_attendee", "There is no such person.", 404)
        found = attendee_view(session, event_id, attendee_id)
        company = found.company.id if found.company else ""
        number = len(people_of(session, event_id, company)) if company else 0
        day = today(session, event_id, moment(session, event_id, real_now()).event)
        inside = inside_attendees(session, event_id, day)
        instead = substitutes(session, event_id, [attendee_id])
        late = _late(session, event_id)
    return jsonify(_known(found, inside, {company: number}, instead, late))


@audience("kiosk", "organiser")
def companies() -> Response:
    """The companies whose name contains the words of `q`."""
    require_staff(known_caller())
    with database().read() as session:
        found = search_companies(session, known_event(), request.args.get("q", "")[:LONGEST_QUERY])
    return jsonify(companies=[company_json(company) for company in found])


@audience("kiosk", "organiser")
def people(company_id: str) -> Response:
    """A company's people, and who of them is in the building."""
    event_id = known_event()
    require_staff(known_caller())
    with database().read() as session:
        company = company_by_id(session, event_id, company_id)
        if company is None:
            raise Refused("no_company", "There is no such company.", 404)
        found = people_of(session, event_id, company_id)
        day = today(session, event_id, moment(session, event_id, real_now()).event)
        inside = inside_attendees(session, event_id, day)
        late = _late(session, event_id)
    return jsonify(
        company=company_json(company),
        attendees=[_known(person, inside, {company_id: len(found)}, {}, late) for person in found],
    )


def _known(
    person: AttendeeView,
    inside: frozenset[str],
    of_company: dict[str, int],
    instead: dict[str, AttendeeView],
    late: dict[str, LateView],
) -> dict[str, Any]:
    """A person as reception's own people see them; `instead`: who attends in the place of whom."""
    said = late.get(person.company.id) if person.company else None
    substitute = instead.get(person.id) if person.cancelled_at else None
    names = person_json(person)
    return {
        **names["attendee"],
        "company": names["company"],
        "people": of_company.get(person.company.id, 0) if person.company else 0,
        "inside": person.id in inside,
        "expected_at": said.expected_at.isoformat() if said else None,
        "title": person.title,
        "note": person.note,
        "origin": person.origin,
        "cancelled": person.cancelled_at is not None,
        "substitute": person_json(substitute)["attendee"] if substitute else None,
    }


def _late(session: Session, event_id: int) -> dict[str, LateView]:
    """The companies that said they will be late."""
    return late_companies(session, event_id, moment(session, event_id, real_now()).event)


def _masked(person: AttendeeView) -> dict[str, Any]:
    """A person as a kiosk without staff shows them: known to themselves only."""
    hidden = {"name": masked(person.name), "kana": "", "name_en": masked(person.name_en)}
    return {"id": person.id} | hidden | {"company": person_json(person)["company"]}
