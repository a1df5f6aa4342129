from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.formats import BadInput, EventData, Fault, read_changes, read_event
from scheduler.problem import Problem

EVENT = {
    "event.csv": "key,value\nname,商談会\nslot_minutes,20\n",
    "sessions.csv": "date,start,end,label\n2026-11-26,10:00,12:00,午前\n2026-11-26,13:00,15:00,午後\n",
    "rooms.csv": "id,name,tables\nR1,第1会議室,2\n",
    "buyers.csv": "id,name,room\nB1,日立製作所,R1\nB2,横河電機,R1\n",
    "suppliers.csv": "id,name\nS1,株式会社髙崎精機\nS2,白山樹脂\n",
    "staff.csv": "id,name,kind\nC1,通訳一郎,interpreter\n",
    "people.csv": "id,company,name\nP1,S1,山田太郎\n",
    "wishes.csv": "supplier,buyer,supplier_rank,buyer_mark\nS1,B1,1,◎\nS2,B2,2,\n",
}
"""A small event that has nothing wrong with it."""

MakeFolder = Callable[..., Path]
Faults = Callable[[Path], tuple[Fault, ...]]


@pytest.fixture
def make(tmp_path: Path) -> MakeFolder:
    """Write the small event; keywords replace files (`wishes="…"`), None leaves one out."""

    def write(encoding: str = "utf-8", **changed: str | None) -> Path:
        folder = tmp_path / "event"
        folder.mkdir(exist_ok=True)
        for name, text in {**EVENT, **{f"{stem}.csv": text for stem, text in changed.items()}}.items():
            if text is not None:
                (folder / name).write_text(text, encoding=encoding)
        return folder

    return write


@pytest.fixture
def read(make: MakeFolder) -> Callable[..., EventData]:
    """Read the small event with some files replaced."""
    return lambda **changed: read_event(make(**changed))


@pytest.fixture
def faults(make: MakeFolder) -> Callable[..., tuple[Fault, ...]]:
    """The faults of the small event with some files replaced; each speaks both languages."""

    def find(**changed: str | None) -> tuple[Fault, ...]:
        with pytest.raises(BadInput) as caught:
            read_event(make(**changed))
        for fault in caught.value.faults:
            assert_bilingual(fault)
        return caught.value.faults

    return find


@pytest.fixture
def places(
    faults: Callable[..., tuple[Fault, ...]],
) -> Callable[..., list[tuple[str, int | None, str | None]]]:
    """Where the faults stand: (file, row, column)."""
    return lambda **changed: [(fault.file, fault.row, fault.column) for fault in faults(**changed)]


def assert_bilingual(fault: Fault) -> None:
    assert fault.message.ja
    assert fault.message.en
    assert fault.message.ja != fault.message.en
    assert fault.message.en.isprintable()


NOW = dt.datetime.combine(dt.date(2026, 11, 26), dt.time(10, 35))
CHANGES_HEAD = "time,kind,company_or_table,until,detail\n"
DayFaults = Callable[..., list[Fault]]


@pytest.fixture
def day(read: Callable[..., EventData]) -> Problem:
    """The small event with a third supplier, partners, regions and a room whose id holds a slash."""
    return read(
        suppliers="id,name,region,partner\n"
        "S1,株式会社髙崎精機,群馬県,中央会\nS2,白山樹脂,石川県,中央会\nS4,長野光学,長野県,\n",
        rooms="id,name,tables\nR1,第1会議室,2\nA/2,別館,1\n",
    ).problem


@pytest.fixture
def faults_of(tmp_path: Path, day: Problem) -> DayFaults:
    """The faults of rows of `CHANGES.csv` below its heading."""

    def find(*rows: str, head: str = CHANGES_HEAD, now: dt.datetime = NOW) -> list[Fault]:
        path = tmp_path / "CHANGES.csv"
        path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return faults_in(path, day, now)

    return find


def faults_in(path: Path, problem: Problem, now: dt.datetime = NOW) -> list[Fault]:
    """The faults of a file of changes; each speaks both languages."""
    with pytest.raises(BadInput) as caught:
        read_changes(path, problem, now)
    for fault in caught.value.faults:
        assert_bilingual(fault)
    return list(caught.value.faults)
