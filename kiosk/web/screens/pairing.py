"""Pairing: a one-time link makes a browser a device, and the device's address shows its screen."""

from __future__ import annotations

from collections.abc import Callable

import flask_babel
from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.i18n import refusal
from kiosk.queries.devices import DeviceView, device_by_id, device_by_link
from kiosk.services import devices
from kiosk.web import presence
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now, settings
from kiosk.web.identity import SCREEN_COOKIE
from kiosk.web.limits import limiter
from kiosk.web.screens import board, kiosk, room

COOKIE_DAYS = 60
Screen = Callable[[DeviceView, str], str]
SCREENS: dict[str, Screen] = {"kiosk": kiosk.show, "room": room.show, "board": board.show}
"""The page of each role: `(device, token) -> HTML`."""


@audience("anyone")
@limiter.limit("30 per minute")
def pair(code: str) -> Response | tuple[str, int] | str:
    """Show what this browser will become; on POST, spend the code and go to the device's screen."""
    with database().read() as session:
        device = device_by_link(session, code)
    if device is not None:
        _speak(device)
    try:
        if request.method != "POST":
            with database().read() as session:
                devices.check_link(session, code, real_now())
            return render_template("pair/pair.html", device=device)
        with database().write() as session:
            paired = devices.pair(session, code, settings().secret_key, real_now())
    except Refused as error:
        return render_template("pair/refused.html", message=refusal(error), device=device), error.status
    response = redirect(url_for("screens.screen", device_id=paired.device_id))
    response.set_cookie(
        SCREEN_COOKIE,
        paired.token,
        path=url_for("screens.screen", device_id=paired.device_id),
        max_age=COOKIE_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


@audience("kiosk", "room", "board")
def screen(device_id: int) -> str:
    """The screen of the device this browser is paired as."""
    if known_caller().device_id != device_id:
        raise Forbidden
    with database().read() as session:
        device = device_by_id(session, device_id)
    if device is None:
        raise Forbidden
    presence.note_screen(device)
    _speak(device)
    return SCREENS[device.role](device, request.cookies.get(SCREEN_COOKIE, ""))


def not_paired(_error: Exception) -> tuple[str, int]:
    """This browser is not, or no longer, the device whose address it opened."""
    return render_template("pair/not_paired.html"), 403


def _speak(device: DeviceView) -> None:
    g.language = device.language
    flask_babel.refresh()
