"""`python -m scheduler.warm`: compile the annealer's moves; numba keeps the machine code for later.

Compiling takes 14 to 25 seconds on a computer's first use. Whoever starts this early, and lets it run beside
everything else at low priority, spares the first large event that wait. With `--while-read` it ends when its
standard input does: whoever started it, holding the other end of that pipe, is gone then, even if killed.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import threading

PATIENT = 19
"""The niceness of a process that nobody waits for; on Windows whoever starts it gives the priority."""


WHILE_READ = "--while-read"


def main() -> None:
    """Compile, where numba is installed."""
    if WHILE_READ in sys.argv[1:]:
        threading.Thread(target=_end_with_input, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(PATIENT)
    if importlib.util.find_spec("numba") is not None:
        from scheduler.anneal import warm

        warm()


def _end_with_input() -> None:
    os.read(0, 1)
    os._exit(0)


if __name__ == "__main__":
    main()
