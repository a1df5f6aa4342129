"""The plain CP-SAT model, as a textbook writes it: no implied constraint, bound or search of our own."""

from __future__ import annotations

from dataclasses import replace

from ortools.sat.python import cp_model

from bench.peers.answer import INFEASIBLE, Answer, found, unknown
from bench.peers.instance import Instance


def solve(instance: Instance, fairness: int, seconds: float, workers: int) -> Answer:
    """Solve within a time limit."""
    model = cp_model.CpModel()
    held = [
        {slot: model.new_bool_var(f"held {number} {slot}") for slot in sorted(allowed)}
        for number, allowed in enumerate(instance.allowed)
    ]
    for choice in held:
        model.add_exactly_one(choice.values())
    for slot in range(1, instance.slots + 1):
        model.add(sum(choice[slot] for choice in held if slot in choice) <= instance.capacity)
    for earlier, later in instance.before:
        model.add(_slot(held[earlier - 1]) < _slot(held[later - 1]))
    breaks = [_breaks(model, instance, [held[m] for m in own]) for own in instance.of.values()]
    low, high = (model.new_int_var(0, instance.slots, name) for name in ("low", "high"))
    for count in breaks:
        model.add(low <= count)
        model.add(count <= high)
    model.add(high - low <= fairness)
    model.minimize(sum(breaks))

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return replace(INFEASIBLE, searched=solver.wall_time)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return unknown(solver.wall_time, solver.best_objective_bound)
    chosen = [next(slot for slot, var in choice.items() if solver.boolean_value(var)) for choice in held]
    proven = status == cp_model.OPTIMAL
    return found(instance, chosen, solver.wall_time, solver.best_objective_bound, proven)


def _slot(choice: dict[int, cp_model.IntVar]) -> cp_model.LinearExprT:
    return sum(slot * var for slot, var in choice.items())


def _breaks(
    model: cp_model.CpModel, instance: Instance, own: list[dict[int, cp_model.IntVar]]
) -> cp_model.LinearExprT:
    """A participant's breaks: how often it becomes busy, less one."""
    if not own:
        return 0
    begins = []
    before: cp_model.IntVar | None = None
    for slot in range(1, instance.slots + 1):
        busy = model.new_bool_var("busy")
        model.add(sum(choice[slot] for choice in own if slot in choice) == busy)
        if before is None:
            begins.append(busy)
        else:
            begin = model.new_bool_var("begin")
            model.add_bool_and(busy, ~before).only_enforce_if(begin)
            model.add_bool_or(~busy, before).only_enforce_if(~begin)
            begins.append(begin)
        before = busy
    breaks = model.new_int_var(0, instance.slots, "breaks")
    model.add(breaks == sum(begins) - 1)
    return breaks
