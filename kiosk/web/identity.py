"""Who is calling: a session cookie for organisers, a token for devices, a path's cookie for screens."""

from __future__ import annotations

from flask import Flask, g, request
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from kiosk.config import Settings
from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.queries.devices import device_by_token
from kiosk.queries.users import user_by_id
from kiosk.web.context import database, settings

ORGANISER_TOKEN_SECONDS = 24 * 3600
SCREEN_COOKIE = "device"


class Account(UserMixin):  # type: ignore[misc]
    """An organiser's account as the login library knows it."""

    def __init__(self, user_id: int, name: str, language: str) -> None:
        self.id = user_id
        self.name = name
        self.language = language


def organiser_token(key: str, user_id: int, event_id: int) -> str:
    """A token with which an organiser's page speaks to the API and listens to the news of one event."""
    return "o" + _serializer(key).dumps([user_id, event_id])


def caller_of_token(db: Database, config: Settings, token: str) -> Caller | None:
    """Whoever holds this token: a paired device that was not revoked, or an organiser's page; else None."""
    if token.startswith("d"):
        with db.read() as session:
            return device_by_token(session, token)
    if token.startswith("o"):
        try:
            user_id, event_id = _serializer(config.secret_key).loads(
                token[1:], max_age=ORGANISER_TOKEN_SECONDS
            )
        except (BadSignature, ValueError):
            return None
        with db.read() as session:
            user = user_by_id(session, user_id)
        return Caller("organiser", f"user:{user.name}", event_id) if user else None
    return None


def _serializer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="organiser")


def init_app(app: Flask, login: LoginManager) -> None:
    @login.user_loader  # type: ignore[untyped-decorator]
    def _load(user_id: str) -> Account | None:
        with database().read() as session:
            user = user_by_id(session, int(user_id))
        return Account(user.id, user.name, user.language) if user else None

    @app.before_request
    def _identify() -> None:
        g.caller = None
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            g.caller = caller_of_token(database(), settings(), token.strip())
        elif request.blueprint == "screens" and SCREEN_COOKIE in request.cookies:
            g.caller = caller_of_token(database(), settings(), request.cookies[SCREEN_COOKIE])
        elif request.blueprint != "api" and current_user.is_authenticated:
            g.caller = Caller(
                "organiser", f"user:{current_user.name}", (request.view_args or {}).get("event_id")
            )
            g.language = current_user.language
