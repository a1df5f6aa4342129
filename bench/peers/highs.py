"""HiGHS on the mixed-integer program: binaries x[m,t], each participant's busy slots and its busy stretches.

After Bofill et al., JAIR 74 (2022) 263-301, whose program has a binary for each meeting and slot, equations
that give every meeting its slot, and packing rows for participants and places. Breaks are counted from
s[p,t] = 1 where a busy stretch begins; both directions are stated, because the fairness needs exact counts.
"""

from __future__ import annotations

import time
from dataclasses import replace

import highspy
import numpy as np

from bench.peers.answer import INFEASIBLE, Answer, found, unknown
from bench.peers.instance import Instance

Term = tuple[int, float]


class Program:
    """Rows and binary columns, collected and handed to HiGHS at once."""

    def __init__(self) -> None:
        self.columns: list[tuple[float, float, float]] = []
        self.rows: list[tuple[float, float, list[Term]]] = []

    def column(self, cost: float = 0.0, upper: float = 1.0) -> int:
        self.columns.append((cost, 0.0, upper))
        return len(self.columns) - 1

    def row(self, low: float, high: float, terms: list[Term]) -> None:
        self.rows.append((low, high, terms))

    def model(self, offset: float) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.columns), len(self.rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = map(np.array, zip(*self.columns, strict=True))
        model.row_lower_ = np.array([low for low, _, _ in self.rows])
        model.row_upper_ = np.array([high for _, high, _ in self.rows])
        model.offset_ = offset
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.columns)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(terms) for _, _, terms in self.rows)])
        model.a_matrix_.index_ = np.array([at for _, _, terms in self.rows for at, _ in terms])
        model.a_matrix_.value_ = np.array([value for _, _, terms in self.rows for _, value in terms])
        return model


def solve(instance: Instance, fairness: int, seconds: float, workers: int) -> Answer:
    """Solve within a time limit."""
    if not all(instance.allowed):
        return INFEASIBLE
    program = Program()
    held = [{slot: program.column() for slot in sorted(allowed)} for allowed in instance.allowed]
    for choice in held:
        program.row(1, 1, [(at, 1.0) for at in choice.values()])
    for slot in range(1, instance.slots + 1):
        program.row(-highspy.kHighsInf, instance.capacity, [(c[slot], 1.0) for c in held if slot in c])
    for earlier, later in instance.before:
        terms = [(at, float(slot)) for slot, at in held[later - 1].items()]
        terms += [(at, -float(slot)) for slot, at in held[earlier - 1].items()]
        program.row(1, highspy.kHighsInf, terms)
    low = program.column(upper=instance.slots)
    busy_people = 0
    for own in instance.of.values():
        begins = _begins(program, instance, [held[m] for m in own]) if own else []
        busy_people += bool(own)
        least = [(low, -1.0), *((at, 1.0) for at in begins)]
        program.row(bool(own), bool(own) + fairness, least)

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("threads", workers)
    highs.passModel(program.model(-busy_people))
    started = time.perf_counter()
    highs.run()
    spent = time.perf_counter() - started
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return replace(INFEASIBLE, searched=spent)
    info, values = highs.getInfo(), highs.getSolution().col_value
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return unknown(spent, info.mip_dual_bound)
    chosen = [max((values[at], slot) for slot, at in choice.items())[1] for choice in held]
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return found(instance, chosen, spent, info.mip_dual_bound, proven)


def _begins(program: Program, instance: Instance, own: list[dict[int, int]]) -> list[int]:
    """Columns that are 1 where the participant's busy stretches begin; each costs 1."""
    begins = []
    before: list[Term] = []
    for slot in range(1, instance.slots + 1):
        now: list[Term] = [(choice[slot], 1.0) for choice in own if slot in choice]
        begin = program.column(cost=1.0)
        begins.append(begin)
        program.row(0, 1, now)
        less_now = [(at, -value) for at, value in now]
        program.row(0, highspy.kHighsInf, [(begin, 1.0), *less_now, *before])
        program.row(-highspy.kHighsInf, 0, [(begin, 1.0), *less_now])
        program.row(-highspy.kHighsInf, 1, [(begin, 1.0), *before])
        before = now
    return begins
