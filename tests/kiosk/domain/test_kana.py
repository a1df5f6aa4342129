"""Where companies stand in a list by their reading."""

from __future__ import annotations

import pytest

from kiosk.domain.kana import HEADS, place


@pytest.mark.parametrize(
    ("kana", "name", "head"),
    [
        ("タカサキセイキ", "株式会社髙崎精機", "た"),
        ("カブシキガイシャ ガードナー", "株式会社ガードナー", "か"),
        ("ﾊﾟｲﾛｯﾄ", "パイロット", "は"),
        ("ぎふこうぎょう", "岐阜工業", "か"),
        ("ヴィーナス", "ヴィーナス", "あ"),
        ("ドクリツギョウセイホウジン", "独立行政法人中小企業基盤整備機構", "た"),
        ("", "株式会社アイエイ", "あ"),
        ("", "IHI", "A"),
        ("", "３Ｄ技研", "A"),
        ("", "髙崎精機", "#"),
        ("", "", "#"),
    ],
)
def test_company_stands_in_the_row_of_its_reading(kana: str, name: str, head: str) -> None:
    assert place(kana, name)[0] == head


def test_voicing_size_and_long_vowels_do_not_count_in_the_order() -> None:
    names = ["カトー", "ガード", "キャド", "キヤタ", "アサヒ", "ワコウ", "abc", "髙崎"]
    ordered = sorted(names, key=lambda name: place("", name)[1])
    assert ordered == ["アサヒ", "カトー", "ガード", "キヤタ", "キャド", "ワコウ", "abc", "髙崎"]


def test_heads_are_in_the_order_of_the_table() -> None:
    assert "".join(HEADS) == "あかさたなはまやらわA#"
