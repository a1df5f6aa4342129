"""Badges: print sheets of them, find one, replace a lost one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.domain.badge_codes import spoken
from kiosk.i18n import language
from kiosk.printing.qr import qr_svg
from kiosk.queries.badges import SIDES, BadgeFilter, BadgeView
from kiosk.queries.badges import badges as badge_views
from kiosk.queries.clocks import moment
from kiosk.queries.events import event_view
from kiosk.services.badges import reprint as reprint_badge
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now

PER_SHEET = 10
"""Cards of 91 × 55 mm on A4, two by five: the usual pre-cut sheets."""


def chosen_badges() -> BadgeFilter:
    """Whose badges, or slips, the address asks for."""
    side = request.args.get("side", "")
    return BadgeFilter(
        side=side if side in SIDES else "",
        company_id=request.args.get("company", ""),
        attendee_id=request.args.get("attendee", ""),
    )


def _company(badge: BadgeView) -> str:
    """The company in the reader's language, else in Japanese."""
    return badge.company_en if language() == "en" and badge.company_en else badge.company


def _printable(found: tuple[BadgeView, ...]) -> list[BadgeView]:
    return [badge for badge in found if badge.code and not badge.cancelled]


@audience("organiser")
def badges(event_id: int) -> str:
    """Everyone with a badge, the ways to print them, and the replacing of a lost one."""
    chosen = chosen_badges()
    with database().read() as session:
        event = event_view(session, event_id)
        everyone = badge_views(session, event_id, BadgeFilter())
        shown = badge_views(session, event_id, chosen)
    return render_template(
        "organiser/badges.html",
        event=event,
        badges=shown,
        printable=_printable(shown),
        companies={badge.company_id: _company(badge) for badge in everyone if badge.company_id},
        company=_company,
        chosen=chosen,
        reprinted=next((b for b in everyone if b.attendee_id == request.args.get("reprinted")), None),
        spoken=spoken,
        sheets=-(-len(_printable(shown)) // PER_SHEET),
    )


@audience("organiser")
def badge_sheet(event_id: int) -> str:
    """The chosen badges on A4 sheets, to the millimetre."""
    with database().read() as session:
        event = event_view(session, event_id)
        found = _printable(badge_views(session, event_id, chosen_badges()))
    return render_template(
        "organiser/badge_sheet.html",
        event=event,
        sheets=[found[i : i + PER_SHEET] for i in range(0, len(found), PER_SHEET)],
        chosen=chosen_badges(),
        spoken=spoken,
        qr_svg=qr_svg,
    )


@audience("organiser")
def reprint(event_id: int, attendee_id: str) -> Response:
    """Give a person a new badge; the old one is refused from now on."""
    with database().write() as session:
        now = moment(session, event_id, real_now())
        reprint_badge(session, event_id, attendee_id, known_caller().actor, now)
    return redirect(url_for("organiser.badges", event_id=event_id, reprinted=attendee_id))
