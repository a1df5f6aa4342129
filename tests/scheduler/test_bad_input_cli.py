"""Event folders that ask too much or give too little, by the command line: an exit code and words each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduler.cli import main

FILES = {
    "event": "key,value\nname,試験\nslot_minutes,20\n",
    "sessions": "date,start,end,label\n2026-11-26,10:00,11:00,午前\n",
    "rooms": "id,name,tables\nR1,会議室,2\n",
    "buyers": "id,name,room,tables,available\nB1,甲,R1,1,\nB2,乙,R1,1,\n",
    "suppliers": "id,name,available\nS1,一,\nS2,二,\nS3,三,\nS4,四,\n",
    "wishes": "supplier,buyer,decision,pin,after\nS1,B1,,,\nS2,B1,,,\nS3,B1,,,\nS4,B1,,,\nS1,B2,,,\n",
}
HEADS = {name: text.splitlines()[0] + "\n" for name, text in FILES.items()}


def folder(at: Path, **changed: str) -> Path:
    at.mkdir()
    for name, text in {**FILES, **changed}.items():
        (at / f"{name}.csv").write_text(text, "utf-8")
    return at


def wishes(*rows: str) -> str:
    return HEADS["wishes"] + "".join(f"{row}\n" for row in rows)


POSSIBLE = {
    "no wishes": ({"wishes": HEADS["wishes"]}, 0),
    "no buyers": ({"buyers": HEADS["buyers"], "wishes": HEADS["wishes"]}, 0),
    "no suppliers": ({"suppliers": HEADS["suppliers"], "wishes": HEADS["wishes"]}, 0),
    "one slot": ({"sessions": HEADS["sessions"] + "2026-11-26,10:00,10:20,\n"}, 2),
    "a session without a slot": ({"sessions": HEADS["sessions"] + "2026-11-26,10:00,10:10,\n"}, 0),
    "never there": ({"suppliers": FILES["suppliers"].replace("S1,一,", "S1,一,03:00-04:00")}, 3),
    "no places": ({"rooms": "id,name,tables\nR1,会議室,0\n"}, 0),
    "no tables": ({"buyers": "id,name,room,tables\nB1,甲,R1,0\nB2,乙,R1,0\n"}, 0),
    "more pins than tables": ({"wishes": wishes(*(f"S{n},B1,,10:00," for n in range(1, 5)))}, 1),
    "circle of orders": ({"wishes": wishes("S1,B1,,,B2", "S1,B2,,,B1")}, 1),
}
IMPOSSIBLE = {
    "more musts than slots": ({"wishes": wishes(*(f"S{n},B1,must,," for n in range(1, 5)))}, "甲"),
    "must never there": (
        {"suppliers": "id,name,available\nS1,一,03:00-04:00\n", "wishes": wishes("S1,B1,must,,")},
        "一",
    ),
    "must without a place": (
        {"rooms": "id,name,tables\nR1,会議室,0\n", "wishes": wishes("S1,B1,must,,")},
        "会議室",
    ),
    "must at one time": ({"wishes": wishes("S1,B1,must,10:00,", "S2,B1,must,10:00,")}, "10:00"),
    "musts in a circle": ({"wishes": wishes("S1,B1,must,,B2", "S1,B2,must,,B1")}, "甲"),
}
REFUSED = {
    "before itself": ({"wishes": wishes("S1,B1,,,B1")}, "wishes.csv:2:after: "),
    "twice": ({"wishes": wishes("S1,B1,,,", "S1,B1,,,")}, "wishes.csv:3:buyer: "),
    "unknown company": ({"wishes": wishes("S9,B1,,,")}, "wishes.csv:2:supplier: "),
    "no sessions": ({"sessions": HEADS["sessions"]}, "sessions.csv: "),
    "negative places": ({"rooms": "id,name,tables\nR1,会議室,-1\n"}, "rooms.csv:2:tables: "),
    "endless places": ({"rooms": "id,name,tables\nR1,会議室,99999999999999999999\n"}, "rooms.csv:2:tables: "),
    "no minutes": ({"event": "key,value\nname,試験\nslot_minutes,0\n"}, "event.csv:3:value: "),
    "pin off the grid": ({"wishes": wishes("S1,B1,,10:05,")}, "wishes.csv:2:pin: "),
}


@pytest.mark.parametrize("limit", ["0", "20"])
@pytest.mark.parametrize("case", POSSIBLE)
def test_little_is_made_of_little(case: str, limit: str, tmp_path: Path) -> None:
    changed, held = POSSIBLE[case]
    event, out = folder(tmp_path / "event", **changed), tmp_path / "out"
    assert main(["solve", str(event), "--out", str(out), "--time-limit", limit, "--workers", "1"]) == 0
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    if limit == "0":
        assert min(held, 1) <= summary["placed"] <= held
    else:
        assert (summary["status"], summary["placed"]) == ("optimal", held)
    assert main(["check", str(event), str(out / "timetable.csv")]) == 0


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_too_much_is_called_impossible_by_name(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, named = IMPOSSIBLE[case]
    event, out = folder(tmp_path / "event", **changed), tmp_path / "out"
    assert main(["solve", str(event), "--out", str(out), "--workers", "1"]) == 3
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["status"] == "infeasible"
    assert any(named in demand for demand in summary["clash"])
    assert capsys.readouterr().out.splitlines()[:-1] == summary["clash"]


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_too_much_gives_no_timetable_without_time_either(case: str, tmp_path: Path) -> None:
    changed, _ = IMPOSSIBLE[case]
    event, out = folder(tmp_path / "event", **changed), tmp_path / "out"
    assert main(["solve", str(event), "--out", str(out), "--time-limit", "0"]) in (3, 4)
    assert json.loads((out / "summary.json").read_text("utf-8"))["placed"] == 0


@pytest.mark.parametrize("case", REFUSED)
def test_nonsense_is_refused_at_its_place(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, place = REFUSED[case]
    event, out = folder(tmp_path / "event", **changed), tmp_path / "out"
    assert main(["solve", str(event), "--out", str(out), "--language", "en"]) == 2
    assert [line[: len(place)] for line in capsys.readouterr().err.splitlines()] == [place]
    assert not out.exists()


def test_ten_thousand_wishes_have_a_valid_timetable_without_time(tmp_path: Path) -> None:
    event = folder(
        tmp_path / "event",
        rooms="id,name,tables\nR1,会議室,30\n",
        buyers="id,name,room\n" + "".join(f"B{n},買{n},R1\n" for n in range(25)),
        suppliers="id,name\n" + "".join(f"S{n},売{n}\n" for n in range(400)),
        wishes="supplier,buyer\n" + "".join(f"S{s},B{b}\n" for s in range(400) for b in range(25)),
    )
    assert main(["solve", str(event), "--out", str(tmp_path / "out"), "--time-limit", "0"]) == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (summary["status"], summary["placed"], summary["unplaced"]) == ("feasible", 75, 9_925)
    assert main(["check", str(event), str(tmp_path / "out" / "timetable.csv")]) == 0
