"""First fit, as offices do it by hand: meeting after meeting into the first slot that is free for both."""

from __future__ import annotations

from collections import Counter

from bench.peers.answer import Answer, found, unknown
from bench.peers.instance import Instance
from bench.peers.referee import faults


def solve(instance: Instance, fairness: int, seconds: float, workers: int) -> Answer:
    """Those with the fewest possible slots first, else in the file's order; no second thoughts."""
    del seconds, workers
    busy: set[tuple[int, int]] = set()
    held: Counter[int] = Counter()
    slot_of: dict[int, int] = {}
    order = sorted(range(len(instance.meetings)), key=lambda m: (len(instance.allowed[m]) > 1, m))
    for m in order:
        one, two = instance.meetings[m]
        for slot in sorted(instance.allowed[m]):
            if (
                (one, slot) not in busy
                and (two, slot) not in busy
                and held[slot] < instance.capacity
                and _in_order(instance, slot_of, m, slot)
            ):
                busy |= {(one, slot), (two, slot)}
                held[slot] += 1
                slot_of[m] = slot
                break
    if len(slot_of) < len(order):
        return unknown(0.0, unplaced=len(order) - len(slot_of))
    chosen = [slot_of[m] for m in range(len(order))]
    if faults(instance, chosen, fairness):
        return unknown(0.0)
    return found(instance, chosen, 0.0, None, proven=False)


def _in_order(instance: Instance, slot_of: dict[int, int], meeting: int, slot: int) -> bool:
    return all(
        slot_of.get(earlier - 1, 0) < slot
        if later - 1 == meeting
        else slot < slot_of.get(later - 1, instance.slots + 1)
        for earlier, later in instance.before
        if meeting in (earlier - 1, later - 1)
    )
