"""Links of phone pages on paper: a slip with "my timetable" as a QR code for each; replacing a link."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk import offload
from kiosk.printing.qr import qr_svg
from kiosk.queries.badges import BadgeView
from kiosk.queries.badges import badges as badge_views
from kiosk.queries.clocks import moment
from kiosk.queries.events import event_view, standing
from kiosk.services import phone_links
from kiosk.web.addresses import public_base
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now, settings
from kiosk.web.organiser.badges import chosen_badges

PER_SHEET = 8
"""Slips of 99 × 70 mm on A4, two by four."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's slip: who they are, and their link as a QR code."""

    person: BadgeView
    picture: Markup


@audience("organiser")
def phone_sheet(event_id: int) -> str:
    """The chosen people's slips on A4 sheets; who has no link yet is given one."""
    chosen = chosen_badges()
    with database().write() as session:
        now = moment(session, event_id, real_now())
        people = [one for one in badge_views(session, event_id, chosen) if not one.cancelled]
        links = phone_links.links_of(
            session,
            event_id,
            [one.attendee_id for one in people],
            key=settings().secret_key,
            actor=known_caller().actor,
            now=now,
        )
        event, version = event_view(session, event_id), standing(session, event_id).version
    addresses = [public_base() + url_for("phones.page", token=links[one.attendee_id]) for one in people]
    label = _("QR code of my timetable")
    pictures = offload.run(lambda: [qr_svg(address, label) for address in addresses])
    slips = [Slip(person, picture) for person, picture in zip(people, pictures, strict=True)]
    return render_template(
        "organiser/phone_sheet.html",
        event=event,
        version=version,
        printed_at=now.event,
        sheets=[slips[i : i + PER_SHEET] for i in range(0, len(slips), PER_SHEET)],
        chosen=chosen,
    )


@audience("organiser")
def replace_link(event_id: int, attendee_id: str) -> Response:
    """Make a person's link invalid; their slip shows the new one."""
    with database().write() as session:
        now = moment(session, event_id, real_now())
        phone_links.replace(
            session, event_id, attendee_id, key=settings().secret_key, actor=known_caller().actor, now=now
        )
    flash(_("The old link no longer opens anything. This is the new one."))
    return redirect(url_for("organiser.phone_sheet", event_id=event_id, attendee=attendee_id))
