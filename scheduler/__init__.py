"""The business-matching timetable: a pure library from wishes to a proven timetable.

    from scheduler import read_event, solve
    from scheduler.check import check

    data = read_event(Path("examples/tama-2009"))
    result = solve(data.problem, time_limit=10)
    assert check(data.problem, result.timetable).valid

The modules `check`, `compare`, `explain` and `quality` hold a function of their own name each.
A name is imported when first used: judging a timetable must not load the solver.
"""

from __future__ import annotations

import importlib

_HOME = {
    "Problem": "scheduler.problem",
    "Timetable": "scheduler.timetable",
    "Interview": "scheduler.timetable",
    "Result": "scheduler.timetable",
    "Status": "scheduler.timetable",
    "Progress": "scheduler.timetable",
    "solve": "scheduler.solver",
    "replan": "scheduler.day.replan",
    "read_event": "scheduler.formats",
}
_MODULES = ["check", "compare", "explain", "quality"]
__all__ = list(_HOME | dict.fromkeys(_MODULES, ""))


def __getattr__(name: str) -> object:
    """Import a public name from its module, or a public module."""
    if name in _MODULES:
        return importlib.import_module(f"scheduler.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
