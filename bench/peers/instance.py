"""The published instances (MiniZinc data), read for the peers and the referee.

A reader of their own: a mistake shared with the scheduler's would be a mistake nobody sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

MORNING, AFTERNOON = 1, 2


@dataclass(frozen=True, slots=True)
class Instance:
    """Meetings to be held, with the slots in which each may be. Everything counts from 1, as in the files."""

    name: str
    participants: int
    slots: int
    capacity: int
    """The most meetings in a slot."""
    meetings: tuple[tuple[int, int], ...]
    allowed: tuple[frozenset[int], ...]
    """By meeting: the slots of its session that neither side forbids; the fixed one alone if there is one."""
    before: tuple[tuple[int, int], ...]
    """(m, n): meeting m is held strictly before meeting n."""

    @property
    def of(self) -> dict[int, list[int]]:
        """By participant, the positions (from 0) of its meetings."""
        found: dict[int, list[int]] = {who: [] for who in range(1, self.participants + 1)}
        for position, pair in enumerate(self.meetings):
            for who in pair:
                found[who].append(position)
        return found


@dataclass(frozen=True, slots=True)
class Data:
    """The fields of a file as they stand there: everything counts from 1, and 0 in `fixed` means free."""

    participants: int
    slots: int
    morning: int
    """How many of the slots are the morning's."""
    capacity: int
    requested: tuple[tuple[int, int, int], ...]
    """By meeting: its two participants and its session."""
    forbidden: tuple[frozenset[int], ...]
    """By participant: the slots in which it cannot be met."""
    fixed: tuple[int, ...]
    earlier: tuple[frozenset[int], ...]
    """By meeting: the meetings that are held strictly before it."""

    def allowed(self) -> tuple[frozenset[int], ...]:
        """By meeting: the slots its session, its participants and its fixed slot leave."""
        found = []
        for (one, two, session), pin in zip(self.requested, self.fixed, strict=True):
            first = self.morning + 1 if session == AFTERNOON else 1
            last = self.morning if session == MORNING else self.slots
            slots = set(range(first, last + 1)) - self.forbidden[one - 1] - self.forbidden[two - 1]
            found.append(frozenset(slots & {pin} if pin else slots))
        return tuple(found)


def read_instance(path: Path) -> Instance:
    """Read a .dzn file of the B2B meeting scheduling problem."""
    data = read_data(path)
    return Instance(
        name=path.name.removesuffix(".dzn"),
        participants=data.participants,
        slots=data.slots,
        capacity=data.capacity,
        meetings=tuple((one, two) for one, two, _ in data.requested),
        allowed=data.allowed(),
        before=tuple(
            (earlier, later) for later, these in enumerate(data.earlier, 1) for earlier in sorted(these)
        ),
    )


def read_data(path: Path) -> Data:
    """Read the fields of a .dzn file, without those that only repeat others."""
    text = re.sub(r"%[^\n]*", "", path.read_text("utf-8"))
    fields = dict(re.findall(r"(\w+)\s*=\s*(.*?);", text, re.DOTALL))
    rows = [_numbers(row) for row in fields["requested"].split("|") if _numbers(row)]
    return Data(
        participants=int(fields["nBusiness"]),
        slots=int(fields["nTotalSlots"]),
        morning=int(fields["nMorningSlots"]),
        capacity=int(fields["nTables"]),
        requested=tuple((one, two, session) for one, two, session in rows),
        forbidden=_sets(fields["forbidden"]),
        fixed=tuple(_numbers(fields["fixed"])),
        earlier=_sets(fields["precedences"]),
    )


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _sets(text: str) -> tuple[frozenset[int], ...]:
    """An array of sets; a set may be written as a range `3..5`, and 0 in it means nothing."""
    found = []
    for inner in re.findall(r"\{([^}]*)\}|(\d+\s*\.\.\s*\d+)", text):
        members: set[int] = set()
        for part in (inner[0] or inner[1]).split(","):
            ends = _numbers(part)
            members.update(range(ends[0], ends[-1] + 1) if ends else ())
        found.append(frozenset(members - {0}))
    return tuple(found)
