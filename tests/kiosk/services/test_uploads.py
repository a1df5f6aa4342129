"""Uploaded files: what is taken, what is refused, and that nothing stays."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.services.uploads import drop, park, parked_event
from scheduler.formats import BadInput, read_event, write_workbook
from tests.kiosk.services import event_files

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


def csv_files() -> list[tuple[str, io.BytesIO]]:
    return [(name, io.BytesIO(text.encode())) for name, text in event_files.FILES.items()]


def zipped(*members: tuple[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    packed.seek(0)
    return packed


def refused(folder: Path, *files: tuple[str, io.BytesIO]) -> str:
    """The code of the refusal; nothing may be left of the files."""
    with pytest.raises(Refused) as refusal:
        park(folder, files, NOW)
    assert list(folder.iterdir() if folder.exists() else ()) == []
    return refusal.value.code


def test_upload_of_csv_files_is_read_as_a_folder(folder: Path, tmp_path: Path) -> None:
    token = park(folder, csv_files(), NOW)
    assert parked_event(folder, token) == read_event(event_files.write(tmp_path / "small"))


def test_upload_of_a_workbook_is_read_and_named_in_faults(folder: Path, tmp_path: Path) -> None:
    data = read_event(event_files.write(tmp_path / "small"))
    write_workbook(data, tmp_path / "商談会.xlsx")
    token = park(folder, [("商談会.xlsx", io.BytesIO((tmp_path / "商談会.xlsx").read_bytes()))], NOW)
    assert parked_event(folder, token) == data


def test_upload_of_a_zip_with_a_folder_inside_is_read(folder: Path, tmp_path: Path) -> None:
    members = [(f"my event/{name}", text.encode()) for name, text in event_files.FILES.items()]
    packed = zipped(*members, ("__MACOSX/my event/._event.csv", b"\x00"), ("my event/notes.txt", b"hello"))
    token = park(folder, [("event.zip", packed)], NOW)
    assert parked_event(folder, token) == read_event(event_files.write(tmp_path / "small"))


def test_upload_of_a_zip_made_by_windows_in_japan_keeps_its_names(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("xx.csv", b"a,b\n1,2\n")
    raw = packed.getvalue().replace(b"xx.csv", "希.csv".encode("cp932"))
    token = park(folder, [("event.zip", io.BytesIO(raw))], NOW)
    assert [path.name for path in (folder / token / "event").iterdir()] == ["希.csv"]


def test_upload_that_climbs_out_of_its_folder_stays_inside(folder: Path, tmp_path: Path) -> None:
    token = park(
        folder, [("event.zip", zipped(("../../../evil.csv", b"a\n"), ("C:\\x\\event.csv", b"b\n")))], NOW
    )
    assert sorted(path.name for path in (folder / token / "event").iterdir()) == ["event.csv", "evil.csv"]
    assert not (tmp_path / "evil.csv").exists()


@pytest.mark.parametrize("name", ["../../x.csv", "..\\..\\x.csv", "/etc/x.csv", "C:x.csv", "a\x00b.csv"])
def test_upload_with_an_unsafe_name_is_kept_under_a_safe_one(folder: Path, name: str) -> None:
    token = park(folder, [(name, io.BytesIO(b"a\n"))], NOW)
    (kept,) = (folder / token / "event").iterdir()
    assert kept.name in {"x.csv", "C_x.csv", "a_b.csv"}


def test_upload_of_a_zip_bomb_is_refused(folder: Path) -> None:
    bomb = zipped(("event.csv", b"0" * (129 * 1024 * 1024)))
    assert refused(folder, ("event.zip", bomb)) == "too_large"


def test_upload_of_a_workbook_bomb_is_refused(folder: Path) -> None:
    bomb = zipped(("xl/workbook.xml", b"0" * (129 * 1024 * 1024)))
    assert refused(folder, ("event.xlsx", bomb)) == "too_large"


def test_upload_that_is_too_large_is_refused(folder: Path) -> None:
    assert refused(folder, ("event.csv", io.BytesIO(b"0" * (16 * 1024 * 1024 + 1)))) == "too_large"


def test_upload_of_other_files_is_refused(folder: Path) -> None:
    assert refused(folder) == "no_file"
    assert refused(folder, ("letter.docx", io.BytesIO(b"x"))) == "wrong_files"
    assert refused(folder, ("a.xlsx", io.BytesIO(b"x")), ("b.xlsx", io.BytesIO(b"x"))) == "wrong_files"
    assert refused(folder, ("event.zip", io.BytesIO(b"no zip"))) == "bad_zip"
    assert refused(folder, ("event.zip", zipped(("notes.txt", b"x")))) == "no_csv"
    assert refused(folder, ("a.csv", io.BytesIO(b"x")), ("A/a.csv", io.BytesIO(b"y"))) == "too_many_files"
    assert refused(folder, ("CON.csv", io.BytesIO(b"x"))) == "bad_file_name"


def test_upload_with_faults_names_file_and_row(folder: Path) -> None:
    files = dict(event_files.FILES, **{"wishes.csv": "supplier,buyer\nS1,B9\n"})
    token = park(folder, [(name, io.BytesIO(text.encode())) for name, text in files.items()], NOW)
    with pytest.raises(BadInput) as bad:
        parked_event(folder, token)
    assert [(fault.file, fault.row) for fault in bad.value.faults] == [("wishes.csv", 2)]


@pytest.mark.parametrize("token", ["", "..", "../secret_key", "x" * 22])
def test_upload_of_an_unknown_token_is_refused(folder: Path, token: str) -> None:
    folder.mkdir()
    with pytest.raises(Refused) as refusal:
        parked_event(folder, token)
    assert refusal.value.code == "upload_gone"


def test_upload_is_forgotten_when_dropped_or_a_day_old(folder: Path) -> None:
    first, second, third = (park(folder, csv_files(), NOW) for _ in range(3))
    drop(folder, first)
    old = (NOW - dt.timedelta(days=1, seconds=1)).timestamp()
    os.utime(folder / second, (old, old))
    os.utime(folder / third, (NOW.timestamp(), NOW.timestamp()))
    fourth = park(folder, csv_files(), NOW)
    assert {path.name for path in folder.iterdir()} == {third, fourth}


def test_upload_of_a_damaged_zip_is_refused(folder: Path) -> None:
    whole = zipped(("event.csv", bytes(range(256)) * 40)).getvalue()
    start = 30 + len("event.csv")
    damaged = whole[:start] + b"\xff" * 40 + whole[start + 40 :]
    assert refused(folder, ("event.zip", io.BytesIO(damaged))) == "bad_zip"


@pytest.mark.parametrize("symbol", ["a", "面", "𠮷"])
def test_upload_with_a_very_long_name_is_kept_under_a_shorter_one(folder: Path, symbol: str) -> None:
    token = park(folder, [(symbol * 300 + ".csv", io.BytesIO(b"key,value\n"))], NOW)
    (kept,) = (folder / token / "event").iterdir()
    assert (kept.suffix, set(kept.stem), len(kept.name.encode()) > 76) == (".csv", {symbol}, True)
