"""What may be wrong in a row of `CHANGES.csv`, and where the fault stands."""

from __future__ import annotations

import pytest

from tests.scheduler.formats.conftest import DayFaults


@pytest.mark.parametrize(
    ("row", "column", "ja", "en"),
    [
        (
            ",absent,S1,,", "time",
            "空欄です。値を入力してください。",
            "The cell is empty. Please enter a value.",
        ),
        (
            "soon,absent,S1,,", "time",
            "「soon」は時刻として読めません。10:40 または 2026-11-26 10:40 の形で入力してください。",
            "“soon” is no time. Please write it as 10:40 or 2026-11-26 10:40.",
        ),
        (
            "2062-11-26 10:00,absent,S1,11:00,", "time",
            "2062-11-26 は最後の開催日 2026-11-26 より後です。正しい日付を時刻の前に入力してください。",
            "2062-11-26 is after the last day of the event, 2026-11-26. "
            "Please enter the right date before the time.",
        ),
        (
            "10:00,,S1,,", "kind",
            "空欄です。値を入力してください。",
            "The cell is empty. Please enter a value.",
        ),
        (
            "10:00,遅延,S1,11:00,", "kind",
            "「遅延」という種類はありません。「late(遅刻)」のことでしょうか。遅刻、欠席、早退、団体遅刻、"
            "席閉鎖、席再開、部屋閉鎖、担当者不在、延長、コマ追加、当日参加、取消 "
            "のいずれかを入力してください。",
            "There is no kind of change “遅延”. Did you mean “late(遅刻)”? Please enter one of late, absent, "
            "leaves, group_late, table_closed, table_open, room_closed, staff_missing, overrun, slot_added, "
            "walk_in, cancel.",
        ),
        (
            "10:00,late,,11:00,", "company_or_table",
            "空欄です。「遅刻」には企業の ID を入力してください。",
            "The cell is empty. For late, please enter the id of a company.",
        ),
        (
            "10:00,late,S3,11:00,", "company_or_table",
            "「S3」という企業はありません。「S4(長野光学)」のことでしょうか。"
            "企業の ID を入力してください。",
            "There is no company “S3”. Did you mean “S4(長野光学)”? Please enter the id of a company.",
        ),
        (
            "10:00,absent,R1,,", "company_or_table",
            "「R1」という企業はありません。「S1(株式会社髙崎精機)」のことでしょうか。"
            "企業の ID を入力してください。",
            "There is no company “R1”. Did you mean “S1(株式会社髙崎精機)”? "
            "Please enter the id of a company.",
        ),
        (
            "10:00,late,S1,,", "until",
            "空欄です。「遅刻」にはいつまでかを 11:00 の形で入力してください。",
            "The cell is empty. For late, please enter until when it is, such as 11:00.",
        ),
        (
            "10:00,leaves,S1,10:00,", "until",
            "2026-11-26 10:00 は始まりの 2026-11-26 10:00 より後になっていません。"
            "どちらかを直してください。",
            "2026-11-26 10:00 is not after 2026-11-26 10:00, when it starts. Please correct one of them.",
        ),
        (
            "10:00,absent,S1,later,", "until",
            "「later」は時刻として読めません。10:40 または 2026-11-26 10:40 の形で入力してください。",
            "“later” is no time. Please write it as 10:40 or 2026-11-26 10:40.",
        ),
        (
            "10:00,group_late,S1,11:00,partner=中央会", "company_or_table",
            "「団体遅刻」の対象は空欄にし、詳細(detail)だけに入力してください。",
            "group_late is not about one company or table. Please leave the cell empty and use detail.",
        ),
        (
            "10:00,group_late,,,S1", "until",
            "空欄です。「団体遅刻」にはいつまでかを 11:00 の形で入力してください。",
            "The cell is empty. For group_late, please enter until when it is, such as 11:00.",
        ),
        (
            "10:00,group_late,,11:00,", "detail",
            "空欄です。「団体遅刻」にはpartner=…、region=… または企業の ID(S1;S4 の形)を入力してください。",
            "The cell is empty. For group_late, please enter partner=…, region=… or ids such as S1;S4.",
        ),
        (
            "10:00,group_late,,11:00,partner=", "detail",
            "企業が一つも指定されていません。partner=…、region=… または企業の ID を入力してください。",
            "No company is named. Please enter partner=…, region=… or ids of companies.",
        ),
        (
            "10:00,group_late,,11:00,partner=中央協会", "detail",
            "「中央協会」という連携組織の受注企業はありません。「中央会」のことでしょうか。"
            "受注企業の連携組織(partner)にある語を入力してください。",
            "There is no supplier with the partner “中央協会”. Did you mean “中央会”? "
            "Please enter a partner as it stands with the suppliers.",
        ),
        (
            "10:00,group_late,,11:00,region=長野", "detail",
            "「長野」という都道府県の受注企業はありません。「長野県」のことでしょうか。"
            "受注企業の都道府県(region)にある語を入力してください。",
            "There is no supplier with the region “長野”. Did you mean “長野県”? "
            "Please enter a region as it stands with the suppliers.",
        ),
        (
            "10:00,group_late,,11:00,name=長野光学", "detail",
            "「name=…」は使えません。使えるのは partner=(連携組織)、region=(都道府県) です。",
            "“name=…” is not known. What may stand here is partner=, region=.",
        ),
        (
            '10:00,group_late,,11:00,"S1,S2"', "detail",
            "「S1,S2」という企業はありません。複数あるときは ; で区切ってください。",
            "There is no company “S1,S2”. Please separate several by ;.",
        ),
        (
            "10:00,group_late,,11:00,S1>B1", "detail",
            "「S1>B1」という企業はありません。「S1(株式会社髙崎精機)」のことでしょうか。"
            "企業の ID を入力してください。",
            "There is no company “S1>B1”. Did you mean “S1(株式会社髙崎精機)”? "
            "Please enter the id of a company.",
        ),
        (
            "10:00,table_closed,,,", "company_or_table",
            "空欄です。「席閉鎖」には席を R1/1 の形で入力してください。",
            "The cell is empty. For table_closed, please enter a place, such as R1/1.",
        ),
        (
            "10:00,table_closed,R1,,", "company_or_table",
            "「R1」は席として読めません。部屋の ID/席番号(R1/1 の形)で入力してください。",
            "“R1” is no place. Please write it as ROOM/NUMBER, such as R1/1.",
        ),
        (
            "10:00,table_closed,R9/1,,", "company_or_table",
            "「R9」という部屋はありません。「R1(第1会議室)」のことでしょうか。"
            "部屋の ID を入力してください。",
            "There is no room “R9”. Did you mean “R1(第1会議室)”? Please enter the id of a room.",
        ),
        (
            "10:00,table_closed,R1/0,,", "company_or_table",
            "「R1/0」という席はありません。席番号は 1 から始まります。",
            "There is no place “R1/0”. Places are numbered from 1.",
        ),
        (
            "10:00,table_closed,A/2/2,,", "company_or_table",
            "「A/2」は 1 席で、2 番の席はありません。"
            "番号を直すか、増やした席なら「席再開」の行を加えてください。",
            "There is no place 2 in A/2, which has 1 place. Please correct the number, "
            "or add a row table_open if it was put up.",
        ),
        (
            "10:00,overrun,R1/3,11:00,", "company_or_table",
            "「R1」は 2 席で、3 番の席はありません。"
            "番号を直すか、増やした席なら「席再開」の行を加えてください。",
            "There is no place 3 in R1, which has 2 places. Please correct the number, "
            "or add a row table_open if it was put up.",
        ),
        (
            "10:00,table_open,R1/53,,", "company_or_table",
            "「R1」は 2 席なので、53 番は大きすぎます。52 番までの席を入力してください。",
            "R1 has 2 places, so number 53 is too large. Please enter one up to 52.",
        ),
        (
            "10:00,table_open,R1/2,11:00,", "until",
            "「席再開」に終了はありません。空欄にしてください。"
            "また閉じるときは「席閉鎖」の行を加えてください。",
            "table_open has no end. Please leave the cell empty. If it closes again, add a row table_closed.",
        ),
        (
            "10:00,room_closed,,,", "company_or_table",
            "空欄です。「部屋閉鎖」には部屋の ID を入力してください。",
            "The cell is empty. For room_closed, please enter the id of a room.",
        ),
        (
            "10:00,room_closed,R1/2,,", "company_or_table",
            "「R1/2」という部屋はありません。「R1(第1会議室)」のことでしょうか。"
            "部屋の ID を入力してください。",
            "There is no room “R1/2”. Did you mean “R1(第1会議室)”? Please enter the id of a room.",
        ),
        (
            "10:00,staff_missing,,,", "company_or_table",
            "空欄です。「担当者不在」にはスタッフの ID を入力してください。",
            "The cell is empty. For staff_missing, please enter the id of a staff member.",
        ),
        (
            "10:00,staff_missing,通訳,,", "company_or_table",
            "「通訳」というスタッフはありません。「C1(通訳一郎)」のことでしょうか。"
            "スタッフの ID を入力してください。",
            "There is no staff member “通訳”. Did you mean “C1(通訳一郎)”? "
            "Please enter the id of a staff member.",
        ),
        (
            "10:00,overrun,,11:00,", "company_or_table",
            "空欄です。「延長」には席(R1/1 の形)か企業の ID を入力してください。",
            "The cell is empty. For overrun, please enter a place, such as R1/1, or the id of a company.",
        ),
        (
            "10:00,overrun,R1,11:00,", "company_or_table",
            "「R1」は席として読めません。部屋の ID/席番号(R1/1 の形)で入力してください。",
            "“R1” is no place. Please write it as ROOM/NUMBER, such as R1/1.",
        ),
        (
            "10:00,overrun,S3,11:00,", "company_or_table",
            "「S3」という企業または席はありません。「S4(長野光学)」のことでしょうか。"
            "席(R1/1 の形)か企業の ID を入力してください。",
            "There is no company or place “S3”. Did you mean “S4(長野光学)”? "
            "Please enter a place, such as R1/1, or the id of a company.",
        ),
        (
            "10:00,overrun,R1/1,,", "until",
            "空欄です。「延長」にはいつまでかを 11:00 の形で入力してください。",
            "The cell is empty. For overrun, please enter until when it is, such as 11:00.",
        ),
        (
            "10:00,slot_added,,,", "detail",
            "空欄です。「コマ追加」には時間を 16:40-17:00 の形で入力してください。",
            "The cell is empty. For slot_added, please enter the time, such as 16:40-17:00.",
        ),
        (
            "10:00,slot_added,R1,,15:00-15:20", "company_or_table",
            "「コマ追加」の対象は空欄にし、詳細(detail)だけに入力してください。",
            "slot_added is not about one company or table. Please leave the cell empty and use detail.",
        ),
        (
            "10:00,slot_added,,15:20,15:00-15:20", "until",
            "「コマ追加」に終了はありません。空欄にしてください。",
            "slot_added has no end. Please leave the cell empty.",
        ),
        (
            "10:00,slot_added,,,15:00", "detail",
            "「15:00」は時間の範囲として読めません。10:00-12:00 または "
            "2026-11-26 10:00-12:00;13:00-15:00 の形で入力してください。",
            "“15:00” is no range of time. Please write it as 10:00-12:00 or "
            "2026-11-26 10:00-12:00;13:00-15:00.",
        ),
        (
            "10:00,slot_added,,,15:00-15:19", "detail",
            "15:00-15:19 には 20 分のコマが一つも入りません。時間を直してください。",
            "15:00-15:19 is too short for a slot of 20 minutes. Please correct the times.",
        ),
        (
            "10:00,slot_added,,,14:50-15:20", "detail",
            "14:50-15:20 は時間帯 13:00-15:00 と重なっています。その外の時間だけを入力してください。",
            "14:50-15:20 overlaps the session 13:00-15:00. Please enter only time outside it.",
        ),
        (
            "10:00,slot_added,,,12:00-13:20", "detail",
            "12:00-13:20 は時間帯 13:00-15:00 と重なっています。その外の時間だけを入力してください。",
            "12:00-13:20 overlaps the session 13:00-15:00. Please enter only time outside it.",
        ),
        (
            "2026-11-25 18:00,slot_added,,,15:00-15:20", "detail",
            "2026-11-25 は開催日ではありません。時間の前に開催日(2026-11-26)を付けてください。",
            "2026-11-25 is no day of the event. Please put one before the time (2026-11-26).",
        ),
        (
            "10:00,cancel,,,", "detail",
            "空欄です。「取消」には面談を S9>B3 の形で入力してください。",
            "The cell is empty. For cancel, please enter the interviews, such as S9>B3.",
        ),
        (
            "10:00,cancel,,12:00,S1>B1", "until",
            "「取消」に終了はありません。空欄にしてください。",
            "cancel has no end. Please leave the cell empty.",
        ),
        (
            "10:00,cancel,,,S1>B1>B2", "detail",
            "「S1>B1>B2」は組として読めません。受注企業>発注企業(S9>B3 の形)で入力し、"
            "複数あるときは ; で区切ってください。",
            "“S1>B1>B2” is no pair. Please write supplier>buyer, such as S9>B3, and separate several by ;.",
        ),
        (
            "10:00,cancel,,,S1>", "detail",
            "「S1>」は組として読めません。受注企業>発注企業(S9>B3 の形)で入力し、"
            "複数あるときは ; で区切ってください。",
            "“S1>” is no pair. Please write supplier>buyer, such as S9>B3, and separate several by ;.",
        ),
        (
            "10:00,cancel,,,S1>B9", "detail",
            "「B9」という発注企業はありません。「B2(横河電機)」のことでしょうか。"
            "発注企業の ID を入力してください。",
            "There is no buyer “B9”. Did you mean “B2(横河電機)”? Please enter the id of a buyer.",
        ),
        (
            "10:00,cancel,,,B1>S1", "detail",
            "「B1>S1」は左右が逆です。S1>B1 と入力してください。",
            "“B1>S1” is the wrong way round. Please enter S1>B1.",
        ),
        (
            "10:00,cancel,,,B1", "detail",
            "「B1」は組ではありません。S9>B1 のように、受注企業>発注企業の形で入力してください。",
            "“B1” is no pair. Please write supplier>buyer, such as S9>B1.",
        ),
        (
            "10:00,cancel,,,partner=中央会", "detail",
            "ここに「partner=…」は書けません。受注企業>発注企業(S9>B3 の形)だけを入力してください。",
            "“partner=…” cannot stand here. Please enter only pairs of supplier>buyer, such as S9>B3.",
        ),
        (
            "10:00,cancel,S2,,S1>B1", "detail",
            "「S1>B1」は、この行の対象 S2 の面談ではありません。どちらかを直してください。",
            "“S1>B1” is no interview of S2, whom this row is about. Please correct one of them.",
        ),
        (
            "10:00,cancel,S9,,S1>B1", "company_or_table",
            "「S9」という企業はありません。「S4(長野光学)」のことでしょうか。"
            "企業の ID を入力してください。",
            "There is no company “S9”. Did you mean “S4(長野光学)”? Please enter the id of a company.",
        ),
    ],
    ids=lambda value: value if "," in value and value.isascii() else "",
)  # fmt: skip
def test_row_has_one_fault_at_its_cell_in_both_languages(
    faults_of: DayFaults, row: str, column: str, ja: str, en: str
) -> None:
    (fault,) = faults_of("10:00,absent,S2,,", row)
    assert (fault.file, fault.row, fault.column) == ("CHANGES.csv", 3, column)
    assert fault.message.ja == ja
    assert fault.message.en == en
