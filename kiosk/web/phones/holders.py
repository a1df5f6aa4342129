"""Whose link an address holds, and what is said where it is nobody's."""

from __future__ import annotations

import flask_babel
from flask import g, make_response, render_template, request
from flask_limiter.util import get_remote_address
from limits import parse
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from kiosk.domain.callers import Caller
from kiosk.i18n import LANGUAGES
from kiosk.services.tokens import caller_of_token
from kiosk.web.context import database, settings
from kiosk.web.limits import limiter

GUESSES = parse("20 per minute")
"""Links of nobody that one address may ask for; whoever has a link is never counted."""
PRIVATE = "private, no-cache"
"""Kept by the phone alone, and asked for anew each time."""


def holder(token: str) -> Caller | None:
    """Whose link this is; None if it is nobody's (any more).

    Raises:
        TooManyRequests: too many links of nobody were asked for from there.
    """
    # Only phones' links open these pages, whatever else has a token.
    who = caller_of_token(database(), settings(), token) if token.startswith("a") else None
    if who is not None or not limiter.enabled:
        return who
    if not limiter.limiter.hit(GUESSES, f"phone links of {get_remote_address()}"):
        raise TooManyRequests
    return None


def nobody() -> Response:
    """The link is not valid (any more): where there is a new one."""
    speak("")
    return private(make_response(render_template("phone/gone.html"), 404))


def speak(language: str) -> None:
    """Go on in a person's language; where none is known, in the phone's own."""
    g.language = language or request.accept_languages.best_match(LANGUAGES, "ja")
    flask_babel.refresh()


def private(response: Response) -> Response:
    """Headers of everything that a link opens."""
    response.headers["Cache-Control"] = PRIVATE
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
