"""What a solve leaves in a folder: the timetable, the wishes without an interview, the summary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.change_lines import ChangeLine
from scheduler.formats.changes_csv import write_changes
from scheduler.formats.csv_files import write_csv
from scheduler.formats.timetable_csv import write_timetable
from scheduler.problem import Problem
from scheduler.timetable import Result, Unplaced

if TYPE_CHECKING:
    from scheduler.day.replan import Replanned


def write_unplaced(unplaced: Sequence[Unplaced], language: str, path: Path) -> None:
    """Write every wish without an interview and the reason, for the organiser's eyes alone."""
    rows = ((wish.supplier, wish.buyer, wish.reason.value, wish.detail.text(language)) for wish in unplaced)
    write_csv(path, ("supplier", "buyer", "reason", "detail"), rows)


def summary(result: Result, language: str = "ja") -> dict[str, Any]:
    """The result in numbers, ready for JSON; without a timetable, `clash` says why in sentences."""
    found: dict[str, Any] = {
        "status": result.status.value,
        "placed": sum(i.status != "cancelled" for i in result.timetable.interviews)
        if result.timetable
        else 0,
        "unplaced": len(result.unplaced),
        "seconds": round(result.seconds, 3),
        "goals": [
            {"name": goal.name, "value": goal.value, "bound": goal.bound, "optimal": goal.optimal}
            for goal in result.goals
        ],
    }
    if result.timetable is None:
        found["clash"] = [sentence.text(language) for sentence in result.clash]
    return found


def write_result(problem: Problem, result: Result, folder: Path) -> dict[str, Any]:
    """Write `timetable.csv`, `unplaced.csv` and `summary.json`, and return the summary.

    Without a timetable only the summary is written, and those of an earlier solve are removed: nobody shall
    take an old timetable for the answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    timetable, unplaced = folder / "timetable.csv", folder / "unplaced.csv"
    language = problem.event.language
    found = summary(result, language)
    if result.timetable is None:
        timetable.unlink(missing_ok=True)
        unplaced.unlink(missing_ok=True)
    else:
        write_timetable(problem, result.timetable, timetable)
        write_unplaced(result.unplaced, language, unplaced)
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    (folder / "summary.json").write_text(text, encoding="utf-8")
    return found


def write_replanned(done: Replanned, lines: Iterable[ChangeLine], folder: Path) -> dict[str, Any]:
    """Write `changes.csv` and what `write_result` does, and return the summary."""
    found = write_result(done.problem, done.result, folder)
    write_changes(lines, done.problem.event.language, folder / "changes.csv")
    return found
