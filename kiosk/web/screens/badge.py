"""One badge from the desk: a page that prints itself, on a card or on a slip."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from kiosk.domain.badge_codes import spoken
from kiosk.errors import Refused
from kiosk.printing.qr import qr_svg
from kiosk.queries.badges import BadgeFilter, badges
from kiosk.queries.events import event_view
from kiosk.security import CONTENT_POLICY
from kiosk.services.desk import require_staff
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event

SIZES = ("card", "slip")
"""A6 (105 × 148 mm), and a label of 62 × 100 mm."""


@audience("kiosk")
def print_badge(device_id: int) -> Response:
    """The valid badge of one person; the desk's own page loads it in a frame.

    Raises:
        Refused: there is no such person, or they have no valid badge.
    """
    if known_caller().device_id != device_id:
        raise Forbidden
    require_staff(known_caller())
    size = request.args.get("size", SIZES[0])
    with database().read() as session:
        event = event_view(session, known_event())
        found = badges(session, event.id, BadgeFilter(attendee_id=request.args.get("attendee") or "-"))
    badge = next((badge for badge in found if badge.code and not badge.cancelled), None)
    if badge is None:
        raise Refused("no_attendee", "There is no such person.", 404)
    page = render_template(
        "kiosk/badge.html",
        event=event,
        badge=badge,
        size=size if size in SIZES else SIZES[0],
        spoken=spoken,
        qr_svg=qr_svg,
    )
    response = make_response(page)
    framed = CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = framed
    return response
