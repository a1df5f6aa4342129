"""Every timetable of a tiny event, by trying them all and asking the judge."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.check import check
from scheduler.problem import Buyer, Decision, Problem, Wish
from scheduler.timetable import Interview, Timetable


def timetables(problem: Problem, sure: Sequence[Wish] | None = None) -> Iterator[dict[str, int]]:
    """The goals' values of every valid timetable.

    Args:
        problem: an event of one day, whose staff are all of one kind.
        sure: hold just these wishes; None: any of the event's, the musts among them.
    """
    floating = [b for b in problem.buyers if b.room is None]
    wishes = list(problem.wishes if sure is None else sure)
    rule_of_must = problem if sure is None else _without_musts(problem)
    for rooms in itertools.product([room.id for room in problem.rooms], repeat=len(floating)):
        seat = {b.id: b.room or "" for b in problem.buyers}
        seat |= {b.id: room for b, room in zip(floating, rooms, strict=True)}
        for chosen in _choices(_without_musts(problem), wishes, seat, [], sure is not None):
            judgement = check(rule_of_must, chosen)
            if judgement.valid:
                yield dict(judgement.goals)


def _choices(
    problem: Problem, wishes: list[Wish], seat: dict[str, str], chosen: list[tuple[Wish, int]], sure: bool
) -> Iterator[Timetable]:
    """Timetables of more and more wishes; what breaks a rule already cannot be mended by holding more."""
    timetable = _seated(problem, seat, chosen)
    if timetable is None or not check(problem, timetable).valid:
        return
    if not wishes:
        yield timetable
        return
    if not sure:
        yield from _choices(problem, wishes[1:], seat, chosen, sure)
    if not wishes[0].declined:
        for t in range(len(problem.slots)):
            yield from _choices(problem, wishes[1:], seat, [*chosen, (wishes[0], t)], sure)


def _seated(problem: Problem, seat: dict[str, str], chosen: list[tuple[Wish, int]]) -> Timetable | None:
    """Give each interview a place and staff in the plainest way."""
    taken: set[tuple[int, str, int]] = set()
    busy: set[tuple[int, str]] = set()
    interviews = []
    for wish, t in chosen:
        room = seat[wish.buyer]
        places = [n for n in _places(problem, wish.buyer, room, seat) if (t, room, n) not in taken]
        people = [
            m.id
            for m in problem.staff
            if (t, m.id) not in busy and problem.slots[t].start in problem.open_slots(m)
        ]
        if not places or len(people) < len(wish.needs):
            return None
        staff = tuple(people[: len(wish.needs)])
        taken.add((t, room, places[0]))
        busy |= {(t, person) for person in staff}
        interviews.append(Interview(*wish.pair, problem.slots[t].start, room, places[0], staff))
    return Timetable(tuple(interviews))


def _places(problem: Problem, buyer: str, room: str, seat: dict[str, str]) -> Sequence[int]:
    """The places a buyer may use: its own where the room has enough for all its buyers' tables."""
    here = [b for b in problem.buyers if seat[b.id] == room]
    count = problem.room_of[room].tables
    if sum(b.tables for b in here) > count:
        return range(1, count + 1)
    first = 1 + sum(b.tables for b in itertools.takewhile(lambda b: b.id != buyer, here))
    return range(first, first + problem.buyer_of[buyer].tables)


def _without_musts(problem: Problem) -> Problem:
    return replace(
        problem,
        wishes=tuple(replace(w, decision=None) if w.must else w for w in problem.wishes),
    )


def with_more(problem: Problem, kind: str, who: str) -> Problem:
    """The event with one table, delegate, interview allowed, place or person more."""
    if kind == "room":
        rooms = tuple(replace(r, tables=r.tables + 1) if r.id == who else r for r in problem.rooms)
        return replace(problem, rooms=rooms)
    if kind == "staff":
        return replace(problem, staff=(*problem.staff, replace(problem.staff[0], id="more", available=())))
    company = {**problem.buyer_of, **problem.supplier_of}[who]
    if kind == "limit":
        larger = replace(company, max_interviews=(problem.limit(company) or 0) + 1)
    elif isinstance(company, Buyer):
        larger = replace(company, tables=company.tables + 1)
    else:
        larger = replace(company, delegates=company.delegates + 1)
    return replace(
        problem,
        buyers=tuple(larger if b.id == who else b for b in problem.buyers),
        suppliers=tuple(larger if s.id == who else s for s in problem.suppliers),
    )


def forcing(problem: Problem, pair: tuple[str, str]) -> Problem:
    """The event with one wish more as a must."""
    return replace(
        problem,
        wishes=tuple(replace(w, decision=Decision.MUST) if w.pair == pair else w for w in problem.wishes),
    )
