"""Whether some wishes can all be held, and if not, the smallest set of demands that clash.

Only musts can make an event impossible: without them an empty hall keeps every rule. So the models here hold
the musts (and, to explain a wish, that one wish) and nothing else, which keeps them small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.bounds import usable
from scheduler.fewest import fewest
from scheduler.grid import Grid
from scheduler.rules import RULES, post
from scheduler.search import Clock, Found, run
from scheduler.timetable import Bilingual
from scheduler.variables import Variables
from scheduler.words import Demand, name, plural, ranges_text, say

LEAST = 1.0
"""Seconds that the search for a clash may take in any case: nothing is said without it."""
FEWEST = 3.0
"""Seconds, at most, in which a clash of fewer demands is sought than the first one found."""


@dataclass(frozen=True, slots=True)
class Held:
    """Slots (and rooms) in which all the wishes asked for can be held together."""

    slot_of: Mapping[int, int]
    seats: Mapping[tuple[str, int], str]


def hold(
    grid: Grid, wishes: Iterable[int], clock: Clock, *, seed: int = 0, effort: float | None = None
) -> Held | Found:
    """Find slots for the musts and for some more wishes together; else what the search ended with."""
    together = sorted({*grid.musts, *wishes})
    if any(not grid.choices[w] for w in together):
        return Found("INFEASIBLE", None, None)
    if clock.left <= 0:
        return Found("UNKNOWN", None, None)
    v = Variables(grid, together, held=True)
    post(v)
    found = run(v.model, clock, seconds=clock.left, workers=1, seed=seed, effort=effort)
    return found if found.value is None else read(v, found)


def read(v: Variables, found: Found) -> Held:
    """The interviews of a solution."""
    if found.value is None:
        raise AssertionError("there is no solution to read")
    value = found.value
    slot_of = {w: t for w in v.wishes if value(v.placed[w]) for t, x in v.x[w].items() if value(x)}
    seats = {key: room for key, rooms in v.sits.items() for room, sits in rooms.items() if value(sits)}
    return Held(slot_of, seats)


def clash(
    grid: Grid, clock: Clock, asked: int | None = None, effort: float | None = None
) -> tuple[Bilingual, ...]:
    """Demands that cannot all be met together, and would be if any one of them were dropped.

    Args:
        grid: an event that is impossible, or is so if `asked` is held.
        clock: how long there is; when it runs out the set may be larger than it need be: at worst all musts.
        asked: a wish that is to be held as well as the musts.
        effort: the most work for one question, in the solver's own measure of time.
    """
    alone = without_choice(grid)
    if alone is not None:
        return tuple(say(grid, demand) for demand in alone)
    reasons = counting(grid, asked)
    if reasons:
        return reasons
    found = demands(grid, clock, asked, effort)
    return tuple(say(grid, demand) for demand in found or _together(grid, asked))


def _together(grid: Grid, asked: int | None) -> list[Demand]:
    """All musts and the wish asked for: what cannot be met in this hall when nobody knows more."""
    musts = [Demand("must", grid.wishes[w].pair) for w in grid.musts if w != asked]
    return [*musts, *([] if asked is None else [Demand("asked", grid.wishes[asked].pair)])]


def without_choice(grid: Grid) -> list[Demand] | None:
    """The clash of the first must that is declined, else of the first that has no slot at all."""
    impossible = [w for w in grid.musts if not grid.choices[w]]
    for w in impossible:
        if grid.wishes[w].declined:
            return [Demand("must", grid.wishes[w].pair), Demand("declined", grid.wishes[w].pair)]
    for w in impossible:
        must = Demand("must", grid.wishes[w].pair)
        return smallest(_Core(grid, [w]), Clock(LEAST)) or [must]
    return None


def counting(grid: Grid, asked: int | None = None) -> tuple[Bilingual, ...]:
    """A clash that mere counting shows, as one sentence: a company with more musts than it can hold."""
    for company in grid.companies if asked is None else grid.wishes[asked].pair:
        own = [w for w in grid.of[company] if w == asked or grid.wishes[w].must]
        slots = usable(grid, grid.open[company]) * grid.capacity[company]
        if len(own) > slots:
            return (_too_few_slots(grid, company, own, slots, asked),)
        most = grid.limit[company]
        if most is not None and len(own) > most:
            return (_beyond_the_limit(grid, company, own, asked),)
    return ()


def _too_few_slots(grid: Grid, company: str, own: list[int], slots: int, asked: int | None) -> Bilingual:
    who, what = name(grid, company), _counted(grid, company, own, asked)
    ja, en = _why_so_few(grid, company)
    return Bilingual(
        f"{who.ja}: 面談できるのは {slots} 件まで{ja}、{what.ja}",
        f"{who.en}: room for {plural(slots, 'interview')}{en}, {what.en}",
    )


def _why_so_few(grid: Grid, company: str) -> tuple[str, str]:
    """What lowers the number of a company's slots, in brackets: its times, and the limit in a row."""
    times, slots = ranges_text(grid.companies[company].available), grid.open[company]
    ja, en = ([f"参加時間: {times}"], [f"available {times}"]) if times else ([], [])
    if not grid.capacity[company]:
        buys = company in grid.problem.buyer_of
        ja.append("席数が 0" if buys else "同時面談数が 0")
        en.append("it has no tables" if buys else "it sends no delegates")
    if usable(grid, slots) < len(slots):
        most = grid.problem.event.max_consecutive
        ja.append(f"連続 {most} 件まで")
        en.append(f"at most {most} in a row")
    return f"({'、'.join(ja)})" if ja else "", f" ({', '.join(en)})" if en else ""


def _beyond_the_limit(grid: Grid, company: str, own: list[int], asked: int | None) -> Bilingual:
    limit, what = say(grid, Demand("limit", (company,))), _counted(grid, company, own, asked)
    return Bilingual(f"{limit.ja}、{what.ja}", f"{limit.en}, {what.en}")


def _counted(grid: Grid, company: str, own: list[int], asked: int | None) -> Bilingual:
    """The musts of a company, and a wish of its own that is asked for: how many, and with whom."""
    others = [name(grid, who) for w in own for who in grid.wishes[w].pair if who != company]
    one_more = asked in own and asked not in grid.musts
    ja = f"必須とこの希望は {len(own)} 件" if one_more else f"必須の面談は {len(own)} 件"
    en = f"{plural(len(own) - 1, 'must')} and this wish" if one_more else plural(len(own), "must")
    if one_more and len(own) == 1:
        ja, en = "この希望は 1 件", "this wish"
    return Bilingual(
        f"{ja}: {'、'.join(who.ja for who in others)}", f"{en}: {', '.join(who.en for who in others)}"
    )


def demands(grid: Grid, clock: Clock, asked: int | None = None, effort: float | None = None) -> list[Demand]:
    """The demands of a smallest clash, in a fixed order; empty if there is none or time ran out.

    The musts of the two companies of the wish asked for are looked at first: mostly they are enough.
    """
    if asked is None:
        return smallest(_Core(grid, grid.musts), clock, effort)
    near = {w for company in grid.wishes[asked].pair for w in grid.of[company] if grid.wishes[w].must}
    found = smallest(_Core(grid, {asked, *near}), clock, effort)
    return found or smallest(_Core(grid, {asked, *grid.musts}), clock, effort)


def smallest(core: _Core, clock: Clock, effort: float | None = None) -> list[Demand]:
    """A clash of the fewest demands; one from which none can be left out where `effort` is limited.

    One too many may be left when the clock runs out. The first question, without which nothing is known, has
    a little time in any case.
    """
    clashing = core.clash(set(core.switches), Clock(max(clock.left, LEAST)), effort)
    if clashing is None:
        return []
    for demand in sorted(clashing, key=lambda d: (d.kind in ("must", "asked"), d)):
        if demand in clashing:
            clashing = core.clash(clashing - {demand}, clock, effort) or clashing
    if effort is None:
        within = Clock(min(FEWEST, clock.left), clock.cancelled)
        clashing = set(fewest(sorted(clashing), core.left_out, within))
    return sorted(clashing, key=lambda d: (d.kind not in ("must", "asked"), d))


class _Core:
    """A model in which every demand can be switched off."""

    def __init__(self, grid: Grid, together: Iterable[int]) -> None:
        v = Variables(grid, sorted(together), loose=True)
        self.model = v.model
        posted: dict[Demand, list[cp_model.Constraint]] = defaultdict(list)
        for rule in RULES:
            for demand, constraint in rule(v):
                posted[demand].append(constraint)
        for w in v.wishes:
            if not grid.wishes[w].must:
                posted[Demand("asked", grid.wishes[w].pair)].append(v.model.add(v.placed[w] == 1))
        self.switches: dict[Demand, cp_model.IntVar] = {}
        for demand in sorted(posted):
            self.switches[demand] = v.boolean()
            for constraint in posted[demand]:
                constraint.only_enforce_if(self.switches[demand])
        self.demand_at = {switch.index: demand for demand, switch in self.switches.items()}

    def clash(self, wanted: set[Demand], clock: Clock, effort: float | None = None) -> set[Demand] | None:
        """Some of the wanted demands that clash; None if they do not, or nobody knows in time."""
        if clock.left <= 0:
            return None
        model = self.model.clone()
        model.add_assumptions([self.switches[demand] for demand in sorted(wanted)])
        found = run(model, clock, seconds=clock.left, workers=1, seed=0, effort=effort)
        return {self.demand_at[index] for index in found.clashing} if found.impossible else None

    def left_out(self, wanted: Collection[Demand], clock: Clock) -> set[Demand] | None:
        """The demands that a timetable which meets those wanted, and many more, does not meet.

        Nothing: those wanted clash. None: not known in time.
        """
        model = self.model.clone()
        model.add_bool_and([self.switches[demand] for demand in wanted])
        model.maximize(cp_model.LinearExpr.sum(list(self.switches.values())))
        found = run(model, clock, seconds=clock.left, workers=1, seed=0)
        value = found.value
        if value is None:
            return set() if found.impossible else None
        return {demand for demand, switch in self.switches.items() if not value(switch)}
