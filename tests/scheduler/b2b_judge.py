"""Meetings among equals judged, and solved by trying everything: plain Python, nothing of the solver's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

from scheduler.meetings import Meeting, Meetings


def breaks_of(problem: Meetings, slots: Sequence[int]) -> list[int]:
    """Each participant's idle stretches between its first and last meeting."""
    counts = []
    for who in range(problem.participants):
        busy = {t for meeting, t in zip(problem.meetings, slots, strict=True) if who in meeting.pair}
        line = "".join("x" if t in busy else "." for t in range(problem.slots)).strip(".")
        counts.append(len([idle for idle in line.split("x") if idle]))
    return counts


def faults_in(problem: Meetings, slots: Sequence[int], fairness: int) -> list[str]:
    """What is wrong with an assignment."""
    faults = []
    taken: set[tuple[int, int]] = set()
    for number, (meeting, t) in enumerate(zip(problem.meetings, slots, strict=True)):
        if t not in meeting.slots:
            faults.append(f"meeting {number} in slot {t}")
        for who in meeting.pair:
            if (who, t) in taken:
                faults.append(f"participant {who} twice in slot {t}")
            if t in problem.away[who]:
                faults.append(f"participant {who} away in slot {t}")
            taken.add((who, t))
        if any(slots[first] >= t for first in meeting.after):
            faults.append(f"meeting {number} too early")
    if any(list(slots).count(t) > problem.places for t in range(problem.slots)):
        faults.append("too many at once")
    breaks = breaks_of(problem, slots)
    if breaks and max(breaks) - min(breaks) > fairness:
        faults.append("unfair")
    return faults


def fewest(problem: Meetings, fairness: int) -> int | None:
    """The fewest breaks over all assignments; None if none is valid."""
    everything = product(range(problem.slots), repeat=len(problem.meetings))
    values = [sum(breaks_of(problem, s)) for s in everything if not faults_in(problem, s, fairness)]
    return min(values, default=None)


def any_meetings(seed: int) -> Meetings:
    """A small problem, often impossible."""
    dice = random.Random(seed)
    participants, slots, count = dice.randint(2, 5), dice.randint(3, 5), dice.randint(1, 5)
    meetings = []
    for number in range(count):
        open_slots = dice.choice(
            [range(slots), range(slots), range(2), range(2, slots), [dice.randrange(slots)]]
        )
        after = {dice.randrange(count)} - {number} if dice.random() < 0.2 else set()
        pair = dice.sample(range(participants), 2)
        meetings.append(Meeting((pair[0], pair[1]), frozenset(open_slots), frozenset(after)))
    away = tuple(frozenset(t for t in range(slots) if dice.random() < 0.15) for _ in range(participants))
    return Meetings(participants, slots, dice.randint(1, 2), tuple(meetings), away)
