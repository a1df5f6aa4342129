"""The grid of a day that goes on: what stays has one slot, all else only the slots that are left."""

from __future__ import annotations

import copy
import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        self._sitting: dict[tuple[str, int], dict[int, set[str]]] = defaultdict(dict)
        self._taken: dict[tuple[str, int], set[int]] = defaultdict(set)
        self._over: set[int] = {w for pair, w in self.wish_number.items() if pair in losses.cancelled}
        held = [one for one in standing if one.interview.status != "cancelled"]
        self.seating = Seating(self, held, losses)
        self.places = self.seating.places
        self._take_away()
        together, out = self._let_stay(sorted((one for one in held if one.stays), key=_place_of))
        self._may_move([one for one in held if not one.stays])
        self._make_tight(together, out)
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
        rooms = self._rooms_at(w, t)
        if t >= self.first_slot:
            return rooms
        return tuple(room for room in rooms if self.could_stay.get(w) == (t, room))

    def _rooms_at(self, w: int, t: int) -> tuple[str, ...]:
        """The same, but for the notice."""
        buyer = self.wishes[w].buyer
        home = self.seating.home.get((buyer, self.day_of[t]))
        if self._is_guest(w, t):
            return (self.could_stay[w][1],)
        if home is not None and (buyer, t) not in self.seating.closures:
            return (home,)
        seat = self.seat(w, t)
        known = None if seat is None else self.chosen.get(seat)
        rooms = [known] if known else dict.fromkeys(r for r in (home, *self.places) if r is not None)
        return tuple(
            room
            for room in rooms
            if self.seating.usable[room, t] and self._own_places_free(buyer, room, t) > 0
        )

    def _is_guest(self, w: int, t: int) -> bool:
        """Whether an interview is in another room than its buyer's, and may be so in that slot."""
        where = self.could_stay.get(w)
        if where is None or where[0] != t:
            return False
        buyer = self.wishes[w].buyer
        home = self.seating.home.get((buyer, self.day_of[t]))
        if (buyer, t) in self.seating.closures or home in (None, where[1]):
            return False
        return self.floats(buyer) or (home, t) not in self.seating.calm

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

    def _let_stay(self, staying: Iterable[Standing]) -> tuple[Draft, Counter[tuple[str, int]]]:
        """Fix what stays, as far as it keeps the rules; the rest only takes up room."""
        staying = tuple(staying)
        for one in staying:
            w, t = self.wish_number.get(one.interview.pair), self.number.get(one.interview.start)
            if w is not None and t is not None:
                self.choices[w] = (t,)
        together = Draft(self)
        out: Counter[tuple[str, int]] = Counter()
        sent: list[tuple[str, int]] = []
        for one in staying:
            interview = one.interview
            w, t = self.wish_number.get(interview.pair), self.number.get(interview.start)
            if w is None or t is None or w in self.stays or not self._keeps_rules(together, w, t, interview):
                slots = self._outlaw(interview)
                out.update((who, s) for who in interview.pair for s in slots)
            else:
                slots = [t]
                self.stays[w] = t
                self.room_of_stay[w] = interview.room
                together.place(w, t, interview.room)
            sent += [(person, s) for person in interview.staff for s in slots]
            for s in slots:
                self._taken[interview.room, s].add(interview.table)
        for person, t in sent:
            if person in self.open:
                self.open[person] -= {t}
        return together, out

    def _keeps_rules(self, together: Draft, w: int, t: int, interview: Interview) -> bool:
        """Whether an interview that stays breaks no rule beside the others, but for places and staff."""
        if interview.room not in self.places:
            return False
        return {demand.kind for demand in together.obstacles(w, t, interview.room)} <= {"places", "staff"}

    def _make_tight(self, together: Draft, out: Counter[tuple[str, int]]) -> None:
        """Leave as much as there is beside what stays: never so little that this could not.

        Args:
            together: what stays.
            out: (company, slot) → how many interviews it has there that are no part of the model.
        """
        for w, (t, room) in self.could_stay.items():
            self._sitting[room, t].setdefault(self.was[w].interview.table, set()).add(self.wishes[w].buyer)
        staying = ((who, t) for w, t in self.stays.items() for who in self.wishes[w].pair)
        self.engaged = {*staying, *out}
        seated = Counter((self.room_of_stay[w], t) for w, t in self.stays.items())
        outlaws = Counter(who for interview in self.outlaws for who in interview.pair)
        for company, most in self.capacity.items():
            for t, slot in enumerate(self.slots):
                gone = out[company, t] + len(self.losses.fewer_in(company, slot.start, slot.end))
                held = len(together.at[company, t])
                room = self.seating.home.get((company, self.day_of[t]), "")
                gone = max(gone, most - held - self._own_places_free(company, room, t))
                self.fewer[company, t] = min(gone, most - held)
            limit = self.limit[company]
            if limit is not None:
                self.limit[company] = max(together.count[company], limit - outlaws[company])
        for (room, t), usable in self.seating.usable.items():
            free = {*usable} - self._taken[room, t]
            self.closed[room, t] = self.places[room] - seated[room, t] - len(free)

    def _own_places_free(self, company: str, room: str, t: int) -> int:
        """How many interviews a company can add in a room and slot as far as it has to keep to its places.

        Where somebody else sits by hand, nobody else is planned: the place is not sure to become free.
        """
        own = self.seating.own.get((company, room))
        if own is None or (room, t) not in self.seating.calm:
            return self.capacity[company]
        there = self._sitting[room, t]
        mine = {*own, *(n for n, who in there.items() if company in who)} - self._taken[room, t]
        return sum(company in there.get(n, {company}) for n in mine)

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
            self._choose_one(w, sorted(ones, key=_place_of))
        claims: dict[tuple[int, str, int], list[int]] = defaultdict(list)
        for w in sorted(self.was, key=lambda w: (not self.problem.wishes[w].must, -self.wishes[w].points, w)):
            interview = self.was[w].interview
            t, room, table = self.number.get(interview.start), interview.room, interview.table
            if t is None or not self._could_be(w, t) or not self._may_sit(interview, t):
                continue
            self.could_stay[w] = t, room
            self.rivals[w] = tuple(claims[t, room, table])
            claims[t, room, table].append(w)

    def _choose_one(self, w: int, ones: Sequence[Standing]) -> None:
        """Of the meetings of a pair go on with the first that can stay; the others are lost."""
        self.origin[w] = ones[0].interview
        was = min(ones, key=lambda one: (not self._is_fine(w, one), bool(one.hits)))
        self.was[w] = was
        for one in ones:
            if one is not was:
                self.lost.append(one)
                t = self.number.get(one.interview.start)
                if t is not None and one.interview.start != was.interview.start:
                    self._apart.add((w, t))

    def _is_fine(self, w: int, one: Standing) -> bool:
        """Whether an interview could stay as far as its own slot, place and wish are concerned."""
        t = self.number.get(one.interview.start)
        return t is not None and not one.hits and self._could_be(w, t) and self._may_sit(one.interview, t)

    def _could_be(self, w: int, t: int) -> bool:
        """Whether a slot would do for a wish if it were alone."""
        pair = self.wishes[w].pair
        possible = all(self.capacity[who] and self.limit[who] != 0 for who in pair)
        return possible and t in self._choices(self.wishes[w])

    def _may_sit(self, interview: Interview, t: int) -> bool:
        """Whether the place where an interview is can be used."""
        return (
            interview.table
            in {*self.seating.usable.get((interview.room, t), ())} - self._taken[interview.room, t]
        )

    def _choose_again(self) -> None:
        """Where each wish could be held beside what stays, which asks for no more; a must is a wish."""
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
        beside = Draft(self)
        for w, t in self.stays.items():
            beside.place(w, t, self.room_of_stay[w])
        for w, slots in enumerate(self.choices):
            if w not in self.stays:
                self.choices[w] = _free(beside, w, slots)
        for w, where in list(self.could_stay.items()):
            if where[0] not in self.choices[w] or where[1] not in self.rooms_at(w, where[0]):
                del self.could_stay[w]
                self.choices[w] = tuple(t for t in self.choices[w] if self.rooms_at(w, t))
        for own in self.of.values():
            own.clear()
        for w in self.placeable:
            self.of[self.wishes[w].supplier].append(w)
            self.of[self.wishes[w].buyer].append(w)

    def _may_be(self, w: int, t: int) -> bool:
        """Whether the time allows a wish in a slot: it is not too near, or the wish is held there already."""
        if (w, t) in self._apart:
            return False
        if t < self.first_slot and self.rivals.get(w):
            return False
        return bool(self.rooms_at(w, t))

    def _asks(self, w: int, wish: Wish) -> Wish:
        if w not in self.stays:
            return replace(wish, decision=None) if wish.must else wish
        mark = None if wish.mark is Mark.CROSS else wish.mark
        return replace(wish, needs=(), pin=None, session=None, decision=None, mark=mark)


def _place_of(one: Standing) -> tuple[dt.datetime, str, int, tuple[str, str]]:
    """The order in which interviews are looked at, whatever that of the file."""
    i = one.interview
    return i.start, i.room, i.table, i.pair


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
