"""The address at which tablets and phones reach this server."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from kiosk import server
from kiosk.web.context import settings

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def public_base() -> str:
    """As whoever asks reaches it, but never `localhost`: links are opened on other devices."""
    if urlsplit(request.url_root).hostname in _LOOPBACK:
        return server.last_address(settings().instance).rstrip("/")
    return request.url_root.rstrip("/")
