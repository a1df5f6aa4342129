from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.formats import BadInput, EventData, Fault, read_event

Make = Callable[..., Path]
Places = Callable[..., list[tuple[str, int | None, str | None]]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_folder_is_read_in_every_encoding_excel_writes(make: Make, encoding: str) -> None:
    data = read_event(make(encoding, buyers="id,name,available\nB1,髙島－島津,10:00～12:00\nB2,横河,\n"))
    assert [buyer.name for buyer in data.problem.buyers] == ["髙島－島津", "横河"]
    assert str(data.problem.buyers[0].available[0].end) == "12:00:00"
    assert data.problem.suppliers[0].name == "株式会社髙崎精機"


@pytest.mark.parametrize("byte", [0x80, 0xA0, 0xFD, 0xFF])
def test_bytes_that_are_no_text_are_named_with_line_and_byte(make: Make, byte: int) -> None:
    folder = make()
    (folder / "suppliers.csv").write_bytes("id,name\nS1,髙崎\nS2,".encode("cp932") + bytes([byte]) + b"\n")
    fault = _only_fault(folder)
    assert (fault.file, fault.row, fault.column) == ("suppliers.csv", 3, None)
    assert fault.message.en.startswith(f"Byte 4 of line 3 (0x{byte:02X}) is neither UTF-8 nor Shift_JIS")


def test_broken_utf8_is_reported_where_it_breaks(make: Make) -> None:
    folder = make()
    (folder / "suppliers.csv").write_bytes("id,name\nS1,髙崎精機\nS2,樹脂".encode() + b"\xff\xff\n")
    fault = _only_fault(folder)
    assert (fault.file, fault.row) == ("suppliers.csv", 3)


@pytest.mark.parametrize("start", [b"PK\x03\x04", "id".encode("utf-16")])
def test_file_of_another_kind_is_refused_with_advice(make: Make, start: bytes) -> None:
    folder = make()
    (folder / "rooms.csv").write_bytes(start + b"....")
    fault = _only_fault(folder)
    assert (fault.file, fault.row, fault.column) == ("rooms.csv", None, None)
    assert "CSV UTF-8" in fault.message.en


def test_file_that_cannot_be_opened_is_a_fault(make: Make) -> None:
    folder = make(rooms=None)
    (folder / "rooms.csv").unlink(missing_ok=True)
    (folder / "rooms.csv").mkdir()
    assert _only_fault(folder).file == "rooms.csv"


def test_quote_that_is_not_closed_is_a_fault_at_its_row(places: Places) -> None:
    assert places(suppliers='id,name\nS1,精機\nS2,"樹脂\n') == [("suppliers.csv", 3, None)]


def test_rows_are_counted_as_excel_counts_them(places: Places) -> None:
    text = 'id,name,delegates,profile\nS1,精機,1,"一行目\n二行目\n三行目"\n\nS2,樹脂,many,\n'
    assert places(suppliers=text) == [("suppliers.csv", 4, "delegates")]


def test_cell_with_line_breaks_is_kept_whole(read: Callable[..., EventData]) -> None:
    data = read(suppliers='id,name,profile\nS1,精機,"切削\r\n研磨, 5 軸"\nS2,樹脂,\n')
    assert data.problem.suppliers[0].profile == "切削\n研磨, 5 軸"


def test_comma_outside_quotes_is_a_fault(places: Places) -> None:
    assert places(suppliers="id,name\nS1,精機,切削\nS2,樹脂\n") == [("suppliers.csv", 2, None)]


def test_titles_above_the_heading_and_empty_rows_are_passed_over(
    read: Callable[..., EventData], places: Places
) -> None:
    text = "受注企業,,\n2026 年版,,\n\nid,name,delegates\nS1,精機,1\n,,\nS2,樹脂,{}\n,,\n,,\n"
    assert [s.id for s in read(suppliers=text.format(2)).problem.suppliers] == ["S1", "S2"]
    assert places(suppliers=text.format("x")) == [("suppliers.csv", 7, "delegates")]


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("MOST_BYTES", 12, "The file is too large. Please keep it within 0 MB."),
        ("MOST_CELLS", 5, "There are too many cells. A file may have 5 at most."),
    ],
)
def test_file_beyond_the_limits_is_refused(
    make: Make, monkeypatch: pytest.MonkeyPatch, name: str, size: int, said: str
) -> None:
    folder = make(rooms="id,name\nR1,一\nR2,二\n")
    for other in folder.iterdir():
        if other.name != "rooms.csv":
            other.unlink()
    monkeypatch.setattr(f"scheduler.formats.csv_files.{name}", size)
    with pytest.raises(BadInput) as caught:
        read_event(folder)
    row = 3 if name == "MOST_CELLS" else None
    assert [(f.row, f.message.en) for f in caught.value.faults if f.file == "rooms.csv"] == [(row, said)]


def test_rows_beyond_the_most_are_not_even_read(make: Make) -> None:
    """What stands there would be a fault of its own: a quotation mark that is not closed."""
    rows = "".join(f"R{n},室\n" for n in range(20_200))
    fault = _only_fault(make(rooms=f'id,name\n{rows}"'))
    assert (fault.file, fault.row) == ("rooms.csv", 20_002)
    assert fault.message.en == "There are too many rows. This table may have 20000 at most."


def _only_fault(folder: Path) -> Fault:
    with pytest.raises(BadInput) as caught:
        read_event(folder)
    (fault,) = caught.value.faults
    assert fault.message.ja
    assert fault.message.en
    return fault
