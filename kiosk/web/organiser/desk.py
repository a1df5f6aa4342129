"""The control desk: one screen of the whole day, and the data it lives on."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, jsonify, render_template, request
from flask_login import current_user

from kiosk.domain.interview_states import NO_SHOW_GRACE_MINUTES
from kiosk.i18n import name_of
from kiosk.models import Event
from kiosk.queries.clocks import clock_view, existing_event
from kiosk.queries.desk import DeskNow, desk_now, desk_snapshot
from kiosk.queries.events import event_view
from kiosk.queries.snapshots import as_json
from kiosk.services.messages import LONGEST
from kiosk.web.audience import audience
from kiosk.web.context import database, real_now, settings
from kiosk.web.identity import organiser_token
from kiosk.web.organiser import alert_words, feed_words

WORST = 100
"""So many alerts are told at once: nobody reads more, and their words take time."""


@audience("organiser")
def desk(event_id: int) -> str:
    """The screen; it reads its data by itself."""
    with database().read() as session:
        return render_template(
            "organiser/desk.html",
            event=event_view(session, event_id),
            grace=NO_SHOW_GRACE_MINUTES,
            longest=LONGEST,
            token=organiser_token(settings().secret_key, current_user.id, event_id),
        )


@audience("organiser")
def desk_data(event_id: int) -> Response:
    """The day and what is wrong with it; with `?part=now` only what changes as time goes on."""
    real = real_now()
    with database().read() as session:
        event = existing_event(session, event_id)
        now = _now(event, desk_now(session, event, real))
        if request.args.get("part") == "now":
            return jsonify(now | {"clock": as_json(clock_view(event, real))})
        return jsonify(as_json(desk_snapshot(session, event, real)) | now)


def _now(event: Event, found: DeskNow) -> dict[str, Any]:
    """Alerts, messages and feed in the reader's words."""
    zone = ZoneInfo(event.timezone)
    return {
        "alerts": [as_json(alert_words.said(alert, found, zone)) for alert in found.alerts[:WORST]],
        "wrong": len(found.alerts),
        "end": as_json(found.end) | {"late": found.end.late_minutes} if found.end else None,
        "messages": [
            as_json(message) | {"to": _to(found, message.room), "by": _by(found, message.id)}
            for message in found.messages
        ],
        "feed": [as_json(feed_words.said(line, found.names)) for line in found.feed],
        "late": {key: _clock(at, zone) for key, at in found.announced.items()},
    }


def _to(found: DeskNow, room: str | None) -> str:
    """The name of a message's room; empty for everyone."""
    return name_of(found.names.rooms[room]) if room else ""


def _by(found: DeskNow, message_id: int) -> str:
    """Who acknowledged a message."""
    actor = found.acknowledged_by.get(message_id, "")
    return feed_words.by(actor, found.names) if actor else ""


def _clock(moment: dt.datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
