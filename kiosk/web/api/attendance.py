"""Who is expected on a day, who came, and where they are: for the organiser's own programs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, jsonify, request

from kiosk.domain.facts import ORGANISER
from kiosk.queries.arrivals import Entry, entries, figures
from kiosk.queries.clocks import clock_view, existing_event, moment
from kiosk.queries.snapshots import as_json, day_asked
from kiosk.queries.topics import topic_revision
from kiosk.web.api.schemas_attendance import Arrivals, Attendance, Presence
from kiosk.web.audience import audience
from kiosk.web.context import database, known_event, real_now


@audience("organiser")
def attendance() -> Response:
    """The attendance of a day: its numbers, its people, and how they came in."""
    event_id, real = known_event(), real_now()
    with database().read() as session:
        event = existing_event(session, event_id)
        now = moment(session, event_id, real)
        day = day_asked(session, event, now, request.args.get("day", ""))
        company = request.args.get("company", "")
        zone = ZoneInfo(event.timezone)
        seen = figures(session, event, day)
        numbers = seen.counts
        answer = Attendance(
            revision=topic_revision(session, event_id, ORGANISER),
            clock=clock_view(event, real),
            day=day,
            expected=numbers.expected,
            arrived=numbers.arrived,
            inside=numbers.inside,
            left=numbers.left,
            not_come=numbers.not_come,
            people=[
                Presence(**_presence(entry, zone))
                for entry in entries(session, event, day, companies=(company,) if company else ())
            ],
            curve=[Arrivals(**asdict(step)) for step in seen.steps],
        )
    return jsonify(as_json(answer))


def _presence(entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "kana": entry.kana,
        "name_en": entry.name_en,
        "title": entry.title,
        "company": asdict(entry.company) if entry.company else None,
        "side": entry.side,
        "where": entry.where,
        "arrived": _local(entry.arrived_at, zone),
        "left": _local(entry.left_at, zone),
        "returns": entry.returns,
        "device": entry.device,
        "origin": entry.origin,
        "substitute_for": entry.substitute_for,
        "cancelled": entry.cancelled,
        "note": entry.note,
    }


def _local(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return moment.astimezone(zone).replace(microsecond=0) if moment else None
