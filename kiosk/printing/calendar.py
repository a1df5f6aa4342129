"""A person's interviews as an iCalendar feed (RFC 5545), for the calendar of their own phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event

from kiosk.queries.calendars import CalendarEntry
from kiosk.queries.interviews import CompanyRef

REFRESH = dt.timedelta(minutes=15)
"""How often a calendar is asked to look again."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a calendar speaks: `name` of the calendar, of a company, of a place; the venue."""

    calendar: str
    description: str
    venue: str
    company: Callable[[CompanyRef], str]
    place: Callable[[CalendarEntry], str]


def calendar_file(
    entries: Iterable[CalendarEntry], uid: Callable[[CalendarEntry], str], words: Wording
) -> bytes:
    """The feed. The same entries give the same bytes; what was called off stays in it as cancelled."""
    feed = Calendar()
    feed.add("prodid", "-//Mendan//phone//EN")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", words.calendar)
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT15M")
    for entry in entries:
        feed.add_component(_event(entry, uid(entry), words))
    text: bytes = feed.to_ical()
    return text


def _event(entry: CalendarEntry, uid: str, words: Wording) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", entry.sequence)
    changed = entry.changed_at.astimezone(dt.UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", entry.starts.astimezone(dt.UTC))
    event.add("dtend", entry.ends.astimezone(dt.UTC))
    event.add("summary", " – ".join(words.company(partner) for partner in entry.partners))
    event.add("location", ", ".join(filter(None, (words.place(entry), words.venue))))
    event.add("description", words.description)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    return event
