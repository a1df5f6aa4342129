"""The scheduler's commands: make a timetable from an event folder, judge one, solve the benchmark problem.

`python -m scheduler` runs them with this library alone; the program `mendan` mounts the same ones. What
they print is in the language asked for with `--language`, else the event's, else (while no event could be
read) that of the environment variable LANG, else Japanese.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.check import Judgement, check
from scheduler.console import (
    LANGUAGES,
    Bar,
    Follower,
    Lines,
    complain,
    followed,
    language_of,
    listen,
    put,
    put_json,
)
from scheduler.goal_words import STATUS_WORDS, goal_words
from scheduler.timetable import GoalValue, Interview, Result, Status

if TYPE_CHECKING:
    from scheduler.formats import BadInput, EventData
    from scheduler.problem import Event

OK = 0
BROKEN_RULES = 1
BAD_INPUT = 2
IMPOSSIBLE = 3
OUT_OF_TIME = 4
"""No timetable was found in the time given, nor a proof that there is none."""
INTERNAL_ERROR = 70
"""The judge found fault with our own timetable: nothing is written."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scheduler", description="Business-matching timetables.")
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args(argv)
    return int(args.run(args))


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Mount `solve`, `check` and `b2b` on a program; each parsed command is run with `args.run(args)`."""
    solving = subparsers.add_parser(
        "solve",
        help="make a timetable from an event folder or workbook",
        description="Write timetable.csv, unplaced.csv and summary.json into DIR.",
        epilog="Exit code: 0 a timetable, 2 bad input, 3 impossible, 4 none found in time.",
    )
    solving.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
    solving.add_argument("--out", type=Path, metavar="DIR", required=True, help="where the files go")
    solving.add_argument(
        "--time-limit", type=_seconds, default=30.0, metavar="S", help="default: %(default)g"
    )
    solving.add_argument("--workers", type=_count, default=2, metavar="N", help="default: %(default)d")
    solving.add_argument("--seed", type=_seed, default=0, metavar="N", help="default: %(default)d")
    solving.add_argument("--json", action="store_true", help="also print the summary as JSON")
    solving.add_argument(
        "--progress-json",
        action="store_true",
        help='print a JSON line for each step and, at the end, {"done": status, "unplaced", "clash"} with '
        'sentences in both languages; the line "cancel" on the standard input stops with the best so far',
    )
    solving.add_argument(
        "--cancel-on-eof", action="store_true", help="with --progress-json: the input's end cancels as well"
    )
    solving.add_argument("--language", choices=LANGUAGES, help="of the messages")
    solving.set_defaults(run=run_solve)

    judging = subparsers.add_parser(
        "check",
        help="judge a timetable, ours or hand-made",
        description="Name each broken rule and the value of every goal. Cancelled interviews do not count.",
        epilog="Exit code: 0 valid, 1 broken rules, 2 bad input.",
    )
    judging.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
    judging.add_argument("timetable", type=Path, metavar="TIMETABLE.csv")
    judging.add_argument("--json", action="store_true", help="print the judgement as JSON")
    judging.add_argument("--language", choices=LANGUAGES, help="of the messages")
    judging.set_defaults(run=run_check)

    meeting = subparsers.add_parser(
        "b2b",
        help="solve business-to-business meeting problems in MiniZinc data files",
        description="Hold all meetings with the fewest breaks; print a JSON line for each file.",
        epilog="Exit code: 0 all files read, whatever the answers, 2 bad input.",
    )
    meeting.add_argument("files", type=Path, nargs="+", metavar="FILE.dzn")
    meeting.add_argument(
        "--fairness",
        type=_breaks,
        default=2,
        metavar="D",
        help="the most by which the breaks of two participants may differ; default: %(default)d",
    )
    meeting.add_argument(
        "--time-limit", type=_seconds, default=30.0, metavar="S", help="for each file; default: %(default)g"
    )
    meeting.add_argument("--workers", type=_count, default=2, metavar="N", help="default: %(default)d")
    meeting.add_argument("--language", choices=LANGUAGES, help="of the messages")
    meeting.set_defaults(run=run_b2b)


def _seconds(text: str) -> float:
    """Seconds from 0; how many there may be at most is the clock's business."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0")
    return seconds


def _whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers in a range."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,18}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return int(text)

    return read


_count = _whole(1, 256)
_seed = _whole(0, 2**31 - 1)
_breaks = _whole(0, 10**6)


def run_solve(args: argparse.Namespace) -> int:
    """Solve an event, have the result judged, and write it."""
    from scheduler.formats import BadInput, read_event, write_result
    from scheduler.solver import solve

    try:
        data = read_event(args.event)
    except BadInput as error:
        return _bad_input(error, args.language)
    language = _greet(data, args.language)
    problem = data.problem
    cancelled = threading.Event()
    if args.progress_json:
        cancelled = listen(sys.stdin.fileno(), end_cancels=args.cancel_on_eof)
    follower: Follower = Lines() if args.progress_json else Bar()
    with follower as progress:
        result = solve(
            problem,
            time_limit=args.time_limit,
            workers=args.workers,
            seed=args.seed,
            progress=progress,
            cancelled=cancelled.is_set,
        )
    if result.timetable is not None:
        mistakes = _mistakes(check(problem, result.timetable), result, language)
        for mistake in mistakes:
            complain(mistake)
        if mistakes:
            return INTERNAL_ERROR
    try:
        summary = write_result(problem, result, args.out)
    except OSError as error:
        complain(f"{args.out}: {error}")
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


def run_check(args: argparse.Namespace) -> int:
    """Judge a timetable file against its event."""
    from scheduler.formats import BadInput, read_event, read_timetable

    try:
        data = read_event(args.event)
        timetable = read_timetable(args.timetable, data.problem)
    except BadInput as error:
        return _bad_input(error, args.language)
    language = _greet(data, args.language)
    judgement = check(data.problem, timetable)
    if args.json:
        put_json(_as_json(judgement, language), indent=2)
    else:
        for violation in judgement.violations:
            put(f"{violation.rule}: {violation.message.text(language)}")
        for name, value in judgement.goals:
            put(f"{goal_words(name, data.problem.event, language)}: {value}")
        put(_verdict(judgement, language))
    return OK if judgement.valid else BROKEN_RULES


def run_b2b(args: argparse.Namespace) -> int:
    """Solve each file's meetings; a file with faults is named and passed over."""
    from scheduler.b2b import solve_meetings
    from scheduler.formats import BadInput, read_meetings
    from scheduler.search import Clock

    code = OK
    for path in followed(args.files):
        clock = Clock(args.time_limit)
        try:
            problem = read_meetings(path)
        except BadInput as error:
            code = _bad_input(error, args.language)
            continue
        schedule = solve_meetings(problem, fairness=args.fairness, workers=args.workers, clock=clock)
        put_json(
            {
                "instance": path.stem,
                "status": schedule.status,
                "breaks": schedule.breaks,
                "bound": schedule.bound,
                "seconds": round(schedule.seconds, 3),
                "assignment": None if schedule.breaks is None else [t + 1 for t in schedule.slots],
            }
        )
    return code


def _bad_input(error: BadInput, asked: str | None) -> int:
    """Every fault on a line of its own: file or sheet, row, column, message."""
    for fault in error.faults:
        complain(fault.text(language_of(asked)))
    return BAD_INPUT


def _greet(data: EventData, asked: str | None) -> str:
    """Repeat what the reader of the event wants the organiser to know; the language to go on in."""
    language = language_of(asked, data.problem.event.language)
    for warning in data.warnings:
        complain(warning.text(language))
    return language


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
        for goal in result.goals:
            put(f"{goal_words(goal.name, event, language)}: {goal.value} ({_proof(goal, language)})")
        put(_counts(len(result.timetable.interviews), len(result.unplaced), language))
    put(f"{STATUS_WORDS[result.status].text(language)}: {out}")


def _proof(goal: GoalValue, language: str) -> str:
    """How good a goal's value is known to be."""
    if goal.optimal:
        return "proven best" if language == "en" else "最善と証明済み"
    if goal.bound is None:
        return "no proof" if language == "en" else "証明なし"
    return f"bound: {goal.bound}" if language == "en" else f"限界: {goal.bound}"


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


def _counts(placed: int, unplaced: int, language: str) -> str:
    return (
        f"{placed} placed, {unplaced} unplaced"
        if language == "en"
        else f"面談 {placed} 件、未配置 {unplaced} 件"
    )


def _verdict(judgement: Judgement, language: str) -> str:
    counts = _counts(judgement.placed, judgement.unplaced, language)
    broken = len(judgement.violations)
    if judgement.valid:
        return f"valid: {counts}" if language == "en" else f"問題ありません: {counts}"
    return f"broken rules: {broken} ({counts})" if language == "en" else f"違反 {broken} 件({counts})"


def _as_json(judgement: Judgement, language: str) -> dict[str, object]:
    return {
        "valid": judgement.valid,
        "placed": judgement.placed,
        "unplaced": judgement.unplaced,
        "violations": [
            {
                "rule": violation.rule,
                "message": violation.message.text(language),
                "interviews": [_interview(interview) for interview in violation.interviews],
            }
            for violation in judgement.violations
        ],
        "goals": [{"name": name, "value": value} for name, value in judgement.goals],
    }


def _interview(interview: Interview) -> dict[str, object]:
    """An interview in the words of timetable.csv."""
    return {
        "date": f"{interview.start:%Y-%m-%d}",
        "start": f"{interview.start:%H:%M}",
        "room": interview.room,
        "table": interview.table,
        "buyer": interview.buyer,
        "supplier": interview.supplier,
    }
