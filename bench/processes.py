"""What a running process takes: processor time and memory, as Linux tells it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """Of one process, at a moment or over a stretch."""

    at: float
    """Seconds of `time.monotonic()`; of a stretch, how long it was."""
    processor: float
    """Seconds of processor time."""
    megabytes: float
    """Memory in use at the end."""

    def __sub__(self, before: Usage) -> Usage:
        return Usage(self.at - before.at, self.processor - before.processor, self.megabytes)

    @property
    def share(self) -> float:
        """Of a stretch: how much of one core."""
        return self.processor / self.at if self.at else 0.0


def usage(process: int) -> Usage:
    """What a process has taken until now."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return Usage(
        time.monotonic(), ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    )
