"""The best timetable of an event, goal by goal, each proven before the next is begun.

1. A first timetable is made at once (`draft`), so that stopping at any moment leaves a valid one.
2. Which wishes can be held at best is settled without times (`bounds`); then times for just those are sought.
   Where that succeeds, the goals about wishes are reached and proven in one stroke.
3. Each goal in turn: first with the wishes as they are and only the times free, which is small and fast;
   then, unless the bound is reached, with everything free, which proves.

Only the goals' values are kept from stage to stage, never the wishes, so the result is truly the best in the
goals' order. A bound found while an earlier goal was not proven holds for every timetable that is at least
as good in the earlier goals as ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from scheduler import linear
from scheduler.bounds import TRIVIAL, Choice, Relaxation, chosen, relaxed, tighter, unbeatable
from scheduler.checked import checked
from scheduler.clash import Held, clash, hold, read
from scheduler.draft import Draft, fill_up, first_draft
from scheduler.goals import SELECTING, aim, no_better, no_worse
from scheduler.grid import Grid
from scheduler.improver import ANNEALED, Improver
from scheduler.leftover import hold_by_moving, hold_what_fits
from scheduler.measures import worth
from scheduler.model import Model
from scheduler.problem import GOALS, MAXIMISED, Problem
from scheduler.promise import ask
from scheduler.reasons import explain_unplaced
from scheduler.search import Clock, Found, Style, run
from scheduler.tables import finish
from scheduler.timetable import GoalValue, Progress, Result, Status
from scheduler.variables import Variables
from scheduler.windows import Windows

EXPLAINING = 3.0
"""Seconds, at most, kept back for saying why wishes are not placed; a tenth of the time if that is less."""
HOLDING = 1.0
"""Seconds that the search for a first timetable may take in any case, where first fit leaves a must out."""
SHARE = {"breaks": 0.6, "score": 0.4}
"""How much of the time left a goal's stage may take; any other half of it, the last one all."""
RELAXING = 0.12
"""The part of the time left that one bound without times may take."""
ASKING, ASKED = 0.15, 650
"""The part of the time left that the question at the bound may take, and the most interviews for it."""
PLACING = 0.15
"""The part of the time left that finding slots for a choice of wishes by annealing may take."""
ANNEALING = 0.6
"""The part of a stage's time that annealing may take; CP-SAT proves or goes on from there in the rest."""
WINDOWED = frozenset({"breaks", "idle"})
"""Goals for which windows pay after annealing; for the moves they always do."""
WINDOWS = 0.8
"""The part of a stage's time left after annealing that windows may take."""
BUILDING = 60e-6
"""Seconds that building and hinting a model takes for each wish and slot, on a slow machine."""


def solve(
    problem: Problem,
    *,
    time_limit: float = 30.0,
    workers: int = 2,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    reasons: bool = True,
) -> Result:
    """Make the best timetable that time allows.

    Args:
        problem: the event.
        time_limit: seconds of wall time for the search. A first valid timetable is made in any case, but for
            an event whose musts leave so little choice that none is found in a second beyond the limit.
        workers: CP-SAT's threads. With one, the same seed gives the same timetable as long as no stage was
            cut short by the clock.
        seed: of the search.
        progress: told each step, in the caller's thread.
        cancelled: asked many times a second, in the caller's thread; the best so far is returned.
        reasons: whether to say why wishes are not placed; without it `unplaced` is empty.
    """
    grid = Grid(problem)
    whole = Clock(time_limit, cancelled)
    clock = Clock(whole.limit - (min(EXPLAINING, whole.limit / 10) if reasons else 0), cancelled)
    draft = first_draft(grid)
    if any(w not in draft.slot_of for w in grid.musts):
        held = hold(grid, (), Clock(max(clock.left, HOLDING), cancelled), seed=seed)
        if isinstance(held, Found):
            return _without_timetable(grid, held, clock)
        draft = Draft(grid, held.slot_of, held.seats)
        fill_up(draft)
    solving = Solving(grid, draft, clock, workers, seed, progress)
    solving.settle_wishes()
    for number in range(len(solving.goals)):
        solving.stage(number)
    solving.use_what_is_left(whole)
    timetable = finish(solving.best)
    goals, seconds = solving.report(), clock.seconds
    unplaced = explain_unplaced(solving.best, whole) if reasons else ()
    proven = all(goal.optimal for goal in goals[: len(problem.event.goals)])
    return Result(Status.OPTIMAL if proven else Status.FEASIBLE, timetable, goals, unplaced, (), seconds)


def _without_timetable(grid: Grid, found: Found, clock: Clock) -> Result:
    if not found.impossible:
        return Result(Status.UNKNOWN, None, (), (), (), clock.seconds)
    reasons = clash(grid, clock)
    return Result(Status.INFEASIBLE, None, (), (), reasons, clock.seconds)


class Solving:
    """One solve under way: the best timetable, what is proven, and the models in use."""

    def __init__(
        self,
        grid: Grid,
        draft: Draft,
        clock: Clock,
        workers: int,
        seed: int,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.grid = grid
        self.goals = list(grid.problem.event.goals)
        self.clock = clock
        self.workers = workers
        self.seed = seed
        self.progress = progress
        self.best = draft
        self.values = draft.values()
        self.bounds: dict[str, int] = {}
        self.number = 0
        self._improver = Improver(grid, clock, workers, seed)
        self._improver.warm()
        self._full: Model | None = None
        self._timed: Model | None = None
        self._promising: frozenset[int] = frozenset()
        self._settled: dict[str, Choice] = {}
        self._relaxations: dict[tuple[tuple[str, int], ...], Choice | None] = {}

    def settle_wishes(self) -> None:
        """Find the best choice of wishes without times, then times for it; luck saves most of the stages.

        The choice that also promises the fewest breaks and moves is tried first, then the one that only
        reaches the goals about wishes.
        """
        if self.goals:
            self._tell(self.goals[0], None)  # there is a timetable
        reached: dict[str, int] = {}
        choices: list[Choice] = []
        for goal in self.goals:
            best = self.relaxed(goal, reached)
            if best is None:
                if goal in SELECTING:
                    break
                continue
            if goal in SELECTING and not set(reached) <= SELECTING.keys():
                break
            reached[goal] = best.bound
            if goal in SELECTING:
                choices = []
            choices.append(best)
        if choices and self._keep_promise(choices[-1]):
            return
        for wishes in dict.fromkeys(choice.wishes for choice in reversed(choices)):
            if self._place(wishes):
                self._promising = wishes
                return
            if not self._affordable(wishes):
                return
            model = Model(Variables(self.grid, sorted(wishes), held=True))
            model.v.hint(self.best.slot_of, self.best.seats)
            found = self._run(model, self.clock.left / 6, Style.PLAIN, self.goals[0])
            if self._offer(model.v, found):
                self._timed = model
                return

    def _keep_promise(self, choice: Choice) -> bool:
        """Look for a timetable as good in all goals as promised, unless annealing is the quicker way."""
        quicker = len(choice.wishes) > ASKED or not any(choice.moves.values())
        if (quicker and self._improver.ready) or not self._affordable(choice.wishes):
            return False
        v, found = ask(self.grid, choice, self.goals, self.clock, self.clock.left * ASKING, self.seed)
        return self._offer(v, found)

    def _place(self, wishes: frozenset[int]) -> bool:
        """Find slots for a choice of wishes by annealing; whether all of them are held now."""
        if not self._improver.compiled or self.clock.left <= 0:
            return False
        slot_of = self._improver.place(self.best, wishes, self.clock.left * PLACING)
        self._take(slot_of, fill=True)
        return len(slot_of) == len(wishes)

    def _anneal(self, goal: str, seconds: float) -> None:
        """Make a goal better by annealing; the wishes that promise the most in later goals stay at first."""
        limit = self._limit(goal)
        for number, (way, part) in enumerate(self._improver.ways(goal, seconds).items()):
            keep = number == 0 and self.best.slot_of.keys() == self._promising
            start = self.values[goal]
            most = abs(start - limit) if limit is not None else start
            tell = partial(self._tell_gained, goal, limit, start)
            self._take(self._improver.improve(self.best, goal, most, part, tell, way, keep))

    def _tell_gained(self, goal: str, limit: int | None, start: int, gained: int) -> None:
        self._tell(goal, limit, start + gained if goal in MAXIMISED else start - gained)

    def _by_windows(self, goal: str, seconds: float) -> None:
        """Make a goal better by arranging some slots at a time anew."""
        limit = self._limit(goal)
        windows = Windows(self.grid, self.clock, self.workers, self.seed)
        for draft in windows.improve(self.best, goal, limit or 0, seconds):
            self.best, self.values = draft, draft.values()
            self._tell(goal, limit)

    def _take(self, slot_of: dict[int, int], *, fill: bool = False) -> None:
        """Take a timetable over if it is better, `fill`: with whatever else fits."""
        draft = checked(self.grid, Held(slot_of, dict(self.best.seats)))
        if fill:
            fill_up(draft)
        values = draft.values()
        if worth(values, self.goals) < worth(self.values, self.goals):
            self.best, self.values = draft, values

    def stage(self, number: int) -> None:
        """Bring one goal as far as its share of the time allows, and prove what can be proven."""
        goal = self.goals[number]
        self.number = number
        self.bounds.pop(goal, None)
        self._tell(goal, None)
        if self._reached(goal) or self.clock.left <= 0:
            self._know(goal)
            return
        share = SHARE.get(goal, 0.5) if number + 1 < len(self.goals) else 1.0
        end = self.clock.seconds + self.clock.left * share
        alone = not self._affordable(self.best.slot_of)
        if goal in ANNEALED and self._improver.compiled:
            self._anneal(goal, (end - self.clock.seconds) * (1.0 if alone else ANNEALING))
        windowed = goal == "moves" or (goal in WINDOWED and self._improver.ready)
        if windowed and not self._reached(goal):
            self._by_windows(goal, (end - self.clock.seconds) * (1.0 if alone else WINDOWS))
        if self._reached(goal):
            return
        if goal not in SELECTING and self._affordable(self.best.slot_of):
            self._improve_times(goal, (end - self.clock.seconds) * 0.7)
        if not self._reached(goal) and self._affordable(self.grid.placeable):
            self._search_all(goal, end - self.clock.seconds)
        self._know(goal)

    def _know(self, goal: str) -> None:
        """Keep the bound known without times where no search has found one."""
        if goal not in self.bounds and (limit := self._limit(goal)) is not None:
            self.bounds[goal] = limit

    def _reached(self, goal: str) -> bool:
        """Whether a goal is as good as can be."""
        reached = self.values[goal] == self._limit(goal)
        if reached:
            self.bounds[goal] = self.values[goal]
            self._tell(goal, self.values[goal])
        return reached

    def _affordable(self, wishes: Iterable[int]) -> bool:
        """Whether there is time to build a model of these wishes, and annealing would not use it better."""
        part = self.clock.left / (10 if self._improver.ready else 2)
        return sum(len(self.grid.choices[w]) for w in wishes) * BUILDING < part

    def use_what_is_left(self, clock: Clock) -> None:
        """Hold each wish more that costs nothing in any goal; none with points where those are proven."""
        proven = "score" in self.goals and self.bounds.get("score") == self.values["score"]
        hold_what_fits(self.best, clock, pointless=proven)
        if not proven:
            self.best = hold_by_moving(self.best, clock)
        self.values = self.best.values()

    def _improve_times(self, goal: str, seconds: float) -> None:
        if self._timed is None or set(self._timed.v.wishes) != set(self.best.slot_of):
            self._timed = Model(Variables(self.grid, sorted(self.best.slot_of), held=True))
        earlier = {g: self.values[g] for g in self._done() if g not in SELECTING}
        self._optimise(self._timed, goal, earlier, seconds)

    def _search_all(self, goal: str, seconds: float) -> None:
        if self._full is None:
            self._full = Model(Variables(self.grid))
        earlier = {g: self.values[g] for g in self._done()}
        styles = (Style.PLANES, Style.CORES) if goal in SELECTING else (Style.CORES,)
        for style in styles:
            found = self._optimise(self._full, goal, earlier, seconds / len(styles), style)
            if found.impossible:
                raise AssertionError("a timetable that exists was called impossible")
            if found.bound is not None:
                known = self.bounds.get(goal, self._limit(goal))
                self.bounds[goal] = tighter(goal, found.bound, known)
            if self.bounds.get(goal) == self.values[goal]:
                return

    def _optimise(
        self, model: Model, goal: str, earlier: dict[str, int], seconds: float, style: Style = Style.CORES
    ) -> Found:
        model.keep(earlier)
        value = model.value(goal)
        limit = self._limit(goal)
        if limit is not None and model.kept.get(f"bound of {goal}") != limit:
            no_better(model.v.model, goal, value, limit)
            model.kept[f"bound of {goal}"] = limit
        aim(model.v.model, goal, value)
        model.v.hint(self.best.slot_of, self.best.seats)
        found = self._run(model, seconds, style, goal)
        self._offer(model.v, found)
        return found

    def _run(self, model: Model, seconds: float, style: Style, goal: str) -> Found:
        return run(
            model.v.model,
            self.clock,
            seconds=seconds,
            workers=self.workers,
            seed=self.seed,
            style=style,
            tell=lambda value, bound: self._tell(goal, bound, value),
        )

    def _offer(self, v: Variables, found: Found) -> bool:
        """Take a solution over if it is better; says whether there was one."""
        if found.value is None:
            return False
        draft = checked(self.grid, read(v, found))
        values = draft.values()
        if worth(values, self.goals) < worth(self.values, self.goals):
            self.best, self.values = draft, values
        return True

    def _done(self) -> list[str]:
        return self.goals[: self.number]

    def _limit(self, goal: str) -> int | None:
        """What the goal cannot pass, known without searching times."""
        limit = TRIVIAL.get(goal)
        if goal == "idle" and "breaks" in self.bounds:
            limit = max(limit or 0, self.bounds["breaks"])
        if goal == "worst" and (self.bounds.get("idle") or self.bounds.get("breaks")):
            limit = 1
        relaxed_goal = self.relaxed(goal, {g: self.values[g] for g in self._done()})
        if relaxed_goal is not None:
            limit = tighter(goal, relaxed_goal.bound, limit)
        return limit

    def relaxed(self, goal: str, reached: dict[str, int]) -> Choice | None:
        """The goal's bound without times and wishes that reach it, when earlier goals are this good."""
        if goal == "idle" and "breaks" in reached:  # the same count
            goal, reached = "breaks", {g: value for g, value in reached.items() if g != "breaks"}
        if goal in self._settled:  # first asked with the best values there can be: with worse, no less
            return self._settled[goal]
        key = (*reached.items(), (goal, 0))
        if key not in self._relaxations:
            found = self._relax(goal, reached)
            self._relaxations[key] = found
            if found is not None and found.bound == TRIVIAL.get(goal):
                self._settled[goal] = found
        return self._relaxations[key]

    def _relax(self, goal: str, reached: dict[str, int]) -> Choice | None:
        if self.values[goal] == unbeatable(self.grid, goal) and all(
            worth(self.values, [name]) <= worth(reached, [name]) for name in reached
        ):
            return Choice(self.values[goal], frozenset(self.best.slot_of), {}, {})
        if self.clock.left <= 0:
            return None
        v = Relaxation(self.grid)
        value = relaxed(v, goal)
        if value is None:
            return None
        for name, least in reached.items():
            known = relaxed(v, name)
            if known is not None:
                no_worse(v.model, name, known, least)
        aim(v.model, goal, value)
        seconds = self.clock.left * RELAXING
        if linear.large(v.model):
            found = linear.relax(v.model, seconds)
        else:
            workers, seed = self.workers, self.seed
            found = run(v.model, self.clock, seconds=seconds, workers=workers, seed=seed, style=Style.PLANES)
        return chosen(v, found)

    def _tell(self, goal: str, bound: int | None, value: int | None = None) -> None:
        if self.progress is not None:
            shown = self.values[goal] if value is None else value
            self.progress(Progress(goal, self.number + 1, len(self.goals), shown, bound, self.clock.seconds))

    def report(self) -> tuple[GoalValue, ...]:
        """Every goal's value and bound: those listed in their order, then the others by value only."""
        listed = [
            GoalValue(goal, self.values[goal], bound, bound == self.values[goal])
            for goal in self.goals
            for bound in (self.bounds.get(goal),)
        ]
        others = [GoalValue(goal, self.values[goal]) for goal in GOALS if goal not in self.goals]
        return (*listed, *others)
