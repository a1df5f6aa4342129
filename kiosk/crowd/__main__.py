"""`python -m kiosk.crowd`: reads its plan as the first line of its input, and lives until that input ends.

It follows the event's clock, also where that is stopped, sped up or set forward. Every two seconds it says on
its output how far it is, as a line of JSON.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import os
import sys
import threading
import time

from kiosk.crowd.day import Day
from kiosk.crowd.line import Line, Over
from kiosk.crowd.plan import Plan

LOOK_AT_CLOCK = 0.3
"""Seconds between two looks at the event's clock, which somebody may have stopped or set."""
LOOK_AT_ROOM = 2.0
"""Seconds between two looks at a room, each time at the next."""
SAY = 2.0
NAP = 0.05


class EventClock:
    """The event's time, as the server last said it."""

    def __init__(self, line: Line, token: str) -> None:
        self._line, self._token = line, token
        self._looked = float("-inf")
        self._shown, self._anchor, self._speed = dt.datetime.min.replace(tzinfo=dt.UTC), 0.0, 0.0

    def now(self) -> dt.datetime:
        """The event's time now."""
        if time.monotonic() - self._looked > LOOK_AT_CLOCK:
            said = self._line.get(self._token, "/event")["clock"]
            self._looked = self._anchor = time.monotonic()
            self._shown, self._speed = dt.datetime.fromisoformat(said["now"]), said["speed"]
        return self._shown + dt.timedelta(seconds=(time.monotonic() - self._anchor) * self._speed)


def main() -> None:
    """Live the day until told to stop, or until the rehearsal is over."""
    plan = Plan.read(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    line = Line(plan.address, plan.authority)
    day = Day(plan, line, f"{time.time_ns():x}"[-9:])
    clock = EventClock(line, plan.kiosk)
    rooms = itertools.cycle(plan.rooms)
    looked = said = time.monotonic()
    with contextlib.suppress(Over):
        while True:
            now = clock.now()
            if not day.do_one(now):
                time.sleep(NAP)
            if plan.rooms and time.monotonic() - looked > LOOK_AT_ROOM:
                looked = time.monotonic()
                day.refresh(next(rooms))
            if time.monotonic() - said > SAY:
                said = time.monotonic()
                _say(day, now)


def _say(day: Day, now: dt.datetime) -> None:
    due = day.next
    behind = max(0.0, (now - due).total_seconds()) if due else 0.0
    told = {
        "now": now.isoformat(),
        "over": due is None,
        "next": due.isoformat() if due else None,
        "open": day.open,
        "behind": round(behind),
        "answered": day.answered,
        "refused": day.refused,
    }
    print(json.dumps(told), flush=True)  # noqa: T201 - whoever started it listens


def _end_with_input() -> None:
    """Whoever started us is gone, or wants us gone."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
