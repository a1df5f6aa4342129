"""Limits against guessing passwords and pairing codes. Paired devices are never limited."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://")
