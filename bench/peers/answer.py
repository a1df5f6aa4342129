"""What a peer answers, with the fields of `mendan b2b`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bench.peers.instance import Instance
from bench.peers.referee import breaks_of


@dataclass(frozen=True, slots=True)
class Answer:
    """A peer's answer: `assignment` = slot of each meeting, from 1, in the file's order; empty if none."""

    status: str
    assignment: tuple[int, ...] = ()
    breaks: int | None = None
    bound: int | None = None
    searched: float = 0.0
    """Seconds in the solver alone, without the Python that builds its model."""
    unplaced: int = 0
    """Meetings left without a slot, by a way of working that may fail."""


INFEASIBLE = Answer("infeasible")


def unknown(searched: float, bound: float | None = None, unplaced: int = 0) -> Answer:
    """No timetable in the time given."""
    return Answer("unknown", bound=_whole(bound), searched=searched, unplaced=unplaced)


def found(
    instance: Instance, assignment: Sequence[int], searched: float, bound: float | None, proven: bool
) -> Answer:
    """A timetable with its breaks counted anew, and the bound as a whole number."""
    breaks = sum(breaks_of(instance, assignment))
    status = "optimal" if proven else "feasible"
    return Answer(status, tuple(assignment), breaks, breaks if proven else _whole(bound), searched)


def _whole(bound: float | None) -> int | None:
    """The least number of breaks that a fractional bound leaves possible."""
    return None if bound is None or not math.isfinite(bound) else max(0, math.ceil(bound - 1e-6))
