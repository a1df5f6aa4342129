"""What would make a wish fit, or the event better: one change at a time, each solved anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from scheduler.check import check
from scheduler.grid import Grid, clock
from scheduler.measures import worth
from scheduler.prices import GoalChange, changes, forced, wish_of
from scheduler.problem import Problem, Session, Staff, TimeRange, Wish
from scheduler.search import Clock
from scheduler.solver import solve
from scheduler.timetable import Bilingual, Result, Timetable
from scheduler.units import one_unit_more
from scheduler.words import name, title

MOST = 12
"""The most changes solved when no wish is named: those that concern the most points."""
FIRST, LAST = dt.time(0), dt.time(23, 59)


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that the organiser could make, and what it would do for the goals."""

    kind: str
    """slot, parallel, limit, row, places, staff, until, from, pin or session."""
    about: tuple[str, ...]
    """The day, company, room, staff or wish that it is about; nothing: the whole event."""
    sentence: Bilingual
    goals: tuple[GoalChange, ...]
    placed: int
    """How many interviews there would be."""


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    about: tuple[str, ...]
    sentence: Bilingual
    problem: Problem
    points: int = 0
    """Of the unplaced wishes that it concerns."""


def remedies(
    problem: Problem,
    timetable: Timetable,
    pair: tuple[str, str] | None = None,
    *,
    time_limit: float = 30.0,
    workers: int = 2,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Remedy, ...]:
    """Find the changes that would hold a wish, or better the whole event; the greatest gain first.

    Each change is tried alone, by solving the event anew with it: one more slot on a day, table, delegate,
    interview allowed, interview in a row, place in the room or member of staff, a company or staff member
    that comes from the start or stays to the end, a wish without its fixed time or session. For a pair only
    those are given with which it is held and the goals, in their order, are no worse than now; without one,
    those with which they are better. What does no more than solving anew without any change is no remedy.

    Args:
        problem: the event.
        timetable: its timetable as it is.
        pair: (supplier, buyer) of a wish; None: whatever does most for all.
        time_limit: seconds in all; what was not found in them is not given.
        workers: of each solve.
        seed: of each solve.
        cancelled: asked many times a second.

    Raises:
        ValueError: nobody wished for the pair.
    """
    time = Clock(time_limit, cancelled)
    held = {i.pair for i in timetable.interviews if i.status != "cancelled"}
    wishes = [wish_of(problem, pair)] if pair else [w for w in problem.wishes if w.pair not in held]
    tries = _changes(problem, wishes, whole=pair is None)
    listed = problem.event.goals

    def solved(changed: Problem, part: int) -> Result:
        return solve(
            forced(changed, pair) if pair else changed,
            time_limit=time.left / part,
            workers=workers,
            seed=seed,
            cancelled=cancelled,
            reasons=False,
        )

    def reached(result: Result) -> tuple[int, ...]:
        return worth({goal.name: goal.value for goal in result.goals}, listed)

    if time.left <= 0:
        return ()
    before = worth(dict(check(problem, timetable).goals), listed)
    unchanged = solved(problem, len(tries) + 1)
    found = []
    for left, change in zip(range(len(tries), 0, -1), tries, strict=True):
        if time.left <= 0:
            break
        result = solved(change.problem, left)
        if result.timetable is None:
            continue
        goals, after = changes(problem, timetable, result), reached(result)
        if unchanged.timetable is not None and after >= reached(unchanged):
            continue
        if after < before or (pair is not None and after == before):
            placed = len(result.timetable.interviews)
            found.append((after, Remedy(change.kind, change.about, change.sentence, goals, placed)))
    return tuple(remedy for _, remedy in sorted(found, key=lambda item: item[0]))


def _changes(problem: Problem, wishes: list[Wish], *, whole: bool) -> list[_Change]:
    """The changes that concern some wishes, those first that concern the most points."""
    grid = Grid(problem)
    wanted = [wish for wish in wishes if not wish.declined]
    found: dict[tuple[str, tuple[str, ...]], _Change] = {}
    for wish in wanted:
        for change in _for_wish(grid, wish):
            key = change.kind, change.about
            found[key] = replace(change, points=wish.points + (found[key].points if key in found else 0))
    ranked = sorted(found.values(), key=lambda change: -change.points)
    return ranked[:MOST] if whole else ranked


def _for_wish(grid: Grid, wish: Wish) -> Iterable[_Change]:
    problem = grid.problem
    for day in problem.days:
        yield from _slot(problem, day)
    yield from _longer_row(problem)
    for who in (wish.buyer, wish.supplier):
        yield from _more_of(grid, who)
        yield from _longer(grid, who)
    for room in grid.rooms[wish.buyer]:
        named = name(grid, room)
        sentence = Bilingual(f"{named.ja} の席をもう 1 つ", f"One more table in {named.en}")
        yield _Change("places", (room,), sentence, one_unit_more(problem, "places", room))
    for need in wish.needs:
        yield from _staff(grid, need)
    said = title(grid, wish)
    if wish.pin is not None:
        sentence = Bilingual(f"時刻の指定なし: {said.ja}", f"Without a fixed time: {said.en}")
        yield _Change("pin", wish.pair, sentence, _wishing(problem, replace(wish, pin=None)))
    if wish.session is not None:
        sentence = Bilingual(f"時間帯の指定なし: {said.ja}", f"In any session: {said.en}")
        yield _Change("session", wish.pair, sentence, _wishing(problem, replace(wish, session=None)))


def _wishing(problem: Problem, wish: Wish) -> Problem:
    return replace(problem, wishes=tuple(wish if w.pair == wish.pair else w for w in problem.wishes))


def _slot(problem: Problem, day: dt.date) -> Iterable[_Change]:
    """The day's last session one slot longer, where that is still the same day."""
    last = max((s for s in problem.sessions if s.date == day), key=lambda s: s.start)
    own = [slot for slot in problem.days[day] if slot.start.time() >= last.start]
    length = dt.timedelta(minutes=problem.event.slot_minutes)
    gap = dt.timedelta(minutes=problem.event.gap_minutes)
    start = own[-1].end + gap if own else dt.datetime.combine(day, last.start)
    end = start + length
    if end.date() != day:
        return
    longer: tuple[Session, ...] = tuple(
        replace(s, end=max(end.time(), s.end)) if s is last else s for s in problem.sessions
    )
    times = f"{day} {clock(start)}-{clock(end)}"
    sentence = Bilingual(f"もう 1 コマ: {times}", f"One more slot: {times}")
    yield _Change("slot", (f"{day}",), sentence, replace(problem, sessions=longer))


def _longer_row(problem: Problem) -> Iterable[_Change]:
    """One more in a row for everybody, where that is limited."""
    if problem.event.max_consecutive is not None:
        most = problem.event.max_consecutive + 1
        sentence = Bilingual(f"連続面談をもう 1 コマ({most} コマまで)", f"One more in a row (at most {most})")
        event = replace(problem.event, max_consecutive=most)
        yield _Change("row", (), sentence, replace(problem, event=event))


def _more_of(grid: Grid, who: str) -> Iterable[_Change]:
    """One more at a time, and one more in all where that is limited."""
    named = name(grid, who)
    if who in grid.problem.buyer_of:
        say = Bilingual(f"{named.ja} の席をもう 1 つ", f"One more table for {named.en}")
    else:
        say = Bilingual(f"{named.ja} の参加者をもう 1 人", f"One more delegate of {named.en}")
    yield _Change("parallel", (who,), say, one_unit_more(grid.problem, "parallel", who))
    if grid.limit[who] is not None:
        say = Bilingual(f"{named.ja} の上限をもう 1 件", f"One interview more allowed for {named.en}")
        yield _Change("limit", (who,), say, one_unit_more(grid.problem, "limit", who))


def _longer(grid: Grid, who: str) -> Iterable[_Change]:
    """A company or staff member that takes a later train home, or an earlier one to come."""
    problem = grid.problem
    available = (grid.companies.get(who) or problem.staff_of[who]).available
    if not available:
        return
    named = name(grid, who)
    later: dict[TimeRange, TimeRange] = {span: span for span in available}
    earlier = dict(later)
    for date in {span.date for span in available}:
        own = [span for span in available if span.date == date]
        last, first = max(own, key=lambda span: span.end), min(own, key=lambda span: span.start)
        later[last], earlier[first] = replace(last, end=LAST), replace(first, start=FIRST)
    until = tuple(later.values())
    say = Bilingual(f"{named.ja} が最後まで参加する", f"{named.en} stays to the end")
    yield _Change("until", (who,), say, _replaced(problem, who, available=until))
    since = tuple(earlier.values())
    say = Bilingual(f"{named.ja} が最初から参加する", f"{named.en} is there from the start")
    yield _Change("from", (who,), say, _replaced(problem, who, available=since))


def _staff(grid: Grid, need: str) -> Iterable[_Change]:
    """One more person of the kind; where a person is named, that person for longer."""
    problem = grid.problem
    if need in problem.staff_of:
        yield from _longer(grid, need)
        return
    known = {*problem.staff_of, *grid.companies, *problem.room_of}
    fresh = next(one for n in range(len(known) + 1) if (one := f"{need} +{n}") not in known)
    more = replace(problem, staff=(*problem.staff, Staff(fresh, need, need)))
    yield _Change("staff", (need,), Bilingual(f"{need} をもう 1 人", f"One more {need}"), more)


def _replaced(problem: Problem, who: str, **facts: Any) -> Problem:
    """The event with some facts of one company or staff member changed."""
    return replace(
        problem,
        buyers=tuple(replace(b, **facts) if b.id == who else b for b in problem.buyers),
        suppliers=tuple(replace(s, **facts) if s.id == who else s for s in problem.suppliers),
        staff=tuple(replace(m, **facts) if m.id == who else m for m in problem.staff),
    )
