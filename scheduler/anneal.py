"""Annealing: a good timetable made better by millions of small moves, for events of any size.

CP-SAT proves, but on a hall with hundreds of companies it hardly finds. Here a whole timetable is changed
move by move (`kempe`), worse ones being taken now and then, less and less, so that it does not get stuck. All
rules are kept at every step; a goal that comes earlier in the event's order never gets worse than it was.

Held where they are: interviews that need staff of whom there are several kinds to choose from, and the rooms
of buyers without a room of their own.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler import hall, kempe
from scheduler.draft import Draft, first_draft
from scheduler.grid import Grid
from scheduler.hall import Hall
from scheduler.problem import Buyer, Event, Problem, Room, Session, Supplier, Wish

CHUNK = 100_000
"""Moves between two looks at the clock."""
PLACE = {
    "served": hall.UNSERVED,
    "served_buyers": hall.UNSERVED_BUYERS,
    "minimums": hall.SHORTFALL,
    "score": hall.LOST,
    "breaks": hall.BREAKS,
    "idle": hall.IDLE,
    "worst": hall.WORST,
    "moves": hall.MOVES,
}
"""Where each goal is counted; `even` is not, so an event that lists it keeps its choice of wishes."""
FREE = 1 << 30
"""More than any goal's value."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to anneal: so many moves while cooling, for at most so many seconds."""

    tries: int
    seconds: float
    warm: float
    cold: float
    choosing: int = 1
    """Of 16 draws of a wish that is not held, so many are tried; 0 keeps the choice of wishes."""
    later: tuple[float, ...] = ()
    """What a unit of the goals after this one weighs, so that a timetable on its way there is drawn on."""
    rough: float = 3.0
    """What a rough spot (a crossing between neighbouring slots, a slot too many in a row) weighs where a walk
    is judged by what it has met so far; no timetable with one is kept: its way back is mostly not found."""


class _Lists:
    """Lists of numbers in one long list."""

    def __init__(self) -> None:
        self.items: list[int] = []

    def add(self, rows: Iterable[Iterable[int]]) -> list[int]:
        """Append lists; return where each begins, and where the last one ends."""
        begins = [len(self.items)]
        for row in rows:
            self.items += row
            begins.append(len(self.items))
        return begins


class Annealer:
    """The event as arrays, ready to be annealed from any timetable."""

    def __init__(self, grid: Grid, choices: Sequence[Sequence[int]] | None = None) -> None:
        self.grid = grid
        self.choices = grid.choices if choices is None else choices
        self.companies = {company: c for c, company in enumerate(grid.companies)}
        self.rooms = {room: r for r, room in enumerate(grid.places)}
        self.zones = {zone: z for z, zone in enumerate(sorted({"", *grid.zone.values()}))}
        self.simple_staff = all(len(crews) == 1 for crews in grid.crews.fits.values())
        self.facts = self._facts()

    def _facts(self) -> dict[str, NDArray[Any]]:
        grid = self.grid
        number = {crew: k for k, crew in enumerate(grid.crews.members)}
        crews = [
            [number[grid.crews.fits[need][0]] for need in wish.needs] if self.simple_staff else []
            for wish in grid.wishes
        ]
        earlier: list[list[int]] = [[] for _ in grid.wishes]
        later: list[list[int]] = [[] for _ in grid.wishes]
        for w in grid.placeable:
            first = grid.earlier_wish(w)
            if first is not None:
                earlier[w].append(first)
                later[first].append(w)
        lists = _Lists()
        wish = np.zeros((len(grid.wishes) + 1, 11), np.int32)
        wish[:-1, hall.SUPPLIER] = [self.companies[w.supplier] for w in grid.wishes]
        wish[:-1, hall.BUYER] = [self.companies[w.buyer] for w in grid.wishes]
        wish[:-1, hall.POINTS] = [w.points for w in grid.wishes]
        wish[:-1, hall.MUST] = [w.must for w in grid.wishes]
        wish[:, hall.CHOICES] = lists.add(self.choices)
        wish[:, hall.CREWS] = lists.add([[len(self.rooms) + crew for crew in row] for row in crews])
        wish[:, hall.EARLIER] = lists.add(earlier)
        wish[:, hall.LATER] = lists.add(later)
        wish[:, hall.SLOT] = -1
        wish[:-1, hall.PLACE] = [
            -1 if grid.floats(w.buyer) else self.rooms[grid.rooms[w.buyer][0]] for w in grid.wishes
        ]
        users: list[list[int]] = [[] for _ in range(len(self.rooms) + len(number))]
        for w in grid.placeable:
            for place in (wish[w, hall.PLACE], *(len(self.rooms) + crew for crew in crews[w])):
                if place >= 0:
                    users[place].append(w)
        companies = list(grid.companies.values())
        company = np.zeros((len(companies) + 1, 6), np.int64)
        company[:-1, hall.CAPACITY] = [grid.capacity[c.id] for c in companies]
        company[:-1, hall.LIMIT] = [FREE if m is None else m for m in grid.limit.values()]
        company[:-1, hall.LEAST] = [c.min_interviews or 0 for c in companies]
        company[:-1, hall.IS_BUYER] = [c.id in grid.rooms for c in companies]
        company[:, hall.OF] = lists.add([grid.of[c.id] for c in companies])
        allowed = np.zeros((len(grid.wishes), len(grid.slots)), np.uint8)
        for w, choices in enumerate(self.choices):
            allowed[w, list(choices)] = 1
        bits = [grid.days[day].index(t) for t, day in enumerate(grid.day_of)]
        dates = np.zeros((len(grid.days), 3), np.int64)
        dates[:, hall.FIRST] = [day[0] for day in grid.days]
        dates[:, hall.LENGTH] = [len(day) for day in grid.days]
        for t in grid.before:
            dates[grid.day_of[t], hall.JOINED] |= 1 << bits[t]
        space = np.zeros((len(self.rooms) + len(number), len(grid.slots), 2), np.int64)
        for room, r in self.rooms.items():
            space[r, :, hall.PLACES] = grid.places[room]
        for crew, k in number.items():
            space[len(self.rooms) + k, :, hall.PLACES] = [
                grid.crews.present(crew, t) for t in range(len(grid.slots))
            ]
        begins = np.array(lists.add(users), np.int64)
        return {
            "wish": wish,
            "lists": np.array(lists.items or [0], np.int32),
            "allowed": allowed,
            "company": company,
            "space": space,
            "users": begins,
            "zone": np.array([self.zones[grid.zone[room]] for room in self.rooms], np.int64),
            "slots": np.array([grid.day_of, bits], np.int64).T.copy(),
            "dates": dates,
        }

    def begin(self, draft: Draft, seed: int) -> tuple[Hall, NDArray[np.bool_]]:
        """A hall with the draft's rooms and interviews, and which wishes may be moved in it."""
        grid = self.grid
        slots, dates, companies = len(grid.slots), len(grid.days), len(self.companies)
        facts = {name: array.copy() for name, array in self.facts.items()}
        days = np.zeros((companies, dates, 7), np.int64)
        days[:, :, hall.ROOM] = -1
        for buyer, rooms in grid.rooms.items():
            for day in range(dates):
                seat = draft.seats.get((buyer, day)) if grid.floats(buyer) else rooms[0]
                if seat is not None:
                    days[self.companies[buyer], day, hall.ROOM] = self.rooms[seat]
        wish = facts["wish"][:-1]
        seated = days[wish[:, hall.BUYER]][:, facts["slots"][:, hall.DAY], hall.ROOM] >= 0
        live = np.array([self.simple_staff or not wish.needs for wish in grid.wishes], np.bool_)
        facts["allowed"] &= seated & live[:, None]
        wish[~live, hall.MUST] = 1
        live &= facts["allowed"].any(axis=1)
        totals = np.zeros(len(PLACE) + 2, np.int64)
        totals[hall.LOST] = wish[:, hall.POINTS].sum()
        totals[hall.UNSERVED] = len(grid.problem.suppliers)
        totals[hall.UNSERVED_BUYERS] = len(grid.problem.buyers)
        totals[hall.SHORTFALL] = facts["company"][:, hall.LEAST].sum()
        waiting = np.zeros(max(map(len, grid.days)) + 1, np.int64)
        waiting[0] = companies * dates
        most = 4 * hall.LONGEST + 64
        in_a_row = grid.problem.event.max_consecutive
        state = Hall(
            **facts,
            days=days,
            at=np.zeros((companies, slots, 1 + max(1, *grid.capacity.values())), np.int32),
            in_zone=np.zeros((companies, dates, len(self.zones)), np.int64),
            waiting=waiting,
            totals=totals,
            before=totals.copy(),
            log=np.zeros((most, 2), np.int64),
            touched=np.zeros((2 * most, 5), np.int64),
            pending=np.zeros((most, 2), np.int64),
            trouble=np.zeros(len(grid.wishes) + 1, np.int64),
            counters=np.array([0, 0, 0, 0, -1 if in_a_row is None else in_a_row], np.int64),
            dice=np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % (1 << 64) or 1], np.uint64),
        )
        return state, live

    def improve(self, draft: Draft, goal: str, enough: int, plan: Plan, seed: int) -> Annealing:
        """From a draft to a timetable better in one goal and no worse in the goals before it.

        Args:
            draft: where to begin.
            goal: what to make better.
            enough: by how much it can be bettered at most; nothing is tried beyond.
            plan: how long and how warm.
            seed: the same one gives the same timetable, as long as nothing is cut short.
        """
        goals = [name for name in self.grid.problem.event.goals if name in PLACE]
        state, live = self.begin(draft, seed)
        weights, floor = np.zeros(len(PLACE) + 2), np.full(len(PLACE) + 2, FREE, np.int64)
        number = goals.index(goal)
        for name, weight in zip(goals[number:], (1.0, *plan.later), strict=False):
            weights[PLACE[name]] = weight
        if not kempe.fill(state, _rows(draft.slot_of), weights[hall.MOVES] > 0):
            raise AssertionError("a timetable that breaks a rule cannot be annealed")
        weights[hall.ROUGH], floor[hall.ROUGH] = plan.rough, 0
        minded = [name for name in goals if weights[PLACE[name]] or name in goals[:number]]
        for name in goals[:number]:
            floor[PLACE[name]] = state.totals[PLACE[name]]
        if plan.choosing == 0:
            live &= state.wish[:-1, hall.SLOT] >= 0
        order = np.array([PLACE[name] for name in minded])
        return Annealing(state, live, order, PLACE[goal], enough, weights, floor, plan)

    def place(self, draft: Draft, wishes: frozenset[int], plan: Plan, seed: int) -> Annealing:
        """Slots for just these wishes, for as many as can be found; begins with those the draft holds."""
        state, live = self.begin(draft, seed)
        chosen = np.zeros(len(live), np.bool_)
        chosen[sorted(wishes)] = True
        state.wish[:-1, hall.POINTS] = chosen
        state.totals[hall.LOST] = len(wishes)
        held = {
            w: t
            for w, t in draft.slot_of.items()
            if state.wish[w, hall.MUST] or (w in wishes and t in self.choices[w])
        }
        if not kempe.fill(state, _rows(held), False):
            raise AssertionError("a timetable that breaks a rule cannot be annealed")
        weights, floor = np.zeros(len(PLACE) + 2), np.full(len(PLACE) + 2, FREE, np.int64)
        weights[hall.LOST], weights[hall.ROUGH], floor[hall.ROUGH] = 1.0, plan.rough, 0
        order = np.array([hall.LOST])
        return Annealing(
            state, live & chosen, order, hall.LOST, int(state.totals[hall.LOST]), weights, floor, plan
        )


class Annealing:
    """One annealing, done chunk by chunk; may run in a thread of its own."""

    def __init__(
        self,
        state: Hall,
        live: NDArray[np.bool_],
        order: NDArray[np.int64],
        goal: int,
        enough: int,
        weights: NDArray[np.float64],
        floor: NDArray[np.int64],
        plan: Plan,
    ) -> None:
        self._state, self._order, self._weights, self._floor = state, order, weights, floor
        self._goal, self._plan = goal, plan
        self._movable = np.flatnonzero(live)
        self._best = state.wish[:-1, hall.SLOT].copy()
        self._totals = state.totals.copy()
        self._first = int(state.totals[goal])
        self._enough = self._first - enough

    @property
    def gained(self) -> int:
        """By how much the goal has been bettered so far."""
        return self._first - int(self._totals[self._goal])

    @property
    def done(self) -> bool:
        """Whether the goal is as good as it can be."""
        return int(self._totals[self._goal]) <= self._enough

    @property
    def worth(self) -> tuple[int, ...]:
        """What the best timetable costs in the goals' order: what annealings are compared by."""
        return tuple(int(self._totals[goal]) for goal in self._order)

    @property
    def slot_of(self) -> dict[int, int]:
        """The best timetable found: wish → slot."""
        return {int(w): int(self._best[w]) for w in np.flatnonzero(self._best >= 0)}

    def run(self, stop: threading.Event) -> None:
        """Cool down in as many moves as planned, or in those that there is time for."""
        plan = self._plan
        chunks = planned = max(1, plan.tries // CHUNK)
        began, done = time.perf_counter(), 0
        while done < chunks and self._movable.size and not self.done and not stop.is_set():
            warm, cold = (plan.warm * (plan.cold / plan.warm) ** (step / chunks) for step in (done, done + 1))
            kempe.anneal(
                self._state,
                self._movable,
                self._order,
                self._goal,
                self._enough,
                self._weights,
                self._floor,
                self._best,
                self._totals,
                warm,
                cold,
                CHUNK,
                plan.choosing,
            )
            done += 1
            spent = time.perf_counter() - began
            chunks = max(done, int(min(planned, plan.seconds * done / spent)))


def warm() -> None:
    """Anneal the smallest event there is, so that the moves are compiled when they are needed."""
    day = dt.date(2026, 1, 1)
    problem = Problem(
        Event(""),
        (Session(day, dt.time(10), dt.time(12)),),
        (Room("R", ""),),
        (Buyer("B", "", room="R"),),
        (Supplier("S", ""),),
        (Wish("S", "B"),),
    )
    grid = Grid(problem)
    plan = Plan(tries=1, seconds=1.0, warm=1.0, cold=1.0)
    Annealer(grid).improve(first_draft(grid), "breaks", 1, plan, 0).run(threading.Event())


def _rows(slot_of: Mapping[int, int]) -> NDArray[np.int64]:
    return np.array(sorted(slot_of.items()), np.int64).reshape(-1, 2)
