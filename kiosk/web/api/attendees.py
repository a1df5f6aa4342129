"""A forgotten badge: who is meant by a few letters."""

from __future__ import annotations

from flask import Response, jsonify, request

from kiosk.queries.attendance import inside_attendees, today
from kiosk.queries.attendees import search
from kiosk.queries.clocks import moment
from kiosk.services.scan_answers import person_json
from kiosk.web.audience import audience
from kiosk.web.context import database, known_event, real_now

LONGEST_QUERY = 100


@audience("kiosk", "organiser")
def find() -> Response:
    """The people whose name or company contains the words of `q`: kanji, kana or romaji."""
    event_id = known_event()
    with database().read() as session:
        found = search(session, event_id, request.args.get("q", "")[:LONGEST_QUERY])
        day = today(session, event_id, moment(session, event_id, real_now()).event)
        inside = inside_attendees(session, event_id, day) if found else frozenset()
    if found is None:
        return jsonify(attendees=[], more=0, too_short=True)
    people = []
    for person in found.people:
        names = person_json(person)
        people.append(names["attendee"] | {"company": names["company"], "inside": person.id in inside})
    return jsonify(attendees=people, more=found.more, too_short=False)
