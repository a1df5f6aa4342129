"""The judge: whether a timetable keeps every rule, and what it is worth.

It knows nothing of how timetables are made and imports no solver, so it judges ours, a hand-made one and
another program's alike. It works from the raw fields of the problem (see `judge_facts`), because a mistake
shared with the scheduler would be a mistake nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scheduler import judge_hall, judge_wishes
from scheduler.judge_facts import Facts, Violation, gather
from scheduler.judge_goals import goal_values
from scheduler.problem import Problem
from scheduler.timetable import Timetable

__all__ = ["RULES", "Judgement", "Violation", "check"]

RULES: tuple[Callable[[Facts], Iterator[Violation]], ...] = (
    judge_hall.grid,
    judge_wishes.wish,
    judge_wishes.once,
    judge_wishes.declined,
    judge_hall.supplier_available,
    judge_hall.buyer_available,
    judge_hall.delegates,
    judge_hall.tables,
    judge_hall.room,
    judge_hall.place,
    judge_hall.keeps_place,
    judge_wishes.pin,
    judge_wishes.session,
    judge_wishes.after,
    judge_hall.zone,
    judge_hall.max_interviews,
    judge_hall.max_consecutive,
    judge_wishes.needs,
    judge_wishes.staff_once,
    judge_wishes.staff_available,
    judge_wishes.must,
)
"""Every rule, in the order a judgement names them. A rule's name is the code of its violations."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge found: the broken rules, every goal's value, and how many wishes are placed or not."""

    violations: tuple[Violation, ...]
    goals: tuple[tuple[str, int], ...]
    placed: int
    unplaced: int

    @property
    def valid(self) -> bool:
        return not self.violations

    def goal(self, name: str) -> int:
        """The value of one goal."""
        return dict(self.goals)[name]


def check(problem: Problem, timetable: Timetable) -> Judgement:
    """Judge a timetable by every rule and every goal.

    Cancelled interviews do not count as held, neither against a rule nor towards a goal; those of any
    other status do.
    """
    facts = gather(problem, timetable)
    placed = len({interview.pair for interview in facts.held} & facts.wishes.keys())
    return Judgement(
        violations=tuple(violation for rule in RULES for violation in rule(facts)),
        goals=goal_values(facts),
        placed=placed,
        unplaced=len(facts.wishes) - placed,
    )
