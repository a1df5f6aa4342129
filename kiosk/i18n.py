"""Two languages, Japanese first; the event's own time zone on every screen."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context, render_template, request
from flask_babel import Babel, force_locale, get_locale, gettext, lazy_gettext
from markupsafe import Markup

from kiosk.domain.interview_states import State
from kiosk.errors import Refused

LANGUAGES = ("ja", "en")
STATE_WORDS = {
    State.SCHEDULED: lazy_gettext("Scheduled"),
    State.CALLED: lazy_gettext("Called"),
    State.IN_PROGRESS: lazy_gettext("Now"),
    State.FINISHED: lazy_gettext("Done"),
    State.NO_SHOW: lazy_gettext("No-show"),
    State.CANCELLED: lazy_gettext("Cancelled"),
}


OWN_PAGES = ("screens.screen", "phones.page")
"""Pages of one device or one person: several may be open in one browser, each in a language of its own."""
COOKIE, OWN_COOKIE = "lang", "lang_here"


def select_language() -> str:
    """The language of this request: `?lang=`, else what was chosen in this browser, else the caller's own.

    A device's or a phone's page goes by what was chosen there, then by its own language, and only without
    one by what the browser's other pages speak. An API call goes by its Accept-Language, its page's.
    """
    if not has_request_context():
        return "ja"
    if request.path.startswith("/api/"):
        asked = request.args.get("lang")
        return asked if asked in LANGUAGES else str(request.accept_languages.best_match(LANGUAGES, "ja"))
    here, everywhere, own = request.cookies.get(OWN_COOKIE), request.cookies.get(COOKIE), g.get("language")
    known = (here, own, everywhere) if request.endpoint in OWN_PAGES else (everywhere, own)
    return str(next((choice for choice in (request.args.get("lang"), *known) if choice in LANGUAGES), "ja"))


def language() -> str:
    """`ja` or `en`."""
    return str(get_locale() or "ja")[:2]


def refusal(error: Refused) -> str:
    """A user's mistake in the user's language."""
    return str(gettext(error.message, **{name: _in_words(value) for name, value in error.values.items()}))


def _in_words(value: object) -> object:
    """A state by its word, a company or room by its name; anything else as it is."""
    if isinstance(value, State):
        return STATE_WORDS[value]
    return name_of(value) if hasattr(value, "name_en") else value


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """A UTC time in the event's zone."""
    return moment.astimezone(ZoneInfo(zone))


def clock_time(moment: dt.datetime, zone: str) -> str:
    """HH:MM in the event's zone."""
    return f"{local(moment, zone):%H:%M}"


def day_name(moment: dt.datetime | dt.date, zone: str) -> str:
    """The day as people say it: 11月26日(木) / Thu 26 Nov."""
    day = local(moment, zone).date() if isinstance(moment, dt.datetime) else moment
    if language() == "en":
        return f"{day:%a} {day.day} {day:%b}"
    return f"{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"


def name_of(thing: object) -> str:
    """A company's, person's or room's name in the reader's language, else the Japanese one."""
    english = getattr(thing, "name_en", "")
    return str(english) if language() == "en" and english else str(getattr(thing, "name", ""))


def in_language(chosen: str, template: str) -> Markup:
    """A template in a language of its own, whatever the page around it speaks."""
    with force_locale(chosen):
        return Markup(render_template(template))


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=select_language, default_translation_directories="translations")
    app.jinja_env.filters.update(clock_time=clock_time, day_name=day_name, name_of=name_of)
    app.jinja_env.globals.update(language=language, in_language=in_language, LANGUAGES=LANGUAGES)

    @app.after_request
    def _remember(response):  # type: ignore[no-untyped-def]
        chosen = request.args.get("lang")
        if chosen in LANGUAGES:
            name, path = (OWN_COOKIE, request.path) if request.endpoint in OWN_PAGES else (COOKIE, "/")
            response.set_cookie(
                name, chosen, max_age=365 * 86400, path=path, samesite="Lax", secure=request.is_secure
            )
        return response
