"""Limits against guessing passwords and pairing codes. Paired devices are never limited."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://")


@limiter.request_filter
def _from_a_device() -> bool:
    """Only the pages are limited; a kiosk's PIN, which the API takes, counts its own tries."""
    return request.blueprint == "api"
