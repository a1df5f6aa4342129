"""The exact price of forcing one wish: the event solved anew with it as a must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.check import check
from scheduler.problem import MAXIMISED, Decision, Problem, Wish
from scheduler.solver import solve
from scheduler.timetable import Bilingual, Result, Status, Timetable


@dataclass(frozen=True, slots=True)
class GoalChange:
    """A goal before and after, and the best that the second could be (None: nothing is known)."""

    name: str
    before: int
    after: int
    bound: int | None = None

    @property
    def loss(self) -> int:
        """By how much it got worse; negative where it got better."""
        return self._worse(self.after)

    @property
    def least_loss(self) -> int | None:
        """The loss that no timetable avoids which does as well in the goals before; None: not known."""
        return None if self.bound is None else self._worse(self.bound)

    def _worse(self, value: int) -> int:
        return self.before - value if self.name in MAXIMISED else value - self.before


@dataclass(frozen=True, slots=True)
class Cost:
    """What holding one wish come what may does to the goals, or why it cannot be held."""

    supplier: str
    buyer: str
    status: Status
    """OPTIMAL: every loss is exact. INFEASIBLE: `clash` says why. UNKNOWN: time ran out before an answer."""
    goals: tuple[GoalChange, ...]
    given_up: tuple[tuple[str, str], ...]
    """(supplier, buyer) of the interviews that are no longer held."""
    clash: tuple[Bilingual, ...]
    timetable: Timetable | None


def cost(
    problem: Problem,
    timetable: Timetable,
    pair: tuple[str, str],
    *,
    time_limit: float = 30.0,
    workers: int = 2,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Cost:
    """Work out the price of holding one wish come what may.

    Args:
        problem: the event.
        timetable: its timetable as it is; where that is not the best, a loss may be less than nothing.
        pair: (supplier, buyer) of the wish.
        time_limit: seconds; when they run out, the true loss lies between `least_loss` and `loss`.
        workers: of the solve.
        seed: of the solve.
        cancelled: asked many times a second.

    Raises:
        ValueError: nobody wished for the pair.
    """
    asked = forced(problem, pair)
    result = solve(
        asked, time_limit=time_limit, workers=workers, seed=seed, cancelled=cancelled, reasons=False
    )
    if result.timetable is None:
        return Cost(*pair, result.status, (), (), result.clash, None)
    now = {interview.pair for interview in result.timetable.interviews}
    held = [i.pair for i in timetable.interviews if i.status != "cancelled"]
    return Cost(
        *pair,
        result.status,
        changes(problem, timetable, result),
        tuple(one for one in held if one not in now),
        (),
        result.timetable,
    )


def wish_of(problem: Problem, pair: tuple[str, str]) -> Wish:
    """The wish of a pair.

    Raises:
        ValueError: nobody wished for it.
    """
    if pair not in problem.wish_of:
        raise ValueError(f"nobody wished for {pair[0]} with {pair[1]}")
    return problem.wish_of[pair]


def forced(problem: Problem, pair: tuple[str, str]) -> Problem:
    """The event with one wish as a must; the organiser's own "no" to it gives way, a buyer's × does not.

    Raises:
        ValueError: nobody wished for the pair.
    """
    must = replace(wish_of(problem, pair), decision=Decision.MUST)
    return replace(problem, wishes=tuple(must if w.pair == pair else w for w in problem.wishes))


def changes(problem: Problem, timetable: Timetable, result: Result) -> tuple[GoalChange, ...]:
    """The listed goals in their order: what they are in a timetable, and in the result of a new solve."""
    before = check(problem, timetable)
    listed = result.goals[: len(problem.event.goals)]
    return tuple(GoalChange(g.name, before.goal(g.name), g.value, g.bound) for g in listed)
