"""The scheduler's commands: make a timetable from an event folder, judge one, solve the benchmark problem.

`python -m scheduler` runs them with this library alone; the program `mendan` mounts the same ones. What
they print is in the language asked for with `--language`, else the event's, else (while no event could be
read) that of the environment variable LANG, else Japanese.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import check_command, reports
from scheduler.check import Judgement, check
from scheduler.command import (
    BAD_INPUT,
    IMPOSSIBLE,
    INTERNAL_ERROR,
    OK,
    OUT_OF_TIME,
    STOPPED,
    bad_input,
    duration,
    greet,
    tally,
    threads,
    whole,
)
from scheduler.console import (
    Bar,
    Follower,
    Lines,
    complain,
    followed,
    interruptible,
    language_of,
    listen,
    put,
    put_json,
)
from scheduler.goal_words import STATUS_WORDS, goal_words
from scheduler.timetable import LANGUAGES, Bilingual, GoalValue, Result, Status

if TYPE_CHECKING:
    from scheduler.problem import Event


NEEDED = frozenset({"numpy", "openpyxl", "ortools"})
"""Packages without which the library, used alone, cannot do everything."""
_NOT_INSTALLED = Bilingual(
    "{0} がインストールされていません。pip install {0} を実行してください。",
    "{0} is not installed. Please run pip install {0}.",
)
_NO_FOLDER = Bilingual(
    "{out} はフォルダーではなくファイルです。--out には書き出すフォルダーを指定してください。",
    "{out} is a file, no folder. Please give with --out the folder where the files go.",
)
_UNWRITABLE = Bilingual("{out} に書き出せません({why})。", "{out} cannot be written ({why}).")
_STOPPING = Bilingual(
    "止めています。ここまでで最も良い時間割を書き出します(もう一度 Ctrl-C で、書き出さずに終わります)。",
    "Stopping: the best timetable so far will be written (Ctrl-C again ends without writing).",
)
_ABORTED = Bilingual("中止しました。何も書き出していません。", "Stopped. Nothing was written.")
_NO_GOAL = Bilingual("この行事の目標ではありません", "no goal of this event")
_WRITTEN = Bilingual("{status}。{out} に書き出しました", "{status}; written to {out}")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scheduler", description="Business-matching timetables.")
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return STOPPED
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in NEEDED:
            raise
        complain(_NOT_INSTALLED.text(language_of(args.language)).format(package))
        return BAD_INPUT


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Mount the commands on a program; each parsed one is run with `args.run(args)`."""
    solving = subparsers.add_parser(
        "solve",
        help="make a timetable from an event folder or workbook",
        description="Write timetable.csv, unplaced.csv and summary.json into DIR.",
        epilog="Exit code: 0 a timetable, 2 bad input, 3 impossible, 4 none found in time. "
        "Ctrl-C stops with the best so far, a second one at once.",
    )
    solving.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
    solving.add_argument("--out", type=Path, metavar="DIR", required=True, help="where the files go")
    solving.add_argument(
        "--time-limit", type=duration, default=30.0, metavar="S", help="default: %(default)g"
    )
    solving.add_argument("--workers", type=threads, default=2, metavar="N", help="default: %(default)d")
    solving.add_argument(
        "--seed", type=whole(0, 2**31 - 1), default=0, metavar="N", help="default: %(default)d"
    )
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

    check_command.add_command(subparsers)
    reports.add_commands(subparsers)

    meeting = subparsers.add_parser(
        "b2b",
        help="solve business-to-business meeting problems in MiniZinc data files",
        description="Hold all meetings with the fewest breaks; print a JSON line for each file.",
        epilog="Exit code: 0 all files read, whatever the answers, 2 bad input.",
    )
    meeting.add_argument("files", type=Path, nargs="+", metavar="FILE.dzn")
    meeting.add_argument(
        "--fairness",
        type=whole(0, 10**6),
        default=2,
        metavar="D",
        help="the most by which the breaks of two participants may differ; default: %(default)d",
    )
    meeting.add_argument(
        "--time-limit", type=duration, default=30.0, metavar="S", help="for each file; default: %(default)g"
    )
    meeting.add_argument("--workers", type=threads, default=2, metavar="N", help="default: %(default)d")
    meeting.add_argument("--language", choices=LANGUAGES, help="of the messages")
    meeting.set_defaults(run=run_b2b)


def run_solve(args: argparse.Namespace) -> int:
    """Solve an event, have the result judged, and write it."""
    from scheduler.formats import BadInput, read_event, write_result
    from scheduler.solver import solve

    try:
        data = read_event(args.event)
    except BadInput as error:
        return bad_input(error, args.language)
    language = greet(data, args.language)
    if args.out.exists() and not args.out.is_dir():
        complain(_NO_FOLDER.text(language).format(out=args.out))
        return BAD_INPUT
    if (number := _hindrance(args.out)) is not None:
        complain(_UNWRITABLE.text(language).format(out=args.out, why=os.strerror(number)))
        return BAD_INPUT
    problem = data.problem
    cancelled = threading.Event()
    if args.progress_json:
        cancelled = listen(sys.stdin.fileno(), end_cancels=args.cancel_on_eof)
    words = partial(goal_words, event=problem.event, language=language)
    follower: Follower = Lines() if args.progress_json else Bar(words)
    try:
        with follower as progress, interruptible(cancelled, _STOPPING.text(language)):
            result = solve(
                problem,
                time_limit=args.time_limit,
                workers=args.workers,
                seed=args.seed,
                progress=progress,
                cancelled=cancelled.is_set,
            )
    except KeyboardInterrupt:
        complain(_ABORTED.text(language))
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
        complain(_UNWRITABLE.text(language).format(out=args.out, why=error.strerror))
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


def _hindrance(out: Path) -> int | None:
    """The number of the error that keeps a folder from being made or written in, as far as that shows."""
    nearest = next(path for path in (out, *out.parents) if path.exists())
    if not nearest.is_dir():
        return errno.ENOTDIR
    return None if os.access(nearest, os.W_OK) else errno.EACCES


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
            code = bad_input(error, args.language)
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
            said = _proof(goal, language) if goal.name in event.goals else _NO_GOAL.text(language)
            put(f"{goal_words(goal.name, event, language)}: {goal.value} ({said})")
        put(tally(len(result.timetable.interviews), len(result.unplaced), language))
    put(_WRITTEN.text(language).format(status=STATUS_WORDS[result.status].text(language), out=out))


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
