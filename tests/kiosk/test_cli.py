"""The office's command line: exit codes, what is printed, what is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.security import digest
from kiosk.services.blank import blank_workbook
from scheduler.formats import read_event
from tests.kiosk.services import event_files

ROOT = Path(__file__).resolve().parents[2]
EVERY = ("serve", "import", "user add", "device add", "export", "backup", "restore", "solve", "check")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return event_files.write(tmp_path / "event")


@pytest.fixture
def imported(instance: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(instance, "import", str(folder)) == 0
    capsys.readouterr()
    return instance


def run(instance: Path, *arguments: str) -> int:
    return main(["--instance", str(instance), *arguments])


def rows(instance: Path, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(instance / "mendan.sqlite3")) as connection:
        return connection.execute(statement).fetchall()


@pytest.mark.parametrize("command", EVERY)
def test_every_command_has_help_and_takes_the_instance(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert "--instance DIR" in capsys.readouterr().out


def test_command_line_without_a_command_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_run_py_is_the_same_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("usage: mendan")


def test_import_stores_the_event_and_says_so(
    instance: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(instance, "import", str(folder), "--language", "en") == 0
    assert capsys.readouterr().out == (
        "Event 1 “Small Matching” is stored: 2 buyers, 2 suppliers, 4 wishes, 3 people\n"
    )
    assert rows(instance, "SELECT name FROM event") == [("小さな商談会",)]


def test_import_of_faulty_files_names_each_fault_and_stores_nothing(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = event_files.write(
        tmp_path / "bad",
        rooms="id,name,tables\nR1,第1会議室,two\nR2,第2会議室,1\n",
        wishes="supplier,buyer\nS1,B1\nS1,B9\n",
    )
    assert run(instance, "import", str(folder), "--language", "en") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(": ")[0] for line in said.err.splitlines() if "colour" not in line][-2:] == [
        "rooms.csv:2:tables",
        "wishes.csv:3:buyer",
    ]
    assert not (instance / "mendan.sqlite3").exists()


def test_import_twice_needs_replace(imported: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(imported, "import", str(folder), "--language", "en") == 2
    assert "Replace it" in capsys.readouterr().err
    folder.joinpath("wishes.csv").write_text("supplier,buyer\nS1,B1\n", encoding="utf-8")
    assert run(imported, "import", str(folder), "--replace") == 0
    assert rows(imported, "SELECT supplier_id, buyer_id FROM wish") == [("S1", "B1")]


def test_import_replace_without_the_event_is_refused(instance: Path, folder: Path) -> None:
    assert run(instance, "import", str(folder), "--replace") == 2
    assert rows(instance, "SELECT id FROM event") == []


def test_instance_may_stand_after_the_command(instance: Path, folder: Path) -> None:
    assert main(["import", str(folder), "--instance", str(instance)]) == 0
    assert rows(instance, "SELECT id FROM event") == [(1,)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_instance_is_for_its_owner_alone(imported: Path) -> None:
    assert stat.S_IMODE(imported.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in imported.iterdir()}
    assert modes == {"mendan.sqlite3": 0o600, "secret_key": 0o600}


def test_user_add_shows_a_password_once(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(instance, "user", "add", "sato", "--language", "en") == 0
    lines = capsys.readouterr().out.splitlines()
    password = lines[1].removeprefix("Password: ")
    assert (lines[0], len(password)) == ("Account:  sato", 19)
    assert rows(instance, "SELECT name FROM user") == [("sato",)]
    assert run(instance, "user", "add", "sato", "--language", "en") == 2
    assert capsys.readouterr().err == "There is an account of this name already.\n"


def test_device_add_prints_token_link_and_role(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (
        "device",
        "add",
        "--role",
        "room",
        "--name",
        "T1",
        "--room",
        "R1",
        "--tables",
        "1-2",
        "--json",
    )
    assert run(imported, *arguments, "--base-url", "http://hall.test:5050/") == 0
    printed = json.loads(capsys.readouterr().out)
    assert sorted(printed) == ["pairing_url", "role", "token"]
    start, code = printed["pairing_url"].rsplit("/", 1)
    assert (printed["role"], start) == ("room", "http://hall.test:5050/pair")
    assert rows(imported, "SELECT role, room_id, tables, token_hash, pairing_hash FROM device") == [
        ("room", "R1", "[1, 2]", digest(printed["token"]), digest(code))
    ]


@pytest.mark.parametrize(("arguments", "profile"), [((), "desk"), (("--profile", "self"), "self")])
def test_device_add_gives_a_kiosk_its_profile(
    imported: Path, arguments: tuple[str, ...], profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(imported, "device", "add", "--role", "kiosk", "--name", "K", *arguments) == 0
    assert rows(imported, "SELECT profile FROM device") == [(profile,)]
    assert "/pair/" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--role", "room", "--name", "T1"),
        ("--role", "room", "--name", "T1", "--room", "R9"),
        ("--role", "room", "--name", "T1", "--room", "R2", "--tables", "1-2"),
        ("--role", "kiosk", "--name", "K", "--event", "9"),
    ],
)
def test_device_add_with_a_mistake_exits_2(
    imported: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(imported, "device", "add", *arguments) == 2
    assert rows(imported, "SELECT id FROM device") == []
    assert capsys.readouterr().out == ""


def test_device_add_with_several_events_asks_which(
    imported: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = event_files.FILES["event.csv"].replace("小さな商談会", "もう一つ")
    assert run(imported, "import", str(event_files.write(folder.parent / "other", event=event))) == 0
    capsys.readouterr()
    arguments = ("device", "add", "--role", "board", "--name", "B", "--language", "en")
    assert run(imported, *arguments) == 2
    assert capsys.readouterr().err == (
        "There are several events. Please say which by its ID: 1 小さな商談会, 2 もう一つ\n"
    )
    assert run(imported, *arguments, "--event", "2") == 0
    assert rows(imported, "SELECT event_id FROM device") == [(2,)]


def test_import_of_the_blank_workbook_warns_of_its_examples(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "event.xlsx"
    path.write_bytes(blank_workbook("en", dt.date(2026, 11, 1)))
    assert run(instance, "import", str(path), "--language", "en") == 0
    warned = capsys.readouterr().err.splitlines()
    assert warned[0] == "event: The event still has the name of the blank workbook. Please enter its own."
    assert [line.split(" is ")[0] for line in warned[1:]] == [
        "buyers: “(Example) Buyer Inc.”",
        "suppliers: “(Example) Supplier Ltd.”",
    ]


def test_export_of_an_event_reads_back_with_its_badges(imported: Path, folder: Path, tmp_path: Path) -> None:
    assert run(imported, "export", "1", "--out", str(tmp_path / "out")) == 0
    exported, original = read_event(tmp_path / "out"), read_event(folder)
    assert (exported.problem, exported.people) == (original.problem, original.people)
    badges = dict(rows(imported, "SELECT attendee_id, code FROM badge"))
    (column,) = (column for column in exported.extra if column.name == "badge")
    assert {key: code for (key,), code in column.values.items()} == badges
    assert not (tmp_path / "out" / "timetable.csv").exists()


def test_export_without_an_id_takes_the_only_event_or_names_them(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(imported, "export", "--out", str(tmp_path / "out")) == 0
    assert read_event(tmp_path / "out").problem.event.name == "小さな商談会"
    another = event_files.write(
        tmp_path / "another", event=event_files.FILES["event.csv"].replace("小さな商談会", "もう一つ")
    )
    assert run(imported, "import", str(another)) == 0
    capsys.readouterr()
    assert run(imported, "export", "--out", str(tmp_path / "other")) == 2
    assert "1 小さな商談会, 2 もう一つ" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(("language", "said"), [("en", "There is no such event."), ("ja", "このイベントは")])
def test_language_may_stand_before_the_command_or_after_it(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    asked = ("export", "9", "--out", str(tmp_path / "out"))
    assert run(imported, "--language", language, *asked) == 2
    before = capsys.readouterr().err
    assert said in before
    assert run(imported, *asked, "--language", language) == 2
    assert capsys.readouterr().err == before


def test_export_into_a_file_says_that_it_is_no_folder(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.write_text("a file", "utf-8")
    assert run(imported, "export", "1", "--out", str(out), "--language", "en") == 1
    assert capsys.readouterr().err == f"{out} is a file, no folder.\n"


def test_export_of_an_unknown_event_is_refused(imported: Path, tmp_path: Path) -> None:
    assert run(imported, "export", "9", "--out", str(tmp_path / "out")) == 2
    assert not (tmp_path / "out").exists()


def test_backup_of_a_database_in_use_can_be_restored(imported: Path, tmp_path: Path) -> None:
    server = sqlite3.connect(imported / "mendan.sqlite3")
    server.execute("SELECT count(*) FROM event").fetchone()
    assert run(imported, "backup", str(tmp_path / "copy.sqlite3")) == 0
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite3"]
    server.execute("DELETE FROM wish")
    server.commit()
    server.close()
    assert run(imported, "restore", str(tmp_path / "copy.sqlite3")) == 0
    assert rows(imported, "SELECT count(*) FROM wish") == [(4,)]
    (kept,) = imported.glob("before-restore-*.sqlite3")
    with contextlib.closing(sqlite3.connect(kept)) as before:
        assert before.execute("SELECT count(*) FROM wish").fetchone() == (0,)


def test_backup_keeps_a_file_that_is_there_unless_forced(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "copy.sqlite3"
    file.write_text("something else")
    assert run(imported, "backup", str(file), "--language", "en") == 2
    assert "is there already" in capsys.readouterr().err
    assert file.read_text() == "something else"
    assert run(imported, "backup", str(file), "--force") == 0
    assert file.read_bytes().startswith(b"SQLite format 3")


def test_restore_while_the_server_runs_is_refused(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(imported, "backup", str(tmp_path / "copy.sqlite3")) == 0
    server = sqlite3.connect(imported / "mendan.sqlite3")
    server.execute("SELECT count(*) FROM event").fetchone()
    assert run(imported, "restore", str(tmp_path / "copy.sqlite3"), "--language", "en") == 1
    server.close()
    assert capsys.readouterr().err == "The database is in use. Please stop the server and try again.\n"
    assert list(imported.glob("before-restore-*")) == []


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_copy_from_or_to_the_database_itself_is_refused(imported: Path, command: str) -> None:
    database = imported / "mendan.sqlite3"
    before = database.stat().st_ino
    assert run(imported, command, str(database)) == 2
    assert (database.stat().st_ino, list(imported.glob("before-restore-*"))) == (before, [])


def test_restore_replaces_a_database_that_is_broken(imported: Path, tmp_path: Path) -> None:
    assert run(imported, "backup", str(tmp_path / "copy.sqlite3")) == 0
    (imported / "mendan.sqlite3").write_bytes(b"broken" * 2000)
    assert run(imported, "restore", str(tmp_path / "copy.sqlite3")) == 0
    assert rows(imported, "SELECT name FROM event") == [("小さな商談会",)]
    (kept,) = imported.glob("before-restore-*")
    assert kept.read_bytes() == b"broken" * 2000


def test_restore_into_a_new_instance_brings_everything(imported: Path, tmp_path: Path) -> None:
    assert run(imported, "backup", str(tmp_path / "copy.sqlite3")) == 0
    assert run(tmp_path / "new", "restore", str(tmp_path / "copy.sqlite3")) == 0
    assert rows(tmp_path / "new", "SELECT name FROM event") == [("小さな商談会",)]
    assert list((tmp_path / "new").glob("before-restore-*")) == []


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00" + b"x" * 5000])
def test_restore_of_anything_else_is_refused(imported: Path, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "copy.sqlite3").write_bytes(content)
    assert run(imported, "restore", str(tmp_path / "copy.sqlite3")) == 2
    assert rows(imported, "SELECT count(*) FROM event") == [(1,)]


def test_backup_of_postgresql_points_to_its_own_tool(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--database-url", "postgresql+psycopg://localhost/x", "--language", "en")
    assert run(instance, "backup", str(tmp_path / "copy"), *arguments) == 2
    assert "pg_dump" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////nowhere/at/all.sqlite3"])
def test_command_without_a_database_says_so(
    instance: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(instance, "user", "add", "A", "--database-url", url, "--language", "en") == 1
    assert capsys.readouterr().err.startswith("The database cannot be opened: ")


def test_command_without_an_instance_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert run(tmp_path / "file", "user", "add", "A", "--language", "en") == 2
    assert capsys.readouterr().err == f"The directory {tmp_path / 'file'} cannot be used: File exists\n"


def test_check_is_part_of_the_program(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text(
        "date,start,end,room,table,buyer,supplier,staff\n2026-11-26,10:20,10:40,R1,1,B1,S1,C1\n",
        encoding="utf-8",
    )
    assert main(["check", str(folder), str(tmp_path / "t.csv"), "--json", "--instance", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["placed"] == 1
