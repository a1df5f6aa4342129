"""What a solve leaves in a folder: the timetable, the wishes without an interview, the summary."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.compare import Place
from scheduler.formats.changes_csv import ChangeLine, write_changes
from scheduler.formats.csv_files import write_csv
from scheduler.formats.timetable_csv import write_timetable
from scheduler.problem import Problem
from scheduler.timetable import Result, Timetable, Unplaced

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
        "placed": len(result.timetable.interviews) if result.timetable else 0,
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


def write_replanned(before: Timetable, done: Replanned, folder: Path) -> dict[str, Any]:
    """Write what `write_result` does and `changes.csv`, and return the summary."""
    found = write_result(done.problem, done.result, folder)
    numbers = {
        (i.supplier, i.buyer, Place(i.start, i.room, i.table)): number
        for number, i in enumerate(before.interviews, 1)
        if i.status != "cancelled"
    }
    lines = [
        ChangeLine(numbers[c.supplier, c.buyer, c.before] if c.before else None, c, reason)
        for c, reason in zip(done.difference.changes, done.reasons, strict=True)
    ]
    write_changes(lines, done.problem.event.language, folder / "changes.csv")
    return found
