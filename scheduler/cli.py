"""The scheduler's commands: make a timetable from an event folder, judge one, solve the benchmark problem.

`python -m scheduler` runs them with this library alone; the program `mendan` mounts the same ones. What
they print is in the language asked for with `--language`, else the event's, else (while no event could be
read) that of the environment variable LANG, else Japanese.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scheduler import check_command, replan_command, reports, solve_command
from scheduler.command import BAD_INPUT, OK, STOPPED, bad_input, duration, threads, whole
from scheduler.console import complain, followed, language_of, put_json
from scheduler.timetable import LANGUAGES, Bilingual

NEEDED = frozenset({"numpy", "openpyxl", "ortools"})
"""Packages without which the library, used alone, cannot do everything."""
_NOT_INSTALLED = Bilingual(
    "{0} がインストールされていません。pip install {0} を実行してください。",
    "{0} is not installed. Please run pip install {0}.",
)


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
    solve_command.add_command(subparsers)
    check_command.add_command(subparsers)
    replan_command.add_command(subparsers)
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
