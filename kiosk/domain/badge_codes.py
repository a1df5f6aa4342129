"""Badge codes: what the QR on a badge holds, and how a scanned or typed code is read back.

A code is 20 symbols of 32: 100 random bits. The alphabet is Crockford's base 32 (no I, L, O, U): it survives
readers that change case, keyboards in either layout for letters and digits, and reading aloud. Letters that
people confuse are folded, so O reads as 0 and I or L as 1.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
LONGEST_RAW = 200
"""How much of an unreadable payload is kept on record, in characters."""
_FOLD = str.maketrans("OIL", "011")
_NOISE = re.compile(r"[\s\-‐‑‒–—―−_ー]+")


def new_code() -> str:
    """A fresh random code, canonical form."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def fold(raw: str) -> str | None:
    """The canonical code in what a reader or a person typed; None if it is no badge code at all."""
    if len(raw) > LONGEST_RAW:
        return None
    text = _NOISE.sub("", unicodedata.normalize("NFKC", raw)).upper().translate(_FOLD)
    if len(text) != LENGTH or any(symbol not in ALPHABET for symbol in text):
        return None
    return text


def spoken(code: str) -> str:
    """The code in groups of five, as printed under the QR for typing by hand."""
    return " ".join(code[i : i + 5] for i in range(0, len(code), 5))


def safe_excerpt(raw: str) -> str:
    """What is kept of a refused payload: cut short, control characters made visible."""
    return "".join(c if c.isprintable() else "�" for c in raw[:LONGEST_RAW])
