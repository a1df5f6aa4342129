"""The outcomes of an event as a file of its folder: for the organiser alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from kiosk.queries.outcomes import outcomes
from scheduler.formats.cells import safe

OUTCOMES = "outcomes.csv"
COLUMNS = ("supplier", "buyer", "mark", "next_step", "who_acts", "note", "recorded_at", "recorded_by")


def outcome_lines(session: Session, event_id: int) -> tuple[tuple[str, ...], ...]:
    """Each outcome as the cells of a line, times in the event's zone."""
    return tuple(
        (
            view.supplier,
            view.buyer,
            view.noted.mark,
            view.noted.next_step,
            view.noted.who_acts,
            view.noted.note,
            f"{view.recorded_at:%Y-%m-%d %H:%M}",
            view.recorded_by,
        )
        for view in outcomes(session, event_id)
    )


def write_outcomes(lines: Sequence[tuple[str, ...]], path: Path) -> None:
    """Write them; without any, a file of an earlier export is removed."""
    if not lines:
        path.unlink(missing_ok=True)
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in line] for line in lines)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
