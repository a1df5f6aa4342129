"""What the command line says: languages, encodings, the progress bar."""

import io
import sys

import pytest

from scheduler.console import Bar, language_of, put, put_json
from scheduler.timetable import Progress


def test_console_shows_a_bar_on_a_terminal_only(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = {}
    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        with Bar({"breaks": "空きの箇所"}.__getitem__) as progress:
            progress(Progress("breaks", 4, 8, 3, None, 0.5))
        shown[type(stream)] = stream.getvalue()
    assert "空きの箇所 3 (–) |" in shown[Terminal]
    assert "| 4/8 [" in shown[Terminal]
    assert shown[io.StringIO] == ""


@pytest.mark.parametrize(
    ("asked", "event_language", "environment", "spoken"),
    [
        ("en", "ja", "ja_JP.UTF-8", "en"),
        (None, "ja", "en_GB.UTF-8", "ja"),
        (None, None, "en_GB.UTF-8", "en"),
        (None, None, "C.UTF-8", "ja"),
    ],
)
def test_console_speaks_the_language_asked_for(monkeypatch, asked, event_language, environment, spoken):
    monkeypatch.setenv("LANG", environment)
    assert language_of(asked, event_language) == spoken


def test_console_shows_what_a_console_cannot_as_a_question_mark():
    console = io.TextIOWrapper(io.BytesIO(), encoding="cp932", newline="\n")
    put("髙橋 — 𠮷田", console)
    assert console.buffer.getvalue().decode("cp932") == "髙橋 ? ?田\n"


@pytest.mark.parametrize(("encoding", "line"), [("utf-8", '"面談"'), ("cp932", '"\\u9762\\u8ac7"')])
def test_console_json_is_readable_where_the_stream_is_utf_8_and_ascii_elsewhere(monkeypatch, encoding, line):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    put_json("面談")
    assert stream.buffer.getvalue().decode("utf-8") == line + "\n"


def test_console_json_of_half_a_character_is_ascii(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    put_json("\ud83d")
    assert stream.buffer.getvalue() == b'"\\ud83d"\n'
