"""A search ends with whoever waits for it."""

from __future__ import annotations

import random
import threading

import pytest
from ortools.sat.python import cp_model

from scheduler.search import Clock, run


def long_search() -> cp_model.CpModel:
    """A model that has a solution at once and keeps a prover busy for long: too many random clauses."""
    dice = random.Random(1)
    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in range(120)]
    broken = []
    for _ in range(1200):
        broken.append(model.new_bool_var(""))
        literals = [x if dice.random() < 0.5 else ~x for x in dice.sample(variables, 3)]
        model.add_bool_or(*literals, broken[-1])
    model.minimize(sum(broken))
    return model


def test_search_ends_when_its_listener_fails() -> None:
    def fail(_value: int | None, _bound: int | None) -> None:
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        run(long_search(), Clock(600), seconds=600, workers=1, seed=0, tell=fail)
    assert threading.active_count() == before


def test_search_ends_when_it_is_cancelled() -> None:
    told = threading.Event()
    found = run(
        long_search(),
        Clock(600, told.is_set),
        seconds=600,
        workers=1,
        seed=0,
        tell=lambda *_: told.set(),
    )
    assert found.status in ("FEASIBLE", "UNKNOWN")
