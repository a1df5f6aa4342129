"""What the scheduler gives back: interviews in slots at tables, and what is proven about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How much is known: every listed goal proven, a valid timetable, or that none exists."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    """Time ran out before a first timetable was found."""


class Reason(StrEnum):
    """Why a wish is not placed: the first that holds, in this order."""

    DECLINED = "declined"
    NO_COMMON_SLOT = "no_common_slot"
    CONFLICT = "conflict"
    BUYER_FULL = "buyer_full"
    SUPPLIER_FULL = "supplier_full"
    ROOM_FULL = "room_full"
    STAFF_BUSY = "staff_busy"
    OUTRANKED = "outranked"


LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A sentence in both languages of the product."""

    ja: str
    en: str

    def text(self, language: str) -> str:
        return self.en if language.startswith("en") else self.ja


@dataclass(frozen=True, slots=True)
class Interview:
    """One wish placed in a slot at a place. `status` and the actual times come from the day itself."""

    supplier: str
    buyer: str
    start: dt.datetime
    room: str
    table: int
    """The number of the place in the room, from 1."""
    staff: tuple[str, ...] = ()
    status: str = "scheduled"
    actual_start: dt.datetime | None = None
    actual_end: dt.datetime | None = None

    @property
    def pair(self) -> tuple[str, str]:
        return self.supplier, self.buyer


@dataclass(frozen=True, slots=True)
class Timetable:
    """All interviews of an event."""

    interviews: tuple[Interview, ...]


@dataclass(frozen=True, slots=True)
class GoalValue:
    """A goal's value in a timetable, the proven bound (None: not attempted), and whether they meet."""

    name: str
    value: int
    bound: int | None = None
    optimal: bool = False


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A wish without an interview and the reason, for the organiser's eyes alone."""

    supplier: str
    buyer: str
    reason: Reason
    detail: Bilingual


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to `solve`. Without a timetable (infeasible or unknown), `clash` says why."""

    status: Status
    timetable: Timetable | None
    goals: tuple[GoalValue, ...]
    unplaced: tuple[Unplaced, ...]
    clash: tuple[Bilingual, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a running solve: the goal being worked on, its best value and proven bound so far."""

    goal: str
    stage: int
    stages: int
    value: int | None
    bound: int | None
    seconds: float
