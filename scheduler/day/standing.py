"""Which interviews stay as they are, and what hits the others."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.day.losses import Losses
from scheduler.incidents import Incident
from scheduler.problem import Problem
from scheduler.timetable import Interview

RECORD = frozenset({"finished", "in_progress", "no_show", "cancelled"})
"""States that are facts: nothing of such an interview is changed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An interview of the timetable that is being held."""

    number: int
    """Its row in the timetable, from 1."""
    interview: Interview
    stays: bool
    """Whether it is past, running or so near that its people are on their way."""
    hits: tuple[Incident, ...]
    """What makes it impossible where it stands; empty where nothing does."""
    cancelled: bool = False
    """Whether somebody decided that it is not held."""


def stand(
    problem: Problem, before: Iterable[Interview], losses: Losses, now: dt.datetime, first: dt.datetime
) -> tuple[Standing, ...]:
    """Say of each interview whether it stays, and what hits it.

    Args:
        problem: the event with its walk-ins and added slots.
        before: the interviews, in the order of the file.
        losses: what the incidents take away.
        now: the time.
        first: the first moment at which an interview may be placed: `now` and the notice.
    """
    interviews = tuple(before)
    capacity = {b.id: b.tables for b in problem.buyers} | {s.id: s.delegates for s in problem.suppliers}
    beside: dict[dt.datetime, Counter[str]] = defaultdict(Counter)
    for interview in interviews:
        if interview.status != "cancelled":
            beside[interview.start].update(interview.pair)
    found = []
    for number, interview in enumerate(interviews, 1):
        if interview.status in RECORD:
            found.append(Standing(number, interview, True, ()))
            continue
        begun = interview.start < now
        spans = losses.hits(interview, capacity, beside[interview.start], begun=begun)
        hits = [span.cause for span in spans]
        cause = losses.cancelled.get(interview.pair)
        early = not begun or cause is None or cause.time <= interview.start
        cancelled = interview.pair in losses.cancelled and early
        if cancelled and cause is not None:
            hits.append(cause)
        bound = begun or interview.start < first or interview.status == "called"
        stays = bound and not hits and not cancelled
        found.append(Standing(number, interview, stays, tuple(dict.fromkeys(hits)), cancelled))
    return tuple(found)
