"""The benchmark's data files: read right, or every fault named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.formats import BadInput, read_meetings
from scheduler.meetings import Meeting, Meetings

TEXT = """nBusiness = 3;
nMeetings = 3;
nTables = 1;
nTotalSlots = 4;
nMorningSlots = 3;

requested = [|1, 2,1,
|2, 3,2,
|1, 3,3,
|];

meetingsxBusiness = [{1,2,4},{1,2,3},{1,3,4}]; % repeats, shifted
nMeetingsBusiness = [2,2,2];
forbidden = [{0},
{1, 2},
{}];

fixed = [0,0,4];

precedences = [{},{},{1,2}];
"""


def read(folder: Path, text: str) -> Meetings:
    path = folder / "small.dzn"
    path.write_text(text, "utf-8")
    return read_meetings(path)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(folder, text)
    return [fault.text("en") for fault in caught.value.faults]


def test_file_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT) == Meetings(
        participants=3,
        slots=4,
        places=1,
        meetings=(
            Meeting((0, 1), frozenset({0, 1, 2})),
            Meeting((1, 2), frozenset({3})),
            Meeting((0, 2), frozenset({3}), frozenset({0, 1})),
        ),
        away=(frozenset(), frozenset({0, 1}), frozenset()),
    )


def test_choices_leave_out_who_is_away(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT).choices == ((2,), (3,), (3,))


def test_ranges_in_sets_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT.replace("{1, 2}", "{1..2, 4}")).away[1] == frozenset({0, 1, 3})


def test_file_without_meetings_is_read(tmp_path: Path) -> None:
    text = TEXT.split("requested")[0].replace("nMeetings = 3", "nMeetings = 0")
    text += "requested = [||]; forbidden = [{},{},{}]; fixed = []; precedences = [];"
    assert read(tmp_path, text).meetings == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nTables = 1;", "", "small.dzn: nTables is missing"),
        ("nTables = 1;", "nTables = -1;", "small.dzn:3: nTables is not a whole number of at most six digits"),
        ("nTables = 1;", "nTables = ;", "small.dzn:3: nTables is not a whole number of at most six digits"),
        ("nTables = 1;", "nTables = 1; words;", "small.dzn:3: “words” is not NAME = VALUE;"),
        ("nMorningSlots = 3;", "nMorningSlots = 5;", "small.dzn:5: nMorningSlots is more than nTotalSlots"),
        ("|1, 3,3,\n", "", "small.dzn:7: requested has 2 entries instead of 3"),
        (
            "|1, 3,3,",
            "|1, 1,3,",
            "small.dzn:7: entry 3 of requested, “1, 1,3,”, is not two different participants "
            "from 1 to 3 and a session from 1 to 3",
        ),
        (
            "|1, 3,3,",
            "|1, 3,4,",
            "small.dzn:7: entry 3 of requested, “1, 3,4,”, is not two different participants "
            "from 1 to 3 and a session from 1 to 3",
        ),
        (
            "{1, 2},",
            "{1, 5},",
            "small.dzn:14: entry 2 of forbidden, “{1, 5}”, is not a set of whole numbers from 1 to 4",
        ),
        ("[0,0,4]", "[0,0,5]", "small.dzn:18: entry 3 of fixed, “5”, is not a slot from 1 to 4, or 0"),
        ("[0,0,4]", "[0,0,x]", "small.dzn:18: entry 3 of fixed, “x”, is not a slot from 1 to 4, or 0"),
        ("[0,0,4]", "4", "small.dzn:18: fixed is not an array"),
        (
            "{},{},{1,2}]",
            "{},{},{1,4}]",
            "small.dzn:20: entry 3 of precedences, “{1,4}”, is not a set of whole numbers from 1 to 3",
        ),
    ],
)
def test_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert faults(tmp_path, TEXT.replace(old, new)) == [said]


def test_every_fault_is_named(tmp_path: Path) -> None:
    text = TEXT.replace("[0,0,4]", "[0,9,9]").replace("{1,2}]", "{9}]")
    assert len(faults(tmp_path, text)) == 3


def test_sizes_beyond_the_limits_are_refused(tmp_path: Path) -> None:
    text = TEXT.replace("nTotalSlots = 4", "nTotalSlots = 501").replace("nBusiness = 3", "nBusiness = 20001")
    assert faults(tmp_path, text) == [
        "small.dzn:1: nBusiness is more than 20000",
        "small.dzn:4: nTotalSlots is more than 500",
    ]


def test_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    said = "small.dzn: The file is too large. Please keep it within 10 MB."
    assert faults(tmp_path, TEXT + "%" * 10_000_000) == [said]


def test_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_meetings(tmp_path / "none.dzn")
    said = f"{tmp_path / 'none.dzn'}: There is no such file. Please check its place and name."
    assert [f.text("en") for f in caught.value.faults] == [said]


def test_file_in_another_encoding_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "small.dzn"
    path.write_bytes("% 面談".encode("cp932"))
    with pytest.raises(BadInput) as caught:
        read_meetings(path)
    assert [f.text("en") for f in caught.value.faults] == ["small.dzn: cannot be read as a file in UTF-8"]


def test_folder_is_called_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_meetings(tmp_path)
    (fault,) = caught.value.faults
    assert fault.text("en") == f"{tmp_path.name}: This is a folder. Please give a .dzn file in it."


def test_all_missing_names_are_told_at_once(tmp_path: Path) -> None:
    text = TEXT.replace("nTables = 1;", "").replace("fixed = [0,0,4];", "").replace("requested", "asked")
    missing = ["nTables", "requested", "fixed"]
    assert faults(tmp_path, text) == [f"small.dzn: {name} is missing" for name in missing]


def test_bad_entry_is_said_as_fully_in_japanese(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, TEXT.replace("|1, 3,3,", "|1, 3,4,"))
    assert [fault.text("ja") for fault in caught.value.faults] == [
        "small.dzn:7: requested の 3 番目「1, 3,4,」は"
        "1 から 3 までの異なる参加者 2 人と、1 から 3 までの時間帯ではありません"
    ]
