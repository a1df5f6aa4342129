"""The clash of the fewest demands, among random families of clashes."""

from __future__ import annotations

import random

import pytest

from scheduler.fewest import fewest
from scheduler.search import Clock
from scheduler.words import Demand

DEMANDS = [Demand("must", (f"S{n}", "B1")) for n in range(9)]


def family(rng: random.Random) -> list[frozenset[Demand]]:
    return [frozenset(rng.sample(DEMANDS, rng.randint(2, 6))) for _ in range(rng.randint(1, 6))]


@pytest.mark.parametrize("seed", range(30))
def test_fewest_is_as_small_as_the_smallest_clash(seed):
    rng = random.Random(seed)
    clashes = family(rng)

    def left_out(wanted, clock):
        if any(clash <= set(wanted) for clash in clashes):
            return set()
        met = set(wanted)
        for demand in rng.sample(DEMANDS, len(DEMANDS)):
            if not any(clash <= met | {demand} for clash in clashes):
                met.add(demand)
        return set(DEMANDS) - met

    found = fewest(sorted(max(clashes, key=len)), left_out, Clock(60))
    assert any(clash <= set(found) for clash in clashes)
    assert len(found) == min(map(len, clashes))


@pytest.mark.parametrize("limit", [0, 60])
def test_fewest_is_the_clash_that_is_known_when_nothing_is_found_in_time(limit):
    assert fewest(DEMANDS, lambda wanted, clock: None, Clock(limit)) == DEMANDS
