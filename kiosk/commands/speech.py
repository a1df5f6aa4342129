"""What the command line says, in the language of the person at the console."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from babel.support import Translations
from sqlalchemy.exc import ArgumentError, DatabaseError

from kiosk.app import HERE
from kiosk.errors import Refused
from scheduler.console import complain, put

FAILED = 1
BAD_INPUT = 2


class Voice:
    """Says each sentence in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, ja: str, en: str) -> str:
        return en if self.language == "en" else ja

    def say(self, ja: str, en: str) -> None:
        put(self.text(ja, en))

    def complain(self, ja: str, en: str) -> None:
        complain(self.text(ja, en))

    def refused(self, error: Refused) -> None:
        """Say why something cannot be done, in the words the pages use."""
        words = Translations.load(str(HERE / "translations"), [self.language])
        sentence = words.ugettext(error.message)
        complain(sentence % error.values if error.values else sentence)


def started(
    command: Callable[[argparse.Namespace, Voice], int], args: argparse.Namespace, voice: Voice
) -> int:
    """Run a command; say in a sentence why its instance or its database cannot be had."""
    try:
        return command(args, voice)
    except Refused as refusal:
        voice.refused(refusal)
        return BAD_INPUT
    except (ArgumentError, DatabaseError) as error:
        reason = str(error).split("\n")[0]
        voice.complain(f"データベースを開けません: {reason}", f"The database cannot be opened: {reason}")
        return FAILED
