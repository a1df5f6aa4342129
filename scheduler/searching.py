"""What the commands that search have in common: options, progress, Ctrl-C, and the folder they write into."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from scheduler.command import duration, threads, whole
from scheduler.console import Bar, Follower, Lines, complain, interruptible, listen, put
from scheduler.goal_words import goal_words
from scheduler.problem import Event
from scheduler.timetable import LANGUAGES, Bilingual, GoalValue

T = TypeVar("T")

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


def add_options(parser: argparse.ArgumentParser, done: str) -> None:
    """The options of a search; `done` is what a JSON line at its end holds."""
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="where the files go")
    parser.add_argument("--time-limit", type=duration, default=30.0, metavar="S", help="default: %(default)g")
    parser.add_argument("--workers", type=threads, default=2, metavar="N", help="default: %(default)d")
    parser.add_argument(
        "--seed", type=whole(0, 2**31 - 1), default=0, metavar="N", help="default: %(default)d"
    )
    parser.add_argument("--json", action="store_true", help="also print the summary as JSON")
    parser.add_argument(
        "--progress-json",
        action="store_true",
        help=f"print a JSON line for each step and, at the end, {done} with sentences in both languages; "
        'the line "cancel" on the standard input stops with the best so far',
    )
    parser.add_argument(
        "--cancel-on-eof", action="store_true", help="with --progress-json: the input's end cancels as well"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="of the messages")


def refused(out: Path, language: str) -> bool:
    """Whether nothing can be written into a folder; if so that is said."""
    if out.exists() and not out.is_dir():
        complain(_NO_FOLDER.text(language).format(out=out))
        return True
    number = _hindrance(out)
    if number is not None:
        unwritable(out, os.strerror(number), language)
    return number is not None


def unwritable(out: Path, why: str | None, language: str) -> None:
    """Say that a folder cannot be written."""
    complain(_UNWRITABLE.text(language).format(out=out, why=why))


def _hindrance(out: Path) -> int | None:
    """The number of the error that keeps a folder from being made or written in, as far as that shows."""
    nearest = next(path for path in (out, *out.parents) if path.exists())
    if not nearest.is_dir():
        return errno.ENOTDIR
    return None if os.access(nearest, os.W_OK) else errno.EACCES


def search(args: argparse.Namespace, event: Event, language: str, make: Callable[..., T]) -> T | None:
    """Run a search with its options, its progress shown and Ctrl-C heeded; None if it was ended for good."""
    cancelled = threading.Event()
    if args.progress_json:
        cancelled = listen(sys.stdin.fileno(), end_cancels=args.cancel_on_eof)
    words = partial(goal_words, event=event, language=language)
    follower: Follower = Lines() if args.progress_json else Bar(words)
    options: dict[str, Any] = {
        "time_limit": args.time_limit,
        "workers": args.workers,
        "seed": args.seed,
        "cancelled": cancelled.is_set,
    }
    try:
        with follower as progress, interruptible(cancelled, _STOPPING.text(language)):
            return make(**options, progress=progress)
    except KeyboardInterrupt:
        complain(_ABORTED.text(language))
        return None


def tell_goals(goals: Iterable[GoalValue], asked: Iterable[str], event: Event, language: str) -> None:
    """The goals in lines for a person; those that were not asked for are marked."""
    asked = tuple(asked)
    for goal in goals:
        said = _proof(goal, language) if goal.name in asked else _NO_GOAL.text(language)
        put(f"{goal_words(goal.name, event, language)}: {goal.value} ({said})")


def _proof(goal: GoalValue, language: str) -> str:
    """How good a goal's value is known to be."""
    if goal.optimal:
        return "proven best" if language == "en" else "最善と証明済み"
    if goal.bound is None:
        return "no proof" if language == "en" else "証明なし"
    return f"bound: {goal.bound}" if language == "en" else f"限界: {goal.bound}"
