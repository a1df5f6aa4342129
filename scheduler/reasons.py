"""Why each wish without an interview has none: the first reason that holds, and what stands in the way.

A reason such as "the buyer is full" promises that one more table (or one more interview) would put the wish
beside all interviews that are held, at no loss in any goal. It is only given when a timetable shows it: first
the wish is put where it could stand as things are, then, while time is left, others are moved for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scheduler.clash import clash, hold
from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.measures import stretches, wishing
from scheduler.problem import Decision
from scheduler.rearrange import Fit, fit, one_more, way
from scheduler.search import Clock, Found
from scheduler.timetable import Bilingual, Reason, Unplaced
from scheduler.words import Demand, name, ranges_text, say, title, when

PER_MODEL = 1.0
"""Seconds, at most, to find out whether one wish can be held beside the musts."""
MOVING = 3.0
"""Seconds, at most, in which other interviews are moved to see whether one unit more would do."""
CERTAIN = frozenset({Reason.DECLINED, Reason.NO_COMMON_SLOT, Reason.CONFLICT})
"""Reasons that come before any that moving others could show."""
SHOWN = 4
"""How many interviews a sentence names before it says how many more there are."""


def explain_unplaced(draft: Draft, clock: Clock, moving: float = MOVING) -> tuple[Unplaced, ...]:
    """Say of each wish that is not in the draft why that is so.

    Args:
        draft: the timetable.
        clock: no search is begun when it has run out.
        moving: seconds of it, at most, for moving other interviews.
    """
    return _Explaining(draft, clock).all(moving)


class _Explaining:
    def __init__(self, draft: Draft, clock: Clock) -> None:
        self.draft = draft
        self.grid: Grid = draft.grid
        self.clock = clock
        self.goals = draft.grid.problem.event.goals
        self.values = draft.values()
        self.musts_only = Draft(self.grid)
        for w in self.grid.musts:
            if w in draft.slot_of:
                self.musts_only.place(w, draft.slot_of[w], draft.room_at[w])
        self.wishing = wishing(self.grid)

    def all(self, moving: float) -> tuple[Unplaced, ...]:
        found = {w: self.why(w) for w in range(len(self.grid.wishes)) if w not in self.draft.slot_of}
        clock = Clock(min(moving, self.clock.left), self.clock.cancelled)
        doubtful = [w for w in found if found[w][0] not in CERTAIN]
        doubtful.sort(key=lambda w: (-self.grid.wishes[w].points, w))
        for reach in range(3):
            for w in doubtful:
                found[w] = self._with_others_moved(w, found[w], clock, reach)
        return tuple(Unplaced(*self.grid.wishes[w].pair, *why) for w, why in found.items())

    def why(self, w: int) -> tuple[Reason, Bilingual]:
        """The first reason that holds with all interviews where they are, and its sentence."""
        if self.grid.wishes[w].declined:
            return Reason.DECLINED, self._declined(w)
        if not self.grid.choices[w]:
            return Reason.NO_COMMON_SLOT, self._no_common_slot(w)
        conflict = self._conflict(w)
        if conflict is not None:
            return Reason.CONFLICT, conflict
        tries = [one for one in self._tries(w) if one[2]]
        for reason, units in self._units(w):
            for t, room, met in tries:
                if met <= units and self._no_loss(w, t, room) and self._one_more_is_enough(w, t, met):
                    return reason, self._full(next(iter(met)), Fit(t, 0))
        return Reason.OUTRANKED, self._outranked(w)

    def _with_others_moved(
        self, w: int, known: tuple[Reason, Bilingual], clock: Clock, reach: int
    ) -> tuple[Reason, Bilingual]:
        """The first reason that holds when other interviews may move; `known` is true in any case."""
        found = fit(self.grid, self.draft, w, self.values, clock, reach)
        if found is not None:
            return Reason.OUTRANKED, self._fits(found)
        for reason, units in self._units(w):
            if reason is known[0] or clock.left <= 0:
                return known
            for unit in units:
                for grid in one_more(self.grid, unit, w) if self._countable(unit) else ():
                    found = fit(grid, self.draft, w, self.values, clock, reach)
                    if found is not None:
                        return reason, self._full(unit, found)
        return known

    def _countable(self, unit: Demand) -> bool:
        """Whether there is a number of it that could be one more."""
        return bool(unit.about) and (unit.kind != "limit" or self.grid.limit[unit.about[0]] is not None)

    def _units(self, w: int) -> Iterator[tuple[Reason, set[Demand]]]:
        wish = self.grid.wishes[w]
        for reason, company in ((Reason.BUYER_FULL, wish.buyer), (Reason.SUPPLIER_FULL, wish.supplier)):
            yield reason, {Demand("parallel", (company,))}
            yield reason, {Demand("limit", (company,))}
        for room in self.grid.rooms[wish.buyer]:
            yield Reason.ROOM_FULL, {Demand("places", (room,))}
        people = dict.fromkeys(p for need in wish.needs for p in self.grid.crews.people[need])
        yield Reason.STAFF_BUSY, {Demand("staff", tuple(people))}

    def _tries(self, w: int) -> Iterator[tuple[int, str, set[Demand]]]:
        """Each slot and room in which the wish could be held, and what keeps it from there."""
        for t in self.grid.choices[w]:
            for room in self.draft.rooms_for(w, t):
                yield t, room, set(self.draft.obstacles(w, t, room))

    def _one_more_is_enough(self, w: int, t: int, met: set[Demand]) -> bool:
        """Whether one more person fills the wish's needs; one more table or place always does."""
        if next(iter(met)).kind != "staff":
            return True
        others = [need for other in self.draft.staffed[t] for need in self.grid.wishes[other].needs]
        needs = self.grid.wishes[w].needs
        return any(
            self.grid.crews.enough([*others, *needs[:extra], *needs[extra + 1 :]], t)
            for extra in range(len(needs))
        )

    def _no_loss(self, w: int, t: int, room: str) -> bool:
        """Whether no goal becomes worse if the wish is held in slot `t`."""
        wish = self.grid.wishes[w]
        for company in wish.pair:
            before = self._waits(company)
            after = stretches(self.grid, {*self._busy(company), t})
            if "breaks" in self.goals and sum(map(len, after)) > sum(map(len, before)):
                return False
            if "idle" in self.goals and sum(map(sum, after)) > sum(map(sum, before)):
                return False
            if "worst" in self.goals and max(map(sum, after)) > self.values["worst"]:
                return False
        walk = self._moves(wish.supplier, (t, room)) - self._moves(wish.supplier)
        if "moves" in self.goals and walk > way(self.goals, "moves"):
            return False
        return "even" not in self.goals or self._spread(wish.supplier) <= self.values["even"]

    def _busy(self, company: str) -> set[int]:
        return {t for t in range(len(self.grid.slots)) if self.draft.at[company, t]}

    def _waits(self, company: str) -> list[list[int]]:
        return stretches(self.grid, self._busy(company))

    def _moves(self, supplier: str, more: tuple[int, str] | None = None) -> int:
        rooms = {t: {self.draft.room_at[w] for w in self.draft.at[supplier, t]} for t in self._busy(supplier)}
        if more is not None:
            rooms.setdefault(more[0], set()).add(more[1])
        day = self.grid.day_of
        return sum(1 for a, b in pairwise(sorted(rooms)) if day[a] == day[b] and rooms[a] != rooms[b])

    def _spread(self, supplier: str) -> int:
        """The most minus the fewest interviews of suppliers if this one had one more."""
        counts = [self.draft.count[one] + (one == supplier) for one in self.wishing]
        return max(counts, default=0) - min(counts, default=0)

    def _conflict(self, w: int) -> Bilingual | None:
        """The demands that make it impossible to hold the wish beside the musts; None if it is possible."""
        if any(self.musts_only.room(w, t) is not None for t in self.grid.choices[w]):
            return None
        found = hold(self.grid, [w], self.clock, PER_MODEL)
        if not isinstance(found, Found) or not found.impossible:
            return None
        sentences = clash(self.grid, self.clock, w, PER_MODEL)
        return Bilingual(
            "両立しない条件: " + " / ".join(sentence.ja for sentence in sentences),
            "Cannot be met together: " + " / ".join(sentence.en for sentence in sentences),
        )

    def _declined(self, w: int) -> Bilingual:
        wish = self.grid.wishes[w]
        if wish.decision is Decision.NO:
            return Bilingual("主催者が行わないと決めました", "The organiser decided against it")
        buyer = name(self.grid, wish.buyer)
        return Bilingual(f"{buyer.ja} の回答が × です", f"{buyer.en} answered ×")

    def _no_common_slot(self, w: int) -> Bilingual:
        wish = self.grid.wishes[w]
        ja, en = [], []
        for who in (wish.supplier, wish.buyer):
            times = ranges_text(self.grid.companies[who].available)
            if times:
                sentence = say(self.grid, Demand("available", (who,)))
                ja.append(sentence.ja)
                en.append(sentence.en)
        for kind, asked in (("pin", wish.pin), ("session", wish.session), ("needs", wish.needs)):
            if asked:
                sentence = say(self.grid, Demand(kind, wish.pair))
                ja.append(sentence.ja)
                en.append(sentence.en)
        return Bilingual(
            "共通して使える時間枠がありません: " + " / ".join(ja or ["時間枠なし"]),
            "There is no slot in common: " + " / ".join(en or ["no slots"]),
        )

    def _full(self, demand: Demand, found: Fit) -> Bilingual:
        limit, fits = say(self.grid, demand), self._place(found)
        more_ja, more_en = {
            "parallel": ("同時にもう 1 件できれば", "With one more at a time"),
            "limit": ("上限がもう 1 件多ければ", "With one interview more allowed"),
            "places": ("席がもう 1 つあれば", "With one more table"),
            "staff": ("担当者がもう 1 人いれば", "With one more person"),
        }[demand.kind]
        return Bilingual(f"{limit.ja}。{more_ja}{fits.ja}", f"{limit.en}. {more_en}, {fits.en}")

    def _fits(self, found: Fit) -> Bilingual:
        """What is said of a wish that nothing keeps out: the timetable is not the best there is."""
        fits = self._place(found)
        return Bilingual(f"このままでも{fits.ja}", f"As things are, {fits.en}")

    def _place(self, found: Fit) -> Bilingual:
        at, moved = when(self.grid, found.slot), found.moved
        ja = f"、ほかの面談 {moved} 件を動かして" if moved else ""
        others = "1 other interview moves" if moved == 1 else f"{moved} other interviews move"
        en = f" once {others}" if moved else ""
        return Bilingual(f"{ja} {at} に入ります", f"it fits at {at}{en}")

    def _title(self, w: int) -> Bilingual:
        return title(self.grid, self.grid.wishes[w])

    def _outranked(self, w: int) -> Bilingual:
        """Name the interviews of its two companies that stand in the slots the wish could have.

        Those worth as much as the wish, or more, come first: they are what it lost to.
        """
        wish = self.grid.wishes[w]
        standing = dict.fromkeys(
            other
            for t in self.grid.choices[w]
            for company in (wish.buyer, wish.supplier)
            for other in self.draft.at[company, t]
        )
        rivals = sorted(standing, key=lambda r: self.grid.wishes[r].points < wish.points)
        if not rivals:
            return Bilingual(
                "ほかの希望と全体の待ち時間・移動を優先しました",
                "Other wishes, waiting and moves of all together came first",
            )
        named = [(when(self.grid, self.draft.slot_of[r]), self._title(r)) for r in rivals]
        shown = named[:SHOWN]
        more = len(named) - len(shown)
        ja = "、".join(f"{at} {pair.ja}" for at, pair in shown) + (f" ほか {more} 件" if more else "")
        en = "; ".join(f"{at} {pair.en}" for at, pair in shown) + (f" and {more} more" if more else "")
        return Bilingual(f"優先した面談: {ja}", f"These came first: {en}")
