"""Why wishes are not placed, what forcing one costs, and what would make it fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.prices import Cost, GoalChange, cost
from scheduler.problem import Problem, Room
from scheduler.reasons import explain_unplaced
from scheduler.remedies import Remedy, remedies
from scheduler.search import Clock
from scheduler.timetable import Timetable, Unplaced

__all__ = ["Cost", "GoalChange", "Remedy", "cost", "explain", "remedies"]


def explain(
    problem: Problem,
    timetable: Timetable,
    *,
    time_limit: float = 3.0,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Unplaced, ...]:
    """Say of each wish that a timetable does not hold why that is so.

    Args:
        problem: the event.
        timetable: any timetable of it; cancelled interviews do not count. A room that the event lacks is
            one without places.
        time_limit: seconds after which no further search is begun; what is left unproven then reads
            "outranked".
        cancelled: asked many times a second.
    """
    strange = {interview.room for interview in timetable.interviews} - problem.room_of.keys()
    rooms = (*problem.rooms, *(Room(room, "", tables=0) for room in sorted(strange)))
    grid = Grid(replace(problem, rooms=rooms))
    draft = Draft(grid)
    for interview in timetable.interviews:
        w, t = grid.wish_number.get(interview.pair), grid.number.get(interview.start)
        if interview.status != "cancelled" and w is not None and t is not None:
            draft.place(w, t, interview.room)
    return explain_unplaced(draft, Clock(time_limit, cancelled), time_limit)
