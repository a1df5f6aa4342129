"""The day planned again: what stands is repaired, then what has become free is given away.

1. What is past, running or near stays; the rest may move (`standing`, `grid`).
2. A repair is made at once (`repair`), so that stopping at any moment leaves a valid timetable.
3. Goal by goal it is improved and proven (`stages`). Counting alone often proves it: where only the
   interviews that an incident hits are moved, nobody can be disturbed less.
4. Wishes without an interview take what is free (`fill`), everything else staying where it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scheduler.compare import Change, Difference, Kind, compare
from scheduler.day import words
from scheduler.day.fill import Filling
from scheduler.day.grid import DayGrid
from scheduler.day.losses import Losses
from scheduler.day.places import timetable
from scheduler.day.repair import Repair
from scheduler.day.stages import Stages
from scheduler.day.standing import Standing, stand
from scheduler.draft import Draft
from scheduler.enlarge import enlarged
from scheduler.grid import Grid
from scheduler.incidents import Incident
from scheduler.incidents import Kind as Happened
from scheduler.measures import Measure
from scheduler.problem import Problem
from scheduler.reasons import explain_unplaced
from scheduler.search import Clock
from scheduler.timetable import (
    Bilingual,
    GoalValue,
    Interview,
    Progress,
    Reason,
    Result,
    Status,
    Timetable,
    Unplaced,
)

REPAIRING = 0.7
"""The part of the time that the repair may take; the rest is for filling up."""
EXPLAINING = 3.0
"""Seconds, at most, kept back for reasons; a tenth of the time if that is less."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """A day that goes on."""

    problem: Problem
    """The event with its walk-ins and added slots, to which the result belongs."""
    result: Result
    """The timetable and its goals, those of the repair first; the wishes without an interview."""
    difference: Difference
    reasons: tuple[Bilingual, ...]
    """Why, for each change of the difference."""
    outlaws: tuple[Interview, ...]
    """Interviews that stay although they break a rule; the goals do not count them."""


def replan(
    problem: Problem,
    before: Timetable,
    incidents: Sequence[Incident],
    *,
    now: dt.datetime,
    notice_minutes: int = 10,
    time_limit: float = 30.0,
    workers: int = 2,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    reasons: bool = True,
) -> Replanned:
    """Plan a day again from `now` on.

    Args:
        problem: the event as it was read.
        before: the timetable that is being held, with states and in the order of its file.
        incidents: all that has happened so far.
        now: the time, naive, in the event's zone.
        notice_minutes: nothing is placed before `now` and this.
        time_limit: seconds of wall time for the searches. A valid timetable is made in any case.
        workers: CP-SAT's threads.
        seed: of the search.
        progress: told each step, in the caller's thread.
        cancelled: asked many times a second, in the caller's thread; the best so far is returned.
        reasons: whether to say why wishes are not placed; without it `unplaced` is empty.
    """
    whole = Clock(time_limit, cancelled)
    clock = Clock(whole.limit - (min(EXPLAINING, whole.limit / 10) if reasons else 0), cancelled)
    large = enlarged(problem, incidents)
    losses = Losses(large, before.interviews, incidents)
    first = now + dt.timedelta(minutes=notice_minutes)
    standing = stand(large, before.interviews, losses, now, first)
    grid = DayGrid(large, standing, losses, first)
    repair = Repair(grid)
    names = [*repair.names, *(goal for goal in large.event.goals if goal != "even")]
    teller = _Teller(names, clock, progress)

    repairing = Clock(clock.left * REPAIRING, cancelled)
    mending = Stages(repair, repair.first(), repairing, workers, seed, teller)
    mended = mending.run()
    filling = Filling(grid, mended)
    adding = Stages(filling, filling.first(), clock, workers, seed, teller)
    draft = adding.run()

    record = [one.interview for one in standing if one.stays]
    after = timetable(draft, grid, record)
    values = repair.values(draft) | Measure(Grid(large), draft.slot_of, draft.room_at).values()
    bounds = mending.bounds | adding.bounds
    goals = tuple(
        GoalValue(goal, values[goal], bounds.get(goal), bounds.get(goal) == values[goal])
        for goal in dict.fromkeys((*names, *values))
    )
    seconds = clock.seconds
    proven = all(goal.optimal for goal in goals[: len(names)])
    unplaced = _unplaced(_free(draft, grid), grid, whole) if reasons else ()
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    difference = compare(before, after)
    why = _Why(grid, standing, incidents)
    return Replanned(
        large,
        Result(status, after, goals, unplaced, (), seconds),
        difference,
        tuple(map(why.of, difference.changes)),
        tuple(grid.outlaws),
    )


class _Teller:
    """Tells the caller how far the goals are."""

    def __init__(
        self, names: Sequence[str], clock: Clock, progress: Callable[[Progress], None] | None
    ) -> None:
        self._names = names
        self._clock = clock
        self._progress = progress

    def __call__(self, goal: str, value: int | None, bound: int | None) -> None:
        if self._progress is not None and goal in self._names:
            stage, stages = self._names.index(goal), len(self._names)
            self._progress(Progress(goal, stage, stages, value, bound, self._clock.seconds))


class _Why:
    """The reason of each change."""

    def __init__(self, grid: DayGrid, standing: Iterable[Standing], incidents: Iterable[Incident]) -> None:
        self._grid = grid
        self._before = {one.interview.pair: one for one in standing if not one.stays}
        self._double = {id(one) for one in grid.lost}
        self._spontaneous = {
            pair for incident in incidents if incident.kind is Happened.WALK_IN for pair in incident.pairs
        }

    def of(self, change: Change) -> Bilingual:
        pair = change.supplier, change.buyer
        if change.kind is Kind.ADDED:
            return words.ON_THE_SPOT if pair in self._spontaneous else words.FREED
        one = self._before[pair]
        if change.kind is Kind.LOST:
            return words.lost(self._grid, one, double=id(one) in self._double)
        return words.moved(self._grid, one, change.after)


def _free(draft: Draft, grid: DayGrid) -> Draft:
    """The same interviews on the day as it was before anything was settled, where all might still move."""
    rooms = {grid.seat(w, t): draft.room_at[w] for w, t in draft.slot_of.items()}
    seats = {seat: room for seat, room in rooms.items() if seat is not None}
    return Draft(grid, draft.slot_of, seats)


def _unplaced(draft: Draft, grid: DayGrid, clock: Clock) -> tuple[Unplaced, ...]:
    """Why each wish has no interview: as the day decides it, else as the event does."""
    held = {i.pair for i in grid.outlaws}
    found = []
    for one in explain_unplaced(draft, clock, moving=0):
        pair = one.supplier, one.buyer
        w = grid.wish_number[pair]
        if pair in held:
            continue
        if pair in grid.losses.cancelled and one.reason is not Reason.DECLINED:
            one = Unplaced(*pair, Reason.DECLINED, words.CANCELLED)
        elif one.reason is Reason.NO_COMMON_SLOT:
            one = Unplaced(*pair, one.reason, words.no_slot_left(grid, w))
        found.append(one)
    return tuple(found)
