"""The command that makes a timetable."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.check import Judgement, check
from scheduler.command import (
    BAD_INPUT,
    IMPOSSIBLE,
    INTERNAL_ERROR,
    OK,
    OUT_OF_TIME,
    STOPPED,
    bad_input,
    greet,
    tally,
)
from scheduler.console import complain, put, put_json
from scheduler.goal_words import STATUS_WORDS
from scheduler.searching import add_options, refused, search, tell_goals, unwritable
from scheduler.timetable import Bilingual, Result, Status

if TYPE_CHECKING:
    from scheduler.problem import Event

_WRITTEN = Bilingual("{status}。{out} に書き出しました", "{status}; written to {out}")


def add_command(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Mount `solve` on a program."""
    solving = subparsers.add_parser(
        "solve",
        help="make a timetable from an event folder or workbook",
        description="Write timetable.csv, unplaced.csv and summary.json into DIR.",
        epilog="Exit code: 0 a timetable, 2 bad input, 3 impossible, 4 none found in time. "
        "Ctrl-C stops with the best so far, a second one at once.",
    )
    solving.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
    add_options(solving, '{"done": status, "unplaced", "clash"}')
    solving.set_defaults(run=run_solve)


def run_solve(args: argparse.Namespace) -> int:
    """Solve an event, have the result judged, and write it."""
    from scheduler.formats import BadInput, read_event, write_result
    from scheduler.solver import solve

    try:
        data = read_event(args.event)
    except BadInput as error:
        return bad_input(error, args.language)
    language = greet(data, args.language)
    if refused(args.out, language):
        return BAD_INPUT
    problem = data.problem
    result = search(args, problem.event, language, partial(solve, problem))
    if result is None:
        return STOPPED
    if result.timetable is not None:
        mistakes = _mistakes(check(problem, result.timetable), result, language)
        for mistake in mistakes:
            complain(mistake)
        if mistakes:
            return INTERNAL_ERROR
    try:
        summary = write_result(problem, result, args.out)
    except OSError as error:
        unwritable(args.out, error.strerror, language)
        return BAD_INPUT
    if args.json:
        put_json(summary, indent=2)
    elif not args.progress_json:
        _tell(result, problem.event, args.out, language)
    if args.progress_json:
        put_json({"done": result.status, **_sentences(result)})
    if result.status is Status.UNKNOWN:
        return OUT_OF_TIME
    return IMPOSSIBLE if result.status is Status.INFEASIBLE else OK


def _mistakes(judgement: Judgement, result: Result, language: str) -> list[str]:
    """What the judge holds against our own result: broken rules, and numbers that it counts differently."""
    broken = [f"{v.rule}: {v.message.text(language)}" for v in judgement.violations]
    claimed = [(goal.name, goal.value, judgement.goal(goal.name)) for goal in result.goals]
    claimed.append(("unplaced", len(result.unplaced), judgement.unplaced))
    return broken + [f"{name}: {ours} ≠ {counted}" for name, ours, counted in claimed if ours != counted]


def _tell(result: Result, event: Event, out: Path, language: str) -> None:
    """The result in a few lines for a person."""
    if result.timetable is None:
        for demand in result.clash:
            put(demand.text(language))
    else:
        tell_goals(result.goals, event.goals, event, language)
        put(tally(len(result.timetable.interviews), len(result.unplaced), language))
    put(_WRITTEN.text(language).format(status=STATUS_WORDS[result.status].text(language), out=out))


def _sentences(result: Result) -> dict[str, list[dict[str, str]]]:
    """What the result says in words, in both languages: the files are in the event's alone."""
    return {
        "unplaced": [
            {
                "supplier": wish.supplier,
                "buyer": wish.buyer,
                "reason": wish.reason.value,
                "ja": wish.detail.ja,
                "en": wish.detail.en,
            }
            for wish in result.unplaced
        ],
        "clash": [{"ja": demand.ja, "en": demand.en} for demand in result.clash],
    }
