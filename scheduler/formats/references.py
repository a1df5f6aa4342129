"""Ids that one table defines and others use."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scheduler.formats.cells import fold, split
from scheduler.formats.faults import CellError, quoted

_OTHER_SEPARATOR = re.compile("[,、/・]")
_SUGGESTIONS = 50
"""Looking for near names is slow; after so many unknown ids the organiser has understood."""


class Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(slots=True)
class Known:
    """The things of one kind that may be referred to, and how the kind is called."""

    ja: str
    en: str
    names: Mapping[str, str]
    """Name by id."""
    complete: bool = True
    """False when their table could not be read: then nothing is said to be unknown."""
    asked: tuple[str, str] | None = None
    """What may be entered, in both languages, where that is not just an id."""
    _asked: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, ja: str, en: str, things: Sequence[Named], complete: bool = True) -> Known:
        return cls(ja, en, {thing.id: thing.name for thing in things}, complete)

    def id(self, text: str) -> str:
        """The text itself if it is a known id.

        Raises:
            CellError: it is not; the sentence names the nearest one.
        """
        if text in self.names or not self.complete:
            return text
        ja, en = self.nearest(text)
        asked_ja, asked_en = self.asked or (f"{self.ja}の ID ", f"the id of a {self.en}")
        raise CellError(
            f"「{quoted(text)}」という{self.ja}はありません。{ja}{asked_ja}を入力してください。",
            f"There is no {self.en} “{quoted(text)}”. {en}Please enter {asked_en}.",
        )

    def ids(self, text: str) -> tuple[str, ...]:
        """The ids of a list cell.

        Raises:
            CellError: one of them is not known.
        """
        found = split(text)
        for part in found:
            if _OTHER_SEPARATOR.search(part) and self.complete and part not in self.names:
                raise CellError(
                    f"「{quoted(part)}」という{self.ja}はありません。複数あるときは ; で区切ってください。",
                    f"There is no {self.en} “{quoted(part)}”. Please separate several by ;.",
                )
            self.id(part)
        return found

    def nearest(self, text: str) -> tuple[str, str]:
        """A question naming the id whose id or name is nearest, in both languages; empty if none is near."""
        if text not in self._asked:
            found = self._nearest_id(text) if len(self._asked) < _SUGGESTIONS else None
            self._asked[text] = ("", "")
            if found is not None:
                label = f"{found}({self.names[found]})" if self.names[found] not in ("", found) else found
                self._asked[text] = (f"「{label}」のことでしょうか。", f"Did you mean “{label}”? ")
        return self._asked[text]

    def _nearest_id(self, text: str) -> str | None:
        wanted = plain(text)
        by_text = {plain(name): id_ for id_, name in self.names.items() if name}
        by_text |= {plain(id_): id_ for id_ in self.names}
        near = difflib.get_close_matches(wanted, by_text, n=1, cutoff=0.5)
        return by_text[near[0]] if near else None


class AnyWidth:
    """Known things, whatever the width of an id as it is typed: `Ｓ１` is S1 if only one id looks so."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._alike: dict[str, str | None] = {}
        for id_ in known.names:
            self._alike[fold(id_)] = None if fold(id_) in self._alike else id_

    def find(self, text: str) -> str | None:
        """The id that is meant; None if there is none."""
        return text if text in self.known.names else self._alike.get(fold(text))

    def id(self, text: str) -> str:
        """The id that is meant.

        Raises:
            CellError: there is none; the sentence names the nearest one.
        """
        return self.find(text) or self.known.id(text)

    def part(self, text: str) -> str:
        """The id that is meant by a part of a list cell.

        Raises:
            CellError: there is none; the sentence tells how to separate several, or names the nearest one.
        """
        return self.find(text) or self.known.ids(text)[0]


def plain(text: str) -> str:
    """A name without what people vary: width, case, blanks, 株式会社."""
    return fold(text).casefold().replace("株式会社", "").replace(" ", "")
