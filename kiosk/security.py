"""Secrets and headers: password hashes, device tokens, and what a browser may do with our pages."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import Flask, Response, request

_hasher = PasswordHasher()
CONTENT_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)

COMPILING_POLICY = f"{CONTENT_POLICY}; script-src 'self' 'wasm-unsafe-eval'"
"""For the kiosk's page and the script that reads codes for it: the reader of codes is WebAssembly."""


def hash_password(password: str) -> str:
    """The argon2 hash of a password. Takes tens of milliseconds on purpose."""
    return _hasher.hash(password)


def password_matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except VerificationError:
        return False


def new_password() -> str:
    """A first password that can be read from a screen and typed: 4 × 4 symbols, 80 bits."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def digest(secret: str) -> str:
    """What is stored of a token or pairing code: enough to recognise it, useless to a thief."""
    # Whatever somebody sends is unknown at worst: JSON can hold halves of characters that UTF-8 cannot.
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def device_token(key: str, device_id: int, generation: int) -> str:
    """A device's token: 160 bits derived from the instance's key, so that pairing can hand it out again."""
    mac = hmac.new(key.encode(), f"device:{device_id}:{generation}".encode(), hashlib.sha256)
    return f"d{device_id}.{mac.hexdigest()[:40]}"


def phone_token(key: str, event_id: int, attendee_id: str, generation: int) -> str:
    """The token of a phone page's link: 160 bits, derived so that a kiosk can show the link again."""
    words = f"phone:{event_id}:{generation}:{attendee_id}"
    return "a" + hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()[:40]


def calendar_uid(key: str, event_id: int, supplier: str, buyer: str) -> str:
    """What a calendar knows a pair's interview by, whatever becomes of it; says nothing of who they are."""
    words = f"calendar:{event_id}:{len(supplier)}:{supplier}:{buyer}"
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()[:32] + "@mendan"


def pairing_code(key: str, device_id: int, expires: dt.datetime) -> str:
    """A device's one-time pairing code: 160 bits, derived so that the organiser's page can show it again."""
    mac = hmac.new(key.encode(), f"pair:{device_id}:{expires.isoformat()}".encode(), hashlib.sha256)
    return mac.hexdigest()[:40]


def directory_salt(key: str, device_id: int) -> str:
    """What a kiosk's copy of the badges is hashed with: 128 bits; two kiosks' copies share nothing."""
    return hmac.new(key.encode(), f"directory:{device_id}".encode(), hashlib.sha256).hexdigest()[:32]


def blinded(code: str, salt: str) -> str:
    """A badge code as a kiosk keeps it: enough to know it again when it is scanned, no use for making one."""
    return hashlib.sha256((salt + code).encode()).hexdigest()[:32]


def init_app(app: Flask) -> None:
    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = "geolocation=(), microphone=()"
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response
