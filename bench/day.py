"""A whole simulated day: `python -m bench.day`. The largest event is rehearsed by its crowd, to the end.

The crowd is a process of its own and speaks HTTP; screens listen in another. The clock runs fast and leaps
over the night. Told are the server's share of the processor and its memory at each tenth of the interviews,
and whether every press that was acknowledged is in the database.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import queue
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

from sqlalchemy import func, select

from bench import hall, machine
from bench.hall import ACTOR, Hall
from bench.live import Outcome, judge
from bench.processes import Usage, usage
from bench.shapes import SHAPES
from bench.watchers import Screen, Watchers
from kiosk.domain.facts import BOARD, Fact, room_topic
from kiosk.models import FeedEntry, Interview, Scan
from kiosk.queries.clocks import moment
from kiosk.queries.events import slots
from kiosk.services import clocks, crowds, rehearsals
from kiosk.services.crowds import Setting

SPEED = 300.0
BEFORE = dt.timedelta(minutes=60)
"""Before its first slot a day begins, with the first to come."""
ROOM_SCREENS, BOARDS = 40, 10
PATIENCE = 1800.0
"""Seconds in which the whole must be done."""
PRESSES = ("call", "start", "extend", "finish", "no_show")
TENTHS = 10


@dataclass(slots=True)
class Day:
    """What a day came to."""

    interviews: int
    seconds: float = 0.0
    tenths: list[tuple[int, Usage]] = field(default_factory=list)
    """How many interviews were over, and what the server took since the beginning."""
    total: Usage = field(default_factory=lambda: Usage(0, 0, 0))
    behind: float = 0.0
    """Seconds of event time by which the crowd was late at most."""
    answered: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    missing: dict[str, tuple[int, int]] = field(default_factory=dict)
    """What was acknowledged but is not in the database: both numbers."""
    news: Outcome = field(default_factory=Outcome)
    mornings: int = 0
    """How often the clock was set to a next morning."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--shape", default="okinawa-2022", choices=sorted(SHAPES))
    options.add_argument("--speed", type=float, default=SPEED)
    options.add_argument("--out", type=Path, help="write the report into this file as well")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = hall.make_hall(Path(folder), SHAPES[chosen.shape])
        day = live(made, chosen.speed)
    lines = report(day, chosen.shape, chosen.speed)
    print(lines)
    if chosen.out:
        chosen.out.write_text(lines, "utf-8")
    if day.missing or day.news.disordered:
        sys.exit(1)


def live(made: Hall, speed: float) -> Day:
    """Rehearse the event with a crowd until nothing is due any more."""
    screens = list(_screens(made))
    with made.database.write() as session:
        now = moment(session, made.event_id, hall.now())
        copy = rehearsals.begin(session, made.event_id, actor=ACTOR, now=now)
    with made.database.read() as session:
        grid = slots(session, copy)
        number = session.scalar(select(func.count(Interview.id)).where(Interview.event_id == copy)) or 0
    mornings = [day[0].starts_at - BEFORE for _, day in _by_day(grid)]
    _set_clock(made, copy, mornings.pop(0), speed)
    day = Day(number)
    with hall.serving(made) as (port, server):
        watchers = Watchers(port, screens)
        with made.database.write() as session:
            plan = crowds.plan_of(
                session,
                copy,
                Setting(),
                f"http://127.0.0.1:{port}",
                "",
                key=made.settings.secret_key,
                real=hall.now(),
            )
        crowd = crowds.begin(plan, listen=True)
        try:
            began = usage(server)
            for told in _reports(crowd):
                day.behind = max(day.behind, told["behind"])
                day.answered, day.refused = told["answered"], told["refused"]
                day.total = usage(server) - began
                over = number - told["open"]
                if over >= number * (len(day.tenths) + 1) / TENTHS:
                    day.tenths.append((over, day.total))
                if told["over"]:
                    break
                if mornings and _is_night(told, mornings[0]):
                    _set_clock(made, copy, mornings.pop(0), speed)
                    day.mornings += 1
        finally:
            crowds.end(crowd)
        day.seconds = day.total.at
        judge(day.news, screens, watchers.stop(), chained=True)
        # The server sends no news of what this process wrote: each screen misses that one.
        day.news.disordered -= day.mornings * len(screens)
    _compare(made, copy, day)
    return day


def _by_day(grid: Any) -> Iterator[tuple[dt.date, list[Any]]]:
    for date, laid in itertools.groupby(grid, key=lambda slot: slot.date):
        yield date, list(laid)


def _set_clock(made: Hall, copy: int, shown: dt.datetime, speed: float) -> None:
    with made.database.write() as session:
        now = moment(session, copy, hall.now())
        clocks.set_rehearsal(session, copy, shown, speed, actor=ACTOR, now=now)


def _is_night(told: dict[str, Any], morning: dt.datetime) -> bool:
    """Whether nothing is due before the next morning."""
    return told["next"] is not None and dt.datetime.fromisoformat(told["next"]) >= morning - BEFORE


def _reports(crowd: Popen[str]) -> Iterator[dict[str, Any]]:
    """What the crowd says of itself, until it is silent for too long."""
    lines: queue.Queue[str] = queue.Queue()
    stdout = crowd.stdout
    if stdout is None:
        raise RuntimeError("the crowd cannot be heard")

    def listen() -> None:
        for line in stdout:
            lines.put(line)

    threading.Thread(target=listen, daemon=True).start()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield json.loads(lines.get(timeout=60))
    raise RuntimeError("the day did not end")


def _screens(made: Hall) -> Iterator[Screen]:
    for number in range(ROOM_SCREENS):
        room = made.rooms[number % len(made.rooms)]
        yield Screen(hall.pair(made, "room", room)[1], room_topic(room))
    for _ in range(BOARDS):
        yield Screen(hall.pair(made, "board")[1], BOARD)


def _compare(made: Hall, copy: int, day: Day) -> None:
    """Whether all that was acknowledged is there."""
    with made.database.read() as session:
        facts = dict(
            session.execute(
                select(FeedEntry.fact, func.count())
                .where(FeedEntry.event_id == copy)
                .group_by(FeedEntry.fact)
            ).all()
        )
        scans = dict(
            session.execute(
                select(Scan.kind, func.count())
                .where(Scan.event_id == copy, Scan.result != "refused")
                .group_by(Scan.kind)
            ).all()
        )
    pairs = {
        "presses": (sum(day.answered.get(kind, 0) for kind in PRESSES), facts.get(Fact.INTERVIEW_CHANGED, 0)),
        "outcomes": (day.answered.get("outcome", 0), facts.get(Fact.OUTCOME_RECORDED, 0)),
        "check-ins": (day.answered.get("check-in", 0), scans.get("checkin", 0)),
        "departures": (day.answered.get("departure", 0), scans.get("departure", 0)),
    }
    day.missing = {what: both for what, both in pairs.items() if both[0] != both[1]}


def report(day: Day, shape: str, speed: float) -> str:
    """The figures as a Markdown document."""
    facts = "".join(f"- {name}: {value}\n" for name, value in machine.describe("make bench-day").items())
    rows = "".join(
        f"| {over} | {taken.at:.0f} | {taken.share:.2f} | {taken.megabytes:.0f} |\n"
        for over, taken in day.tenths
    )
    done = ", ".join(f"{number} × {kind}" for kind, number in sorted(day.answered.items()))
    refused = ", ".join(f"{number} × {kind}" for kind, number in sorted(day.refused.items())) or "none"
    lost = ", ".join(f"{what} {a} / {b}" for what, (a, b) in day.missing.items()) or "nothing"
    asked = sum(day.answered.values())
    return (
        f"# A whole day\n\n{facts}\n"
        f"`{shape}`: {day.interviews} interviews, lived by a simulated crowd at ×{speed:g} in "
        f"{day.seconds:.0f} s, with {ROOM_SCREENS + BOARDS} screens listening. {asked} requests were "
        f"acknowledged, {asked / max(day.seconds, 1):.0f} a second: {done}. Refused: {refused}.\n\n"
        f"The server took {day.total.share:.2f} of a core. The crowd was late by {day.behind:.0f} s of event "
        f"time at most. Acknowledged but not in the database: {lost}. News out of order: "
        f"{day.news.disordered}.\n\n"
        f"| interviews over | seconds | share of a core | memory MB |\n|---|---|---|---|\n{rows}"
    )


if __name__ == "__main__":
    main()
