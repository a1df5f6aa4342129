"""How fast a badge is answered: `python -m bench.checkin`, synchronous=FULL throughout, all in one run.

(a) the service alone against a bare loop that commits one row to the same file;
(b) over HTTP, with kiosks that ask and screens that watch, against an empty Flask route with one INSERT under
    the same server; then the time to the answer at a steady pace.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import bare, hall, machine
from bench.hall import Hall
from bench.shapes import SHAPES
from bench.watchers import Screen, Watchers
from kiosk.domain.callers import Caller
from kiosk.queries.clocks import moment
from kiosk.services.checkin import check_in
from kiosk.services.scans import Scanned

ROUNDS = 5
ALONE = 250
"""Check-ins of one round of the service alone, and rows of the bare loop beside it."""
SECONDS = 4.0
"""Of one round over HTTP, as fast as four kiosks can ask."""
KIOSKS = 4
SCREENS = {"room": 60, "board": 30, "organiser": 10}
"""Who watches: a hundred screens."""
PACE, PACED_SECONDS = 20, 30.0
"""Scans a second at the steady pace, and for how long."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--shape", default="okinawa-2022", choices=sorted(SHAPES))
    options.add_argument("--out", type=Path, help="write the report into this file as well")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = hall.make_hall(Path(folder), SHAPES[chosen.shape])
        alone = service_alone(made)
        over_http, bare_http, paced, delivered = over_the_wire(made)
    lines = report(alone, over_http, bare_http, paced, delivered)
    print(lines)
    if chosen.out:
        chosen.out.write_text(lines, "utf-8")


def service_alone(made: Hall) -> list[tuple[float, float]]:
    """Rounds of (check-ins, bare commits) a second, taken in turns on the same file."""
    device, _ = hall.pair(made, "kiosk")
    caller = Caller("kiosk", f"device:{device}", made.event_id, device, profile="desk")
    rows = bare.connect(str(made.settings.instance / "mendan.sqlite3"))
    scans = iter(_scans(made, "a"))

    def one() -> None:
        nonce, code = next(scans)
        with made.database.write() as session:
            at = moment(session, made.event_id, hall.now())
            check_in(session, made.event_id, Scanned(nonce, code), caller, at, "ja")

    taken = [(_rate(one), _rate(lambda: bare.insert(rows))) for _ in range(ROUNDS)]
    rows.execute("DROP TABLE bare")
    rows.close()
    return taken


def _rate(deed: Callable[[], None]) -> float:
    began = time.perf_counter()
    for _ in range(ALONE):
        deed()
    return ALONE / (time.perf_counter() - began)


def over_the_wire(made: Hall) -> tuple[list[float], list[float], list[float], int]:
    """Answers a second of ours and of the bare route in turns, then seconds to each answer at the pace."""
    tokens = [hall.pair(made, "kiosk")[1] for _ in range(KIOSKS)]
    screens = list(_screens(made))
    ours, route = [], []
    scans = _Supply(_scans(made, "b"))
    port = hall.free_port()
    database = str(made.settings.instance / "bare.sqlite3")
    command = [sys.executable, "-m", "bench.bare_server", database, str(port)]
    with hall.serving(made) as (served, _), hall.running(command, port, "/healthz"):
        watchers = Watchers(served, screens)
        for _ in range(ROUNDS):
            ours.append(_flood(served, [_kiosk(token, scans) for token in tokens]))
            route.append(_flood(port, [_bare] * KIOSKS))
        paced = _paced(served, [_kiosk(token, scans) for token in tokens])
        time.sleep(1)
        delivered = len(watchers.stop())
    return ours, route, paced, delivered


Ask = Callable[[http.client.HTTPConnection], None]


def _kiosk(token: str, scans: _Supply) -> Ask:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(line: http.client.HTTPConnection) -> None:
        nonce, code = scans.next()
        line.request("POST", "/api/v1/checkins", json.dumps({"code": code, "nonce": nonce}), headers)
        answer = line.getresponse()
        answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"a check-in was answered {answer.status}")

    return ask


def _bare(line: http.client.HTTPConnection) -> None:
    line.request("POST", "/", b"{}", {"Content-Type": "application/json"})
    line.getresponse().read()


def _flood(port: int, asks: list[Ask]) -> float:
    """Answers a second with everybody asking as fast as they are answered."""
    counts = [0] * len(asks)
    stop = time.perf_counter() + SECONDS

    def work(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < stop:
            asks[number](line)
            counts[number] += 1
        line.close()

    _all_at_once(work, len(asks))
    return sum(counts) / SECONDS


def _paced(port: int, asks: list[Ask]) -> list[float]:
    """Seconds from each scan's due moment to its answer, at a steady pace shared by the kiosks."""
    taken: list[float] = []
    began = time.perf_counter() + 0.5
    total = int(PACE * PACED_SECONDS)

    def work(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        for turn in range(number, total, len(asks)):
            due = began + turn / PACE
            time.sleep(max(0.0, due - time.perf_counter()))
            asks[number](line)
            taken.append(time.perf_counter() - due)
        line.close()

    _all_at_once(work, len(asks))
    return taken


def _all_at_once(work: Callable[[int], None], number: int) -> None:
    threads = [threading.Thread(target=work, args=(one,)) for one in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _Supply:
    """Scans for several kiosks at once."""

    def __init__(self, scans: Iterator[tuple[str, str]]) -> None:
        self._scans = scans
        self._turn = threading.Lock()

    def next(self) -> tuple[str, str]:
        with self._turn:
            return next(self._scans)


def _scans(made: Hall, prefix: str) -> Iterator[tuple[str, str]]:
    """Nonce and code, everybody once before anybody twice."""
    number = 0
    while True:
        for code in made.codes:
            number += 1
            yield f"{prefix}{number}", code


def _screens(made: Hall) -> Iterator[Screen]:
    for number in range(SCREENS["room"]):
        room = made.rooms[number % len(made.rooms)]
        yield Screen(hall.pair(made, "room", room)[1], f"room:{room}")
    for _ in range(SCREENS["board"]):
        yield Screen(hall.pair(made, "board")[1], "board")
    token = hall.organiser(made)
    for _ in range(SCREENS["organiser"]):
        yield Screen(token, "organiser")


def report(
    alone: list[tuple[float, float]],
    ours: list[float],
    route: list[float],
    paced: list[float],
    delivered: int,
) -> str:
    """The figures as a Markdown document."""
    facts = "".join(f"- {name}: {value}\n" for name, value in machine.describe("make bench-checkin").items())
    hundredths = statistics.quantiles(paced, n=100)
    p50, p95, p99 = (1000 * hundredths[place - 1] for place in (50, 95, 99))
    rows = (
        _row("the service alone; commits of one row", [one for one, _ in alone], [two for _, two in alone]),
        _row("over HTTP; an empty route with one INSERT", ours, route),
    )
    return (
        f"# Check-in\n\n{facts}\n"
        "| answers a second, medians of rounds in turns | check-in | the limit | ratio |\n|---|---|---|---|\n"
        f"{''.join(rows)}\n"
        f"Over HTTP {KIOSKS} kiosks ask and {sum(SCREENS.values())} screens watch.\n\n"
        f"At {PACE} scans a second for {PACED_SECONDS:.0f} s the answer came after {p50:.1f} ms (p50), "
        f"{p95:.1f} ms (p95), {p99:.1f} ms (p99); {delivered} pieces of news reached the screens in all.\n"
    )


def _row(what: str, ours: list[float], limit: list[float]) -> str:
    ratio = statistics.median(one / other for one, other in zip(ours, limit, strict=True))
    return f"| {what} | {statistics.median(ours):.0f} | {statistics.median(limit):.0f} | {ratio:.2f} |\n"


if __name__ == "__main__":
    main()
