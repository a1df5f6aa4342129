"""The grid of a day that goes on: what stays has one slot, all else only the slots that are left."""

from __future__ import annotations

import copy
import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scheduler.day.losses import Losses
from scheduler.day.seating import Seating
from scheduler.day.standing import Standing
from scheduler.draft import Draft
from scheduler.grid import Grid, Seat
from scheduler.problem import Mark, Problem, Wish
from scheduler.timetable import Interview

Where = tuple[int, str]
"""A slot and a room."""


class DayGrid(Grid):
    """An event seen at one moment of its day.

    Attributes:
        stays: wish → slot, for the interviews that stay.
        was: wish → the interview that may be moved or lost.
        origin: wish → from where a move is counted: of a pair that was to meet twice, the first meeting.
        could_stay: wish → the slot and room where it is, if nothing hits it there.
        rivals: wish → the others that could stay at the same place and come before it.
        lost: what may be moved or lost but is no wish of its own: a pair nobody wished for, or met twice.
        outlaws: interviews that stay although they break a rule: no part of the model, but they take up
            their companies, their staff, their places and their pairs.
        room_of_stay: the rooms of those that stay.
        chosen: the rooms that are settled already, where there was a choice.
        seating: where the buyers sit.
        first_slot: the first slot in which an interview may be placed.
    """

    def __init__(
        self, problem: Problem, standing: Iterable[Standing], losses: Losses, first: dt.datetime
    ) -> None:
        super().__init__(problem)
        standing = tuple(standing)
        self.losses = losses
        self.musts = []
        self.first_slot = sum(slot.start < first for slot in self.slots)
        self.stays: dict[int, int] = {}
        self.was: dict[int, Standing] = {}
        self.origin: dict[int, Interview] = {}
        self.could_stay: dict[int, Where] = {}
        self.rivals: dict[int, tuple[int, ...]] = {}
        self.lost: list[Standing] = []
        self.outlaws: list[Interview] = []
        self.room_of_stay: dict[int, str] = {}
        self.chosen: dict[Seat, str] = {}
        self._apart: set[tuple[int, int]] = set()
        self._taken: dict[tuple[str, int], set[int]] = defaultdict(set)
        self._over: set[int] = {w for pair, w in self.wish_number.items() if pair in losses.cancelled}
        held = [one for one in standing if one.interview.status != "cancelled"]
        self.seating = Seating(self, (one.interview for one in held), losses)
        self.places = self.seating.places
        self._take_away()
        self._let_stay(sorted((one for one in held if one.stays), key=lambda one: one.interview.start))
        self._may_move([one for one in held if not one.stays])
        self._choose_again()

    def seat(self, w: int, t: int) -> Seat | None:
        """The closure or the day that a wish's room in a slot hangs on; None where it is known."""
        buyer = self.wishes[w].buyer
        day = buyer, self.day_of[t]
        if self.stays.get(w) == t or (day in self.seating.home and (buyer, t) not in self.seating.closures):
            return None
        return self.seating.closures.get((buyer, t), day)

    def seats(self) -> Iterator[tuple[Seat, tuple[str, ...]]]:
        """Each day without a room and each closure, and the rooms."""
        closures = dict.fromkeys(self.seating.closures.values())
        days = ((buyer.id, day) for buyer in self.problem.buyers for day in range(len(self.days)))
        for seat in (*closures, *(day for day in days if day not in self.seating.home)):
            yield seat, (self.chosen[seat],) if seat in self.chosen else tuple(self.places)

    def rooms_at(self, w: int, t: int) -> tuple[str, ...]:
        """The rooms in which a wish could be held in a slot, the buyer's own first."""
        if self.stays.get(w) == t:
            return (self.room_of_stay[w],)
        buyer = self.wishes[w].buyer
        home = self.seating.home.get((buyer, self.day_of[t]))
        if t < self.first_slot:
            return (self.could_stay[w][1],)
        if home is not None and (buyer, t) not in self.seating.closures:
            return (home,)
        seat = self.seat(w, t)
        known = None if seat is None else self.chosen.get(seat)
        rooms = [known] if known else dict.fromkeys(r for r in (home, *self.places) if r is not None)
        return tuple(room for room in rooms if self.seating.usable[room, t])

    def stands(self, draft: Draft, w: int) -> bool:
        """Whether an interview is held where it was, at the same table."""
        return self._is_there(draft, w) and not any(self._is_there(draft, v) for v in self.rivals.get(w, ()))

    def _is_there(self, draft: Draft, w: int) -> bool:
        where = self.could_stay.get(w)
        return where is not None and where == (draft.slot_of.get(w), draft.room_at.get(w))

    def slot_before(self, moment: dt.datetime) -> int:
        """The slot that starts at a moment, or the last one that started before it."""
        return max(0, bisect_right(self.slots, moment, key=lambda slot: slot.start) - 1)

    def _take_away(self) -> None:
        """What the incidents leave of companies, staff and rooms."""
        losses = self.losses
        spans = {t: (slot.start, slot.end) for t, slot in enumerate(self.slots)}
        for who in (*losses.away, *losses.fewer):
            if who in self.open:
                self.open[who] = frozenset(
                    t for t in self.open[who] if losses.away_in(who, *spans[t]) is None
                )
        for buyer in self.rooms:
            days = [d for d in range(len(self.days)) if (buyer, d) not in self.seating.home]
            shut = any(who == buyer for who, _ in self.seating.closures)
            homes = [self.seating.home[buyer, d] for d in range(len(self.days)) if d not in days]
            self.rooms[buyer] = tuple(dict.fromkeys((*homes, *(self.places if days or shut else ()))))

    def _let_stay(self, staying: Iterable[Standing]) -> None:
        """Fix what stays, as far as it keeps the rules; the rest only takes up room."""
        together = Draft(self)
        out: Counter[tuple[str, int]] = Counter()
        seated: Counter[tuple[str, int]] = Counter()
        sent: list[tuple[str, int]] = []
        for one in staying:
            interview = one.interview
            w, t = self.wish_number.get(interview.pair), self.number.get(interview.start)
            known = w is not None and t is not None and w not in self.stays and interview.room in self.places
            if not known or {d.kind for d in together.obstacles(w, t, interview.room)} - {"places", "staff"}:
                slots = self._outlaw(interview)
                out.update((who, s) for who in interview.pair for s in slots)
            else:
                slots = [t]
                self.stays[w] = t
                self.room_of_stay[w] = interview.room
                together.place(w, t, interview.room)
                seated[interview.room, t] += 1
            sent += [(person, s) for person in interview.staff for s in slots]
            for s in slots:
                self._taken[interview.room, s].add(interview.table)
        for person, t in sent:
            if person in self.open:
                self.open[person] -= {t}
        self._make_tight(together, out, seated)

    def _make_tight(
        self, together: Draft, out: Counter[tuple[str, int]], seated: Counter[tuple[str, int]]
    ) -> None:
        """Leave as much as there is beside what stays: never so little that this could not."""
        outlaws = Counter(who for interview in self.outlaws for who in interview.pair)
        for company, most in self.capacity.items():
            for t, slot in enumerate(self.slots):
                gone = out[company, t] + len(self.losses.fewer_in(company, slot.start, slot.end))
                self.fewer[company, t] = min(gone, most - len(together.at[company, t]))
            limit = self.limit[company]
            if limit is not None:
                self.limit[company] = max(together.count[company], limit - outlaws[company])
        for (room, t), usable in self.seating.usable.items():
            free = {*usable} - self._taken[room, t]
            self.closed[room, t] = self.places[room] - seated[room, t] - len(free)

    def _outlaw(self, interview: Interview) -> list[int]:
        """Keep others away from an interview that stays although it breaks a rule; the slots it lies in."""
        self.outlaws.append(interview)
        w = self.wish_number.get(interview.pair)
        if w is not None:
            self._over.add(w)
        end = interview.start + dt.timedelta(minutes=self.problem.event.slot_minutes)
        for v, wish in enumerate(self.wishes):
            for t, slot in enumerate(self.slots):
                if self._disturbs(interview, wish, slot.start):
                    self._apart.add((v, t))
        return [t for t, slot in enumerate(self.slots) if slot.start < end and interview.start < slot.end]

    def _disturbs(self, interview: Interview, wish: Wish, start: dt.datetime) -> bool:
        """Whether a wish held then might break a rule about the order or the neighbours of an outlaw."""
        own = self.wish_number.get(interview.pair)
        if wish.supplier == interview.supplier:
            if wish.after == interview.buyer and start <= interview.start:
                return True
            if own is not None and self.wishes[own].after == wish.buyer and start >= interview.start:
                return True
        t, there = self.number[start], self.number.get(interview.start)
        if there is None or there not in (self.before.get(t), self.behind.get(t)):
            return False
        if self.problem.event.max_consecutive is not None:
            return not {*wish.pair}.isdisjoint(interview.pair)
        zone = self.zone.get(interview.room, "")
        rooms = {self.zone[room] for room in self.rooms[wish.buyer]}
        return wish.supplier == interview.supplier and bool(zone) and not rooms <= {"", zone}

    def _may_move(self, moving: Iterable[Standing]) -> None:
        """Sort out what may be moved: each pair once, and of two meetings one that nothing hits."""
        pairs: dict[int, list[Standing]] = defaultdict(list)
        for one in moving:
            w = self.wish_number.get(one.interview.pair)
            if w is None or w in self.stays or (w in self._over and not one.cancelled):
                self.lost.append(one)
            else:
                pairs[w].append(one)
        for w, ones in pairs.items():
            ones.sort(key=lambda one: one.interview.start)
            self.origin[w] = ones[0].interview
            self.was[w] = next((one for one in ones if not one.hits), ones[0])
            for one in ones:
                if one is not self.was[w]:
                    self.lost.append(one)
                    t = self.number.get(one.interview.start)
                    if t is not None and t != self.number.get(self.was[w].interview.start):
                        self._apart.add((w, t))
        claims: dict[tuple[int, str, int], list[int]] = defaultdict(list)
        for w in sorted(self.was, key=lambda w: (not self.problem.wishes[w].must, -self.wishes[w].points, w)):
            interview = self.was[w].interview
            t, room, table = self.number.get(interview.start), interview.room, interview.table
            if (
                t is None
                or table not in self.seating.usable.get((room, t), ())
                or table in self._taken[room, t]
            ):
                continue
            self.could_stay[w] = t, room
            self.rivals[w] = tuple(claims[t, room, table])
            claims[t, room, table].append(w)

    def _choose_again(self) -> None:
        """Where each wish could be held now. What stays asks for nothing any more, and a must is a wish."""
        self.wishes = tuple(self._asks(w, wish) for w, wish in enumerate(self.wishes))
        for w, wish in enumerate(self.wishes):
            if w in self.stays:
                self.choices[w] = (self.stays[w],)
            elif w in self._over:
                self.choices[w] = ()
            else:
                self.choices[w] = tuple(t for t in self._choices(wish) if self._may_be(w, t))
        for w, t in self.stays.items():
            for who in self.wishes[w].pair:
                self.open[who] |= {t}
        for w, where in list(self.could_stay.items()):
            if where[0] not in self.choices[w] or where[1] not in self.rooms_at(w, where[0]):
                del self.could_stay[w]
        for own in self.of.values():
            own.clear()
        for w in self.placeable:
            self.of[self.wishes[w].supplier].append(w)
            self.of[self.wishes[w].buyer].append(w)

    def _may_be(self, w: int, t: int) -> bool:
        """Whether the time allows a wish in a slot: it is not too near, or the wish is held there already."""
        if (w, t) in self._apart:
            return False
        if t < self.first_slot and (self.rivals.get(w) or self.could_stay.get(w, (None, ""))[0] != t):
            return False
        return bool(self.rooms_at(w, t))

    def _asks(self, w: int, wish: Wish) -> Wish:
        if w not in self.stays:
            return replace(wish, decision=None) if wish.must else wish
        mark = None if wish.mark is Mark.CROSS else wish.mark
        return replace(wish, needs=(), pin=None, session=None, decision=None, mark=mark)


def settled(grid: DayGrid, slot_of: Mapping[int, int], draft: Draft) -> DayGrid:
    """The day with some interviews of a draft fixed.

    The others that the draft holds keep their choices; a wish that it does not hold has the slots in which it
    fits into the draft as it is.
    """
    rest = copy.copy(grid)
    rest.stays = {**grid.stays, **slot_of}
    rest.room_of_stay = {w: draft.room_at[w] for w in rest.stays}
    rest.chosen = {
        seat: draft.seats[seat] for w, t in slot_of.items() if (seat := grid.seat(w, t)) is not None
    }
    rest.choices = [
        (slot_of[w],) if w in slot_of else slots if w in draft.slot_of else _free(draft, w, slots)
        for w, slots in enumerate(grid.choices)
    ]
    rest.of = {company: [] for company in grid.of}
    for w in rest.placeable:
        for company in rest.wishes[w].pair:
            rest.of[company].append(w)
    return rest


def _free(draft: Draft, w: int, slots: Iterable[int]) -> tuple[int, ...]:
    return tuple(t for t in slots if draft.room(w, t) is not None)
