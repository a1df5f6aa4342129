"""What a mishap costs where nobody plans again: all that it hits is struck out, nothing else is touched.

Nothing of the re-planning is used: what an incident hits is what the judge says.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path

from scheduler.enlarge import enlarged
from scheduler.formats import read_changes, read_event, read_timetable
from scheduler.incidents import Incident
from scheduler.judge_day import SETTLED, check_day
from scheduler.judge_facts import gather
from scheduler.judge_incidents import is_hit, take
from scheduler.problem import Problem
from scheduler.timetable import Interview, Timetable


def report(folder: Path, before: Path, changes: Path, now: dt.datetime) -> dict[str, object]:
    """How many interviews are hit, and what is lost and who disturbed once they are struck out."""
    started = time.perf_counter()
    problem = read_event(folder).problem
    incidents = read_changes(changes, problem, now)
    held = read_timetable(before, enlarged(problem, incidents))
    hit, left = strike(problem, held, incidents, now)
    seconds = time.perf_counter() - started
    judged = check_day(problem, held, left, incidents, now=now)
    broken = sorted({violation.rule for violation in judged.violations} - {"must"})
    return {
        "status": "broken" if broken else "feasible",
        "seconds": round(seconds, 3),
        "goals": [
            {"name": name, "value": getattr(judged, name), "bound": None} for name in ("lost", "disturbed")
        ],
        "day": {"hit": hit, "lost": judged.lost, "disturbed": judged.disturbed, "moved": 0, "added": 0},
        "broken": broken,
    }


def strike(
    problem: Problem, held: Timetable, incidents: Sequence[Incident], now: dt.datetime
) -> tuple[int, Timetable]:
    """How many interviews are hit, and the timetable without as many of them as cannot be held.

    Where a company has too few tables left for all it has in a slot, all of them are hit, but not all have to
    go: those first whose own place or company is missing, then one after another while there are too many.
    """
    event = enlarged(problem, incidents)
    taken = take(event, held, incidents)

    def hits(interview: Interview, among: Sequence[Interview]) -> bool:
        return is_hit(gather(event, Timetable(tuple(among))), taken, interview, now)

    all_of_it = gather(event, held)
    open_ = (i for i in held.interviews if i.status not in SETTLED)
    hit = [i for i in open_ if is_hit(all_of_it, taken, i, now)]
    left = list(held.interviews)
    for interview in sorted(hit, key=lambda i: not hits(i, [i])):
        if hits(interview, left):
            left.remove(interview)
    return len(hit), Timetable(tuple(left))
