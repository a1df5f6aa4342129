"""The staffed desk: who was not on the list, who came instead, a new badge, a note."""

from __future__ import annotations

from flask import Response, jsonify, url_for

from kiosk.queries.clocks import moment
from kiosk.services import badges, notes, substitutions, walk_ins
from kiosk.services.feed import Answer
from kiosk.web.api.reading import body
from kiosk.web.api.schemas_desk import NoteRequest, PressRequest, SubstituteRequest, WalkInRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("kiosk", "organiser")
def walk_in() -> tuple[Response, int]:
    """Register someone who came without registration; they get a badge."""
    asked, who = body(WalkInRequest), known_caller()
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = walk_ins.walk_in(
            session, known_event(), asked.newcomer(), asked.of(), nonce=asked.nonce, caller=who, now=now
        )
    return _with_badge(answer)


@audience("kiosk", "organiser")
def substitute(attendee_id: str) -> tuple[Response, int]:
    """Register someone who came in this person's place, whose badge dies."""
    asked, who = body(SubstituteRequest), known_caller()
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = walk_ins.substitute(
            session, known_event(), attendee_id, asked.newcomer(), nonce=asked.nonce, caller=who, now=now
        )
    return _with_badge(answer)


@audience("kiosk", "organiser")
def take_back(attendee_id: str) -> tuple[Response, int]:
    """Take a substitution back: this person came after all, and the substitute's badge dies."""
    asked, who = body(PressRequest), known_caller()
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = substitutions.take_back(
            session, known_event(), attendee_id, nonce=asked.nonce, caller=who, now=now
        )
    return _with_badge(answer)


@audience("kiosk", "organiser")
def reprint(attendee_id: str) -> tuple[Response, int]:
    """Give this person a new badge; the old one is refused from now on."""
    asked, who = body(PressRequest), known_caller()
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = badges.reprint_once(
            session, known_event(), attendee_id, nonce=asked.nonce, caller=who, now=now
        )
    return _with_badge(answer)


@audience("kiosk", "organiser")
def note(attendee_id: str) -> tuple[Response, int]:
    """Write a person's note."""
    asked, who = body(NoteRequest), known_caller()
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = notes.write_note(
            session, known_event(), attendee_id, asked.note, nonce=asked.nonce, caller=who, now=now
        )
    return jsonify(answer.body), answer.status


def _with_badge(answer: Answer) -> tuple[Response, int]:
    """The answer with the page that prints the new badge: the kiosk's own, or the organiser's sheet."""
    attendee_id, who = answer.body["attendee"]["id"], known_caller()
    if who.device_id is not None:
        page = url_for("screens.print_badge", device_id=who.device_id, attendee=attendee_id)
    else:
        page = url_for("organiser.badge_sheet", event_id=known_event(), attendee=attendee_id)
    return jsonify(answer.body | {"badge": page}), answer.status
