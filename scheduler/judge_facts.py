"""What the judge knows of an event and a timetable, worked out from the raw fields alone.

The judge must be able to contradict the scheduler, so nothing here leans on what the scheduler derives
from a problem: the grid, availability and limits are worked out a second time, in the simplest way.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.problem import Buyer, Problem, Room, Staff, Supplier, Wish
from scheduler.timetable import Bilingual, Interview, Timetable

MARK_POINTS = {"◎": 8, "○": 4, None: 2, "△": 1, "×": 0}
RANK_POINTS = {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}


@dataclass(frozen=True, slots=True)
class Period:
    """A slot of the grid: `number` counts within its session, `place` within its day, both from 0."""

    start: dt.datetime
    end: dt.datetime
    session: int
    label: str
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its code, a sentence for the organiser, and the interviews that break it."""

    rule: str
    message: Bilingual
    interviews: tuple[Interview, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """An event and the interviews held in it, looked up by whatever a rule asks for.

    `held` leaves out cancelled interviews: they take no place, no time and fulfil no wish. A company that
    did not show up still occupied its slot, so every other status counts.
    """

    problem: Problem
    held: tuple[Interview, ...]
    grid: Mapping[dt.datetime, Period]
    wishes: Mapping[tuple[str, str], Wish]
    buyers: Mapping[str, Buyer]
    suppliers: Mapping[str, Supplier]
    staff: Mapping[str, Staff]
    rooms: Mapping[str, Room]
    interviews_of: Mapping[str, tuple[Interview, ...]]
    """By company id, in time order."""

    def companies(self) -> tuple[Buyer | Supplier, ...]:
        return (*self.problem.buyers, *self.problem.suppliers)

    def of(self, company: Buyer | Supplier) -> tuple[Interview, ...]:
        """The company's interviews in time order."""
        return self.interviews_of.get(company.id, ())

    def seated(self, interviews: Iterable[Interview]) -> list[tuple[Period, Interview]]:
        """The interviews that start with a slot, with it; the rule `grid` names the others."""
        return [(self.grid[i.start], i) for i in interviews if i.start in self.grid]

    def named(self, thing: str) -> Bilingual:
        """Id and name of a company, staff member or room; only the id if there is no such thing."""
        for known in (self.buyers, self.suppliers, self.rooms):
            if thing in known:
                found = known[thing]
                return Bilingual(f"{thing} {found.name}", f"{thing} {found.name_en or found.name}")
        name = f"{thing} {self.staff[thing].name}" if thing in self.staff else thing
        return Bilingual(name, name)

    def title(self, interview: Interview) -> Bilingual:
        """How a sentence names an interview: who with whom, and when."""
        supplier, buyer = self.named(interview.supplier), self.named(interview.buyer)
        when = clock(interview.start)
        return Bilingual(f"{when} {supplier.ja} と {buyer.ja}", f"{when} {supplier.en} with {buyer.en}")


def clock(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def say(about: Bilingual, ja: str, en: str) -> Bilingual:
    """A sentence about something, in both languages."""
    return Bilingual(f"{about.ja}: {ja}", f"{about.en}: {en}")


def gather(problem: Problem, timetable: Timetable) -> Facts:
    """The facts of a timetable, without a judgement on them."""
    held = tuple(i for i in timetable.interviews if i.status != "cancelled")
    interviews_of: dict[str, list[Interview]] = defaultdict(list)
    for interview in sorted(held, key=lambda i: i.start):
        interviews_of[interview.supplier].append(interview)
        interviews_of[interview.buyer].append(interview)
    return Facts(
        problem=problem,
        held=held,
        grid={period.start: period for period in lay_grid(problem)},
        wishes={(wish.supplier, wish.buyer): wish for wish in problem.wishes},
        buyers={buyer.id: buyer for buyer in problem.buyers},
        suppliers={supplier.id: supplier for supplier in problem.suppliers},
        staff={member.id: member for member in problem.staff},
        rooms={room.id: room for room in problem.rooms},
        interviews_of={company: tuple(interviews) for company, interviews in interviews_of.items()},
    )


def lay_grid(problem: Problem) -> list[Period]:
    """The slots from each session's start, with time to move between them, while a whole one fits."""
    minute = dt.timedelta(minutes=1)
    length = problem.event.slot_minutes
    periods: list[Period] = []
    in_day: dict[dt.date, int] = defaultdict(int)
    ordered = sorted(problem.sessions, key=lambda session: (session.date, session.start))
    for number, session in enumerate(ordered):
        opens = dt.datetime.combine(session.date, session.start)
        minutes = (dt.datetime.combine(session.date, session.end) - opens) // minute
        for count, offset in enumerate(range(0, minutes - length + 1, length + problem.event.gap_minutes)):
            start = opens + offset * minute
            end = start + length * minute
            periods.append(Period(start, end, number, session.label, count, in_day[session.date]))
            in_day[session.date] += 1
    return periods


def available(who: Buyer | Supplier | Staff, period: Period) -> bool:
    """Whether the whole slot lies inside one range of availability; no range at all means always."""
    day = period.start.date()
    return not who.available or any(
        span.date in (None, day)
        and dt.datetime.combine(day, span.start) <= period.start
        and period.end <= dt.datetime.combine(day, span.end)
        for span in who.available
    )


def most_interviews(facts: Facts, company: Buyer | Supplier) -> int | None:
    """The company's own limit, which replaces the event's; None means no limit."""
    event = facts.problem.event
    of_event = event.max_interviews_buyer if isinstance(company, Buyer) else event.max_interviews_supplier
    return of_event if company.max_interviews is None else company.max_interviews


def is_declined(wish: Wish) -> bool:
    """Whether the buyer marked × or the organiser said no."""
    return wish.mark == "×" or wish.decision == "no"


def pair_up(facts: Facts, needs: tuple[str, ...], people: tuple[str, ...]) -> dict[int, str]:
    """Give as many needs as possible a person of their own: {position of the need: staff id}.

    A person fills a need that names their id, or their kind if no staff member has that id. Augmenting
    paths, because a first-come choice may spend the only interpreter on a need that another could fill.
    """
    filled: dict[int, str] = {}

    def fills(person: str, need: str) -> bool:
        known = facts.staff.get(person)
        return known is not None and (need == person if need in facts.staff else need == known.kind)

    def seat(position: int, tried: set[str]) -> bool:
        for person in people:
            if person in tried or not fills(person, needs[position]):
                continue
            tried.add(person)
            holder = next((other for other, who in filled.items() if who == person), None)
            if holder is None or seat(holder, tried):
                filled[position] = person
                return True
        return False

    for position in range(len(needs)):
        seat(position, set())
    return filled
