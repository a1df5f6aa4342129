"""`replan`: its files, its words, its exit codes, bad input, and a parent that follows or stops it."""

import csv
import datetime as dt
import json
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import scheduler.day.replan
from scheduler.cli import main
from scheduler.timetable import Progress, Timetable

FILES = {
    "event.csv": "key,value\nname,試験\nslot_minutes,20\ngoals,served;score\n",
    "sessions.csv": "date,start,end,label\n2026-11-26,10:00,12:00,午前\n",
    "rooms.csv": "id,name,name_en,tables\nR1,会議室,Room 1,3\n",
    "buyers.csv": "id,name,name_en,room\nB1,大手,Major,R1\nB2,大手二,Second,R1\n",
    "suppliers.csv": "id,name,name_en,region\nS1,中小一,One,群馬県\nS2,中小二,Two,富山県\n",
    "staff.csv": "id,name,kind\nC1,野村,coordinator\nC2,小田,coordinator\n",
    "wishes.csv": "supplier,buyer,supplier_rank,decision,needs\nS1,B1,1,,\nS1,B2,2,,coordinator\n"
    "S2,B1,1,must,\nS2,B2,2,,\n",
}
TIMETABLE = (
    "date,start,end,room,table,buyer,supplier,staff,status\n"
    "2026-11-26,10:00,10:20,R1,1,B1,S1,,終了\n"
    "2026-11-26,10:40,11:00,R1,2,B2,S1,C1,\n"
    "2026-11-26,11:00,11:20,R1,1,B1,S2,,予定\n"
    "2026-11-26,11:20,11:40,R1,2,B2,S2,,scheduled\n"
)
HEAD = "時刻,種類,対象,終了,詳細\r\n"
LATE = "10:25,遅刻,S2,11:30,電車\r\n"
NOW = "2026-11-26 10:25"
WRITTEN = ["changes.csv", "summary.json", "timetable.csv", "unplaced.csv"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def asked(tmp_path: Path, out: Path) -> Callable[..., list[str]]:
    """The arguments of a replan, its files written."""
    folder = tmp_path / "event"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    changes = tmp_path / "CHANGES.csv"

    def arguments(rows: str = LATE, *more: str, now: str = NOW, held: str = TIMETABLE) -> list[str]:
        (tmp_path / "held.csv").write_text(held, encoding="utf-8")
        changes.write_bytes((HEAD + rows).encode("cp932"))
        files = [str(folder), str(tmp_path / "held.csv"), str(changes)]
        return ["replan", *files, "--now", now, "--out", str(out), "--workers", "1", *more]

    return arguments


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the re-planning do something of its own before it begins, or alter what it found."""

    def make(during: Callable[..., object] = lambda **_: None, after=lambda done: done) -> None:
        plan = scheduler.day.replan.replan

        def stand_in(*args, **options):
            during(**options)
            return after(plan(*args, **options))

        monkeypatch.setattr(scheduler.day.replan, "replan", stand_in)

    return make


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def until_true(asked) -> bool:
    """Whether the answer becomes true within ten seconds."""
    pause = threading.Event()
    return any(asked() or pause.wait(0.01) for _ in range(1000))


def test_cli_replan_says_what_changes_and_why(asked, capsys, out):
    assert main(asked()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "移動: 中小二 と 大手: 11:00 会議室 席 1 → 11:40 会議室 席 1 (中小二 は 11:30 に到着します)",
        "    ※ この企業の最後の面談だった 11:20 より後です。残れるか確認してください",
        "なくなった面談: 中小二 と 大手二: 11:20 会議室 席 2 "
        "(中小二 は 11:30 に到着します。残りの時間に空きがありません)",
        "失われる必須の面談: 0 (最善と証明済み)",
    ]
    assert lines[-3:] == [
        "変更なし 2 件、移動 1 件、減 1 件、増 0 件、影響のある企業 3 社",
        "面談 3 件、未配置 1 件",
        f"すべての目標で最善と証明しました。{out} に書き出しました",
    ]


def test_cli_replan_speaks_english_when_asked(asked, capsys, out):
    assert main(asked(LATE, "--language", "en")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "moved: Two and Major: 11:00 Room 1 table 1 → 11:40 Room 1 table 1 (Two arrives at 11:30)",
        "    ※ The supplier's last interview was at 11:20: make sure that it can stay",
        "lost: Two and Second: 11:20 Room 1 table 2 (Two arrives at 11:30. No time is left in which it fits)",
    ]
    assert lines[-3] == "2 kept, 1 moved, 1 lost, 0 added, 3 companies disturbed"
    assert lines[-1] == f"proven best in every goal; written to {out}"


def test_cli_replan_writes_what_it_says(asked, capsys, out):
    assert main(asked()) == 0
    assert sorted(path.name for path in out.iterdir()) == WRITTEN
    assert [(r["interview"], r["supplier"], r["buyer"], r["kind"]) for r in rows(out / "changes.csv")] == [
        ("3", "S2", "B1", "moved"),
        ("4", "S2", "B2", "lost"),
    ]
    moved = rows(out / "changes.csv")[0]
    assert (moved["from_start"], moved["to_start"]) == ("11:00", "11:40")
    assert moved["reason"] == "中小二 は 11:30 に到着します"
    assert moved["note"] == "この企業の最後の面談だった 11:20 より後です。残れるか確認してください"
    assert [(r["start"], r["supplier"], r["buyer"], r["status"]) for r in rows(out / "timetable.csv")] == [
        ("10:00", "S1", "B1", "finished"),
        ("10:40", "S1", "B2", "scheduled"),
        ("11:40", "S2", "B1", "scheduled"),
    ]
    assert [(r["supplier"], r["buyer"]) for r in rows(out / "unplaced.csv")] == [("S2", "B2")]
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert (summary["placed"], summary["unplaced"], summary["goals"][0]["name"]) == (3, 1, "lost_musts")


def test_cli_check_agrees_with_replan(asked, capsys, out):
    arguments = asked()
    assert main(arguments) == 0
    said = capsys.readouterr().out.splitlines()
    _, event, held, changes, *_ = arguments
    judge = ["check", event, str(out / "timetable.csv"), "--before", held, "--changes", changes, "--now", NOW]
    assert main(judge) == 0
    judged = capsys.readouterr().out.splitlines()
    assert judged[-2:] == [said[-3], f"問題ありません: {said[-2]}"]


def test_cli_replan_counts_cancelled_interviews_as_not_held(asked, capsys, out):
    held = TIMETABLE.replace("終了", "取消")
    assert main(asked("", held=held)) == 0
    assert "面談 3 件、未配置 1 件" in capsys.readouterr().out
    assert json.loads((out / "summary.json").read_text("utf-8"))["placed"] == 3
    assert [r["status"] for r in rows(out / "timetable.csv")] == ["cancelled", *["scheduled"] * 3]


def test_cli_replan_again_with_the_new_timetable_changes_nothing(asked, capsys, tmp_path, out):
    arguments = asked()
    assert main(arguments) == 0
    arguments[2] = str(out / "timetable.csv")
    capsys.readouterr()
    assert main([*arguments, "--out", str(tmp_path / "again")]) == 0
    assert capsys.readouterr().out.startswith("変更はありません\n")
    assert rows(tmp_path / "again" / "changes.csv") == []


def test_cli_replan_tells_who_sits_in_instead(asked, capsys, out):
    assert main(asked("10:25,担当者不在,C1,11:30,\r\n")) == 0
    line, note, *_ = capsys.readouterr().out.splitlines()
    assert line == "同席者の変更: 中小一 と 大手二: 10:40 会議室 席 2 (同席者が替わります)"
    assert note == "    ※ 同席: 野村 → 小田"
    (row,) = rows(out / "changes.csv")
    assert (row["interview"], row["kind"], row["note"]) == ("2", "staff", "同席: 野村 → 小田")
    assert row["from_start"] == row["to_start"] == "10:40"


def test_cli_replan_says_which_wish_of_the_day_still_waits(asked, capsys):
    newcomer = "10:25,当日参加,S9,,name=飛込;S9>B1\r\n"
    closed = "10:25,欠席,B1,,\r\n"
    assert main(asked(newcomer + closed)) == 0
    waiting = [line for line in capsys.readouterr().out.splitlines() if line.startswith("入らなかった")]
    assert waiting == ["入らなかった当日の希望: 飛込 と 大手 (大手 は欠席です)"]


def test_cli_replan_names_what_breaks_a_rule_but_has_begun(asked, capsys):
    double = (
        TIMETABLE + "2026-11-26,10:20,10:40,R1,3,B1,S2,,面談中\n2026-11-26,10:20,10:40,R1,2,B2,S2,,面談中\n"
    )
    double = "".join(
        line for line in double.splitlines(keepends=True) if ",S2," not in line or "面談中" in line
    )
    assert main(asked("", held=double)) == 0
    broken = [line for line in capsys.readouterr().out.splitlines() if line.startswith("規則に反します")]
    assert broken == ["規則に反しますが、もう変えられない面談: 中小二 と 大手: 10:20 会議室 席 3"]


def test_cli_replan_reads_a_workbook(asked, capsys, tmp_path, out):
    book = openpyxl.Workbook()
    book.active.title = "変更"
    book.active.append(["時刻", "種類", "対象", "終了", "詳細"])
    book.active.append([dt.time(10, 25), "遅刻", "Ｓ２", dt.datetime(2026, 11, 26, 11, 30), None])  # noqa: DTZ001
    book.save(tmp_path / "CHANGES.xlsx")
    arguments = asked()
    arguments[3] = str(tmp_path / "CHANGES.xlsx")
    assert main(arguments) == 0
    assert [r["kind"] for r in rows(out / "changes.csv")] == ["moved", "lost"]


@pytest.mark.parametrize(
    "now", ["2026-11-26 10:25", "2026/11/26 10:25", "2026-11-26T10:25", "２０２６/１１/２６　１０：２５"]
)
def test_cli_replan_takes_the_time_as_people_write_it(asked, out, now):
    assert main(asked(now=now)) == 0
    assert [r["kind"] for r in rows(out / "changes.csv")] == ["moved", "lost"]


@pytest.mark.parametrize("now", ["10:25", "2026-11-31 10:25", "2026-11-26", "2026-11-26 24:00", "soon", ""])
def test_cli_replan_refuses_a_time_without_its_day(asked, capsys, out, now):
    with pytest.raises(SystemExit) as stopped:
        main(asked(now=now))
    assert stopped.value.code == 2
    assert f"argument --now: {now!r} is no moment" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("notice", ["-1", "1441", "ten", "1.5"])
def test_cli_replan_refuses_a_senseless_notice(asked, capsys, out, notice):
    with pytest.raises(SystemExit) as stopped:
        main(asked(LATE, "--notice", notice))
    assert stopped.value.code == 2
    assert f"argument --notice: {notice!r} is no whole number from 0 to 1440" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("notice", "kinds"), [("0", ["moved", "lost"]), ("1440", ["lost", "lost"])])
def test_cli_replan_places_nothing_within_the_notice(asked, capsys, out, notice, kinds):
    assert main(asked(LATE, "--notice", notice)) == 0
    assert [r["kind"] for r in rows(out / "changes.csv")] == kinds


def test_cli_replan_on_no_day_of_the_event_says_so(asked, capsys):
    assert main(asked(now="2026-11-25 10:25")) == 0
    printed = capsys.readouterr()
    assert printed.err == "注意: --now の日付 2026-11-25 は開催日(2026-11-26)ではありません。\n"
    assert main(asked(LATE, "--language", "en", now="2026-11-27 10:25")) == 2
    assert capsys.readouterr().err.splitlines()[0] == (
        "Note: 2026-11-27, the date of --now, is no day of the event (2026-11-26)."
    )


def test_cli_replan_names_every_fault_of_the_changes(asked, capsys, out):
    bad = (
        "25:00,遅刻,S2,11:30,\r\n10:25,遅刻,S7,11:30,\r\n10:25,遅刻,S2,,\r\n10:25,遅刻,S2,9:00,\r\n"
        "10:25,ちこく,S2,11:30,\r\n10:25,席閉鎖,R1/9,,\r\n,欠席,S1,,\r\n"
    )
    assert main(asked(bad)) == 2
    faults = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert faults == [
        f"CHANGES.csv:{where}"
        for where in ("2:時刻", "3:対象", "4:終了", "5:終了", "6:種類", "7:対象", "8:時刻")
    ]
    assert main(asked(bad, "--language", "en")) == 2
    assert capsys.readouterr().err.splitlines()[2] == (
        "CHANGES.csv:4:終了: The cell is empty. For late, please enter until when it is, such as 11:00."
    )
    assert not out.exists()


def test_cli_replan_tells_a_swapped_or_missing_file(asked, capsys, tmp_path, out):
    _, event, held, changes, *rest = asked(LATE, "--language", "en")
    assert main(["replan", event, changes, held, *rest]) == 2
    assert capsys.readouterr().err.startswith("held.csv: No heading row was found.")
    assert main(["replan", event, held, str(tmp_path / "none.csv"), *rest]) == 2
    assert capsys.readouterr().err.endswith(
        "none.csv: There is no such file. Please check its place and name.\n"
    )
    assert main(["replan", str(tmp_path / "none"), held, changes, *rest]) == 2
    assert main(["replan", event, str(tmp_path / "none.csv"), changes, *rest]) == 2
    assert main(["replan", event, held, event, *rest]) == 2
    Path(changes).write_text("種類,対象\n遅刻,S2\n", encoding="utf-8")
    assert main(["replan", event, held, changes, *rest]) == 2
    assert "CHANGES.csv:1:time: The column time (時刻) is missing." in capsys.readouterr().err
    assert not out.exists()


def test_cli_replan_finds_before_the_search_that_it_cannot_write(asked, searched, capsys, out):
    searched(lambda **_: pytest.fail("it searched"))
    out.write_text("a file, no folder", encoding="utf-8")
    assert main(asked(LATE, "--language", "en")) == 2
    assert capsys.readouterr().err.startswith(f"{out} is a file, no folder.")


def test_cli_replan_replaces_no_file_that_it_reads(asked, searched, capsys, tmp_path):
    """On Windows CHANGES.csv and changes.csv are one file."""
    searched(lambda **_: pytest.fail("it searched"))
    arguments = asked(LATE, "--language", "en", "--out", str(tmp_path))
    assert main(arguments) == 2
    said = f"Writing into {tmp_path} would replace {tmp_path / 'CHANGES.csv'}."
    assert capsys.readouterr().err.startswith(said)
    arguments[2] = str((tmp_path / "held.csv").rename(tmp_path / "timetable.csv"))
    assert main(arguments) == 2
    assert f"would replace {tmp_path / 'timetable.csv'}" in capsys.readouterr().err


def test_cli_replan_says_so_when_a_file_cannot_be_written(asked, capsys, out):
    (out / "changes.csv").mkdir(parents=True)
    assert main(asked(LATE, "--language", "en")) == 2
    assert capsys.readouterr().err.startswith(f"{out} cannot be written (")


def test_cli_replan_writes_nothing_the_judge_rejects(asked, searched, capsys, out, tmp_path):
    def spoil(done):
        first, *others = done.result.timetable.interviews
        wrong = Timetable((replace(first, table=3), *others))
        return replace(done, result=replace(done.result, timetable=wrong))

    searched(after=spoil)
    assert main(asked("", "--language", "en")) == 70
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("frozen: ")
    assert lines[-1] == (
        "The new timetable breaks a rule, so nothing was written. "
        f"Please go on with {tmp_path / 'held.csv'}. This is a fault of the product."
    )
    assert not out.exists()


def test_cli_replan_prints_the_summary_as_json(asked, capsys, out):
    assert main(asked(LATE, "--json")) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "summary.json").read_text("utf-8"))


def test_cli_replan_reports_each_step_to_a_parent(asked, searched, parent, capsys, out):
    searched(lambda progress, **_: progress(Progress("lost", 1, 10, 2, 1, 0.5)))
    assert main(asked(LATE, "--progress-json")) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"goal": "lost", "stage": 1, "stages": 10, "value": 2, "bound": 1, "seconds": 0.5}
    assert all(set(line) == set(lines[0]) for line in lines[:-1])
    assert lines[-1]["done"] == "optimal"
    moved, lost = lines[-1]["changes"]
    assert moved == {
        "supplier": "S2",
        "buyer": "B1",
        "kind": "moved",
        "ja": "中小二 は 11:30 に到着します",
        "en": "Two arrives at 11:30",
        "note": {
            "ja": "この企業の最後の面談だった 11:20 より後です。残れるか確認してください",
            "en": "The supplier's last interview was at 11:20: make sure that it can stay",
        },
    }
    assert (lost["kind"], lost["note"]) == ("lost", None)
    assert len(rows(out / "changes.csv")) == 2


def test_cli_replan_stops_when_the_parent_says_so(asked, searched, parent, capsys, out):
    heard = []
    searched(lambda cancelled, **_: heard.append(until_true(cancelled)))
    parent.write(b"hello\ncancel\n")
    assert main(asked(LATE, "--progress-json")) == 0
    assert heard == [True]
    assert sorted(path.name for path in out.iterdir()) == WRITTEN
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["done"] in ("optimal", "feasible")


def test_cli_replan_first_interrupt_stops_with_the_best_so_far(asked, searched, capsys, out):
    before = signal.getsignal(signal.SIGINT)
    searched(lambda **_: signal.raise_signal(signal.SIGINT))
    assert main(asked(LATE, "--language", "en")) == 0
    assert capsys.readouterr().err.startswith("Stopping: the best timetable so far will be written ")
    assert sorted(path.name for path in out.iterdir()) == WRITTEN
    assert signal.getsignal(signal.SIGINT) is before


def test_cli_replan_second_interrupt_writes_nothing(asked, searched, capsys, out):
    searched(lambda **_: [signal.raise_signal(signal.SIGINT) for _ in range(2)])
    assert main(asked(LATE, "--language", "en")) == 130
    assert capsys.readouterr().err.splitlines()[1:] == ["Stopped. Nothing was written."]
    assert not out.exists()
