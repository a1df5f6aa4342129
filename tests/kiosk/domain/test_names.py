"""A forgotten badge is found by kanji, kana or romaji, in any usual spelling."""

from __future__ import annotations

import pytest

from kiosk.domain.names import SHORTEST_ALONE, fold_query, masked, search_text

KEPT = search_text(
    "㈱髙崎精機",
    "カブシキガイシャタカサキセイキ",
    "Takasaki Seiki Co., Ltd.",
    "𠮷野 光太郎",
    "ヨシノ コウタロウ",
    "Kotaro Yoshino",
)


def found(query: str, kept: str = KEPT) -> bool:
    words = fold_query(query)
    return bool(words) and all(word in kept for word in words)


@pytest.mark.parametrize(
    "query",
    [
        "髙崎",
        "高崎",
        "髙﨑",
        "たかさき",
        "タカサキ",
        "ﾀｶｻｷ",
        "takasaki",
        "ＴＡＫＡＳＡＫＩ",
        "高崎精機",
        "セイキ",
        "株式会社髙崎精機",
        "(株)高崎精機",
        "高崎精機株式会社",
        "𠮷野",
        "吉野",
        "よしの",
        "yosino",
        "Yoshino",
        "吉野光太郎",
        "吉野 光太郎",
        "光太郎 吉野",
        "よしのこうたろう",
        "kotaro",
        "koutarou",
        "Kōtarō",
        "kohtaroh",
        "高崎 yoshino",
    ],
)
def test_person_is_found_in_any_spelling(query: str) -> None:
    assert found(query)


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("ツカサ", "tsukasa"),
        ("ツカサ", "tukasa"),
        ("シンバシ", "shimbashi"),
        ("シンバシ", "sinbasi"),
        ("マッチャ", "matcha"),
        ("マッチャ", "mattya"),
        ("ジュンイチ", "jun'ichi"),
        ("ジュンイチ", "zyuniti"),
        ("オオタ", "ohta"),
        ("オオタ", "ota"),
        ("オオタ", "oota"),
        ("ニイガタ", "niigata"),
        ("グンマ", "gumma"),
        ("フジ", "huzi"),
        ("ファナック", "fan"),
        ("ティーエヌ", "tienu"),
        ("チェコ", "cheko"),
        ("メーカー", "meka"),
        ("ヴィラ", "vira"),
        ("ヅカ", "zuka"),
        ("ﾖｺｶﾞﾜ", "yokogawa"),
    ],
)
def test_kana_is_found_by_hepburn_kunrei_and_habit(kana: str, romaji: str) -> None:
    assert found(romaji, search_text(kana))


@pytest.mark.parametrize("query", ["", " ", "山", "・", "株式会社", "髙橋", "yamada", "zzz"])
def test_query_that_is_short_empty_or_another_finds_nobody(query: str) -> None:
    assert not found(query)


def test_spelling_is_not_read_across_the_space_between_names() -> None:
    assert found("umi", search_text("サトウ ウミ"))
    assert found("satouumi", search_text("サトウ ウミ"))


def test_legal_form_inside_an_english_word_is_kept() -> None:
    assert search_text("Princess Inc.") == "princes"


@pytest.mark.parametrize("query", ["林", "𠮷", "々", "サ", "さ", "s"])
def test_one_letter_is_a_query(query: str) -> None:
    assert found(query, search_text("佐々木 林", "𠮷田", "ササキ"))


@pytest.mark.parametrize(
    ("query", "enough"),
    [
        ("高崎精", True),
        ("高崎", False),
        ("takasa", True),
        ("ta", False),
        ("株式会社高崎", False),
        ("っっっ", False),
    ],
)
def test_three_letters_are_counted_without_legal_form_as_typed_and_as_folded(
    query: str, enough: bool
) -> None:
    assert bool(fold_query(query, SHORTEST_ALONE)) == enough


@pytest.mark.parametrize(
    ("name", "shown"),
    [("山田 太郎", "山○ 太○"), ("山田　光", "山○ ○"), ("Taro Yamada", "T○ Y○"), ("𠮷野", "𠮷○"), ("", "")],
)
def test_masked_name_is_known_to_its_bearer_only(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_words_of_a_name_are_kept_by_themselves() -> None:
    assert search_text("林 花子").split() == ["林", "花子", "林花子"]


def test_every_word_of_a_query_has_to_be_there() -> None:
    assert not found("高崎 山田")
