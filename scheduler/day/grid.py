"""The grid of a day that goes on: what stays has one slot, all else only the slots that are left."""

from __future__ import annotations

import copy
import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scheduler.day.losses import Losses
from scheduler.day.seating import Seating
from scheduler.day.standing import Standing
from scheduler.draft import Draft
from scheduler.grid import Grid, Seat
from scheduler.problem import Mark, Problem, Wish
from scheduler.timetable import Interview


class DayGrid(Grid):
    """An event seen at one moment of its day.

    Attributes:
        stays: wish → slot, for the interviews that stay.
        was: wish → the interview that may be moved or lost.
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
        self.lost: list[Standing] = []
        self.outlaws: list[Interview] = []
        self.room_of_stay: dict[int, str] = {}
        self.chosen: dict[Seat, str] = {}
        self._over: set[int] = {w for pair, w in self.wish_number.items() if pair in losses.cancelled}
        held = [one for one in standing if one.interview.status != "cancelled"]
        self.seating = Seating(self, (one.interview for one in held), losses)
        self.places = self.seating.places
        self._take_away()
        self._let_stay(sorted((one for one in held if one.stays), key=lambda one: one.interview.start))
        for one in held:
            if not one.stays:
                self._may_move(one)
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
        if home is not None and (buyer, t) not in self.seating.closures:
            return (home,)
        seat = self.seat(w, t)
        known = None if seat is None else self.chosen.get(seat)
        rooms = [known] if known else dict.fromkeys(r for r in (home, *self.places) if r is not None)
        return tuple(room for room in rooms if self.seating.usable[room, t])

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
        for company in losses.fewer:
            for t in range(len(self.slots)):
                self.fewer[company, t] = len(losses.fewer_in(company, *spans[t]))
        for (room, t), usable in self.seating.usable.items():
            self.closed[room, t] = self.places[room] - len(usable)
        for buyer in self.rooms:
            days = [d for d in range(len(self.days)) if (buyer, d) not in self.seating.home]
            shut = any(who == buyer for who, _ in self.seating.closures)
            homes = [self.seating.home[buyer, d] for d in range(len(self.days)) if d not in days]
            self.rooms[buyer] = tuple(dict.fromkeys((*homes, *(self.places if days or shut else ()))))

    def _let_stay(self, staying: Iterable[Standing]) -> None:
        """Fix what stays, as far as it keeps the rules; the rest only takes up room."""
        together = Draft(self)
        busy: set[tuple[str, int]] = set()
        seated: Counter[tuple[str, int]] = Counter()
        for one in staying:
            interview = one.interview
            w, t = self.wish_number.get(interview.pair), self.number.get(interview.start)
            if w is None or t is None or w in self.stays or interview.room not in self.places:
                self._outlaw(interview)
                continue
            broken = {d.kind for d in together.obstacles(w, t, interview.room)} - {"places", "staff"}
            if broken:
                self._outlaw(interview)
                continue
            self.stays[w] = t
            self.room_of_stay[w] = interview.room
            together.place(w, t, interview.room)
            seated[interview.room, t] += 1
            busy |= {(person, t) for person in interview.staff}
            for who in interview.pair:
                self.open[who] |= {t}
                held = len(together.at[who, t])
                self.fewer[who, t] = min(self.fewer[who, t], max(0, self.capacity[who] - held))
        for person, t in busy:
            if person in self.open:
                self.open[person] -= {t}
        for (room, t), count in seated.items():
            self.closed[room, t] = min(self.closed[room, t], max(0, self.places[room] - count))

    def _outlaw(self, interview: Interview) -> None:
        """Keep others away from an interview that stays although it breaks a rule."""
        self.outlaws.append(interview)
        w = self.wish_number.get(interview.pair)
        if w is not None:
            self._over.add(w)
        end = interview.start + dt.timedelta(minutes=self.problem.event.slot_minutes)
        slots = {t for t, slot in enumerate(self.slots) if slot.start < end and interview.start < slot.end}
        for who in (*interview.pair, *interview.staff):
            if who in self.open:
                self.open[who] -= slots
            most = self.limit.get(who)
            if most is not None:
                self.limit[who] = max(0, most - 1)
        if interview.room in self.places:
            for t in slots:
                self.closed[interview.room, t] += 1

    def _may_move(self, one: Standing) -> None:
        w = self.wish_number.get(one.interview.pair)
        if w is None or w in self.was or w in self.stays or (w in self._over and not one.cancelled):
            self.lost.append(one)
        else:
            self.was[w] = one

    def _choose_again(self) -> None:
        """Where each wish could be held now. What stays asks for nothing any more, and a must is a wish."""
        self.wishes = tuple(self._asks(w, wish) for w, wish in enumerate(self.wishes))
        for w, wish in enumerate(self.wishes):
            if w in self.stays:
                self.choices[w] = (self.stays[w],)
            elif w in self._over:
                self.choices[w] = ()
            else:
                left = (t for t in self._choices(wish) if t >= self.first_slot)
                self.choices[w] = tuple(t for t in left if self.rooms_at(w, t))
        for own in self.of.values():
            own.clear()
        for w in self.placeable:
            self.of[self.wishes[w].supplier].append(w)
            self.of[self.wishes[w].buyer].append(w)

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
