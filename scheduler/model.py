"""A CP-SAT model of the event with the goals posted so far, kept from stage to stage."""

from __future__ import annotations

from scheduler.blocks import blocks_in, breaks_by_blocks
from scheduler.goals import Expression, express, no_worse, total
from scheduler.rules import post
from scheduler.variables import Variables

BLOCKS = 60_000
"""The most blocks worth laying; beyond, the plain form of breaks is used."""


class Model:
    """A CP-SAT model of the event with the goals posted so far."""

    def __init__(self, variables: Variables) -> None:
        self.v = variables
        self.values: dict[str, Expression] = {}
        self.kept: dict[str, int] = {}
        post(variables)

    def value(self, goal: str) -> Expression:
        """The goal's expression; posted when first asked for."""
        if goal not in self.values:
            blocks = goal == "breaks" and self.v.all_held and blocks_in(self.v) <= BLOCKS
            self.values[goal] = total(breaks_by_blocks(self.v)) if blocks else express(self.v, goal)
        return self.values[goal]

    def keep(self, reached: dict[str, int]) -> None:
        """No goal may become worse than it is."""
        for goal, value in reached.items():
            if self.kept.get(goal) != value:
                no_worse(self.v.model, goal, self.value(goal), value)
                self.kept[goal] = value
