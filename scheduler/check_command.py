"""The command that judges a timetable: of an event as planned, or of a day that was planned again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import as_json
from scheduler.check import Judgement, check
from scheduler.command import (
    BAD_INPUT,
    BROKEN_RULES,
    NOTICE,
    OK,
    bad_input,
    changed,
    doubt,
    greet,
    moment,
    tally,
    whole,
)
from scheduler.console import complain, language_of, put, put_json
from scheduler.enlarge import enlarged
from scheduler.goal_words import goal_words
from scheduler.judge_day import DayJudgement, check_day
from scheduler.timetable import LANGUAGES, Bilingual

if TYPE_CHECKING:
    from scheduler.problem import Problem

_TOGETHER = Bilingual(
    "当日の組み直しを調べるには --before、--changes、--now をすべて指定してください。足りないもの: {missing}",
    "To judge a day that was planned again, give --before, --changes and --now together. Missing: {missing}",
)


def add_command(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Mount `check` on a program."""
    judging = subparsers.add_parser(
        "check",
        help="judge a timetable, ours or hand-made",
        description="Name each broken rule and the value of every goal. Cancelled interviews do not count. "
        "With --before, --changes and --now: of a day that was planned again, also whether what had to "
        "stay has stayed.",
        epilog="Exit code: 0 valid, 1 broken rules, 2 bad input.",
    )
    judging.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
    judging.add_argument("timetable", type=Path, metavar="TIMETABLE.csv")
    judging.add_argument("--before", type=Path, metavar="OLD.csv", help="the timetable held until then")
    judging.add_argument("--changes", type=Path, metavar="CHANGES.csv", help="what has happened")
    judging.add_argument(
        "--now", type=moment, metavar='"YYYY-MM-DD HH:MM"', help="when the day was planned again"
    )
    judging.add_argument(
        "--notice",
        type=whole(0, 1440),
        metavar="MIN",
        help=f"minutes before its start in which nothing is moved or added; default: {NOTICE}",
    )
    judging.add_argument("--json", action="store_true", help="print the judgement as JSON")
    judging.add_argument("--language", choices=LANGUAGES, help="of the messages")
    judging.set_defaults(run=run_check)


def run_check(args: argparse.Namespace) -> int:
    """Judge a timetable file against its event; on the day also against what was held until then."""
    from scheduler.formats import BadInput, read_event

    of_the_day = {"--before": args.before, "--changes": args.changes, "--now": args.now}
    missing = [option for option, value in of_the_day.items() if value is None]
    again = len(missing) < len(of_the_day) or args.notice is not None
    if again and missing:
        complain(_TOGETHER.text(language_of(args.language)).format(missing=", ".join(missing)))
        return BAD_INPUT
    try:
        data = read_event(args.event)
        judgement = (_judge_day if again else _judge)(data.problem, args)
    except BadInput as error:
        return bad_input(error, args.language)
    language = greet(data, args.language)
    if args.json:
        put_json(_as_json(judgement, language), indent=2)
    else:
        for violation in judgement.violations:
            put(f"{violation.rule}: {violation.message.text(language)}")
        for name, value in judgement.goals:
            put(f"{goal_words(name, data.problem.event, language)}: {value}")
        if isinstance(judgement, DayJudgement):
            put(changed(judgement).text(language))
        put(_verdict(judgement, language))
    return OK if judgement.valid else BROKEN_RULES


def _judge(problem: Problem, args: argparse.Namespace) -> Judgement:
    from scheduler.formats import read_timetable

    return check(problem, read_timetable(args.timetable, problem))


def _judge_day(problem: Problem, args: argparse.Namespace) -> DayJudgement:
    from scheduler.formats import read_changes, read_timetable

    doubt(args.now, problem, args.language)
    incidents = read_changes(args.changes, problem, args.now)
    event = enlarged(problem, incidents)
    before, after = read_timetable(args.before, event), read_timetable(args.timetable, event)
    notice = NOTICE if args.notice is None else args.notice
    return check_day(problem, before, after, incidents, now=args.now, notice_minutes=notice)


def _as_json(judgement: Judgement, language: str) -> dict[str, object]:
    said = as_json.judgement(judgement, language)
    return said | {"day": as_json.day(judgement)} if isinstance(judgement, DayJudgement) else said


def _verdict(judgement: Judgement, language: str) -> str:
    counts = tally(judgement.placed, judgement.unplaced, language)
    broken = len(judgement.violations)
    if judgement.valid:
        return f"valid: {counts}" if language == "en" else f"問題ありません: {counts}"
    return f"broken rules: {broken} ({counts})" if language == "en" else f"違反 {broken} 件({counts})"
