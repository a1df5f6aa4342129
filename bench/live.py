"""How soon a change is on the last screen: `python -m bench.live`, beside a server that only passes on.

N screens listen, two fifths of them phones, the rest rooms' tablets, boards and desks. Interviews are
called and uncalled at a steady pace; each change reaches its room, both companies' phones, all boards and
desks. Time runs from the moment a change is due until the last of those screens has it. The bare server
passes on messages of the same length to the same screens, in turns with ours, in one run.
"""

from __future__ import annotations

import argparse
import copy
import http.client
import itertools
import json
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from bench import hall, machine
from bench.hall import Hall
from bench.processes import Usage, usage
from bench.shapes import SHAPES
from bench.watchers import HOST, Heard, Screen, Watchers
from kiosk.domain.facts import ATTENDEE, BOARD, ORGANISER, party_topic, room_topic
from kiosk.models import Attendee, FeedEntry, Interview, PhoneLink
from kiosk.security import digest, phone_token

SIZES = (50, 200, 500)
PHONES, ROOMS, BOARDS = 0.4, 0.4, 0.15
"""Shares of the screens; the rest are desks."""
PACE = 20
SECONDS = 15.0
"""Of one round; each size has `ROUNDS` of ours and of the bare server, in turns."""
ROUNDS = 2
POSTERS = 4
SETTLED = 1.5
"""Seconds after the last change in which everything has arrived, or never will."""
AIM_MS, AIM_RATIO = 100.0, 2.5
"""At 200 screens: p99 below so many milliseconds, and at most so many times the bare server's."""


@dataclass(slots=True)
class Change:
    """One press: when it was due, whom it concerns, its revision once it is known."""

    nonce: str
    interview: int
    action: str
    topics: tuple[str, ...]
    due: float = 0.0
    revision: int = 0


@dataclass(slots=True)
class Outcome:
    """What the rounds of one server came to, at one number of screens."""

    changes: list[Change] = field(default_factory=list)
    used: list[Usage] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds from each change until its last screen."""
    deliveries: int = 0
    lost: int = 0
    disordered: int = 0

    def ms(self, hundredth: int) -> float:
        """So many hundredths of the changes were everywhere within so many milliseconds."""
        return 1000 * statistics.quantiles(self.waits, n=100)[hundredth - 1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--shape", default="yokosuka-2018", choices=sorted(SHAPES))
    options.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options.add_argument("--seconds", type=float, default=SECONDS, help="of one round")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--out", type=Path, help="write the report into this file as well")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = hall.make_hall(Path(folder), SHAPES[chosen.shape])
        presses = presses_of(made)
        found = {size: measure(made, presses, size, chosen.seconds, chosen.rounds) for size in chosen.sizes}
    lines = report(found, chosen.shape)
    print(lines)
    if chosen.out:
        chosen.out.write_text(lines, "utf-8")
    if any(one.lost or one.disordered for pair in found.values() for one in pair):
        sys.exit(1)


def measure(
    made: Hall, presses: Iterator[Change], size: int, seconds: float, rounds: int
) -> tuple[Outcome, Outcome]:
    """Ours and the bare server's, in turns."""
    screens = list(screens_of(made, size))
    ours, bare = Outcome(), Outcome()
    port, desk = hall.free_port(), hall.organiser(made)
    command = [sys.executable, "-m", "bench.bare_live", str(port)]
    with hall.serving(made) as (served, process), hall.running(command, port, "/") as passer:
        watchers, listeners = Watchers(served, screens), Watchers(port, screens, bare=True)
        for _ in range(rounds):
            made_now = list(itertools.islice(presses, int(PACE * seconds)))
            for outcome, at, number in ((ours, served, process), (bare, port, passer)):
                batch = list(map(copy.copy, made_now))
                before = usage(number)
                post_all(at, batch, desk if outcome is ours else "")
                time.sleep(SETTLED)
                outcome.used.append(usage(number) - before)
                outcome.changes += batch
        _note_revisions(made, ours.changes)
        judge(ours, screens, watchers.stop(), chained=True)
        judge(bare, screens, listeners.stop(), chained=False)
    return ours, bare


def screens_of(made: Hall, size: int) -> Iterator[Screen]:
    """So many screens: phones of all companies in turns, the rooms' tablets in turns, boards, desks."""
    phones, rooms, boards = (round(size * share) for share in (PHONES, ROOMS, BOARDS))
    yield from itertools.islice(_phones(made), phones)
    for number in range(rooms):
        room = made.rooms[number % len(made.rooms)]
        yield Screen(hall.pair(made, "room", room)[1], room_topic(room))
    for _ in range(boards):
        yield Screen(hall.pair(made, "board")[1], BOARD)
    desk = hall.organiser(made)
    for _ in range(size - phones - rooms - boards):
        yield Screen(desk, ORGANISER)


def _phones(made: Hall) -> Iterator[Screen]:
    """Phone pages, of every company once before any twice."""
    with made.database.read() as session:
        meeting = set(session.scalars(select(Interview.supplier_id)))
        meeting |= set(session.scalars(select(Interview.buyer_id)))
        people = session.execute(
            select(Attendee.id, Attendee.company_id)
            .where(Attendee.company_id.in_(meeting))
            .order_by(Attendee.position)
        ).all()
    tokens = {one.id: phone_token(made.settings.secret_key, made.event_id, one.id, 1) for one in people}
    with made.database.write() as session:
        known = set(session.scalars(select(PhoneLink.attendee_id)))
        for one in people:
            if one.id not in known:
                session.add(
                    PhoneLink(
                        event_id=made.event_id,
                        attendee_id=one.id,
                        token_hash=digest(tokens[one.id]),
                        made_at=hall.now(),
                    )
                )
    for one in itertools.cycle(people):
        yield Screen(tokens[one.id], party_topic(one.company_id), ATTENDEE)


def presses_of(made: Hall) -> Iterator[Change]:
    """Presses without end: every interview called, then every one uncalled, and again."""
    with made.database.read() as session:
        interviews = session.scalars(select(Interview).order_by(Interview.id)).all()
    for turn in itertools.count():
        for one in interviews:
            parties = (one.supplier_id, one.buyer_id, *one.staff)
            topics = (room_topic(one.room_id), BOARD, ORGANISER, *map(party_topic, parties))
            yield Change(f"c{turn}-{one.id}", one.id, ("call", "uncall")[turn % 2], topics)


def post_all(port: int, changes: Sequence[Change], desk: str) -> None:
    """Make the changes at the pace; the organiser's token, or none for the bare server."""
    began = time.monotonic() + 0.2

    def work(number: int) -> None:
        line = http.client.HTTPConnection(HOST, port, timeout=30)
        for place in range(number, len(changes), POSTERS):
            change = changes[place]
            change.due = began + place / PACE
            path, body = _request(change, place, bare=not desk)
            time.sleep(max(0.0, change.due - time.monotonic()))
            line.request("POST", path, body, {"Authorization": f"Bearer {desk}"})
            answer = line.getresponse()
            said = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"a press was answered {answer.status} {said!r}")
        line.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(POSTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _request(change: Change, place: int, *, bare: bool) -> tuple[str, str]:
    """Path and body of a press. The bare server passes on a message of about the length of ours."""
    if not bare:
        body = {"action": change.action, "nonce": change.nonce}
        return f"/api/v1/interviews/{change.interview}/actions", json.dumps(body)
    change.revision = next(_numbers)
    text = json.dumps({"revision": change.revision, "previous": 0, "padding": "x" * 480})
    return "/", json.dumps({"topics": change.topics, "text": text})


_numbers = itertools.count(1)


def _note_revisions(made: Hall, changes: Iterable[Change]) -> None:
    with made.database.read() as session:
        rows = session.execute(select(FeedEntry.nonce, FeedEntry.revision)).all()
    revisions = {row.nonce: row.revision for row in rows}
    for change in changes:
        change.revision = revisions[change.nonce]


def judge(outcome: Outcome, screens: Sequence[Screen], heard: Sequence[Heard], *, chained: bool) -> None:
    """When each change was on its last screen, what was lost, and what did not follow what was there."""
    watching: dict[str, list[int]] = defaultdict(list)
    for number, screen in enumerate(screens):
        watching[screen.topic].append(number)
    arrived: dict[int, dict[int, float]] = defaultdict(dict)
    held: dict[int, int] = {}
    for one in heard:
        if chained and one.screen in held and one.previous != held[one.screen]:
            outcome.disordered += 1
        held[one.screen] = one.revision
        arrived[one.revision][one.screen] = one.at
    for change in outcome.changes:
        wanted = {number for topic in set(change.topics) for number in watching[topic]}
        there = arrived[change.revision]
        outcome.lost += len(wanted - there.keys())
        outcome.deliveries += len(wanted & there.keys())
        if wanted <= there.keys():
            outcome.waits.append(max(there.values()) - change.due)


def report(found: dict[int, tuple[Outcome, Outcome]], shape: str) -> str:
    """The figures as a Markdown document."""
    facts = "".join(f"- {name}: {value}\n" for name, value in machine.describe("make bench-live").items())
    rows = "".join(_row(size, ours, bare) for size, (ours, bare) in found.items())
    usage_rows = "".join(_usage_row(size, ours, bare) for size, (ours, bare) in found.items())
    verdict = ""
    if 200 in found:
        ours, bare = found[200]
        ratio = ours.ms(99) / bare.ms(99)
        verdict = (
            f"\nAt 200 screens p99 is {ours.ms(99):.1f} ms (aim: below {AIM_MS:.0f}) and "
            f"{ratio:.2f} times the bare server's (aim: at most {AIM_RATIO}).\n"
        )
    return (
        f"# Live news\n\n{facts}\n"
        f"From the moment a change is due until the last screen that it concerns has it, in ms; {PACE} "
        f"changes a second, `{shape}`. Two fifths of the screens are phones; each change reaches its room, "
        "both companies' phones, all boards and desks. Beside it, in turns, a server that only passes on "
        "messages of that length.\n\n"
        "| screens | p50 | p99 | bare p50 | bare p99 | p99 ratio | deliveries | lost | out of order |\n"
        f"|---|---|---|---|---|---|---|---|---|\n{rows}\n"
        "| screens | share of a core | bare | memory MB | bare |\n|---|---|---|---|---|\n"
        f"{usage_rows}{verdict}"
    )


def _row(size: int, ours: Outcome, bare: Outcome) -> str:
    cells = (
        size,
        *(f"{value:.1f}" for value in (ours.ms(50), ours.ms(99), bare.ms(50), bare.ms(99))),
        f"{ours.ms(99) / bare.ms(99):.2f}",
        ours.deliveries,
        ours.lost,
        ours.disordered,
    )
    return f"| {' | '.join(map(str, cells))} |\n"


def _usage_row(size: int, ours: Outcome, bare: Outcome) -> str:
    shares = [statistics.mean(one.share for one in outcome.used) for outcome in (ours, bare)]
    memory = [max(one.megabytes for one in outcome.used) for outcome in (ours, bare)]
    cells = (size, *(f"{share:.2f}" for share in shares), *(f"{megabytes:.0f}" for megabytes in memory))
    return f"| {' | '.join(map(str, cells))} |\n"


if __name__ == "__main__":
    main()
