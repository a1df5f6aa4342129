"""A badge's code survives readers, keyboards and people."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.badge_codes import ALPHABET, LENGTH, LONGEST_RAW, fold, new_code, safe_excerpt, spoken

CODE = "4X3K989MH832CX2KJB10"


def test_code_has_at_least_80_random_bits() -> None:
    assert math.log2(len(set(ALPHABET))) * LENGTH >= 80
    assert len({new_code() for _ in range(100)}) == 100


def test_new_code_reads_back_as_itself() -> None:
    code = new_code()
    assert fold(code) == code


@pytest.mark.parametrize(
    "raw",
    [
        CODE,
        CODE.lower(),
        "4x3k9 89mh8 32cx2 kjb10",
        "4X3K9-89MH8-32CX2-KJB10",
        "４Ｘ３Ｋ９８９ＭＨ８３２ＣＸ２ＫＪＢ１０",
        "４ｘ３ｋ９ー８９ｍｈ８ー３２ｃｘ２ーｋｊｂ１０",
        "4X3K9 89MH8 32CX2 KJBlO",
        "4X3K989MH832CX2KJBIo",
        f" {CODE}\r\n\t",
        "4X3K9_89MH8 32CX2ｰKJB10",
        f"\0{CODE}\0",
        f"]Q1{CODE}",
        f"［ｑ３{CODE}",
        f"\x02]Q1{CODE}\x1d\x03",
        f"\ufeff{CODE}\x04",
    ],
)
def test_code_is_read_however_it_comes(raw: str) -> None:
    assert fold(raw) == CODE


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "x",
        CODE[:-1],
        CODE + "0",
        "https://example.com/" + CODE,
        "あ" * 20,
        "4X3K989MH832CX2KJB1U",
        "\ud800" * 20,
        f"]Q{CODE}",
        f"Q1{CODE}",
        f"]Q1]Q1{CODE}",
        "𝟜𝕏𝟛𝕂𝟡𝟠𝟡𝕄ℍ𝟠𝟛𝟚ℂ𝕏𝟚𝕂𝕁𝔹𝟙𝟘",
        CODE.replace("J", "ȷ"),
        CODE.replace("1", "ı"),
        "\u202e" + CODE,
        "A" * 10_000,
        "[]",
        "٤" * 20,
    ],
)
def test_anything_else_is_no_code(raw: str) -> None:
    assert fold(raw) is None


def test_spoken_code_is_in_groups_of_five_and_reads_back() -> None:
    assert spoken(CODE) == "4X3K9 89MH8 32CX2 KJB10"
    assert fold(spoken(CODE)) == CODE


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_excerpt_of_any_payload_is_short_and_printable(raw: str) -> None:
    excerpt = safe_excerpt(raw)
    assert len(excerpt) <= LONGEST_RAW
    assert excerpt == "" or excerpt.isprintable() or "�" in excerpt
    excerpt.encode("utf-8")
