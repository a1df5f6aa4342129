"""The command that plans a day again."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.change_lines import ChangeLine, change_lines
from scheduler.change_words import change_words, pair_words, place_words
from scheduler.command import (
    BAD_INPUT,
    INTERNAL_ERROR,
    NOTICE,
    OK,
    STOPPED,
    bad_input,
    changed,
    doubt,
    greet,
    moment,
    tally,
    whole,
)
from scheduler.compare import Place
from scheduler.console import complain, put, put_json
from scheduler.goal_words import STATUS_WORDS
from scheduler.incidents import Incident, Kind
from scheduler.judge_day import DayJudgement, check_day
from scheduler.problem import GOALS
from scheduler.searching import add_options, refused, search, tell_goals, unwritable
from scheduler.timetable import Bilingual, Reason, Timetable

if TYPE_CHECKING:
    from scheduler.day.replan import Replanned

_NOTHING = Bilingual("変更はありません", "Nothing changes")
_WAITING = Bilingual("入らなかった当日の希望", "wished for on the spot, not held")
_OUTLAW = Bilingual("規則に反しますが、もう変えられない面談", "breaks a rule, but cannot be changed any more")
_OUR_MISTAKE = Bilingual(
    "組み直しの結果が規則に反したため、何も書き出していません。{timetable} の時間割を続けてください。"
    "この製品の不具合です。",
    "The new timetable breaks a rule, so nothing was written. Please go on with {timetable}. "
    "This is a fault of the product.",
)
_WOULD_REPLACE = Bilingual(
    "{out} に書き出すと {path} が上書きされます。--out には別のフォルダーを指定してください。",
    "Writing into {out} would replace {path}. Please give another folder with --out.",
)
OVER = frozenset({"finished", "no_show", "cancelled"})
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
        doubt(args.now, data.problem, args.language)
        incidents = read_changes(args.changes, data.problem, args.now)
        before = read_timetable(args.timetable, enlarged(data.problem, incidents))
    except BadInput as error:
        return bad_input(error, args.language)
    language = greet(data, args.language)
    if refused(args.out, language) or _would_replace(args, language):
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
        complain(_OUR_MISTAKE.text(language).format(timetable=args.timetable))
        return INTERNAL_ERROR
    try:
        lines = change_lines(before, done, incidents)
        summary = write_replanned(done, lines, args.out)
    except OSError as error:
        unwritable(args.out, error.strerror, language)
        return BAD_INPUT
    if args.json:
        put_json(summary, indent=2)
    elif not args.progress_json:
        _tell_changes(lines, done, language)
        _tell_left(done, incidents, language)
        _tell_result(done, judged, args.out, language)
    if args.progress_json:
        put_json({"done": done.result.status, "changes": [_sentences(line) for line in lines]})
    return OK


def _would_replace(args: argparse.Namespace, language: str) -> bool:
    """Whether a file that is read would be written over; capitals make no other file on Windows."""
    written = {str((args.out / name).resolve()).casefold() for name in ("timetable.csv", "changes.csv")}
    for path in (args.timetable, args.changes):
        if str(path.resolve()).casefold() in written:
            complain(_WOULD_REPLACE.text(language).format(out=args.out, path=path))
            return True
    return False


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


def _tell_changes(lines: Sequence[ChangeLine], done: Replanned, language: str) -> None:
    """What changes, why, and what to see to before it is announced."""
    if not lines:
        put(_NOTHING.text(language))
    for line in lines:
        put(f"{change_words(line.change, done.problem, language)} ({line.reason.text(language)})")
        if line.note is not None:
            put(f"    ※ {line.note.text(language)}")


def _tell_left(done: Replanned, incidents: Iterable[Incident], language: str) -> None:
    """The wishes of the day that are not met, and what breaks a rule but cannot be changed any more."""
    problem = done.problem
    asked = {pair for one in incidents if one.kind is Kind.WALK_IN for pair in one.pairs}
    for one in done.result.unplaced:
        if (one.supplier, one.buyer) in asked and one.reason is not Reason.DECLINED:
            pair = pair_words(one.supplier, one.buyer, problem, language)
            put(f"{_WAITING.text(language)}: {pair} ({one.detail.text(language)})")
    for interview in done.outlaws:
        if interview.status not in OVER:
            pair = pair_words(interview.supplier, interview.buyer, problem, language)
            place = Place(interview.start, interview.room, interview.table)
            put(f"{_OUTLAW.text(language)}: {pair}: {place_words(place, problem, language)}")


def _tell_result(done: Replanned, judged: DayJudgement, out: Path, language: str) -> None:
    """The goals and the numbers, in lines for a person."""
    result, event = done.result, done.problem.event
    not_asked = {*GOALS} - {*event.goals}
    tell_goals(result.goals, {goal.name for goal in result.goals} - not_asked, event, language)
    put(changed(judged).text(language))
    put(tally(judged.placed, judged.unplaced, language))
    put(_WRITTEN.text(language).format(status=STATUS_WORDS[result.status].text(language), out=out))


def _sentences(line: ChangeLine) -> dict[str, object]:
    """A change with its sentences in both languages: the files are in the event's alone."""
    note = line.note
    return {
        "supplier": line.change.supplier,
        "buyer": line.change.buyer,
        "kind": line.change.kind.value,
        "ja": line.reason.ja,
        "en": line.reason.en,
        "note": None if note is None else {"ja": note.ja, "en": note.en},
    }
