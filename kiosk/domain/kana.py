"""Where a company stands in a Japanese list: by its reading, in the rows of the kana table."""

from __future__ import annotations

import unicodedata

from kiosk.domain.names import without_form

OTHER = "#"
"""The head of those whose reading is not known."""
LATIN = "A"
HEADS = ("あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ", LATIN, OTHER)
"""The rows of the table, by their first kana, then names in Latin letters or digits, then all others."""
_ROWS = (
    "アイウエオヴ", "カキクケコヵヶ", "サシスセソ", "タチツテト", "ナニヌネノ", "ハヒフヘホ", "マミムメモ",
    "ヤユヨ", "ラリルレロ", "ワヰヱヲンヮ",
)  # fmt: skip
_HEAD = {kana: head for head, row in zip(HEADS, _ROWS, strict=False) for kana in row}
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_UNSOUNDED = str.maketrans("", "", "\u3099\u309aー・ 　-")


def place(kana: str, name: str) -> tuple[str, tuple[int, str, str]]:
    """The head under which a company is listed, and what to sort by.

    Without a reading its name is taken, which tells its place if it is written in kana or Latin letters.
    """
    folded = _folded(kana) or _folded(name)
    first = folded[:1]
    head = _HEAD.get(first) or (LATIN if first.isascii() and first.isalnum() else OTHER)
    return head, (HEADS.index(head), folded, name)


def _folded(text: str) -> str:
    """In large katakana, without legal form, voicing and long vowels: カブシキガイシャ ガード is カト."""
    plain = unicodedata.normalize("NFKC", without_form(text)).translate(_TO_KATAKANA)
    return unicodedata.normalize("NFD", plain).translate(_UNSOUNDED).translate(_LARGE).upper()
