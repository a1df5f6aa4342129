"""Badge codes: what the QR on a badge holds, and how a scanned or typed code is read back.

A code is 20 symbols of 32: 100 random bits. The alphabet is Crockford's base 32 (no I, L, O, U): it survives
readers that change case, keyboards in either layout for letters and digits, and reading aloud. Letters that
people confuse are folded, so O reads as 0 and I or L as 1. Kiosks fold in the same way by themselves, in
`static/js/kiosk/codes.js`: what is changed here is changed there.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
LONGEST_RAW = 200
"""How much of an unreadable payload is kept on record, in characters."""
_FOLD = str.maketrans("OIL", "011")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width forms of the ASCII symbols, as Japanese input methods make them."""
_NOISE = re.compile(
    "["
    r"\x00-\x20\x7f-\xa0"  # spaces and control characters: readers can be set to send STX, ETX, GS …
    r"\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"  # other spaces, and the mark some files begin with
    r"\-_\u2010-\u2015\u2212\u30fc\uff70"  # hyphens, dashes, minus, and the hyphen key in kana mode
    "]+"
)
_AIM = re.compile(r"[\]\[][A-Za-z][0-9A-Za-z]")
"""What kind of symbol was read, such as `]Q1`, where a reader is set to tell. On a Japanese keyboard's layout
the key of an American reader's bracket gives the other one."""


def new_code() -> str:
    """A fresh random code, canonical form."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def fold(raw: str) -> str | None:
    """The canonical code in what a reader or a person typed; None if it is no badge code at all."""
    if len(raw) > LONGEST_RAW:
        return None
    text = _NOISE.sub("", raw.translate(_NARROW))
    if not text.isascii():
        return None
    if prefix := _AIM.match(text):
        text = text[prefix.end() :]
    text = text.upper().translate(_FOLD)
    if len(text) != LENGTH or any(symbol not in ALPHABET for symbol in text):
        return None
    return text


def spoken(code: str) -> str:
    """The code in groups of five, as printed under the QR for typing by hand."""
    return " ".join(code[i : i + 5] for i in range(0, len(code), 5))


def safe_excerpt(raw: str) -> str:
    """What is kept of a refused payload: cut short, control characters made visible."""
    return "".join(c if c.isprintable() else "�" for c in raw[:LONGEST_RAW])
