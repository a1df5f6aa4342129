"""The hall's time: which slots were shifted, and how the floor of an event behaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Protocol

LONGEST_SHIFT = 120
"""Minutes by which the hall's time may be shifted at once."""


class BoardSide(StrEnum):
    """Whose names the lobby board shows; the other side's are not sent to it."""

    BOTH = "both"
    BUYER = "buyer"
    SUPPLIER = "supplier"


@dataclass(frozen=True, slots=True)
class FloorOptions:
    """How an event's floor behaves, as it is stored with the event."""

    bell: bool = False
    """The hall moves together: a bell tells every screen when two minutes are left and when to move."""
    speech: bool = True
    """Calls and bells are spoken where a screen can speak."""
    ask_outcome: bool = True
    """Finishing an interview opens the short form of its outcome."""
    show_rank: bool = False
    """Hosts see the wish's rank."""
    board_side: BoardSide = BoardSide.BOTH

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> FloorOptions:
        """The options of an event; what is unknown is left out, what is missing is as by default."""
        known = {field.name for field in fields(cls)}
        found = {name: value for name, value in (stored or {}).items() if name in known}
        return cls(**found | {"board_side": BoardSide(found.get("board_side", BoardSide.BOTH))})

    def stored(self) -> dict[str, Any]:
        """As kept with the event."""
        return asdict(self)


class Shifted(Protocol):
    """A shift of some slots, as a row or a value."""

    @property
    def planned_from(self) -> dt.datetime: ...
    @property
    def planned_until(self) -> dt.datetime: ...
    @property
    def minutes(self) -> int: ...


def shifted_minutes(planned: dt.datetime, shifts: Iterable[Shifted]) -> int:
    """By how many minutes what is planned for a time starts later (below 0: earlier); shifts add up."""
    return sum(shift.minutes for shift in shifts if shift.planned_from <= planned < shift.planned_until)
