"""What a crowd is told when it begins: who takes part, who meets whom when, with which tokens it speaks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a day is to be."""

    late_trains: int = 1
    """How many groups of suppliers (of a partner, or of a region) come late together, each day."""
    over_runs: float = 0.25
    """The share of interviews that take longer than planned."""
    no_shows: float = 0.04
    """The share of suppliers that do not come at all, each day."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a badge; `phone` is the token of their page, or empty."""

    id: str
    code: str
    party: str
    """Their company, or their own id among the staff."""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A company, or a member of the staff."""

    id: str
    supplier: bool
    group: str = ""
    """With whom it travels."""
    parallel: int = 1
    """How many interviews it can have at once."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An interview as it is planned."""

    id: int
    supplier: str
    buyer: str
    room: str
    table: int
    starts: dt.datetime
    ends: dt.datetime
    staff: tuple[str, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody it needs."""
        return (self.supplier, self.buyer, *self.staff)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a crowd is told. Times are in the event's zone, so that a day is the event's."""

    address: str
    """The server's: `http://127.0.0.1:5050`."""
    authority: str
    """The file of the certificate authority to trust; empty on plain HTTP."""
    kiosk: str
    """The token of reception's kiosk."""
    rooms: dict[str, str]
    """The tokens of the rooms' tablets; in a room that is missing here people press the buttons."""
    seed: int
    strength: Strength = field(default_factory=Strength)
    parties: tuple[Party, ...] = ()
    people: tuple[Person, ...] = ()
    meetings: tuple[Meeting, ...] = ()

    def written(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self), default=dt.datetime.isoformat, ensure_ascii=False)

    @classmethod
    def read(cls, line: str) -> Plan:
        """What `written` wrote."""
        said: dict[str, Any] = json.loads(line)
        meetings = (
            Meeting(
                **one
                | {name: dt.datetime.fromisoformat(one[name]) for name in ("starts", "ends")}
                | {"staff": tuple(one["staff"])}
            )
            for one in said["meetings"]
        )
        return cls(
            **said
            | {
                "strength": Strength(**said["strength"]),
                "parties": tuple(Party(**one) for one in said["parties"]),
                "people": tuple(Person(**one) for one in said["people"]),
                "meetings": tuple(meetings),
            }
        )
