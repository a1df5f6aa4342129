"""Small events for the scheduler's tests."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from scheduler.grid import Grid
from scheduler.problem import Buyer, Event, Problem, Room, Session, Staff, Supplier, TimeRange, Wish
from scheduler.timetable import Interview, Timetable

DAY = dt.date(2026, 11, 26)
MakeEvent = Callable[..., Problem]


def at(text: str, day: dt.date = DAY) -> dt.datetime:
    """A moment of the event's first day."""
    return dt.datetime.combine(day, dt.time.fromisoformat(text))


def between(start: str, end: str) -> tuple[TimeRange, ...]:
    """Available every day from start to end."""
    return (TimeRange(None, dt.time.fromisoformat(start), dt.time.fromisoformat(end)),)


def make_event(
    *wishes: Wish,
    buyers: tuple[Buyer, ...] = (),
    suppliers: tuple[Supplier, ...] = (),
    rooms: tuple[Room, ...] = (Room("R1", "第1室", "Room 1", tables=9),),
    staff: tuple[Staff, ...] = (),
    sessions: tuple[tuple[str, str, str], ...] = (("10:00", "11:00", "am"), ("13:00", "14:00", "pm")),
    days: int = 1,
    **facts: object,
) -> Problem:
    """An event with slots at 10:00, 10:20, 10:40, 13:00, 13:20, 13:40 and the companies its wishes name."""
    known = {company.id for company in (*buyers, *suppliers)}
    more_buyers = dict.fromkeys(wish.buyer for wish in wishes if wish.buyer not in known)
    more_suppliers = dict.fromkeys(wish.supplier for wish in wishes if wish.supplier not in known)
    return Problem(
        event=Event("test", **facts),
        sessions=tuple(
            Session(
                DAY + dt.timedelta(days=day), dt.time.fromisoformat(start), dt.time.fromisoformat(end), label
            )
            for day in range(days)
            for start, end, label in sessions
        ),
        rooms=rooms,
        buyers=(*buyers, *(Buyer(b, f"大手{b}", room=rooms[0].id) for b in more_buyers)),
        suppliers=(*suppliers, *(Supplier(s, f"中小{s}") for s in more_suppliers)),
        wishes=wishes,
        staff=staff,
    )


@pytest.fixture
def event() -> MakeEvent:
    return make_event


@pytest.fixture
def meet() -> Callable[..., Interview]:
    """An interview by its supplier, buyer and time."""

    def interview(supplier: str, buyer: str, start: str, room: str = "R1", table: int = 1) -> Interview:
        return Interview(supplier, buyer, at(start), room, table)

    return interview


@pytest.fixture
def starts() -> Callable[[Timetable], dict[tuple[str, str], str]]:
    """A timetable as (supplier, buyer) → time of day."""
    return lambda timetable: {i.pair: f"{i.start:%H:%M}" for i in timetable.interviews}


@pytest.fixture
def grid_of() -> Callable[[Problem], Grid]:
    return Grid


@pytest.fixture
def parent(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.FileIO]:
    """The other end of the command's standard input."""
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stdin, io.FileIO(writing, "w") as end:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield end
        end.close()
        for thread in threading.enumerate():
            if thread.name == "listen for cancel":
                thread.join(10)
