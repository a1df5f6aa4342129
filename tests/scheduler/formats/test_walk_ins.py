"""What may be wrong with a company that walks in."""

from __future__ import annotations

import pytest

from tests.scheduler.formats.conftest import DayFaults


@pytest.mark.parametrize(
    ("row", "column", "ja", "en"),
    [
        (
            "10:00,walk_in,,,name=新規", "company_or_table",
            "空欄です。当日参加する受注企業の ID を入力してください。",
            "The cell is empty. Please enter the id of the supplier that walked in.",
        ),
        (
            "10:00,walk_in,S44,,S44>B1", "company_or_table",
            "「S44」という受注企業はありません。「S4(長野光学)」のことでしょうか。"
            "新しい企業なら、詳細(detail)に name=企業名 を加えてください。",
            "There is no supplier “S44”. Did you mean “S4(長野光学)”? "
            "If the company is new, please add name=… to its detail.",
        ),
        (
            "10:00,walk_in,,,XYZ987>B1", "detail",
            "「XYZ987」という受注企業はありません。"
            "新しい企業なら、詳細(detail)に name=企業名 を加えてください。",
            "There is no supplier “XYZ987”. If the company is new, please add name=… to its detail.",
        ),
        (
            "10:00,walk_in,B1,,name=新規;B1>B2", "company_or_table",
            "B1 は発注企業「日立製作所」の ID です。受注企業の ID を入力してください。"
            "新しい企業には別の ID を付けてください。",
            "B1 is the id of a buyer, “日立製作所”. Please enter the id of a supplier; "
            "a new company needs another id.",
        ),
        (
            "10:00,walk_in,Ｒ１,,name=新規;Ｒ１>B2", "company_or_table",
            "R1 は部屋「第1会議室」の ID です。受注企業の ID を入力してください。"
            "新しい企業には別の ID を付けてください。",
            "R1 is the id of a room, “第1会議室”. Please enter the id of a supplier; "
            "a new company needs another id.",
        ),
        (
            "10:00,walk_in,C1,,name=新規;C1>B2", "company_or_table",
            "C1 はスタッフ「通訳一郎」の ID です。受注企業の ID を入力してください。"
            "新しい企業には別の ID を付けてください。",
            "C1 is the id of a staff member, “通訳一郎”. Please enter the id of a supplier; "
            "a new company needs another id.",
        ),
        (
            "10:00,walk_in,S4,,name=新規;S4>B2", "company_or_table",
            "S4 は「長野光学」で、「新規」ではありません。新しい企業なら別の ID にし、"
            "同じ企業なら name= を消してください。",
            "S4 is “長野光学”, not “新規”. Please give a new company another id; "
            "if it is the same, leave out name=.",
        ),
        (
            "10:00,walk_in,S9;S8,,name=新規", "company_or_table",
            "ID「S9;S8」に ; や > や → や改行は使えません。別の ID にしてください。",
            "The id “S9;S8” may not contain ; or > or → or a line break. Please choose another.",
        ),
        (
            "10:00,walk_in,S4,,", "detail",
            "空欄です。「当日参加」には希望を S4>B3 の形で入力してください。",
            "The cell is empty. For walk_in, please enter the wishes, such as S4>B3.",
        ),
        (
            "10:00,walk_in,S4,12:00,S4>B1", "until",
            "「当日参加」に終了はありません。空欄にしてください。帰るときは「早退」の行を加えてください。",
            "walk_in has no end. Please leave the cell empty. If the company leaves, add a row leaves.",
        ),
        (
            "10:00,walk_in,S4,,S4>B1;S1>B2", "detail",
            "「S1>B2」は、この行の対象 S4 の面談ではありません。どちらかを直してください。",
            "“S1>B2” is no interview of S4, whom this row is about. Please correct one of them.",
        ),
        (
            "10:00,walk_in,S4,,B1", "detail",
            "「B1」は組ではありません。S4>B1 のように、受注企業>発注企業の形で入力してください。",
            "“B1” is no pair. Please write supplier>buyer, such as S4>B1.",
        ),
        (
            "10:00,walk_in,S9,,nmae=新規;S9>B1", "detail",
            "「nmae=…」は使えません。使えるのは name=(企業名)、kana=(フリガナ)、name_en=(英語名)、"
            "region=(都道府県)、partner=(連携組織) です。",
            "“nmae=…” is not known. What may stand here is name=, kana=, name_en=, region=, partner=.",
        ),
        (
            f"10:00,walk_in,S9,,name={'x' * 201}", "detail",
            "name が 201 文字あります。200 文字以内にしてください。",
            "The text of name has 201 characters. Please keep it within 200.",
        ),
    ],
    ids=lambda value: value if "," in value and value.isascii() else "",
)  # fmt: skip
def test_walk_in_has_one_fault_at_its_cell_in_both_languages(
    faults_of: DayFaults, row: str, column: str, ja: str, en: str
) -> None:
    (fault,) = faults_of("10:00,absent,S2,,", row)
    assert (fault.file, fault.row, fault.column) == ("CHANGES.csv", 3, column)
    assert fault.message.ja == ja
    assert fault.message.en == en


def test_new_company_without_a_name_is_one_fault_however_often_it_is_named(faults_of: DayFaults) -> None:
    found = faults_of("10:00,late,S9,11:00,", "10:00,walk_in,S9,,S9>B1", "10:10,walk_in,S9,,S9>B2")
    assert [(fault.row, fault.column) for fault in found] == [(3, "company_or_table")]


def test_rows_of_a_new_company_that_differ_are_a_fault_at_the_later(faults_of: DayFaults) -> None:
    (fault,) = faults_of("10:10,walk_in,S9,,name=新規精機;S9>B1", "10:00,walk_in,S9,,name=新規工業;S9>B2")
    assert fault.text("en") == (
        "CHANGES.csv:3:detail: The name of S9 is “新規精機” in row 2. Please make them the same."
    )
    assert fault.message.ja == "S9 の name は 2 行目では「新規精機」です。同じにしてください。"
