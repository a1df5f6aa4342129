from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats import cells
from scheduler.formats.faults import CellError
from scheduler.problem import Decision, Mark


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        *[(text, Mark.DOUBLE) for text in ("◎", "A", "a", "Ａ")],
        *[(text, Mark.CIRCLE) for text in ("○", "〇", "◯", "B", "Ｂ", "b")],
        *[(text, Mark.TRIANGLE) for text in ("△", "▲", "C", "Ｃ")],
        *[(text, Mark.CROSS) for text in ("×", "✕", "✖", "✖\ufe0f", "x", "X", "ｘ", "Ｘ")],
    ],
)
def test_mark_is_read_in_every_usual_sign(typed: str, mark: Mark) -> None:
    assert cells.mark(typed) is mark


def test_mark_of_another_sign_is_refused() -> None:
    with pytest.raises(CellError) as caught:
        cells.mark("?")
    assert caught.value.message.en == (
        "“?” is no mark. Please enter ◎ ○ △ × (or A B C X), or leave the cell empty if not answered."
    )


@pytest.mark.parametrize(
    ("typed", "decision"),
    [
        ("must", Decision.MUST),
        ("MUST", Decision.MUST),
        ("必須", Decision.MUST),
        ("no", Decision.NO),
        ("不可", Decision.NO),
    ],
)
def test_decision_is_read_in_both_languages(typed: str, decision: Decision) -> None:
    assert cells.decision(typed) is decision


def test_decision_of_another_word_is_refused() -> None:
    with pytest.raises(CellError):
        cells.decision("maybe")


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("12", 12), ("１２", 12), ("3.0", 3), (" 7 ", 7)])
def test_whole_number_is_read_in_any_width(typed: str, number: int) -> None:
    assert cells.whole(typed) == number


@pytest.mark.parametrize("typed", ["-1", "1.5", "three", "1e3", "10001", "99999999999"])
def test_whole_number_refuses_what_no_event_needs(typed: str) -> None:
    with pytest.raises(CellError):
        cells.whole(typed)


def test_positive_number_refuses_zero() -> None:
    with pytest.raises(CellError):
        cells.positive("0")


@pytest.mark.parametrize(("typed", "rank"), [("1", 1), ("２", 2), ("3位", 3), ("第4希望", 4), ("5.0", 5)])
def test_rank_is_read_as_people_write_it(typed: str, rank: int) -> None:
    assert cells.rank(typed) == rank


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "◎", "first"])
def test_rank_refuses_what_is_none(typed: str) -> None:
    with pytest.raises(CellError):
        cells.rank(typed)


def test_list_is_split_at_semicolons_and_line_breaks() -> None:
    assert cells.split("C1; interpreter ;；C2,C3\nC4") == ("C1", "interpreter", "C2,C3", "C4")


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_formula_gets_an_apostrophe(start: str) -> None:
    assert cells.safe(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_text_that_is_no_formula_stays() -> None:
    assert [cells.safe(text) for text in ("", "a=b", "'quoted'", "〒100", "1-2")] == [
        "",
        "a=b",
        "'quoted'",
        "〒100",
        "1-2",
    ]


@given(st.text(alphabet="'=+-@＝ab \n髙～", max_size=8).map(str.strip))
def test_safe_text_is_cleaned_back_to_itself(text: str) -> None:
    assert cells.clean(cells.safe(text)) == text


def test_cell_loses_blanks_around_it_and_windows_line_ends() -> None:
    assert cells.clean(" \u3000精密切削\r\n樹脂\r成形 \xa0") == "精密切削\n樹脂\n成形"
