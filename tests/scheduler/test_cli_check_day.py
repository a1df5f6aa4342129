"""`check` of a day that was planned again: its options, its words, its JSON and its exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.cli import main

FILES = {
    "event.csv": "key,value\nname,試験\nslot_minutes,20\n",
    "sessions.csv": "date,start,end,label\n2026-11-26,10:00,12:00,午前\n",
    "rooms.csv": "id,name,tables\nR1,会議室,2\n",
    "buyers.csv": "id,name,room\nB1,大手,R1\nB2,大手二,R1\n",
    "suppliers.csv": "id,name\nS1,中小一\nS2,中小二\n",
    "wishes.csv": "supplier,buyer,supplier_rank,decision\nS1,B1,1,\nS2,B1,1,must\nS2,B2,2,\n",
}
TIMETABLE_HEAD = "date,start,end,room,table,buyer,supplier,staff,status,actual_start,actual_end\n"
DONE = "2026-11-26,10:00,10:20,R1,1,B1,S1,,finished,10:01,10:19\n"
MUST = "2026-11-26,11:00,11:20,R1,1,B1,S2,,scheduled,,\n"
OTHER = "2026-11-26,11:20,11:40,R1,2,B2,S2,,scheduled,,\n"
CHANGES_HEAD = "time,kind,company_or_table,until,detail\n"
LATE = "10:30,late,S2,11:30,\n"
NOW = "2026-11-26 10:35"


@pytest.fixture
def asked(tmp_path: Path) -> Callable[..., list[str]]:
    """The arguments of a check, its files written."""
    folder = tmp_path / "event"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")

    def arguments(
        after: str, *more: str, before: str = DONE + MUST + OTHER, changes: str = LATE, now: str | None = NOW
    ) -> list[str]:
        for name, text in (
            ("new.csv", TIMETABLE_HEAD + after),
            ("old.csv", TIMETABLE_HEAD + before),
            ("CHANGES.csv", CHANGES_HEAD + changes),
        ):
            (tmp_path / name).write_text(text, encoding="utf-8")
        day = ["--before", str(tmp_path / "old.csv"), "--changes", str(tmp_path / "CHANGES.csv")]
        day += [] if now is None else ["--now", now]
        return ["check", str(folder), str(tmp_path / "new.csv"), *day, *more]

    return arguments


MOVED = MUST.replace("11:00,11:20", "11:40,12:00")
EARLY = "2026-11-26,10:40,11:00,R1,2,B2,S2,,scheduled,,\n"


def test_cli_check_accepts_a_day_planned_again(asked, capsys):
    assert main(asked(DONE + MOVED, "--language", "en")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Suppliers with an interview: 2", "Buyers with an interview: 1"]
    assert lines[-2:] == [
        "1 kept, 1 moved, 1 lost, 0 added, 3 companies disturbed",
        "valid: 2 placed, 1 unplaced",
    ]
    assert len(lines) == 9 + 2


def test_cli_check_names_what_the_day_breaks(asked, capsys):
    assert main(asked(MUST + OTHER)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "frozen: 2026-11-26 10:00 S1 中小一 と B1 大手: "
        "開始済み・終了・まもなく開始の面談なので、そのまま残さなければなりません"
    )
    assert lines[1] == "absent: 2026-11-26 11:00 S2 中小二 と B1 大手: S2 中小二 は不在です"
    assert lines[2] == "absent: 2026-11-26 11:20 S2 中小二 と B2 大手二: S2 中小二 は不在です"
    assert lines[-2] == "変更なし 2 件、移動 0 件、減 1 件、増 0 件、影響のある企業 2 社"
    assert lines[-1] == "違反 3 件(面談 2 件、未配置 1 件)"


def test_cli_check_prints_the_day_as_json(asked, capsys):
    assert main(asked(DONE + OTHER.replace("11:20,11:40", "11:40,12:00"), "--json")) == 0
    judged = json.loads(capsys.readouterr().out)
    assert (judged["valid"], judged["violations"], judged["placed"]) == (True, [], 2)
    assert judged["day"] == {
        "kept": 1,
        "moved": 1,
        "lost": 1,
        "added": 0,
        "disturbed": 3,
        "lost_musts": 1,
        "lost_points": 7,
        "retimed": 1,
        "relocated": 0,
        "shift": 1,
    }


def test_cli_check_without_a_day_says_nothing_of_one(asked, capsys):
    check, event, timetable, *_ = asked(DONE + MUST + OTHER)
    assert main([check, event, timetable, "--json"]) == 0
    assert "day" not in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("notice", "code"), [([], 1), (["--notice", "5"], 0), (["--notice", "6"], 1)])
def test_cli_check_takes_ten_minutes_of_notice_unless_told(asked, notice, code, capsys):
    added = DONE + MUST + EARLY
    arguments = asked(added, "--language", "en", *notice, before=DONE + MUST, changes="")
    assert main(arguments) == code
    assert capsys.readouterr().out.startswith("notice: ") == bool(code)


@pytest.mark.parametrize("options", [(n & 1, n & 2, n & 4) for n in range(1, 7)])
def test_cli_check_wants_before_changes_and_now_together(asked, options, capsys):
    check, event, timetable, *day = asked(DONE)
    pairs = [day[0:2], day[2:4], day[4:6]]
    given = [word for keep, pair in zip(options, pairs, strict=True) if keep for word in pair]
    missing = ", ".join(pair[0] for keep, pair in zip(options, pairs, strict=True) if not keep)
    assert main([check, event, timetable, *given, "--language", "en"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "To judge a day that was planned again, give --before, --changes and --now together. "
        f"Missing: {missing}\n"
    )


def test_cli_check_wants_them_with_a_notice_as_well(asked, capsys):
    check, event, timetable, *_ = asked(DONE)
    assert main([check, event, timetable, "--notice", "5", "--language", "ja"]) == 2
    assert "足りないもの: --before, --changes, --now" in capsys.readouterr().err


@pytest.mark.parametrize("notice", ["-1", "1441", "2.5", "soon", ""])
def test_cli_check_refuses_a_senseless_notice(asked, notice, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(asked(DONE, f"--notice={notice}"))
    assert stopped.value.code == 2
    assert f"argument --notice: '{notice}' is no whole number from 0 to 1440" in capsys.readouterr().err


@pytest.mark.parametrize(
    "now", ["10:35", "2026-11-26", "2026-11-31 10:35", "2026-11-26 24:35", "26.11.2026 10:35", "now", ""]
)
def test_cli_check_refuses_what_is_no_moment(asked, now, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(asked(DONE, now=now))
    assert stopped.value.code == 2
    assert f"argument --now: '{now}' is no moment \"YYYY-MM-DD HH:MM\"" in capsys.readouterr().err


def test_cli_check_reports_bad_changes_and_a_bad_timetable_of_before(asked, capsys):
    assert main(asked(DONE, "--language", "en", changes="10:30,late,S9,11:30,\n")) == 2
    assert capsys.readouterr().err.startswith("CHANGES.csv:2:company_or_table: ")
    assert main(asked(DONE, "--language", "en", before=DONE.replace("B1", "B9"))) == 2
    assert capsys.readouterr().err.startswith("old.csv:2:buyer: ")


def test_cli_check_reads_both_timetables_with_the_walk_ins(asked, capsys):
    came = "10:30,walk_in,S9,,S9>B2;name=飛び入り\n"
    met = OTHER.replace("S2", "S9")
    assert main(asked(DONE + MUST + met, before=DONE + MUST + met, changes=came)) == 0
    assert main(asked(DONE + MUST + met, before=DONE + MUST, changes=came, now=NOW)) == 0
    assert main(asked(DONE + MUST + met, before=DONE + MUST, changes="", now=NOW)) == 2
    assert capsys.readouterr().err.startswith("old.csv:2:") is False
