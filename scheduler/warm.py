"""`python -m scheduler.warm`: compile the annealer's moves; numba keeps the machine code for later.

Compiling takes 14 to 25 seconds on a computer's first use. Whoever starts this early, and lets it run beside
everything else at low priority, spares the first large event that wait.
"""

from __future__ import annotations

import importlib.util
import os

PATIENT = 19
"""The niceness of a process that nobody waits for; on Windows whoever starts it gives the priority."""


def main() -> None:
    """Compile, where numba is installed."""
    if hasattr(os, "nice"):
        os.nice(PATIENT)
    if importlib.util.find_spec("numba") is not None:
        from scheduler.anneal import warm

        warm()


if __name__ == "__main__":
    main()
