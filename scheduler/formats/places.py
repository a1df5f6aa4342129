"""Places, as `ROOM/NUMBER`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable

from scheduler.formats.cells import fold
from scheduler.formats.faults import CellError, quoted
from scheduler.formats.references import AnyWidth, Known
from scheduler.problem import Problem
from scheduler.words import plural

MOST_MORE = 50
"""So many places may be put up beyond those of a room; a larger number is a slip."""
_PLACE = re.compile(r"(.+)[/／]\s*(\d{1,9})", re.DOTALL)


class Places:
    """The event's places, and those that are put up on the day.

    Attributes:
        rooms: the event's rooms.
        example: how a place of this event is written.
    """

    def __init__(self, problem: Problem, opened: Iterable[str]) -> None:
        """`opened` are the places that are put up or opened again, as they are typed."""
        self.rooms = AnyWidth(Known.of("部屋", "room", problem.rooms))
        self.example = f"{problem.rooms[0].id if problem.rooms else 'R1'}/1"
        self._tables = {room.id: room.tables for room in problem.rooms}
        self._opened: set[tuple[str, int]] = set()
        for text in opened:
            with contextlib.suppress(CellError):
                self._opened.add(self._read(text))

    def place(self, text: str) -> tuple[str, int]:
        """(room, number) of a place that the room has, or that is put up.

        Raises:
            CellError: there is no such place.
        """
        room, number = self._read(text)
        most = self._tables[room]
        if number > most and (room, number) not in self._opened:
            raise CellError(
                f"「{room}」は {most} 席で、{number} 番の席はありません。番号を直すか、増やした席なら"
                "「席再開」の行を加えてください。",
                f"There is no place {number} in {room}, which has {plural(most, 'place')}. "
                "Please correct the number, or add a row table_open if it was put up.",
            )
        return room, number

    def new(self, text: str) -> tuple[str, int]:
        """(room, number) of a place that may be beyond those of the room, but not far.

        Raises:
            CellError: there is no such room, or the number is a slip.
        """
        room, number = self._read(text)
        most = self._tables[room]
        if number > most + MOST_MORE:
            raise CellError(
                f"「{room}」は {most} 席なので、{number} 番は大きすぎます。"
                f"{most + MOST_MORE} 番までの席を入力してください。",
                f"{room} has {plural(most, 'place')}, so number {number} is too large. "
                f"Please enter one up to {most + MOST_MORE}.",
            )
        return room, number

    def _read(self, text: str) -> tuple[str, int]:
        match = _PLACE.fullmatch(text)
        if match is None:
            raise CellError(
                f"「{quoted(text)}」は席として読めません。"
                f"部屋の ID/席番号({self.example} の形)で入力してください。",
                f"“{quoted(text)}” is no place. Please write it as ROOM/NUMBER, such as {self.example}.",
            )
        number = int(fold(match[2]))
        if number < 1:
            raise CellError(
                f"「{quoted(text)}」という席はありません。席番号は 1 から始まります。",
                f"There is no place “{quoted(text)}”. Places are numbered from 1.",
            )
        return self.rooms.id(match[1].strip()), number
