"""Who is calling: a session cookie for organisers, a token for devices, a path's cookie for screens."""

from __future__ import annotations

from flask import Flask, Request, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user

from kiosk.domain.callers import Caller
from kiosk.queries.users import user_by_id
from kiosk.services.tokens import caller_of_token
from kiosk.services.tokens import organiser_token as organiser_token
from kiosk.web.context import database, settings

SCREEN_COOKIE = "device"


class Account(UserMixin):  # type: ignore[misc]
    """An organiser's account as the login library knows it."""

    def __init__(self, user_id: int, name: str, language: str) -> None:
        self.id = user_id
        self.name = name
        self.language = language


class PageSessions(SecureCookieSessionInterface):
    """Sessions are for pages: devices show a token with each request, and wait for each."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith("/api/"):
            return None
        return super().open_session(app, request)


def init_app(app: Flask, login: LoginManager) -> None:
    app.session_interface = PageSessions()

    @login.user_loader  # type: ignore[untyped-decorator]
    def _load(user_id: str) -> Account | None:
        user = user_by_id(database(), int(user_id))
        return Account(user.id, user.name, user.language) if user else None

    @app.before_request
    def _identify() -> None:
        g.caller = None
        if request.blueprint == "api":
            # Tokens open the API alone: an organiser's is for one event, the pages are for all of them.
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            if kind.lower() == "bearer":
                g.caller = caller_of_token(database(), settings(), token.strip())
        elif request.blueprint == "screens" and SCREEN_COOKIE in request.cookies:
            g.caller = caller_of_token(database(), settings(), request.cookies[SCREEN_COOKIE])
        elif current_user.is_authenticated:
            g.caller = Caller(
                "organiser", f"user:{current_user.name}", (request.view_args or {}).get("event_id")
            )
            g.language = current_user.language
