"""Small days at random: an event, the timetable that is being held, what has happened, and the time.

Whatever chooses is handed in, so that hypothesis can make a day smaller and a plain loop can make many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from scheduler.draft import first_draft
from scheduler.enlarge import enlarged
from scheduler.grid import Grid
from scheduler.incidents import Incident, Kind
from scheduler.problem import (
    DEFAULT_GOALS,
    Buyer,
    Decision,
    Event,
    Mark,
    Problem,
    ProblemError,
    Room,
    Session,
    Staff,
    Supplier,
    TimeRange,
    Wish,
)
from scheduler.solver import solve
from scheduler.tables import finish
from scheduler.timetable import Interview, Timetable

Pick = Callable[..., Any]
"""Chooses one of its arguments."""

FIRST, SECOND = dt.date(2026, 11, 26), dt.date(2026, 11, 27)
MINUTE = dt.timedelta(minutes=1)
HALLS = (
    ((FIRST, 10, 3, "am"),),
    ((FIRST, 10, 4, "am"),),
    ((FIRST, 10, 2, "am"), (FIRST, 13, 2, "pm")),
    ((FIRST, 10, 3, "am"), (FIRST, 13, 3, "pm")),
    ((FIRST, 10, 2, "am"), (SECOND, 10, 2, "am2")),
    ((FIRST, 10, 3, "am"), (SECOND, 10, 2, "am")),
)
"""Sessions: date, hour, number of slots, label."""
MORNING = TimeRange(None, dt.time(10), dt.time(10, 50))
LATER = TimeRange(None, dt.time(10, 15), dt.time(18))
ODD_GOALS = (
    ("score", "served", "moves"),
    ("breaks", "idle", "score"),
    ("worst", "moves", "minimums", "served_buyers", "score", "served", "even"),
    ("even", "served"),
)


@dataclass(frozen=True, slots=True)
class AnyDay:
    """What `replan` is asked."""

    problem: Problem
    before: Timetable
    incidents: tuple[Incident, ...]
    now: dt.datetime
    notice: int

    @property
    def asked(self) -> tuple[Problem, Timetable, tuple[Incident, ...]]:
        return self.problem, self.before, self.incidents

    @property
    def when(self) -> dict[str, Any]:
        return {"now": self.now, "notice_minutes": self.notice}


def any_day(pick: Pick) -> AnyDay | None:
    """A day; None where what was chosen does not go together."""
    problem = _event(pick)
    kinds = pick(
        (), *([(pick(*Kind),)] * 3), *([(pick(*Kind), pick(*Kind))] * 3), tuple(pick(*Kind) for _ in "1234")
    )
    incidents = tuple(_incident(pick, problem, kind) for kind in kinds)
    try:
        large = enlarged(problem, incidents)
    except ProblemError:
        return None
    now = _moment(pick, problem)
    known = pick(problem, problem, large)
    plan = list(_plan(pick, known))
    plan = [_odd(pick, known, i) for i in plan]
    plan = [_state(pick, known, i, now) for i in plan]
    if plan and pick(*[False] * 7, True):
        plan.append(replace(pick(*plan), **pick({}, {"start": pick(*known.slots).start}, {"table": 2})))
    if pick(False, False, True):
        plan.reverse()
    return AnyDay(problem, Timetable(tuple(plan)), incidents, now, pick(0, 10, 10, 20, 45))


def _event(pick: Pick) -> Problem:
    gap = pick(0, 0, 0, 5)
    sessions = []
    for date, hour, slots, label in pick(*HALLS):
        start = dt.datetime.combine(date, dt.time(hour))
        end = start + (slots * 20 + (slots - 1) * gap) * MINUTE
        sessions.append(Session(date, start.time(), end.time(), label))
    zones = pick(("", ""), ("", ""), ("A", "B"))
    rooms = [
        Room("R1", "one", tables=pick(1, 2, 2, 3), zone=zones[0]),
        Room("R2", "two", tables=pick(0, 1, 2, 2), zone=zones[1]),
    ]
    if pick(False, True):
        rooms.append(Room("R3", "three", tables=1))
    present = pick((), (), (), (), (MORNING,), (LATER,))
    buyers = tuple(
        Buyer(
            f"B{n}",
            f"buyer {n}",
            room=pick("R1", "R1", "R2", None),
            tables=pick(1, 1, 1, 2, 2, 0),
            min_interviews=pick(None, None, 2),
            max_interviews=pick(None, None, None, 1, 2),
            available=pick((), (), present),
        )
        for n in range(1, 1 + pick(1, 2, 2, 3))
    )
    suppliers = tuple(
        Supplier(
            f"S{n}",
            f"supplier {n}",
            delegates=pick(1, 1, 1, 2),
            min_interviews=pick(None, None, 1),
            max_interviews=pick(None, None, None, 1, 2),
            available=pick((), (), present),
        )
        for n in range(1, 1 + pick(1, 2, 3, 3, 4))
    )
    staff = tuple(
        Staff(f"C{n}", f"staff {n}", pick("guide", "guide", "tongue"), available=pick((), (), present))
        for n in range(1, 1 + pick(1, 2, 3))
    )
    pairs = [(s.id, b.id) for s in suppliers for b in buyers]
    wanted = [pair for pair in pairs if pick(True, True, True, False)][: pick(3, 5, 6, 7)] or pairs[:1]
    starts = Problem(Event("grid", gap_minutes=gap), tuple(sessions), (), (), (), ()).slots
    wishes = tuple(
        Wish(
            *pair,
            rank=pick(1, 2, 3, None),
            mark=pick(Mark.DOUBLE, Mark.CIRCLE, None, None, Mark.TRIANGLE, pick(None, Mark.CROSS)),
            decision=pick(*[None] * 5, Decision.MUST, Decision.MUST, pick(None, Decision.NO)),
            pin=pick(*[None] * 7, pick(*starts).start),
            session=pick(*[None] * 7, sessions[0].label),
            needs=pick(*[()] * 5, ("C1",), (staff[-1].kind,), (staff[0].kind, "C1")),
            after=pick(None, None, None, "B2") if pair[1] == "B1" and len(buyers) > 1 else None,
        )
        for pair in wanted
    )
    return Problem(
        Event(
            "tiny",
            gap_minutes=gap,
            max_consecutive=pick(None, None, None, 1, 2),
            max_interviews_supplier=pick(None, None, None, 2),
            goals=pick(*[DEFAULT_GOALS] * 4, pick(*ODD_GOALS)),
        ),
        tuple(sessions),
        tuple(rooms),
        buyers,
        suppliers,
        wishes,
        staff,
    )


def _plan(pick: Pick, problem: Problem) -> Iterator[Interview]:
    """The interviews as they were planned: well, at once, or anyhow."""
    how = pick("solved", "at once", "at once", "anyhow")
    if how == "solved":
        result = solve(problem, workers=1, time_limit=20, reasons=False)
        yield from result.timetable.interviews if result.timetable else ()
    elif how == "at once":
        yield from finish(first_draft(Grid(problem))).interviews
    else:
        for wish in problem.wishes:
            if pick(True, True, True, False):
                room = pick(problem.buyer_of[wish.buyer].room or pick("R1", "R2"), "R1")
                people = tuple(m.id for m in problem.staff)
                staff = people[: len(wish.needs)] if pick(True, True, False) else people[:1]
                yield Interview(*wish.pair, pick(*problem.slots).start, room, pick(1, 1, 2, 3), staff)


def _odd(pick: Pick, problem: Problem, interview: Interview) -> Interview:
    """Now and then one that somebody shifted by hand."""
    what = pick(*["nothing"] * 20, "start", "table", "room", "staff", "grid", "pair")
    if what == "start":
        return replace(interview, start=pick(*problem.slots).start)
    if what == "table":
        return replace(interview, table=pick(1, 2, 3, 9))
    if what == "room":
        return replace(interview, room=pick(*problem.rooms).id)
    if what == "staff":
        return replace(interview, staff=pick((), ("C1",)))
    if what == "grid":
        return replace(interview, start=interview.start + pick(-5, 5, 30) * MINUTE)
    if what == "pair":
        return replace(interview, buyer=pick(*problem.buyers).id)
    return interview


def _state(pick: Pick, problem: Problem, interview: Interview, now: dt.datetime) -> Interview:
    """A state that an interview may have by now."""
    start, length = interview.start, problem.event.slot_minutes * MINUTE
    if start + length <= now:
        state = pick("finished", "finished", "finished", "no_show", "cancelled", "scheduled", "in_progress")
    elif start <= now:
        state = pick("in_progress", "in_progress", "scheduled", "called", "no_show", "finished")
    else:
        state = pick(*["scheduled"] * 7, "called", "cancelled", "in_progress")
    begun = start + 2 * MINUTE if state in ("finished", "in_progress") else None
    ended = start + length if state == "finished" else None
    return replace(interview, status=state, actual_start=begun, actual_end=ended)


def _moment(pick: Pick, problem: Problem) -> dt.datetime:
    first = problem.slots[0].start
    return (
        pick(pick(*problem.slots).start, pick(*problem.slots).start, first)
        + pick(0, 0, 1, 5, 10, 15, 20, -30) * MINUTE
    )


def _incident(pick: Pick, problem: Problem, kind: Kind) -> Incident:
    time = _moment(pick, problem)
    until = pick(time + pick(5, 10, 20, 40, 60, 240, 1500) * MINUTE, None)
    sides = (*problem.buyers, *problem.suppliers)
    company, room = pick(*sides).id, pick(*problem.rooms)
    if kind in (Kind.LATE, Kind.ABSENT, Kind.LEAVES):
        end = until if kind is not Kind.LATE else until or time + 40 * MINUTE
        return Incident(kind, time, end, companies=(company,))
    if kind is Kind.GROUP_LATE:
        some = tuple(c.id for c in sides if pick(True, False))
        return Incident(kind, time, until or time + 20 * MINUTE, companies=some or (company,))
    if kind is Kind.TABLE_CLOSED:
        return Incident(kind, time, until, room=room.id, table=1 + pick(*range(max(1, room.tables))))
    if kind is Kind.TABLE_OPEN:
        return Incident(
            kind, time, room=room.id, table=pick(1, room.tables + 1, room.tables + 1, room.tables + 2)
        )
    if kind is Kind.ROOM_CLOSED:
        return Incident(kind, time, until, room=room.id)
    if kind is Kind.STAFF_MISSING:
        return Incident(kind, time, until, staff=pick(*problem.staff).id)
    if kind is Kind.OVERRUN:
        end = until or time + 30 * MINUTE
        if pick(True, False):
            return Incident(kind, time, end, companies=(company,))
        return Incident(kind, time, end, room=room.id, table=1 + pick(*range(max(1, room.tables))))
    if kind is Kind.SLOT_ADDED:
        return Incident(kind, time, session=_stretch(pick, problem))
    if kind is Kind.WALK_IN:
        new = pick(True, False)
        who = "S9" if new else pick(*problem.suppliers).id
        pairs = tuple((who, b.id) for b in problem.buyers if pick(True, False))
        newcomer = Supplier("S9", "walk-in") if new else None
        return Incident(kind, time, companies=(who,), pairs=pairs, newcomer=newcomer)
    pairs = [w.pair for w in problem.wishes]
    return Incident(kind, time, pairs=tuple(dict.fromkeys((pick(*pairs), pick(*pairs)))))


def _stretch(pick: Pick, problem: Problem) -> Session:
    """Slots more: where the last session ends, where the first begins, or apart from all."""
    first, last = problem.slots[0].start, problem.slots[-1].end
    gap, length = problem.event.gap_minutes * MINUTE, problem.event.slot_minutes * MINUTE
    start, slots = pick((last + gap, 1), (last + gap, 1), (first - length - gap, 1), (last + 60 * MINUTE, 2))
    end = start + slots * length + (slots - 1) * gap
    return Session(start.date(), start.time(), end.time())
