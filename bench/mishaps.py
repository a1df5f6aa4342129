"""What goes wrong on a day: mishaps in the words of `CHANGES.csv`, each chosen so that it hits somebody."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median_high

from scheduler.problem import Buyer, Problem, Supplier
from scheduler.timetable import Interview, Timetable

HOUR = dt.timedelta(hours=1)
NOTICE = dt.timedelta(minutes=10)
"""What `replan` gives people unless told otherwise."""
NEWCOMER, NEWCOMERS_NAME = "W1", "飛入製作所"

Row = tuple[str, str, str, str, str]
"""A row of `CHANGES.csv`: time, kind, company_or_table, until, detail."""
HEAD: Row = ("time", "kind", "company_or_table", "until", "detail")


@dataclass(frozen=True, slots=True)
class Day:
    """An event's first day as it stands at `now`."""

    problem: Problem
    held: Timetable
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Mishap:
    """What has happened by `now`."""

    name: str
    rows: tuple[Row, ...]


def under_way(problem: Problem, planned: Timetable) -> Day:
    """A day that is a third over: what has ended is finished, what has begun is in progress."""
    slots = problem.days[min(problem.days)]
    now = slots[len(slots) // 3].start + dt.timedelta(minutes=problem.event.slot_minutes // 4)
    length = dt.timedelta(minutes=problem.event.slot_minutes)

    def as_it_stands(interview: Interview) -> Interview:
        start, end = interview.start, interview.start + length
        if end <= now:
            return replace(interview, status="finished", actual_start=start, actual_end=end)
        return replace(interview, status="in_progress", actual_start=start) if start <= now else interview

    return Day(problem, Timetable(tuple(map(as_it_stands, planned.interviews))), now)


def mishaps(day: Day, seed: int) -> tuple[Mishap, ...]:
    """One of each kind, the small ones about different companies, and all the small ones together.

    A kind that could hit nobody on this day is left out.
    """
    dice = _Dice(day, seed)
    made = {name: make(dice) for name, make in _KINDS.items()}
    made["bad-hour"] = [row for name in SMALL for row in made[name]]
    return tuple(Mishap(name, tuple(rows)) for name, rows in made.items() if rows)


def write_mishap(mishap: Mishap, path: Path) -> None:
    """Write a mishap as `CHANGES.csv`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((HEAD, *mishap.rows))


class _Dice:
    """Chooses who is hit. Whom a small mishap hit the next ones leave alone, so that they add up."""

    def __init__(self, day: Day, seed: int) -> None:
        self._problem, self._now = day.problem, day.now
        self._random = Random(f"{day.problem.event.name} {seed}")
        self._length = dt.timedelta(minutes=day.problem.event.slot_minutes)
        self._close = day.problem.days[day.now.date()][-1].end
        self._chosen: set[str] = set()
        self._held = day.held.interviews
        self._before_others = {(w.supplier, w.after) for w in day.problem.wishes if w.after}
        self._of: dict[str, list[Interview]] = defaultdict(list)
        """By company and by place: its interviews, in the order of time."""
        for interview in sorted(self._held, key=lambda i: (i.start, i.room, i.table)):
            for what in (*interview.pair, _place(interview)):
                self._of[what].append(interview)

    def late_supplier(self) -> list[Row]:
        """One that has not been seen yet, and has interviews in the hour to come, comes in an hour."""
        late = self._one(self._expected(HOUR))
        return [self._row("late", who, HOUR) for who in late]

    def late_train(self) -> list[Row]:
        """A tenth of the suppliers, three at least, come in an hour; none was seen yet, all are awaited."""
        count, soon = max(3, len(self._problem.suppliers) // 10), self._expected(HOUR)
        if not soon:
            return []
        first = self._random.choice(soon)
        others = [who for who in self._expected() if who != first]
        on_it = [first, *self._random.sample(others, min(count - 1, len(others)))]
        return [self._row("group_late", "", HOUR, ";".join(sorted(on_it)))]

    def absent_supplier(self) -> list[Row]:
        """One that has not been seen yet does not come at all."""
        return [self._row("absent", who) for who in self._one(self._expected())]

    def absent_buyer(self) -> list[Row]:
        """A buyer is away for two hours: one of the half that has the most interviews then."""
        ahead = {b.id: len(self._ahead(b.id, 2 * HOUR)) for b in self._problem.buyers}
        middle = median_high(ahead.values())
        busy = [who for who, count in ahead.items() if count and count >= middle]
        return [self._row("absent", who, 2 * HOUR) for who in self._one(busy)]

    def table_closed(self) -> list[Row]:
        """A place at which interviews are still to come is closed for the rest of the day."""
        left = self._close - self._now
        used = [place for place in self._places() if self._ahead(place, left)]
        return [self._row("table_closed", place, left) for place in self._one(used)]

    def overrun(self) -> list[Row]:
        """An interview runs a slot and a half longer, where as many follow in that time as anywhere."""
        running = {_place(i): i.start + self._length * 2.5 for i in self._held if i.status == "in_progress"}
        following = {place: len(self._ahead(place, end - self._now)) for place, end in running.items()}
        most = max(following.values(), default=0)
        busiest = [place for place in self._places() if most and following.get(place) == most]
        return [self._row("overrun", p, running[p] - self._now) for p in self._one(busiest)]

    def no_show(self) -> list[Row]:
        """One does not come whose interviews leave a slot that somebody of the waiting list could take."""
        free = [who for who in self._expected() if any(map(self._wanted, self._ahead(who)))]
        return [self._row("absent", who) for who in self._one(free)]

    def walk_in(self) -> list[Row]:
        """A company that nobody knows wishes for three interviews, with buyers that have time left."""
        others = (b for b in self._problem.buyers if b.id not in self._chosen)
        free = [buyer.id for buyer in others if self._slots_left(buyer) > 0]
        chosen = self._random.sample(free, 3) if len(free) >= 3 else []
        wishes = [f"{NEWCOMER}>{buyer}" for buyer in chosen]
        detail = ";".join((*wishes, f"name={NEWCOMERS_NAME}"))
        return [self._row("walk_in", NEWCOMER, detail=detail)] if wishes else []

    def room_closed(self) -> list[Row]:
        """A room with interviews in the next hour and a half is closed for it."""
        used = {i.room for i in self._held if self._now < i.start < self._now + 1.5 * HOUR}
        return [self._row("room_closed", room, 1.5 * HOUR) for room in self._one(sorted(used))]

    def _row(self, kind: str, about: str, lasts: dt.timedelta | None = None, detail: str = "") -> Row:
        until = "" if lasts is None else f"{self._now + lasts:%Y-%m-%d %H:%M}"
        return f"{self._now:%Y-%m-%d %H:%M}", kind, about, until, detail

    def _one(self, candidates: Iterable[str]) -> list[str]:
        """One of those that were not chosen before; none if there is none."""
        left = [who for who in candidates if who not in self._chosen]
        found = [self._random.choice(left)] if left else []
        self._chosen.update(found)
        return found

    def _places(self) -> list[str]:
        return sorted({_place(interview) for interview in self._held})

    def _ahead(self, what: str, within: dt.timedelta | None = None) -> list[Interview]:
        """What a company or place has after now on this day, before a time is over if one is given."""
        end = self._close if within is None else self._now + within
        return [i for i in self._of[what] if self._now < i.start < end]

    def _expected(self, within: dt.timedelta | None = None) -> list[str]:
        """The suppliers that had no interview yet, and have some to come."""
        return [
            s.id
            for s in self._problem.suppliers
            if self._ahead(s.id, within) and not any(i.start <= self._now for i in self._of[s.id])
        ]

    def _wanted(self, freed: Interview) -> bool:
        """Whether a wish that asks for nothing special could take this interview's place, were it free."""
        return freed.start >= self._now + NOTICE and any(
            wish.buyer == freed.buyer
            and not wish.declined
            and not (wish.pin or wish.session or wish.needs or wish.after)
            and all(wish.pair != i.pair for i in self._of[wish.supplier])
            and wish.pair not in self._before_others
            and self._can_come(self._problem.supplier_of[wish.supplier], freed.start)
            for wish in self._problem.wishes
        )

    def _can_come(self, supplier: Supplier, start: dt.datetime) -> bool:
        own, limit = self._of[supplier.id], self._problem.limit(supplier)
        return (
            start in self._problem.open_slots(supplier)
            and all(i.start != start for i in own)
            and (limit is None or len(own) < limit)
        )

    def _slots_left(self, buyer: Buyer) -> int:
        """How many more interviews a buyer could hold on this day."""
        later = {s for s in self._problem.open_slots(buyer) if self._now + NOTICE <= s < self._close}
        taken = sum(1 for i in self._of[buyer.id] if i.start in later)
        limit = self._problem.limit(buyer)
        free = len(later) * buyer.tables - taken
        return free if limit is None else min(free, limit - len(self._of[buyer.id]))


def _place(interview: Interview) -> str:
    return f"{interview.room}/{interview.table}"


_KINDS: dict[str, Callable[[_Dice], list[Row]]] = {
    "late-supplier": _Dice.late_supplier,
    "absent-supplier": _Dice.absent_supplier,
    "absent-buyer": _Dice.absent_buyer,
    "table-closed": _Dice.table_closed,
    "overrun": _Dice.overrun,
    "no-show": _Dice.no_show,
    "walk-in": _Dice.walk_in,
    "late-train": _Dice.late_train,
    "room-closed": _Dice.room_closed,
}
SMALL = tuple(name for name in _KINDS if name not in ("late-train", "room-closed"))
"""Those that make up the bad hour."""
MISHAPS = (*_KINDS, "bad-hour")
"""The name of every mishap."""
