"""The scheduler's commands: files, exit codes, progress, cancelling, languages and purity."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from scheduler.cli import main
from scheduler.console import listen
from scheduler.timetable import (
    Bilingual,
    GoalValue,
    Interview,
    Progress,
    Reason,
    Result,
    Status,
    Timetable,
    Unplaced,
)

PROJECT = Path(__file__).parents[2]
FILES = {
    "event.csv": "key,value\nname,試験\nslot_minutes,20\n",
    "sessions.csv": "date,start,end,label\n2026-11-26,10:00,11:00,午前\n",
    "rooms.csv": "id,name,tables\nR1,会議室,1\n",
    "buyers.csv": "id,name,room\nB1,大手,R1\n",
    "suppliers.csv": "id,name\nS1,中小一\nS2,中小二\n",
    "wishes.csv": "supplier,buyer,supplier_rank,buyer_mark\nS1,B1,1,◎\nS2,B1,1,×\n",
}
TIMETABLE_HEAD = "date,start,end,room,table,buyer,supplier,staff,status,actual_start,actual_end\n"

HELD = Interview("S1", "B1", dt.datetime.combine(dt.date(2026, 11, 26), dt.time(10)), "R1", 1)
SOLVED = Result(
    status=Status.OPTIMAL,
    timetable=Timetable((HELD,)),
    goals=(GoalValue("served", 1, 1, True), GoalValue("score", 13, 13, True)),
    unplaced=(Unplaced("S2", "B1", Reason.DECLINED, Bilingual("見送り", "declined")),),
    clash=(),
    seconds=0.25,
)
CLASH = Bilingual("B1 は 3 コマ、必須は 4 件です", "B1 has 3 slots and 4 musts")


@pytest.fixture
def event(tmp_path: Path) -> Path:
    folder = tmp_path / "event"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def timetable(tmp_path: Path):
    def write(row: str) -> Path:
        path = tmp_path / "timetable.csv"
        path.write_text(TIMETABLE_HEAD + row, encoding="utf-8")
        return path

    return write


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A solver that answers `solver.result` after two steps and remembers what it was asked."""
    module = ModuleType("scheduler.solver")

    def solve(problem, *, progress, cancelled, **asked) -> Result:
        module.asked = asked
        for value in (2, 1):
            progress(Progress("breaks", 4, 8, value, 1, 0.5))
        module.was_cancelled = module.until(cancelled)
        return module.result

    module.solve, module.result, module.until = solve, SOLVED, lambda cancelled: cancelled()
    monkeypatch.setitem(sys.modules, "scheduler.solver", module)
    return module


def test_cli_solve_writes_the_result(event, tmp_path, solver, capsys):
    out = tmp_path / "new" / "out"
    assert main(["solve", str(event), "--out", str(out), "--time-limit", "7", "--seed", "3"]) == 0
    assert solver.asked == {"time_limit": 7.0, "workers": 2, "seed": 3}
    assert sorted(path.name for path in out.iterdir()) == ["summary.json", "timetable.csv", "unplaced.csv"]
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "面談のある中小企業: 1 (最善と証明済み)",
        "希望の得点: 13 (最善と証明済み)",
        "面談 1 件、未配置 1 件",
        f"すべての目標で最善と証明しました。{out} に書き出しました",
    ]
    assert printed.err == ""
    assert main(["check", str(event), str(out / "timetable.csv")]) == 0


@pytest.mark.parametrize(("bound", "words"), [(None, "証明なし"), (15, "限界: 15")])
def test_cli_solve_says_how_good_a_value_is_known_to_be(event, tmp_path, solver, capsys, bound, words):
    goal = GoalValue("score", 13, bound, False)
    solver.result = replace(SOLVED, status=Status.FEASIBLE, goals=(goal,))
    main(["solve", str(event), "--out", str(tmp_path)])
    assert f"希望の得点: 13 ({words})" in capsys.readouterr().out


def test_cli_solve_says_which_value_is_no_goal_of_the_event(event, tmp_path, solver, capsys):
    solver.result = replace(SOLVED, goals=(*SOLVED.goals, GoalValue("even", 0)))
    main(["solve", str(event), "--out", str(tmp_path)])
    assert "件数の差: 0 (この行事の目標ではありません)" in capsys.readouterr().out


def test_cli_solve_finds_before_the_search_that_it_cannot_write(event, tmp_path, solver, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    out = tmp_path / "file" / "out"
    assert main(["solve", str(event), "--out", str(out)]) == 2
    assert capsys.readouterr().err.startswith(f"{out} に書き出せません(")
    assert not hasattr(solver, "asked")


def test_cli_says_which_package_is_lacking(event, tmp_path, monkeypatch, capsys):
    arguments = ["solve", str(event), "--out", str(tmp_path), "--language", "en"]
    monkeypatch.setitem(sys.modules, "scheduler.solver", None)
    with pytest.raises(ModuleNotFoundError):
        main(arguments)
    lacking = ModuleNotFoundError("No module named 'ortools'", name="ortools.sat")
    monkeypatch.setattr("scheduler.check_command.check", lambda *_: (_ for _ in ()).throw(lacking))
    path = tmp_path / "empty.csv"
    path.write_text("start,room,table,buyer,supplier\n", encoding="utf-8")
    assert main(["check", str(event), str(path), "--language", "en"]) == 2
    assert capsys.readouterr().err.endswith("ortools is not installed. Please run pip install ortools.\n")


def test_cli_goals_are_named_with_the_events_own_labels(event, timetable, capsys):
    labelled = FILES["event.csv"] + "label_supplier,協力会社\nlabel_buyer,元請\n"
    (event / "event.csv").write_text(labelled, encoding="utf-8")
    path = timetable("2026-11-26,10:00,10:20,R1,1,B1,S1,,scheduled,,\n")
    main(["check", str(event), str(path)])
    assert capsys.readouterr().out.splitlines()[:2] == ["面談のある協力会社: 1", "面談のある元請: 1"]


def test_cli_solve_prints_the_summary_as_json(event, tmp_path, solver, capsys):
    assert main(["solve", str(event), "--out", str(tmp_path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert printed["status"] == "optimal"


def test_cli_solve_says_why_it_is_impossible(event, tmp_path, solver, capsys):
    solver.result = replace(SOLVED, status=Status.INFEASIBLE, timetable=None, goals=(), clash=(CLASH,))
    assert main(["solve", str(event), "--out", str(tmp_path), "--language", "en"]) == 3
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["clash"] == [CLASH.ja]
    assert capsys.readouterr().out.splitlines() == [
        CLASH.en,
        f"no timetable meets all demands; written to {tmp_path}",
    ]


def test_cli_solve_tells_impossible_from_out_of_time(event, tmp_path, solver):
    solver.result = replace(SOLVED, status=Status.UNKNOWN, timetable=None, goals=())
    assert main(["solve", str(event), "--out", str(tmp_path)]) == 4


def test_cli_solve_names_every_fault_of_the_input(event, tmp_path, solver, capsys):
    (event / "wishes.csv").write_text(
        "supplier,buyer,supplier_rank\nS1,B9,1\nS1,B1,first\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    assert main(["solve", str(event), "--out", str(out), "--language", "en"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["wishes.csv:2:buyer", "wishes.csv:3:supplier_rank"]
    assert not out.exists()


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (
            {"timetable": Timetable((replace(HELD, table=2),))},
            "place: 2026-11-26 10:00 S1 中小一 with B1 大手: R1 会議室 has no table 2 (it has 1)",
        ),
        ({"goals": (GoalValue("score", 14),)}, "score: 14 ≠ 13"),
        ({"unplaced": ()}, "unplaced: 0 ≠ 1"),
    ],
)
def test_cli_solve_writes_nothing_the_judge_rejects(event, tmp_path, solver, capsys, wrong, complaint):
    solver.result = replace(SOLVED, **wrong)
    out = tmp_path / "out"
    assert main(["solve", str(event), "--out", str(out), "--language", "en"]) == 70
    assert capsys.readouterr().err.splitlines() == [complaint]
    assert not out.exists()


def test_cli_solve_says_so_when_it_cannot_write(event, tmp_path, solver, capsys):
    out = tmp_path / "out"
    out.write_text("a file, no folder", encoding="utf-8")
    assert main(["solve", str(event), "--out", str(out), "--language", "en"]) == 2
    said = f"{out} is a file, no folder. Please give with --out the folder where the files go.\n"
    assert capsys.readouterr().err == said
    assert main(["solve", str(event), "--out", str(out / "under"), "--language", "en"]) == 2
    assert capsys.readouterr().err == f"{out / 'under'} cannot be written (Not a directory).\n"


def test_cli_solve_reports_each_step_to_a_parent(event, tmp_path, solver, parent, capsys):
    assert main(["solve", str(event), "--out", str(tmp_path), "--progress-json"]) == 0
    step = {"goal": "breaks", "stage": 4, "stages": 8, "value": 2, "bound": 1, "seconds": 0.5}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    reason = {"supplier": "S2", "buyer": "B1", "reason": "declined", "ja": "見送り", "en": "declined"}
    done = {"done": "optimal", "unplaced": [reason], "clash": []}
    assert lines == [step, {**step, "value": 1}, done]
    assert solver.was_cancelled is False


def test_cli_solve_tells_a_parent_why_it_is_impossible(event, tmp_path, solver, parent, capsys):
    solver.result = replace(SOLVED, status=Status.INFEASIBLE, timetable=None, unplaced=(), clash=(CLASH,))
    assert main(["solve", str(event), "--out", str(tmp_path), "--progress-json"]) == 3
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last == {"done": "infeasible", "unplaced": [], "clash": [{"ja": CLASH.ja, "en": CLASH.en}]}


@pytest.mark.parametrize("by_end_of_input", [False, True])
def test_cli_solve_stops_when_the_parent_says_so(event, tmp_path, solver, parent, by_end_of_input):
    solver.until = until_true
    options = ["--cancel-on-eof"] if by_end_of_input else []
    if by_end_of_input:
        parent.close()
    else:
        parent.write(b"hello\ncancel\n")
    assert main(["solve", str(event), "--out", str(tmp_path), "--progress-json", *options]) == 0
    assert solver.was_cancelled is True


def until_true(asked) -> bool:
    """Whether the answer becomes true within ten seconds."""
    pause = threading.Event()
    return any(asked() or pause.wait(0.01) for _ in range(1000))


def test_cli_first_interrupt_stops_with_the_best_so_far(event, tmp_path, solver, capsys):
    before = signal.getsignal(signal.SIGINT)
    solver.until = lambda asked: signal.raise_signal(signal.SIGINT) or asked()
    assert main(["solve", str(event), "--out", str(tmp_path), "--language", "en"]) == 0
    assert solver.was_cancelled is True
    printed = capsys.readouterr()
    assert printed.err.startswith("Stopping: the best timetable so far will be written ")
    assert printed.out.endswith(f"written to {tmp_path}\n")
    assert (tmp_path / "timetable.csv").is_file()
    assert signal.getsignal(signal.SIGINT) is before


def test_cli_second_interrupt_writes_nothing(event, tmp_path, solver, capsys):
    solver.until = lambda asked: [signal.raise_signal(signal.SIGINT) for _ in range(2)]
    out = tmp_path / "out"
    assert main(["solve", str(event), "--out", str(out), "--language", "en"]) == 130
    assert capsys.readouterr().err.splitlines()[1:] == ["Stopped. Nothing was written."]
    assert not out.exists()


def test_cli_listen_takes_the_end_of_input_for_no_cancel_unless_asked(parent):
    cancelled = listen(sys.stdin.fileno(), end_cancels=False)
    (listener,) = (thread for thread in threading.enumerate() if thread.name == "listen for cancel")
    parent.close()
    listener.join(10)
    assert not listener.is_alive()
    assert not cancelled.is_set()


def test_cli_check_accepts_a_valid_timetable(event, timetable, capsys):
    path = timetable("2026-11-26,10:00,10:20,R1,1,B1,S1,,scheduled,,\n")
    assert main(["check", str(event), str(path), "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Suppliers with an interview: 1",
        "Buyers with an interview: 1",
        "Missing to the minimum: 0",
        "Points for wishes: 13",
        "Breaks: 0",
        "Idle slots: 0",
        "Longest wait of one company: 0",
        "Room changes: 0",
        "Unevenness: 0",
        "valid: 1 placed, 1 unplaced",
    ]


def test_cli_check_names_each_broken_rule(event, timetable, capsys):
    path = timetable("2026-11-26,10:00,10:20,R1,2,B1,S2,,scheduled,,\n")
    assert main(["check", str(event), str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "declined: 2026-11-26 10:00 S2 中小二 と B1 大手: × または「不可」の希望です"
    assert lines[1].startswith("place: ")
    assert lines[-1] == "違反 2 件(面談 1 件、未配置 1 件)"


def test_cli_check_prints_the_judgement_as_json(event, timetable, capsys):
    path = timetable("2026-11-26,10:00,10:20,R1,2,B1,S1,,scheduled,,\n")
    assert main(["check", str(event), str(path), "--json", "--language", "en"]) == 1
    judged = json.loads(capsys.readouterr().out)
    interview = {
        "date": "2026-11-26",
        "start": "10:00",
        "room": "R1",
        "table": 2,
        "buyer": "B1",
        "supplier": "S1",
    }
    message = "2026-11-26 10:00 S1 中小一 with B1 大手: R1 会議室 has no table 2 (it has 1)"
    assert judged["violations"] == [{"rule": "place", "message": message, "interviews": [interview]}]
    assert (judged["valid"], judged["placed"], judged["unplaced"]) == (False, 1, 1)
    assert judged["goals"][3] == {"name": "score", "value": 13}


def test_cli_check_reports_bad_input(event, timetable, capsys):
    path = timetable("2026-11-26,10:00,10:20,R1,1,B9,S1,,scheduled,,\n")
    assert main(["check", str(event), str(path), "--language", "en"]) == 2
    assert capsys.readouterr().err.startswith("timetable.csv:2:buyer: ")
    assert main(["check", str(event / "none"), str(path)]) == 2


def test_cli_passes_warnings_on(event, timetable, capsys):
    (event / "rooms.csv").write_text("id,name,tables,colour\nR1,会議室,1,red\n", encoding="utf-8")
    path = timetable("2026-11-26,10:00,10:20,R1,1,B1,S1,,scheduled,,\n")
    assert main(["check", str(event), str(path), "--language", "en"]) == 0
    assert capsys.readouterr().err.startswith("rooms.csv:")


@pytest.mark.parametrize(
    "option",
    [
        *(["--time-limit", seconds] for seconds in ("-1", "nan", "inf", "soon")),
        *(["--workers", count] for count in ("0", "-1", "1.5", "100000")),
        *(["--seed", seed] for seed in ("-1", "99999999999", "x")),
    ],
)
def test_cli_refuses_senseless_options(event, tmp_path, option, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["solve", str(event), "--out", str(tmp_path), *option])
    assert stopped.value.code == 2
    assert f"argument {option[0]}: '{option[1]}' is no " in capsys.readouterr().err


def test_cli_goes_on_where_nobody_reads_any_more(event, tmp_path):
    """As in `| head -1`: the files are written all the same, and nothing is complained of."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [
        sys.executable,
        "-m",
        "scheduler",
        "solve",
        str(event),
        "--out",
        str(tmp_path),
        "--workers",
        "1",
    ]
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            command, cwd=PROJECT, check=False, stdout=nobody, stderr=subprocess.PIPE, timeout=60
        )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "timetable.csv").is_file()


def test_cli_check_says_that_a_folder_is_no_timetable(event, tmp_path, capsys):
    assert main(["check", str(event), str(tmp_path), "--language", "en"]) == 2
    said = f"{tmp_path}: This is a folder. Please give a file, such as the timetable.csv in it.\n"
    assert capsys.readouterr().err == said
