"""Limits against guessing passwords and pairing codes. Paired devices are never limited."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://")


@limiter.request_filter
def _from_a_device() -> bool:
    """Only the pages are limited; a kiosk's PIN, which the API takes, counts its own tries."""
    return request.blueprint == "api"


def init_app(app: Flask) -> None:
    """Limit the views that say so, and look at no other request.

    A limited view asks by itself; what the library would do before and after every request, a scan too, is
    for limits that hold everywhere, and we have none.
    """
    app.extensions.setdefault("limiter", set()).add(limiter)
    limiter.init_app(app)
