"""What the command line says and hears: lines in the reader's language, progress, and the word "cancel"."""

from __future__ import annotations

import codecs
import contextlib
import errno
import importlib.util
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from types import TracebackType
from typing import Any, Protocol, Self, TextIO, TypeVar

from scheduler.timetable import LANGUAGES, Progress

T = TypeVar("T")


def put(text: str, stream: TextIO | None = None) -> None:
    """Write a line at once. A console that lacks a character (CP932 has no —) shows ? instead of failing.

    Where nobody reads any more (`| head -1`) the rest goes nowhere, and the command does its work to the end.
    """
    out = stream or sys.stdout
    encoding = out.encoding or "utf-8"
    try:
        out.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        out.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL
            raise
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)


def complain(text: str) -> None:
    """Write a line for the person at the console, beside the output proper."""
    put(text, sys.stderr)


def put_json(value: object, indent: int | None = None) -> None:
    """Write JSON as UTF-8; in plain ASCII where the stream is not UTF-8 or the text cannot be written so."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
        plain = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    except UnicodeEncodeError:
        plain = False
    put(text if plain else json.dumps(value, indent=indent))


def language_of(asked: str | None, event: str | None = None) -> str:
    """The language to speak: as asked, else the event's, else the environment's, else Japanese."""
    environment = os.environ.get("LANG", "")[:2]
    wanted = asked or event or environment
    return wanted if wanted in LANGUAGES else "ja"


class Follower(Protocol):
    """Whoever is told how a solve gets on."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def __call__(self, progress: Progress) -> None: ...


def watched() -> bool:
    """Whether a progress bar can be shown: on a terminal, and where tqdm is installed."""
    return sys.stderr.isatty() and importlib.util.find_spec("tqdm") is not None


def followed(items: Iterable[T]) -> Iterable[T]:
    """The items, with a bar that counts them."""
    if not watched():
        return items
    from tqdm import tqdm

    bar: Iterable[T] = tqdm(items, file=sys.stderr, leave=False)
    return bar


class Bar:
    """A progress bar on a terminal, one step per goal; silent when nobody watches.

    `words`: what a goal is called for the reader.
    """

    def __init__(self, words: Callable[[str], str] = str) -> None:
        self._words = words
        self._bar: Any = None
        if watched():
            from tqdm import tqdm

            bar_format = "{desc} |{bar}| {n_fmt}/{total_fmt} [{elapsed}]"
            self._bar = tqdm(file=sys.stderr, leave=False, bar_format=bar_format)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, progress: Progress) -> None:
        if self._bar is None:
            return
        value = "–" if progress.value is None else progress.value
        bound = "–" if progress.bound is None else progress.bound
        self._bar.total, self._bar.n = progress.stages, progress.stage
        self._bar.set_description_str(f"{self._words(progress.goal)} {value} ({bound})")


class Lines:
    """One JSON line for each step, for a parent process that shows it elsewhere."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def __call__(self, progress: Progress) -> None:
        put_json(
            {
                "goal": progress.goal,
                "stage": progress.stage,
                "stages": progress.stages,
                "value": progress.value,
                "bound": progress.bound,
                "seconds": progress.seconds,
            }
        )


@contextlib.contextmanager
def interruptible(cancelled: threading.Event, said: str) -> Iterator[None]:
    """Let a first Ctrl-C set the event and say so, and only a second one raise KeyboardInterrupt."""

    def interrupt(*_: object) -> None:
        if cancelled.is_set():
            raise KeyboardInterrupt
        cancelled.set()
        complain(said)

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def listen(descriptor: int, *, end_cancels: bool) -> threading.Event:
    """Set the event returned once the line `cancel` arrives, or the input ends if that counts as well.

    A thread and a line of text, because Windows has no signal that a parent could send to one child. It
    reads unbuffered: a buffered stream stays locked by the reader while the interpreter shuts down.
    """
    cancelled = threading.Event()

    def wait() -> None:
        with FileIO(descriptor, closefd=False) as lines:
            while line := lines.readline():
                if line.strip() == b"cancel":
                    cancelled.set()
                    return
        if end_cancels:
            cancelled.set()

    threading.Thread(target=wait, name="listen for cancel", daemon=True).start()
    return cancelled
