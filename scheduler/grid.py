"""The event worked out for solving: slots by number, who is open when, and where each wish could be held.

Everything here is a plain consequence of the problem; nothing is chosen. Slots are counted from 0 in time
order, wishes by their position in the problem, days from 0.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from scheduler.problem import Buyer, Problem, Supplier, Wish

Company = Buyer | Supplier
Crew = tuple[str, str]
"""("member", id) or ("kind", kind)."""
Seat = tuple[str, int]
"""A buyer whose room is chosen, and the day it is chosen for."""


class Grid:
    """One problem seen through slot numbers and wish numbers.

    `closed` counts places of a room, `fewer` tables or delegates of a company, that a slot has to do without;
    before the day there are none. `engaged` has the companies and slots that are busy whatever is chosen.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots = problem.slots
        self.number = {slot.start: t for t, slot in enumerate(problem.slots)}
        dates = list(problem.days)
        self.day_of = [dates.index(slot.date) for slot in problem.slots]
        self.days = [[t for t, d in enumerate(self.day_of) if d == day] for day in range(len(dates))]
        self.sessions = self._by_session()
        self.neighbours = [(one, two) for row in self.sessions for one, two in pairwise(row)]
        self.before = {two: one for one, two in self.neighbours}
        self.behind = dict(self.neighbours)
        companies: tuple[Company, ...] = (*problem.buyers, *problem.suppliers)
        self.companies = {company.id: company for company in companies}
        self.capacity = {b.id: b.tables for b in problem.buyers} | {
            s.id: s.delegates for s in problem.suppliers
        }
        self.limit = {c.id: problem.limit(c) for c in self.companies.values()}
        self.open = {
            who.id: frozenset(self.number[start] for start in problem.open_slots(who))
            for who in (*self.companies.values(), *problem.staff)
        }
        self.crews = Crews(problem, self.open)
        self.rooms = {b.id: self._rooms(b) for b in problem.buyers}
        self.zone = {room.id: room.zone for room in problem.rooms}
        self.places = {room.id: room.tables for room in problem.rooms}
        self.closed: Counter[tuple[str, int]] = Counter()
        self.fewer: Counter[tuple[str, int]] = Counter()
        self.engaged: set[tuple[str, int]] = set()
        self.wishes: tuple[Wish, ...] = problem.wishes
        self.wish_number = {wish.pair: w for w, wish in enumerate(problem.wishes)}
        self.choices = [self._choices(wish) for wish in problem.wishes]
        self.musts = [w for w, wish in enumerate(problem.wishes) if wish.must]
        self.of: dict[str, list[int]] = {company: [] for company in self.companies}
        for w in self.placeable:
            self.of[self.wishes[w].supplier].append(w)
            self.of[self.wishes[w].buyer].append(w)

    @property
    def placeable(self) -> list[int]:
        """The wishes that are not declined and have a slot in common."""
        return [w for w, slots in enumerate(self.choices) if slots]

    def alone(self, w: int) -> bool:
        """Whether the rules would allow the wish if it were the only one of the event."""
        wish = self.wishes[w]
        return (
            bool(self.choices[w])
            and min(self.capacity[wish.buyer], self.capacity[wish.supplier]) > 0
            and self.limit[wish.buyer] != 0
            and self.limit[wish.supplier] != 0
            and any(self.places[room] > 0 for room in self.rooms[wish.buyer])
        )

    def earlier_wish(self, w: int) -> int | None:
        """The number of the wish that must come strictly before `w` if both are held."""
        wish = self.wishes[w]
        return self.wish_number.get((wish.supplier, wish.after)) if wish.after else None

    def floats(self, buyer: str) -> bool:
        """Whether the solver chooses the buyer's room, day by day."""
        return self.problem.buyer_of[buyer].room is None

    def seat(self, w: int, t: int) -> Seat | None:
        """What the room of wish `w` in slot `t` hangs on; None where nothing is to be chosen."""
        buyer = self.wishes[w].buyer
        return (buyer, self.day_of[t]) if self.floats(buyer) else None

    def seats(self) -> Iterator[tuple[Seat, tuple[str, ...]]]:
        """Each choice of a room there is, and the rooms."""
        for buyer in self.problem.buyers:
            if self.floats(buyer.id):
                yield from (((buyer.id, day), self.rooms[buyer.id]) for day in range(len(self.days)))

    def rooms_at(self, w: int, t: int) -> tuple[str, ...]:
        """The rooms in which wish `w` could be held in slot `t`."""
        return self.rooms[self.wishes[w].buyer]

    def far(self, one: str, two: str) -> bool:
        """Whether two rooms are too far apart for neighbouring slots."""
        return bool(self.zone[one] and self.zone[two] and self.zone[one] != self.zone[two])

    def open_without_staff(self, wish: Wish) -> list[int]:
        """The slots that the two companies, the pin and the session leave to a wish."""
        both = self.open[wish.supplier] & self.open[wish.buyer]
        return [t for t in sorted(both) if self.named(wish, t)]

    def named(self, wish: Wish, t: int) -> bool:
        """Whether slot `t` is one that the wish's own pin and session allow."""
        slot = self.slots[t]
        return wish.pin in (None, slot.start) and wish.session in (None, slot.label)

    def _choices(self, wish: Wish) -> tuple[int, ...]:
        if wish.declined:
            return ()
        return tuple(
            t for t in self.open_without_staff(wish) if not wish.needs or self.crews.enough(wish.needs, t)
        )

    def _rooms(self, buyer: Buyer) -> tuple[str, ...]:
        if buyer.room is not None:
            return (buyer.room,)
        return tuple(room.id for room in self.problem.rooms if room.tables > 0)

    def _by_session(self) -> list[list[int]]:
        rows: dict[int, list[int]] = defaultdict(list)
        for t, slot in enumerate(self.slots):
            rows[slot.session].append(t)
        return list(rows.values())


class Crews:
    """Staff in crews: people no need tells apart (each person named by an id is a crew of one).

    Counting crews instead of persons keeps interchangeable interpreters from multiplying the choices.
    """

    def __init__(self, problem: Problem, open_slots: dict[str, frozenset[int]]) -> None:
        wanted = {need for wish in problem.wishes for need in wish.needs}
        self.members: dict[Crew, list[str]] = defaultdict(list)
        crew_of: dict[str, Crew] = {}
        for member in problem.staff:
            crew = ("member", member.id) if member.id in wanted else ("kind", member.kind)
            self.members[crew].append(member.id)
            crew_of[member.id] = crew
        self.fits: dict[str, tuple[Crew, ...]] = {
            need: tuple(dict.fromkeys(crew_of[member.id] for member in problem.staff_for(need)))
            for need in sorted(wanted)
        }
        self.people = {need: [m.id for m in problem.staff_for(need)] for need in sorted(wanted)}
        self.open = open_slots

    def present(self, crew: Crew, t: int) -> int:
        """How many of a crew are available in slot `t`."""
        return sum(t in self.open[member] for member in self.members[crew])

    def enough(self, needs: Iterable[str], t: int) -> bool:
        """Whether each need can have its own person in slot `t`."""
        return self.assign(list(needs), t) is not None

    def assign(self, needs: Sequence[str], t: int, busy: Collection[str] = ()) -> list[str] | None:
        """A person of its own for each need in slot `t`, in the order of the needs; None: too few.

        `busy`: people who are sent elsewhere already.
        """
        sent: dict[int, str] = {}
        if all(self._send(needs, need, t, sent, busy) for need in range(len(needs))):
            return [person for _, person in sorted(sent.items())]
        return None

    def _send(
        self, needs: Sequence[str], need: int, t: int, sent: dict[int, str], away: Collection[str]
    ) -> bool:
        """Give one need more its person, those who are sent already moving on where they must."""
        busy = {person: other for other, person in sent.items()}
        asked_by: dict[str, int] = {}
        asking = [need]
        for asker in asking:
            for person in self.people[needs[asker]]:
                if person in asked_by or person in away or t not in self.open[person]:
                    continue
                asked_by[person] = asker
                if person not in busy:
                    self._move_on(person, asked_by, sent)
                    return True
                asking.append(busy[person])
        return False

    @staticmethod
    def _move_on(free: str, asked_by: Mapping[str, int], sent: dict[int, str]) -> None:
        """Send a free person to the need that asked, and whom that need had to the one that asked before."""
        person: str | None = free
        while person is not None:
            need = asked_by[person]
            before = sent.get(need)
            sent[need], person = person, before


def clock(moment: dt.datetime | dt.time) -> str:
    """A time as screens and files write it."""
    return moment.strftime("%H:%M")
