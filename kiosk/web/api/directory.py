"""A kiosk's own copy of the badges and the timetable, for when the line is down."""

from __future__ import annotations

from flask import Response, jsonify, request

from kiosk.domain.kiosks import Profile
from kiosk.queries.devices import device_by_id
from kiosk.queries.directory import directory as whole
from kiosk.queries.directory import directory_revision
from kiosk.queries.snapshots import as_json
from kiosk.security import directory_salt
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now, settings


@audience("kiosk")
def directory() -> Response:
    """The kiosk's hashed copy of the badges and whom they belong to; 304 if it holds the newest."""
    event_id, device_id = known_event(), known_caller().device_id or 0
    salt = directory_salt(settings().secret_key, device_id)
    with database().read() as session:
        device = device_by_id(session, device_id)
        hide_names = device is None or device.options.hide_names or device.profile == Profile.SELF
        tag = f"{directory_revision(session, event_id)}-{'hidden' if hide_names else 'named'}"
        if request.if_none_match.contains(tag):
            answer = Response(status=304)
        else:
            found = whole(session, event_id, real_now(), salt=salt, hide_names=hide_names)
            answer = jsonify(as_json(found))
    answer.set_etag(tag)
    return answer
