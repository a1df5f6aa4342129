"""Whether a small day could have been repaired better, by trying everything and asking the judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from scheduler.enlarge import enlarged
from scheduler.incidents import Kind
from scheduler.judge_day import check_day, stays
from scheduler.judge_facts import gather
from scheduler.judge_incidents import take
from scheduler.problem import Problem
from scheduler.timetable import Interview, Timetable
from tests.scheduler.any_day import MINUTE, AnyDay

Cost = tuple[int, ...]
"""lost_musts, lost, disturbed, lost_points, moved, retimed, relocated, shift."""
Change = tuple[Interview, Interview | None]


class TooLarge(Exception):  # noqa: N818 - no error: the day is not for this
    """It would take too long."""


def better(day: AnyDay, ours: Cost, nodes: int = 1500) -> Timetable | None:
    """A timetable that keeps every rule and costs less; None if there is none.

    Raises:
        TooLarge: not everything could be tried.
    """
    problem = enlarged(day.problem, day.incidents)
    was = gather(problem, day.before)
    taken = take(problem, day.before, day.incidents)
    soonest = day.now + day.notice * MINUTE
    record = [i for i in day.before.interviews if stays(was, taken, i, day.now, soonest)]
    free = [i for i in day.before.interviews if i not in record]
    left = [nodes]

    def search(done: list[Change]) -> Timetable | None:
        if cost(problem, done) >= ours:
            return None
        left[0] -= 1
        if left[0] < 0:
            raise TooLarge
        plan = Timetable((*record, *(new for _, new in done if new)))
        found = check_day(day.problem, day.before, plan, day.incidents, **day.when).violations
        if any(violation.rule != "must" for violation in found):
            return None
        if len(done) == len(free):
            return plan
        old = free[len(done)]
        for new in (old, *elsewhere(day, problem, old), None):
            one = search([*done, (old, new)])
            if one is not None:
                return one
        return None

    return search([])


def elsewhere(day: AnyDay, problem: Problem, old: Interview) -> Iterator[Interview]:
    """Every other place, time and staff that there might be for an interview."""
    wish = problem.wish_of.get(old.pair)
    needs = len(wish.needs) if wish else 0
    put_up = {(i.room, i.table) for i in day.incidents if i.kind is Kind.TABLE_OPEN}
    places = {(room.id, n) for room in problem.rooms for n in range(1, room.tables + 1)} | put_up
    plain = replace(old, status="scheduled", actual_start=None, actual_end=None)
    for staff in permutations([member.id for member in problem.staff], needs):
        if staff != old.staff:
            yield replace(old, staff=staff)
        for slot in problem.slots:
            if slot.start >= day.now + day.notice * MINUTE:
                for room, table in sorted(places):
                    if (slot.start, room, table) != (old.start, old.room, old.table):
                        yield replace(plain, start=slot.start, room=room, table=table, staff=staff)


def cost(problem: Problem, done: list[Change]) -> Cost:
    """What the changes cost so far: more of them never cost less."""
    lost = [old for old, new in done if new is None]
    wishes = [problem.wish_of[old.pair] for old in lost if old.pair in problem.wish_of]
    moved = [(o, n) for o, n in done if n and (o.start, o.room, o.table) != (n.start, n.room, n.table)]
    touched = {who for old in (*lost, *(old for old, _ in moved)) for who in old.pair}
    return (
        sum(wish.must for wish in wishes),
        len(lost),
        len(touched),
        sum(wish.points for wish in wishes),
        len(moved),
        sum(o.start != n.start for o, n in moved),
        sum(o.room != n.room for o, n in moved),
        sum(
            min(o.start, n.start) <= s.start < max(o.start, n.start) for o, n in moved for s in problem.slots
        ),
    )
