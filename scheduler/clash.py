"""Whether some wishes can all be held, and if not, the smallest set of demands that clash.

Only musts can make an event impossible: without them an empty hall keeps every rule. So the models here hold
the musts (and, to explain a wish, that one wish) and nothing else, which keeps them small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.bounds import usable
from scheduler.grid import Grid
from scheduler.rules import RULES, post
from scheduler.search import Clock, Found, run
from scheduler.timetable import Bilingual
from scheduler.variables import Variables
from scheduler.words import Demand, name, plural, ranges_text, say


@dataclass(frozen=True, slots=True)
class Held:
    """Slots (and rooms) in which all the wishes asked for can be held together."""

    slot_of: Mapping[int, int]
    seats: Mapping[tuple[str, int], str]


def hold(grid: Grid, wishes: Iterable[int], clock: Clock, seconds: float, seed: int = 0) -> Held | Found:
    """Find slots for the musts and for some more wishes together; else what the search ended with."""
    together = sorted({*grid.musts, *wishes})
    if any(not grid.choices[w] for w in together):
        return Found("INFEASIBLE", None, None)
    v = Variables(grid, together, held=True)
    post(v)
    found = run(v.model, clock, seconds=seconds, workers=1, seed=seed)
    return found if found.value is None else read(v, found)


def read(v: Variables, found: Found) -> Held:
    """The interviews of a solution."""
    if found.value is None:
        raise AssertionError("there is no solution to read")
    value = found.value
    slot_of = {w: t for w in v.wishes if value(v.placed[w]) for t, x in v.x[w].items() if value(x)}
    seats = {key: room for key, rooms in v.sits.items() for room, sits in rooms.items() if value(sits)}
    return Held(slot_of, seats)


def clash(grid: Grid, clock: Clock, asked: int | None = None, seconds: float = 10.0) -> tuple[Bilingual, ...]:
    """Demands that cannot all be met together, and would be if any one of them were dropped.

    Args:
        grid: the event.
        clock: how long there is; when it runs out the set may be larger than it need be.
        asked: a wish that is to be held as well as the musts.
        seconds: the most to spend.
    """
    reasons = counting(grid, asked)
    if reasons:
        return reasons
    return tuple(say(grid, demand) for demand in demands(grid, clock, asked, seconds))


def counting(grid: Grid, asked: int | None = None) -> tuple[Bilingual, ...]:
    """A clash that mere counting shows, as one sentence: a company with more musts than slots."""
    together = {*grid.musts, *([] if asked is None else [asked])}
    for company in grid.companies:
        own = [w for w in together if company in grid.wishes[w].pair]
        slots = usable(grid, grid.open[company]) * grid.capacity[company]
        if len(own) > slots:
            return (_too_few_slots(grid, company, len(own), slots, asked is not None),)
    return ()


def _too_few_slots(grid: Grid, company: str, asked: int, slots: int, one_more: bool) -> Bilingual:
    who = name(grid, company)
    ja, en = _why_so_few(grid, company)
    what_ja = "必須とこの希望" if one_more else "必須の面談"
    what_en = f"{plural(asked - 1, 'must')} and this wish" if one_more else plural(asked, "must")
    return Bilingual(
        f"{who.ja}: 面談できる枠は {slots} つ{ja}、{what_ja}は {asked} 件",
        f"{who.en}: room for {plural(slots, 'interview')}{en}, {what_en}",
    )


def _why_so_few(grid: Grid, company: str) -> tuple[str, str]:
    """What lowers the number of a company's slots, in brackets: its times, and the limit in a row."""
    times, slots = ranges_text(grid.companies[company].available), grid.open[company]
    ja, en = ([f"参加時間: {times}"], [f"available {times}"]) if times else ([], [])
    if usable(grid, slots) < len(slots):
        most = grid.problem.event.max_consecutive
        ja.append(f"連続 {most} 件まで")
        en.append(f"at most {most} in a row")
    return f"({'、'.join(ja)})" if ja else "", f" ({', '.join(en)})" if en else ""


def demands(grid: Grid, clock: Clock, asked: int | None, seconds: float) -> list[Demand]:
    """The demands of a smallest clash, in a fixed order; empty if there is none or time ran out."""
    core = _Core(grid, asked)
    clashing = core.clash(set(core.switches), clock, seconds)
    if clashing is None:
        return []
    for demand in sorted(clashing, key=lambda d: (d.kind in ("must", "asked"), d)):
        if demand in clashing:
            clashing = core.clash(clashing - {demand}, clock, seconds) or clashing
    return sorted(clashing, key=lambda d: (d.kind not in ("must", "asked"), d))


class _Core:
    """A model in which every demand can be switched off."""

    def __init__(self, grid: Grid, asked: int | None) -> None:
        together = sorted({*grid.musts, *([] if asked is None else [asked])})
        v = Variables(grid, together, loose=True)
        self.model = v.model
        posted: dict[Demand, list[cp_model.Constraint]] = defaultdict(list)
        for rule in RULES:
            for demand, constraint in rule(v):
                posted[demand].append(constraint)
        if asked is not None and not grid.wishes[asked].must:
            posted[Demand("asked", grid.wishes[asked].pair)].append(v.model.add(v.placed[asked] == 1))
        self.switches: dict[Demand, cp_model.IntVar] = {}
        for demand in sorted(posted):
            self.switches[demand] = v.boolean()
            for constraint in posted[demand]:
                constraint.only_enforce_if(self.switches[demand])
        self.demand_at = {switch.index: demand for demand, switch in self.switches.items()}

    def clash(self, wanted: set[Demand], clock: Clock, seconds: float) -> set[Demand] | None:
        """Some of the wanted demands that clash; None if they do not, or nobody knows in time."""
        seconds = min(seconds, max(clock.left, 0.0))
        if seconds <= 0:
            return None
        model = self.model.clone()
        model.add_assumptions([self.switches[demand] for demand in sorted(wanted)])
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        solver.parameters.catch_sigint_signal = False
        if solver.solve(model) != cp_model.INFEASIBLE:
            return None
        return {self.demand_at[index] for index in solver.sufficient_assumptions_for_infeasibility()}
