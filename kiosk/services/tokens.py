"""Tokens: what a device or an organiser's page shows to say who it is, to the API and to the live news."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer

from kiosk.config import Settings
from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.queries.devices import device_by_token
from kiosk.queries.phones import phone_by_token
from kiosk.queries.users import user_by_id

ORGANISER_TOKEN_SECONDS = 24 * 3600


def organiser_token(key: str, user_id: int, event_id: int) -> str:
    """A token with which an organiser's page speaks to the API and listens to the news of one event."""
    return "o" + _serializer(key).dumps([user_id, event_id])


def caller_of_token(db: Database, config: Settings, token: str) -> Caller | None:
    """Whoever holds this token: a device or a phone not revoked, or an organiser's page; else None."""
    if token.startswith("d"):
        return device_by_token(db, token)
    if token.startswith("a"):
        return phone_by_token(db, token)
    if token.startswith("o"):
        try:
            user_id, event_id = _serializer(config.secret_key).loads(
                token[1:], max_age=ORGANISER_TOKEN_SECONDS
            )
        except (BadSignature, ValueError):
            return None
        user = user_by_id(db, user_id)
        return Caller("organiser", f"user:{user.name}", event_id) if user else None
    return None


def _serializer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="organiser")
