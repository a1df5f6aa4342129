"""What has become free, given to wishes without an interview: by the event's goals, nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.clash import Held
from scheduler.day.grid import DayGrid, settled
from scheduler.day.stages import Posed
from scheduler.draft import Draft, fill_up
from scheduler.goals import Expression
from scheduler.model import Model
from scheduler.problem import MAXIMISED
from scheduler.variables import Variables


class Filling:
    """The event's goals, with every interview of a draft left where it is.

    Attributes:
        grid: the day with no choice left but for the wishes that still fit.
        names: first the musts that are not held; then the goals, in the event's order; the unevenness is
            reported, never sought, because its suppliers are not those of this grid.
    """

    scopes = 1

    def __init__(self, grid: DayGrid, draft: Draft) -> None:
        self.grid = settled(grid, draft.slot_of, draft)
        self._kept = Draft(self.grid, draft.slot_of, draft.seats)
        self._musts = [
            w for w in self.grid.placeable if grid.problem.wishes[w].must and w not in draft.slot_of
        ]
        self.names = ["musts"] * bool(self._musts)
        self.names += [goal for goal in grid.problem.event.goals if goal != "even"]

    @property
    def nothing_fits(self) -> bool:
        return len(self.grid.placeable) == len(self._kept.slot_of)

    def first(self) -> Draft:
        """What first fit adds: first one interview for each company without, then by points."""
        draft = Draft(self.grid, self._kept.slot_of, self._kept.seats)
        draft.fill(self._musts)
        fill_up(draft)
        return draft

    def values(self, draft: Draft) -> dict[str, int]:
        """Every goal of the event, and the musts that are not held."""
        return {"musts": sum(w not in draft.slot_of for w in self._musts)} | draft.values()

    def limit(self, goal: str, values: Mapping[str, int]) -> int | None:
        """What is known without a search: all that stands, or all that is there."""
        if self.nothing_fits:
            return values[goal]
        if goal == "score":
            return sum(self.grid.wishes[w].points for w in self.grid.placeable)
        if goal in MAXIMISED:
            side = "supplier" if goal == "served" else "buyer"
            return len({getattr(self.grid.wishes[w], side) for w in self.grid.placeable})
        return 0

    def tie(self, goal: str) -> None:
        """None: each goal is quickly proven by itself."""

    def bounding(self, scope: int) -> Posed:
        """All that is held stays; the rest is chosen."""
        model = Model(Variables(self.grid))
        for w in self._kept.slot_of:
            model.v.model.add(model.v.placed[w] == 1)
        missing = len(self._musts) - Expression.sum([model.v.placed[w] for w in self._musts])
        return Posed(model.v, lambda goal: missing if goal == "musts" else model.value(goal), True)

    def improving(self, scope: int, draft: Draft) -> Posed:
        """The same: it is small enough."""
        return self.bounding(scope)

    def outside(self, posed: Posed, draft: Draft) -> Held:
        """Nothing: the model holds all there is."""
        return Held({}, draft.seats)
