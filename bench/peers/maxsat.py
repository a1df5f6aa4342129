"""UWrMaxSat on the MaxSAT encoding of Bofill et al. (JAIR 74 (2022) 263-301), written anew.

Booleans x[m,t] (meeting m in slot t), used[p,t], from[p,t] (p has met somebody by slot t) and end[p,t] (a
break of p ends with slot t), whose negations are the soft clauses. At most one: pairwise; exactly one:
commanders in groups of three; counts: cardinality networks. Fairness through each participant's sorted
breaks and the thresholds max and min. The two implied constraints of the paper: a participant is busy in
as many slots as it has meetings, and at most two participants per place are busy in a slot.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from hermax.core.ipamir_solver_interface import SolveStatus
from hermax.core.uwrmaxsat_py import UWrMaxSATSolver
from pysat.card import CardEnc, EncType
from pysat.formula import WCNF, IDPool

from bench.peers.answer import INFEASIBLE, Answer, found, unknown
from bench.peers.instance import Instance

GROUP = 3


def solve(instance: Instance, fairness: int, seconds: float, workers: int) -> Answer:
    """Solve within a time limit; the solver uses one thread whatever `workers` says."""
    del workers
    encoding = Encoding(instance, fairness)
    solver = UWrMaxSATSolver(encoding.formula)
    late = threading.Event()
    alarm = threading.Timer(seconds, late.set)
    alarm.daemon = True
    solver.set_terminate(lambda: int(late.is_set()))
    started = time.perf_counter()
    alarm.start()
    solver.solve()
    alarm.cancel()
    spent = time.perf_counter() - started
    status = solver.get_status()
    if status is SolveStatus.UNSAT:
        return replace(INFEASIBLE, searched=spent)
    if status not in (SolveStatus.OPTIMUM, SolveStatus.INTERRUPTED_SAT):
        return unknown(spent)
    chosen = [
        next(slot for slot, literal in choice.items() if solver.val(literal) > 0) for choice in encoding.held
    ]
    return found(instance, chosen, spent, None, status is SolveStatus.OPTIMUM)


class Encoding:
    """The clauses of one instance; `held` gives each meeting's literal by slot."""

    def __init__(self, instance: Instance, fairness: int) -> None:
        self.instance = instance
        self.formula = WCNF()
        self.pool = IDPool()
        self.held = [{slot: self._new() for slot in sorted(allowed)} for allowed in instance.allowed]
        self.used: list[list[int]] = []
        self._meetings()
        sorted_breaks = [self._participant([self.held[m] for m in own]) for own in instance.of.values()]
        self._participants_per_slot()
        self._fairness(sorted_breaks, fairness)

    def _new(self) -> int:
        return int(self.pool.id(("literal", self.pool.top)))

    def _hard(self, *literals: int) -> None:
        self.formula.append(list(literals))

    def _meetings(self) -> None:
        """Every meeting in one of its slots, no slot with more than its places, precedences."""
        for choice in self.held:
            self._exactly_one(list(choice.values()))
        for slot in range(1, self.instance.slots + 1):
            self._at_most([c[slot] for c in self.held if slot in c], self.instance.capacity)
        for earlier, later in self.instance.before:
            for (one, x), (two, y) in itertools.product(
                self.held[earlier - 1].items(), self.held[later - 1].items()
            ):
                if one >= two:
                    self._hard(-x, -y)

    def _participant(self, own: Sequence[dict[int, int]]) -> list[int]:
        """One participant: a meeting at a time, its busy slots, its breaks. Returns the breaks, sorted."""
        used: list[int] = []
        ends: list[int] = []
        before = 0
        for slot in range(1, self.instance.slots + 1):
            here = [choice[slot] for choice in own if slot in choice]
            self._at_most_one(here)
            now = self._either(here)
            if before:
                ends.append(self._end(used[-1], before, now))
                since = self._either([before, now])
            else:
                since = now
            used.append(now)
            before = since
        self.used.append(used)
        self._exactly(used, len(own))
        for end in ends:
            self.formula.append([-end], weight=1)
        return self._sorted(ends)

    def _end(self, idle_before: int, met_before: int, now: int) -> int:
        """True exactly when the participant had met somebody, was idle in the last slot and is busy now."""
        end = self._new()
        self._hard(-end, -idle_before)
        self._hard(-end, met_before)
        self._hard(-end, now)
        self._hard(end, idle_before, -met_before, -now)
        return end

    def _participants_per_slot(self) -> None:
        for slot in zip(*self.used, strict=True):
            self._at_most(list(slot), 2 * self.instance.capacity)

    def _fairness(self, breaks: list[list[int]], fairness: int) -> None:
        """max[k]: somebody has k breaks or more; min[k]: everybody has. max[k + d] implies min[k]."""
        longest = max(map(len, breaks), default=0)
        most, least = ([self._new() for _ in range(longest)] for _ in range(2))
        for own in breaks:
            for number, literal in enumerate(own):
                self._hard(-literal, most[number])
                self._hard(-least[number], literal)
        for number in range(longest - fairness):
            self._hard(-most[number + fairness], least[number])

    def _either(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly when one of these is."""
        any_of = self._new()
        self._hard(-any_of, *literals)
        for literal in literals:
            self._hard(any_of, -literal)
        return any_of

    def _sorted(self, literals: Sequence[int]) -> list[int]:
        """Batcher's odd-even merge sort: true literals first."""
        wires = list(literals)
        count, width = len(wires), 1
        while width < count:
            step = width
            while step:
                for start in range(step % width, count - step, 2 * step):
                    for at in range(start, start + min(step, count - start - step)):
                        if at // (2 * width) == (at + step) // (2 * width):
                            wires[at], wires[at + step] = self._compared(wires[at], wires[at + step])
                step //= 2
            width *= 2
        return wires

    def _compared(self, one: int, two: int) -> tuple[int, int]:
        return self._either([one, two]), -self._either([-one, -two])

    def _at_most_one(self, literals: Sequence[int]) -> None:
        for one, two in itertools.combinations(literals, 2):
            self._hard(-one, -two)

    def _exactly_one(self, literals: list[int]) -> None:
        if len(literals) <= GROUP + 2:
            self._hard(*literals)
            self._at_most_one(literals)
            return
        commanders = []
        for start in range(0, len(literals), GROUP):
            group = literals[start : start + GROUP]
            self._at_most_one(group)
            commanders.append(self._either(group))
        self._exactly_one(commanders)

    def _at_most(self, literals: list[int], bound: int) -> None:
        if bound < len(literals):
            self._add(CardEnc.atmost(literals, bound, vpool=self.pool, encoding=EncType.cardnetwrk).clauses)

    def _exactly(self, literals: list[int], bound: int) -> None:
        if 0 < bound < len(literals):
            self._add(CardEnc.equals(literals, bound, vpool=self.pool, encoding=EncType.cardnetwrk).clauses)
        else:
            for literal in literals:
                self._hard(literal if bound else -literal)
            if bound > len(literals):
                self._hard()

    def _add(self, clauses: list[list[int]]) -> None:
        self.formula.extend(clauses)
