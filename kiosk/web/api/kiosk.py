"""What a kiosk is set up to do, and the PIN that lets staff change it there."""

from __future__ import annotations

from flask import Response, jsonify, url_for
from flask_babel import gettext as _
from limits import parse_many

from kiosk import offload
from kiosk.errors import Refused
from kiosk.printing.qr import qr_svg
from kiosk.queries.clocks import moment
from kiosk.security import digest, password_matches
from kiosk.services import feed, kiosks, phone_links
from kiosk.web.addresses import public_base
from kiosk.web.api.reading import body
from kiosk.web.api.schemas_desk import OutOfOrderRequest, PinRequest
from kiosk.web.api.schemas_phone import LinkRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now
from kiosk.web.context import settings as installation
from kiosk.web.limits import limiter

TRIES = parse_many("5 per minute; 30 per hour")
"""Of wrong PINs, per kiosk and in real time, whatever they were tried for and wherever from."""


@audience("kiosk")
def settings() -> Response:
    """What this kiosk is set up to do."""
    who = known_caller()
    return jsonify(
        profile=who.profile or "desk",
        search=who.options.search,
        hide_names=who.options.hide_names,
        show_link=who.options.show_link,
        out_of_order=who.options.out_of_order,
        pin=bool(who.options.pin_hash),
    )


@audience("kiosk")
def link() -> Response:
    """The phone page of whom this kiosk has just checked in, to be shown as a QR code.

    It is no part of the check-in's answer, which is kept for repeats: a link is written down nowhere.
    """
    asked = body(LinkRequest)
    with database().write() as session:
        feed.lock_event(session, known_event())
        now = moment(session, known_event(), real_now())
        token = phone_links.link_after_scan(
            session, known_caller(), asked.nonce, key=installation().secret_key, now=now
        )
    if token is None:
        raise Refused("no_link", "There is no link to show here.", 404)
    address = public_base() + url_for("phones.page", token=token)
    return jsonify(address=address, qr=offload.run(qr_svg, address, _("QR code of my timetable")))


@audience("kiosk")
def pin() -> Response:
    """Say whether a PIN is this kiosk's; five tries a minute."""
    _check(body(PinRequest).pin)
    return jsonify(status="ok")


@audience("kiosk")
def out_of_order() -> tuple[Response, int]:
    """Take this kiosk out of service or back into it, with its PIN."""
    asked, who = body(OutOfOrderRequest), known_caller()
    _check(asked.pin)
    with database().write() as session:
        now = moment(session, known_event(), real_now())
        answer = kiosks.set_out_of_order(
            session, known_event(), asked.out_of_order, nonce=asked.nonce, caller=who, now=now
        )
    return jsonify(answer.body), answer.status


def _check(given: str) -> None:
    """Compare a PIN with the kiosk's. Where none is set, anyone at the kiosk may.

    A try is counted before it is looked at, so that many at once are not more tries; the right PIN ends the
    count, and so does a new one: whoever plays with the keys cannot lock reception's own people out.

    Raises:
        Refused: it is another, or too many were tried.
    """
    who = known_caller()
    stored = who.options.pin_hash
    if not stored:
        return
    counted = f"pin of device {who.device_id}, {digest(stored)}"
    if limiter.enabled and not all(limiter.limiter.hit(tries, counted) for tries in TRIES):
        raise Refused(
            "too_many_requests",
            "Too many wrong PINs. Please wait a little; the organiser can set a new PIN under Devices.",
            429,
        )
    if not offload.run(password_matches, stored, given):
        raise Refused("wrong_pin", "This is not the PIN of this kiosk.", 403)
    if limiter.enabled:
        for tries in TRIES:
            limiter.limiter.clear(tries, counted)
