"""Why each wish without an interview has none: the first reason that holds, and what stands in the way.

A reason such as "the buyer is full" promises that one more table (or one more interview) would put the wish
beside all interviews that are held, at no loss in any goal. It is only given when a timetable shows it: first
the wish is put where it could stand as things are, then, while time is left, others are moved for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scheduler.clash import clash, counting, hold
from scheduler.draft import Draft, make_room
from scheduler.grid import Grid
from scheduler.measures import stretches, wishing
from scheduler.problem import Decision
from scheduler.rearrange import Fit, fit, one_more, way
from scheduler.search import Clock, Found
from scheduler.timetable import Bilingual, Reason, Unplaced
from scheduler.words import Demand, name, ranges_text, say, title, when

EFFORT = 1.0
"""The most work to find out whether one wish can be held beside the musts, in the solver's own measure of
time, so that every run tries as hard."""
STANDING = 0.5
"""Seconds in which wishes are tried among interviews that stay where they are, even after the time is up or
somebody asked to stop."""
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
        clock: no search is begun when it has run out; a wish of which nothing more is known by then reads
            "outranked", and its sentence says so where it is not even known to be possible.
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
        self.unsettled: set[int] = set()
        self.standing = Clock(max(STANDING, clock.left))

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
        if w in self.unsettled:
            return Reason.OUTRANKED, self._not_settled()
        tries = [one for one in self._tries(w) if one[2]] if self._may_try else []
        for reason, units in self._units(w):
            if not self._may_try:
                break
            for t, room, met in tries:
                if met <= units and self._no_loss(w, t, room) and self._one_more_is_enough(w, t, met):
                    return reason, self._full(w, next(iter(met)), Fit(t, 0))
        return Reason.OUTRANKED, self._outranked(w)

    @property
    def _may_try(self) -> bool:
        """Whether there is time to look at slots with every interview where it is."""
        spent = self.standing.seconds
        return self.standing.left > 0 and (spent <= STANDING or not self.clock.stopped)

    def _with_others_moved(
        self, w: int, known: tuple[Reason, Bilingual], clock: Clock, reach: int
    ) -> tuple[Reason, Bilingual]:
        """The first reason that holds when other interviews may move; `known` is true in any case."""
        found = fit(self.grid, self.draft, w, self.values, clock, reach)
        if found is not None:
            return Reason.OUTRANKED, self._fits(found)
        for reason, units in self._units(w):
            if reason is known[0] or clock.left <= 0 or w in self.unsettled:
                return known
            for unit in units:
                for grid in one_more(self.grid, unit, w) if self._countable(unit) else ():
                    found = fit(grid, self.draft, w, self.values, clock, reach)
                    if found is not None:
                        return reason, self._full(w, unit, found)
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
        """The demands that make it impossible to hold the wish beside the musts; None if it is possible.

        None as well where that is not known in time: the wish is then among the unsettled.
        """
        if any(self.musts_only.room(w, t) is not None for t in self.grid.choices[w]):
            return None
        sentences = counting(self.grid, w)
        if not sentences:
            if make_room(self.musts_only, w):
                self.musts_only.remove(w)
                return None
            found = hold(self.grid, [w], self.clock, effort=EFFORT)
            if not isinstance(found, Found):
                return None
            if not found.impossible:
                self.unsettled.add(w)
                return None
            sentences = clash(self.grid, self.clock, w, EFFORT)
        return Bilingual(
            "両立しない条件: " + " / ".join(sentence.ja for sentence in sentences),
            "Cannot be met together: " + " / ".join(sentence.en for sentence in sentences),
        )

    def _not_settled(self) -> Bilingual:
        return Bilingual(
            "必須の面談と両立するかどうか、確かめきれませんでした",
            "It is not settled whether it can be held beside the musts",
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

    def _full(self, w: int, demand: Demand, found: Fit) -> Bilingual:
        """What is full, and how the wish fits with one unit more.

        A company that has to rest is not full at a time: its limit in a row is what stands in the way.
        """
        rests = self._rests(w)
        resting = demand.kind == "parallel" and any(who == demand.about[0] for who, _ in rests)
        limits = [sentence for _, sentence in rests] + ([] if resting else [say(self.grid, demand)])
        fits, colleague = self._place(found), self._colleague(w)
        more_ja, more_en = {
            "parallel": ("同時にもう 1 件できれば", "With one more at a time"),
            "limit": ("上限がもう 1 件多ければ", "With one interview more allowed"),
            "places": ("席がもう 1 つあれば", "With one more table"),
            "staff": (f"{colleague.ja} がもう 1 人いれば", f"With one more {colleague.en}"),
        }[demand.kind]
        return _sentences(*limits, Bilingual(f"{more_ja}{fits.ja}", f"{more_en}, {fits.en}"))

    def _rests(self, w: int) -> list[tuple[str, Bilingual]]:
        """The companies that have an empty slot for the wish which the limit in a row alone keeps empty."""
        if self.grid.problem.event.max_consecutive is None:
            return []
        for t, _, met in self._tries(w):
            if met and all(demand.kind == "in_a_row" for demand in met):
                at = when(self.grid, t)
                said = [(demand.about[0], say(self.grid, demand)) for demand in sorted(met)]
                return [
                    (who, Bilingual(f"{limit.ja}({at} は空ける)", f"{limit.en} ({at} stays empty)"))
                    for who, limit in said
                ]
        return []

    def _colleague(self, w: int) -> Bilingual:
        """Who could help a wish whose staff is busy: one of a kind, or like the one it names."""
        ja, en = [], []
        for need in self.grid.wishes[w].needs:
            person, named = name(self.grid, need), need in self.grid.problem.staff_of
            ja.append(f"{person.ja} の代わり" if named else person.ja)
            en.append(f"stand-in for {person.en}" if named else person.en)
        return Bilingual("か".join(ja), " or ".join(en))

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
        points = wish.points
        rivals = sorted(standing, key=lambda r: self.grid.wishes[r].points < points)
        rests = [sentence for _, sentence in self._rests(w)]
        if not rivals:
            return _sentences(
                *rests,
                Bilingual(
                    "ほかの希望と全体の待ち時間・移動を優先しました",
                    "Other wishes, waiting and moves of all together came first",
                ),
            )
        shown = [(when(self.grid, self.draft.slot_of[r]), self._title(r)) for r in rivals[:SHOWN]]
        more = len(rivals) - len(shown)
        ja = "、".join(f"{at} {pair.ja}" for at, pair in shown) + (f" ほか {more} 件" if more else "")
        en = "; ".join(f"{at} {pair.en}" for at, pair in shown) + (f" and {more} more" if more else "")
        return _sentences(*rests, Bilingual(f"優先した面談: {ja}", f"These came first: {en}"))


def _sentences(*said: Bilingual) -> Bilingual:
    """Sentences in a row; the last has no full stop."""
    return Bilingual("。".join(one.ja for one in said), ". ".join(one.en for one in said))
