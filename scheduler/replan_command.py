"""The command that plans a day again."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.change_words import change_words
from scheduler.command import (
    BAD_INPUT,
    INTERNAL_ERROR,
    NOTICE,
    OK,
    STOPPED,
    bad_input,
    greet,
    moment,
    tally,
    whole,
)
from scheduler.console import complain, put, put_json
from scheduler.goal_words import STATUS_WORDS
from scheduler.judge_day import DayJudgement, check_day
from scheduler.problem import GOALS
from scheduler.searching import add_options, refused, search, tell_goals, unwritable
from scheduler.timetable import Bilingual, Timetable

if TYPE_CHECKING:
    from scheduler.day.replan import Replanned

_NOTHING = Bilingual("変更はありません", "Nothing changes")
_WRITTEN = Bilingual("{status}。{out} に書き出しました", "{status}; written to {out}")


def add_command(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Mount `replan` on a program."""
    planning = subparsers.add_parser(
        "replan",
        help="plan a day again after what has happened",
        description="Keep what is past, running or near, lose as few interviews and disturb as few companies "
        "as possible, and give away what has become free. Write timetable.csv, changes.csv, unplaced.csv "
        "and summary.json into DIR.",
        epilog="Exit code: 0 a timetable, 2 bad input. Ctrl-C stops with the best so far, a second one "
        "at once.",
    )
    planning.add_argument("event", type=Path, metavar="EVENT", help="event folder or .xlsx workbook")
    planning.add_argument("timetable", type=Path, metavar="TIMETABLE.csv", help="the one that is being held")
    planning.add_argument("changes", type=Path, metavar="CHANGES.csv", help="what has happened so far")
    planning.add_argument(
        "--now",
        type=moment,
        required=True,
        metavar='"YYYY-MM-DD HH:MM"',
        help="the time, in the event's zone",
    )
    planning.add_argument(
        "--notice",
        type=whole(0, 1440),
        default=NOTICE,
        metavar="MIN",
        help="nothing is placed earlier than so many minutes from now; default: %(default)d",
    )
    add_options(planning, '{"done": status, "changes"}')
    planning.set_defaults(run=run_replan)


def run_replan(args: argparse.Namespace) -> int:
    """Plan a day again, have the result judged, and write it."""
    from scheduler.day.replan import replan
    from scheduler.enlarge import enlarged
    from scheduler.formats import BadInput, read_changes, read_event, read_timetable, write_replanned

    try:
        data = read_event(args.event)
        incidents = read_changes(args.changes, data.problem, args.now)
        before = read_timetable(args.timetable, enlarged(data.problem, incidents))
    except BadInput as error:
        return bad_input(error, args.language)
    language = greet(data, args.language)
    if refused(args.out, language):
        return BAD_INPUT
    make = partial(replan, data.problem, before, incidents, now=args.now, notice_minutes=args.notice)
    done = search(args, data.problem.event, language, make)
    if done is None:
        return STOPPED
    after = done.result.timetable or Timetable(())
    judged = check_day(data.problem, before, after, incidents, now=args.now, notice_minutes=args.notice)
    mistakes = _mistakes(judged, done, language)
    for mistake in mistakes:
        complain(mistake)
    if mistakes:
        return INTERNAL_ERROR
    try:
        summary = write_replanned(before, done, args.out)
    except OSError as error:
        unwritable(args.out, error.strerror, language)
        return BAD_INPUT
    if args.json:
        put_json(summary, indent=2)
    elif not args.progress_json:
        _tell(done, args.out, language)
    if args.progress_json:
        put_json({"done": done.result.status, "changes": _sentences(done)})
    return OK


def _mistakes(judged: DayJudgement, done: Replanned, language: str) -> list[str]:
    """What the judge holds against our own result: broken rules, and numbers that it counts differently."""
    broken = [f"{v.rule}: {v.message.text(language)}" for v in judged.violations]
    counted = {g.name: getattr(judged, g.name) for g in done.result.goals if g.name not in GOALS}
    if not done.outlaws:
        counted |= dict(judged.goals)
    ours = {goal.name: goal.value for goal in done.result.goals}
    return broken + [
        f"{name}: {ours[name]} ≠ {value}" for name, value in counted.items() if ours[name] != value
    ]


def _tell(done: Replanned, out: Path, language: str) -> None:
    """The changes and the goals, in lines for a person."""
    result, event = done.result, done.problem.event
    for change, reason in zip(done.difference.changes, done.reasons, strict=True):
        put(f"{change_words(change, done.problem, language)} ({reason.text(language)})")
    if not done.difference.changes:
        put(_NOTHING.text(language))
    not_asked = {*GOALS} - {*event.goals}
    tell_goals(result.goals, {goal.name for goal in result.goals} - not_asked, event, language)
    placed = 0 if result.timetable is None else len(result.timetable.interviews)
    put(tally(placed, len(result.unplaced), language))
    put(_WRITTEN.text(language).format(status=STATUS_WORDS[result.status].text(language), out=out))


def _sentences(done: Replanned) -> list[dict[str, str]]:
    """The reasons in both languages: the files are in the event's alone."""
    return [
        {
            "supplier": change.supplier,
            "buyer": change.buyer,
            "kind": change.kind.value,
            "ja": reason.ja,
            "en": reason.en,
        }
        for change, reason in zip(done.difference.changes, done.reasons, strict=True)
    ]
