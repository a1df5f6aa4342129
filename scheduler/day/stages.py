"""Goals one after another: each improved and proven as far as time allows, then kept for the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scheduler.checked import checked, laid
from scheduler.clash import Held, read
from scheduler.day.grid import DayGrid
from scheduler.draft import Draft
from scheduler.goals import Expression, aim, no_better, no_worse
from scheduler.measures import worth
from scheduler.problem import MAXIMISED
from scheduler.search import Clock, Found, Style, run
from scheduler.variables import Variables

SHARE = 0.5
"""The part of the time left that a goal may take; the last one takes all."""


@dataclass
class Posed:
    """A model of the goals.

    Attributes:
        v: its variables.
        express: a goal's value in it.
        whole: whether all that may move does and all rules are posted, so that it both bounds and improves.
    """

    v: Variables
    express: Callable[[str], Expression]
    whole: bool
    kept: dict[str, int] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)


class Aims(Protocol):
    """Goals: what a draft comes to, what cannot be passed, and models of them from the smallest to the whole.

    `scopes`: how many sizes of models there are; the last one is the whole.
    """

    @property
    def grid(self) -> DayGrid: ...

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def scopes(self) -> int: ...

    def values(self, draft: Draft) -> dict[str, int]:
        """Each goal's value."""

    def limit(self, goal: str, values: Mapping[str, int]) -> int | None:
        """What the goal cannot pass while the earlier ones are as they are; None where no counting tells."""

    def tie(self, goal: str) -> tuple[str, int] | None:
        """A later goal that is sought together with this one, and more than it can come to."""

    def bounding(self, scope: int) -> Posed:
        """A model that every timetable fits, with some rules left out unless it is the whole."""

    def improving(self, scope: int, draft: Draft) -> Posed:
        """A model of timetables that differ from a draft only within the scope."""

    def outside(self, posed: Posed, draft: Draft) -> Held:
        """What a draft holds beside a model."""


class Stages:
    """A draft that is made better goal by goal.

    Small models come first: one that leaves rules out to prove, one that leaves most interviews where they
    are to improve. Where the two do not meet, the next larger ones are asked.

    Args:
        aims: the goals.
        draft: where to begin.
        clock: how long there is.
        workers: CP-SAT's threads.
        seed: of the searches.
        tell: told the goal, its value and its bound whenever one of them may have changed.
    """

    def __init__(
        self,
        aims: Aims,
        draft: Draft,
        clock: Clock,
        workers: int,
        seed: int,
        tell: Callable[[str, int | None, int | None], None],
    ) -> None:
        self.draft = draft
        self.bounds: dict[str, int] = {}
        self._aims = aims
        self._clock = clock
        self._workers = workers
        self._seed = seed
        self._tell = tell
        self._values = aims.values(draft)
        self._bounding: dict[int, Posed] = {}

    def run(self) -> Draft:
        """Bring each goal as far as its share of the time allows."""
        for goal in self._aims.names:
            self._bound(goal, self._aims.limit(goal, self._values))
            self._said(goal)
            last = goal == self._aims.names[-1]
            end = self._clock.seconds + self._clock.left * (1.0 if last else SHARE)
            for scope in range(self._aims.scopes):
                if self._done(goal, end):
                    break
                self._within(goal, scope, end)
        return self.draft

    def _done(self, goal: str, end: float) -> bool:
        return (
            self.bounds.get(goal) == self._values[goal]
            or min(self._clock.left, end - self._clock.seconds) <= 0
        )

    def _within(self, goal: str, scope: int, end: float) -> None:
        """Prove and improve a goal with the models of one size."""
        if scope not in self._bounding:
            self._bounding[scope] = self._aims.bounding(scope)
        posed = self._bounding[scope]
        tie = self._aims.tie(goal) if posed.whole else None
        found = self._search(posed, goal, end, tie)
        if tie is None or found.bound is None:
            self._bound(goal, found.bound)
        else:
            later, weight = tie
            self._bound(goal, found.bound // weight)
            if found.status == "OPTIMAL":
                self._bound(later, found.bound % weight)
        self._offer(posed, found)
        self._said(goal)
        if not posed.whole and not self._done(goal, end):
            improving = self._aims.improving(scope, self.draft)
            self._offer(improving, self._search(improving, goal, end))
            self._said(goal)

    def _bound(self, goal: str, bound: int | None) -> None:
        """Remember what a goal cannot pass, if that says more than was known."""
        if bound is not None:
            closer = min if goal in MAXIMISED else max
            self.bounds[goal] = closer(bound, self.bounds.get(goal, bound))

    def _search(self, posed: Posed, goal: str, end: float, tie: tuple[str, int] | None = None) -> Found:
        """Look for the best value of a goal in a model, the earlier ones kept as they are.

        With a tie, the later goal counts as well where the first is equal.
        """
        model = posed.v.model
        for earlier in self._aims.names[: self._aims.names.index(goal)]:
            if posed.kept.get(earlier) != self._values[earlier]:
                no_worse(model, earlier, posed.express(earlier), self._values[earlier])
                posed.kept[earlier] = self._values[earlier]
        value, limit = posed.express(goal), self.bounds.get(goal)
        if limit is not None and posed.limits.get(goal) != limit:
            no_better(model, goal, value, limit)
            posed.limits[goal] = limit
        aim(model, goal, value if tie is None else value * tie[1] + posed.express(tie[0]))
        posed.v.hint(self.draft.slot_of, self.draft.seats)
        found = run(
            model,
            self._clock,
            seconds=end - self._clock.seconds,
            workers=self._workers,
            seed=self._seed,
            style=Style.PLANES,
        )
        if found.impossible:
            raise AssertionError("a timetable that exists was called impossible")
        return found

    def _offer(self, posed: Posed, found: Found) -> None:
        """Take a solution over if it keeps all rules and is better."""
        if found.value is None:
            return
        others, inside = self._aims.outside(posed, self.draft), read(posed.v, found)
        held = Held({**others.slot_of, **inside.slot_of}, {**others.seats, **inside.seats})
        draft = checked(self._aims.grid, held) if posed.whole else laid(self._aims.grid, held)
        if draft is not None:
            values = self._aims.values(draft)
            if worth(values, self._aims.names) < worth(self._values, self._aims.names):
                self.draft, self._values = draft, values

    def _said(self, goal: str) -> None:
        self._tell(goal, self._values[goal], self.bounds.get(goal))
