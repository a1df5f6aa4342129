"""What stands, repaired: as much of it kept as possible, with the fewest and gentlest changes.

The goals are those of `docs/replanning.md`, each a count of a draft and an expression of a model.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from scheduler.clash import Held
from scheduler.clauses import Literal
from scheduler.day.counting import too_many
from scheduler.day.grid import DayGrid, settled
from scheduler.day.stages import Posed
from scheduler.draft import Draft, make_room
from scheduler.goals import Expression
from scheduler.grid import Seat
from scheduler.rules import post
from scheduler.variables import Variables

SMALL = 0.4
"""A scope with a larger part of the interviews than this saves nothing beside the whole."""


class Repair:
    """The interviews that may be moved or lost, and what becomes of them.

    Attributes:
        names: the goals in their order; all want to be small.
        scopes: what is hit, what that meets as well, and all; the first two where they are much smaller.
        grid: the day.
        gone: of the wishes that had an interview, those that no slot is left for.
        standing: wish → the slot and room in which it can stay; missing where something hits it.
    """

    names = ("lost_musts", "lost", "disturbed", "lost_points", "moved", "retimed", "relocated", "shift")

    def __init__(self, grid: DayGrid) -> None:
        self.grid = grid
        self.gone = [w for w in grid.was if not grid.choices[w]]
        self.standing = grid.could_stay

    @cached_property
    def _too_many(self) -> int:
        return too_many(self.grid, [w for w in self.grid.was if self.grid.choices[w]])

    @cached_property
    def hurt(self) -> frozenset[str]:
        """The companies that are disturbed whatever is done."""
        unable = [one.interview for w, one in self.grid.was.items() if w not in self.standing]
        return frozenset(who for i in (*unable, *(one.interview for one in self.grid.lost)) for who in i.pair)

    @cached_property
    def _sure(self) -> dict[str, int]:
        """What is lost with the interviews that are none of a wish, or a second one."""
        wishes = [self.grid.problem.wish_of.get(one.interview.pair) for one in self.grid.lost]
        known = [wish for wish in wishes if wish is not None]
        return {
            "lost_musts": sum(wish.must for wish in known),
            "lost_points": sum(wish.points for wish in known),
        }

    @property
    def scopes(self) -> int:
        return len(self._reach)

    def first(self) -> Draft:
        """A repair made at once: what can stay does, the rest goes to the nearest slot that is free."""
        draft = Draft(self.grid)
        for w, t in self.grid.stays.items():
            draft.place(w, t, self.grid.rooms_at(w, t)[0])
        self._choose_rooms(draft)
        homeless = []
        for w in self._by_weight(self.grid.was):
            place = self.standing.get(w)
            if (
                place is None
                or next(draft.obstacles(w, *place), None) is not None
                or not self._seat_fits(draft, w)
            ):
                homeless.append(w)
            else:
                draft.place(w, *place)
        for w in [w for w in homeless if not self._nearest(draft, w)]:
            make_room(draft, w)
        for seat in [seat for seat in draft.seats if not draft.sitting[seat]]:
            del draft.seats[seat]
        return draft

    def values(self, draft: Draft) -> dict[str, int]:
        """What the repair costs, goal by goal."""
        grid = self.grid
        lost = [w for w in grid.was if w not in draft.slot_of]
        moved = [w for w in grid.was if w in draft.slot_of and not self.stands(draft, w)]
        touched = {who for w in (*lost, *moved) for who in grid.wishes[w].pair}
        others = [one.interview.pair for one in grid.lost]
        return {
            "lost_musts": sum(self._must(w) for w in lost) + self._sure["lost_musts"],
            "lost": len(lost) + len(others),
            "disturbed": len(touched | self.hurt),
            "lost_points": sum(self._points(w) for w in lost) + self._sure["lost_points"],
            "moved": len(moved),
            "retimed": sum(self._start(w) != grid.slots[draft.slot_of[w]].start for w in moved),
            "relocated": sum(self._room(w) != draft.room_at[w] for w in moved),
            "shift": sum(self.distance(w, draft.slot_of[w]) for w in moved),
        }

    def limit(self, goal: str, values: Mapping[str, int]) -> int:
        """What no repair can go below while the earlier goals are as they are: mere counting."""
        grid = self.grid
        gone = len(self.gone) + len(grid.lost)
        unable = [w for w in grid.was if w not in self.standing and w not in self.gone]
        sure = unable if values["lost"] == gone else []
        return {
            "lost_musts": sum(map(self._must, self.gone)) + self._sure["lost_musts"],
            "lost": gone + self._too_many,
            "disturbed": len(self.hurt),
            "lost_points": sum(map(self._points, self.gone)) + self._sure["lost_points"],
            "moved": max(0, len(unable) - (values["lost"] - gone)),
            "retimed": sum(grid.number.get(self._start(w)) not in grid.choices[w] for w in sure),
            "relocated": 0,
            "shift": sum(min(self.distance(w, t) for t in grid.choices[w]) for w in sure),
        }[goal]

    def tie(self, goal: str) -> tuple[str, int] | None:
        """Of repairs that lose as few, those that disturb the fewest: both are proven at one go."""
        return ("disturbed", len(self.grid.companies) + 1) if goal == "lost" else None

    def bounding(self, scope: int) -> Posed:
        """The interviews of the companies within the scope, with the rules of those companies alone."""
        v = Variables(self.grid, sorted({*self._movable(scope), *self._beside}))
        if scope < self.scopes - 1:
            for company in v.of.keys() - self._reach[scope]:
                v.of[company] = []
        return self._posed(v, scope == self.scopes - 1)

    def improving(self, scope: int, draft: Draft) -> Posed:
        """All interviews: those outside the scope are left where they are, but for what has been moved."""
        away = (w for w in self.grid.was if w in draft.slot_of and not self.stands(draft, w))
        free = {*self._movable(scope), *away}
        rest = settled(self.grid, {w: t for w, t in draft.slot_of.items() if w not in free}, draft)
        return self._posed(Variables(rest, self._movable(self.scopes - 1)), False)

    def outside(self, posed: Posed, draft: Draft) -> Held:
        """Where the interviews are that a model does not move: where they were, if they can stay there."""
        others = {w: place for w, place in self.standing.items() if w not in posed.v.x}
        held = {w: t for w, t in draft.slot_of.items() if w not in posed.v.x}
        seats = {seat: room for w, (t, room) in others.items() if (seat := self.grid.seat(w, t)) is not None}
        return Held(held | {w: t for w, (t, _) in others.items()}, draft.seats | seats)

    def _posed(self, v: Variables, whole: bool) -> Posed:
        post(v)
        for w in v.wishes:
            if w in self.grid.stays:
                v.model.add(v.placed[w] == 1)
        return Posed(v, self._expressions(v).__getitem__, whole)

    def _movable(self, scope: int) -> list[int]:
        """What stays and what may move, of the companies within a scope."""
        reach = self._reach[scope]
        own = (
            w for w in {*self.grid.stays, *self.grid.was} if not reach.isdisjoint(self.grid.wishes[w].pair)
        )
        return sorted(w for w in own if self.grid.choices[w])

    @cached_property
    def _beside(self) -> frozenset[int]:
        """The interviews in the rooms and slots in which places are closed: they leave none free."""
        grid = self.grid
        hit = (one.interview for w, one in grid.was.items() if w not in self.standing)
        short = {(i.room, t) for i in hit if grid.closed[i.room, t := grid.slot_before(i.start)]}
        return frozenset(w for w, (t, room) in self.standing.items() if (room, t) in short) | {
            w for w, t in grid.stays.items() if (grid.room_of_stay[w], t) in short
        }

    @cached_property
    def _reach(self) -> tuple[frozenset[str], ...]:
        """The companies of each scope: those that are hit, those that they meet as well, and all."""
        pairs = [self.grid.wishes[w].pair for w in self.grid.was if self.grid.choices[w]]
        hit = self.hurt
        near = hit.union(*(pair for pair in pairs if not hit.isdisjoint(pair)))
        small = (r for r in (hit, near) if sum(not r.isdisjoint(pair) for pair in pairs) < SMALL * len(pairs))
        return *small, frozenset(self.grid.companies)

    def _expressions(self, v: Variables) -> dict[str, Expression]:
        grid = self.grid
        wishes = [w for w in grid.was if w in v.x]
        sum_of, weigh = Expression.sum, Expression.weighted_sum
        there = {
            w: at
            for w, (t, room) in self.standing.items()
            if t in v.x.get(w, ()) and (at := v.at(w, t).get(room)) is not None
        }
        stays = {
            w: self._alone(v, at, [there[r] for r in grid.rivals[w] if r in there]) for w, at in there.items()
        }
        placed = [v.placed[w] for w in wishes]
        musts = [w for w in wishes if self._must(w)]
        points = [self._points(w) for w in wishes]
        steps = [(self.distance(w, t), x) for w in wishes for t, x in v.x[w].items()]
        steps += [(-self.distance(w, self.standing[w][0]), stay) for w, stay in stays.items()]
        in_time = [x for w in wishes for t, x in v.x[w].items() if grid.slots[t].start == self._start(w)]
        in_time += [s for w, s in stays.items() if grid.slots[self.standing[w][0]].start != self._start(w)]
        return {
            "lost_musts": len(musts)
            + sum(map(self._must, self.gone))
            + self._sure["lost_musts"]
            - sum_of([v.placed[w] for w in musts]),
            "lost": len(placed) + len(self.gone) + len(grid.lost) - sum_of(placed),
            "disturbed": self._disturbed(v, stays),
            "lost_points": sum(points)
            + sum(map(self._points, self.gone))
            + self._sure["lost_points"]
            - weigh(placed, points),
            "moved": sum_of(placed) - sum_of(list(stays.values())),
            "retimed": sum_of(placed) - sum_of(in_time),
            "relocated": sum_of([there for w in wishes for there in self._elsewhere(v, w)])
            - sum_of([stay for w, stay in stays.items() if self.standing[w][1] != self._room(w)]),
            "shift": weigh([x for _, x in steps], [step for step, _ in steps]),
        }

    @staticmethod
    def _alone(v: Variables, there: Literal, rivals: list[Literal]) -> Literal:
        """Whether an interview is where it was and none that comes before it is at the same table."""
        if not rivals:
            return there
        alone = v.all_of([there, *(~rival for rival in rivals)])
        v.model.add_implication(alone, there)
        for rival in rivals:
            v.model.add_implication(alone, ~rival)
        return alone

    def stands(self, draft: Draft, w: int) -> bool:
        """Whether an interview is held where it was."""
        return self.grid.stands(draft, w)

    def distance(self, w: int, t: int) -> int:
        """By how many slots an interview is moved if it is held in slot `t`."""
        was, now = sorted((self._start(w), self.grid.slots[t].start))
        return sum(was <= slot.start < now for slot in self.grid.slots)

    def _elsewhere(self, v: Variables, w: int) -> Iterator[Literal]:
        """The choices of a wish in another room than it was in."""
        own = self._room(w)
        for t in v.x[w]:
            if v.grid.rooms_at(w, t) != (own,):
                yield from (there for room, there in v.at(w, t).items() if room != own)

    def _disturbed(self, v: Variables, stays: dict[int, Literal]) -> Expression:
        elsewhere = (w for w in self.standing if w in v.x and w not in stays)
        sure = self.hurt.union(*(self.grid.wishes[w].pair for w in elsewhere))
        own: dict[str, list[Literal]] = {}
        for w, stay in stays.items():
            for who in self.grid.wishes[w].pair:
                own.setdefault(who, []).append(stay)
        maybe = [v.any_of([~stay for stay in some]) for who, some in own.items() if who not in sure]
        return len(sure) + Expression.sum(maybe)

    def _by_weight(self, wishes: Iterable[int]) -> list[int]:
        return sorted(wishes, key=lambda w: (not self._must(w), -self._points(w), w))

    def _choose_rooms(self, draft: Draft) -> None:
        """Send each buyer whose places are closed to the room with the most places free meanwhile."""
        grid = self.grid
        taken = Counter((room, t) for t, room in self.standing.values())
        slots: dict[Seat, list[int]] = defaultdict(list)
        for (_, t), closure in grid.seating.closures.items():
            slots[closure].append(t)
        seats = (grid.seat(w, grid.slot_before(self._start(w))) for w in grid.was if w not in self.standing)
        demand = Counter(seat for seat in seats if seat in slots)
        for closure, _ in demand.most_common():
            free = {
                room: sum(len(grid.seating.usable[room, t]) > taken[room, t] for t in slots[closure])
                for room in grid.places
            }
            room = max(free, key=free.__getitem__)
            draft.seats[closure] = room
            taken.update((room, t) for t in slots[closure])

    def _nearest(self, draft: Draft, w: int) -> bool:
        """Hold an interview in the free slot that is nearest to where it was."""
        for t in sorted(self.grid.choices[w], key=lambda t: (self.distance(w, t), t)):
            room = draft.room(w, t)
            if room is not None:
                draft.place(w, t, room)
                return True
        return False

    def _seat_fits(self, draft: Draft, w: int) -> bool:
        """Whether the buyer has chosen no other room yet."""
        t, room = self.standing[w]
        return draft.seats.get(self.grid.seat(w, t) or ("", 0), room) == room

    def _start(self, w: int) -> dt.datetime:
        return self.grid.origin[w].start

    def _room(self, w: int) -> str:
        return self.grid.origin[w].room

    def _must(self, w: int) -> bool:
        return self.grid.problem.wishes[w].must

    def _points(self, w: int) -> int:
        return self.grid.problem.wishes[w].points
