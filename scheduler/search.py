"""One run of CP-SAT: bounded in time, stopped when asked, watched from the caller's own thread."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import SatParameters

POLL = 0.05
"""Seconds between two looks at a running search."""
LONGEST = 1e7
"""Seconds, at most, of any search: four months."""


class Style(Enum):
    """How to search: which of the solver's ways suit the question (measured on events of real sizes)."""

    PLAIN = "plain"
    """The solver's own mix: for small models and for any first solution."""
    PLANES = "planes"
    """Cutting planes to the full beside neighbourhood search: proves choices of wishes under many rules."""
    CORES = "cores"
    """Cores without linear relaxation, neighbourhood search beside them: for breaks, waiting and moves, and
    for choices of wishes on few slots."""
    BARE = "bare"
    """Clauses as they are, without a look at the model before or between: for questions of milliseconds."""


@dataclass
class Clock:
    """The time that is left, and whether somebody asked to stop.

    Args:
        limit: seconds in all, from the making of the clock.
        cancelled: asked now and then, in the caller's thread.
    """

    limit: float
    cancelled: Callable[[], bool] | None = None
    started: float = field(default_factory=time.perf_counter)
    _stopped: bool = False

    def __post_init__(self) -> None:
        self.limit = sane(self.limit)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started

    @property
    def left(self) -> float:
        """Seconds left; 0 once it was cancelled."""
        return 0.0 if self.stopped else max(0.0, self.limit - self.seconds)

    @property
    def stopped(self) -> bool:
        if not self._stopped and self.cancelled is not None:
            self._stopped = self.cancelled()
        return self._stopped


def sane(limit: float) -> float:
    """A time limit as seconds from 0 to `LONGEST`.

    Raises:
        ValueError: it is not a number.
    """
    if math.isnan(limit):
        raise ValueError("the time limit is not a number")
    return min(max(limit, 0.0), LONGEST)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: CP-SAT's status, a reader of values (if there are any), and the proven bound."""

    status: str
    value: Callable[[cp_model.LinearExprT], int] | None
    bound: int | None
    values: Sequence[int] = ()
    """The same by the variables' numbers."""
    clashing: tuple[int, ...] = ()
    """Of the literals that were assumed, some that cannot be true together."""

    @property
    def impossible(self) -> bool:
        return self.status == "INFEASIBLE"


class _Watch(cp_model.CpSolverSolutionCallback):
    """Remembers the best value seen."""

    def __init__(self) -> None:
        super().__init__()
        self.best: float | None = None

    def on_solution_callback(self) -> None:
        self.best = self.objective_value


def run(
    model: cp_model.CpModel,
    clock: Clock,
    *,
    seconds: float,
    workers: int,
    seed: int,
    style: Style = Style.PLAIN,
    tell: Callable[[int | None, int | None], None] | None = None,
    presolve: bool = True,
    inprocessing: bool = True,
    effort: float | None = None,
    poll: float = POLL,
) -> Found:
    """Search a model for at most `seconds`, and no longer than the clock allows.

    The search runs in a thread of its own: `tell` (best value, bound) and the clock's `cancelled` are called
    here, so that they may do what only the caller's thread may, every `poll` seconds. Without `presolve`,
    small questions are answered sooner. With `effort`, and one worker, it ends after so much work in the
    solver's own measure of time as well, wherever it runs.
    """
    seconds = min(seconds, clock.left)
    if seconds <= 0:
        return Found("UNKNOWN", None, None)
    solver = cp_model.CpSolver()
    configure(solver.parameters, seconds, workers, seed, style)
    if not presolve:
        solver.parameters.cp_model_presolve = False
    if not inprocessing:
        solver.parameters.use_sat_inprocessing = False
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    bounds: list[float] = []
    solver.best_bound_callback = bounds.append
    watch = _Watch()
    outcome: list[cp_model.CpSolverStatus] = []
    thread = threading.Thread(target=lambda: outcome.append(solver.solve(model, watch)), daemon=True)
    thread.start()
    told: tuple[int | None, int | None] = (None, None)
    try:
        while thread.is_alive():
            thread.join(poll)
            if clock.stopped:
                solver.stop_search()
            now = _whole(watch.best), _bound(model, bounds[-1]) if bounds else None
            if tell is not None and now != told:
                told = now
                tell(*now)
    except BaseException:
        while thread.is_alive():
            solver.stop_search()
            thread.join(poll)
        raise
    return _found(model, solver, outcome, bounds)


def _found(
    model: cp_model.CpModel,
    solver: cp_model.CpSolver,
    outcome: list[cp_model.CpSolverStatus],
    bounds: list[float],
) -> Found:
    if not outcome or outcome[0] == cp_model.MODEL_INVALID:
        raise AssertionError(f"the search broke down: {model.validate()}")
    status = outcome[0]
    solved = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    bound = None
    if model.has_objective() and solved:
        bound = _bound(model, solver.best_objective_bound)
    elif model.has_objective() and bounds and status != cp_model.INFEASIBLE:
        # Without a solution the solver may report 0, which nobody has proven; what it called out it has.
        bound = _bound(model, bounds[-1])
    infeasible = status == cp_model.INFEASIBLE and model.proto.assumptions
    clashing = tuple(solver.sufficient_assumptions_for_infeasibility()) if infeasible else ()
    return Found(
        solver.status_name(status),
        solver.value if solved else None,
        bound,
        solver.response_proto.solution if solved else (),
        clashing,
    )


def configure(
    parameters: SatParameters,
    seconds: float,
    workers: int,
    seed: int,
    style: Style,
) -> None:
    """Set a search up."""
    parameters.max_time_in_seconds = seconds
    parameters.num_workers = workers
    parameters.random_seed = seed
    parameters.catch_sigint_signal = False
    if style is Style.PLANES:
        parameters.linearization_level = 2
    elif style is not Style.PLAIN:
        parameters.linearization_level = 0
    if style is Style.BARE:
        parameters.cp_model_presolve = False
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.use_sat_inprocessing = False
    elif workers == 1:
        parameters.optimize_with_core = style is Style.CORES
    elif style is not Style.PLAIN:
        parameters.subsolvers.append("core" if style is Style.CORES else "max_lp")


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _bound(model: cp_model.CpModel, bound: float) -> int | None:
    """A bound as the whole number that the goal cannot pass; None while nothing is known."""
    if not math.isfinite(bound) or abs(bound) > 1e15:
        return None
    maximised = model.proto.objective.scaling_factor < 0
    return math.floor(bound + 1e-6) if maximised else math.ceil(bound - 1e-6)
