"""A person's interviews for the calendar of their phone."""

from __future__ import annotations

from flask import make_response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from kiosk.i18n import name_of
from kiosk.printing.calendar import Wording, calendar_file
from kiosk.queries.attendees import attendee_view
from kiosk.queries.calendars import CalendarEntry, calendar_entries
from kiosk.queries.events import EventView, event_view
from kiosk.queries.rehearsals import home_of
from kiosk.queries.snapshots import RoomRef, rooms
from kiosk.security import calendar_uid
from kiosk.web.audience import audience
from kiosk.web.context import database, settings
from kiosk.web.phones.holders import holder, nobody, private, speak


@audience("anyone")
def calendar(token: str) -> Response:
    """The feed, to be asked for again and again.

    A rehearsal never comes into it: calendars keep what they have read.
    """
    who = holder(token)
    if who is None or who.event_id is None or who.attendee_id is None:
        return nobody()
    with database().read() as session:
        event = event_view(session, home_of(session, who.event_id))
        person = attendee_view(session, event.id, who.attendee_id)
        entries = calendar_entries(session, event.id, who.party_id or "", sits_in=person.company is None)
        speak(person.language)
        words = _words(session, event)
    key = settings().secret_key
    text = calendar_file(entries, lambda entry: calendar_uid(key, event.id, *entry.pair), words)
    response = private(make_response(text))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = "inline; filename=mendan.ics"
    response.add_etag()
    return response.make_conditional(request)


def _words(session: Session, event: EventView) -> Wording:
    known: dict[str, RoomRef] = {room.id: room for room in rooms(session, event.id)}

    def place(entry: CalendarEntry) -> str:
        room = known.get(entry.place.room)
        return f"{name_of(room) if room else entry.place.room_name} {_('Table %(n)s', n=entry.place.table)}"

    name = name_of(event)
    return Wording(name, f"{name} {event.notice}".strip(), event.venue, name_of, place)
