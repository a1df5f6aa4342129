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


def read_instance(path: Path) -> Instance:
    """Read a .dzn file of the B2B meeting scheduling problem."""
    text = re.sub(r"%[^\n]*", "", path.read_text("utf-8"))
    fields = dict(re.findall(r"(\w+)\s*=\s*(.*?);", text, re.DOTALL))
    slots, noon = int(fields["nTotalSlots"]), int(fields["nMorningSlots"])
    rows = [_numbers(row) for row in fields["requested"].split("|") if _numbers(row)]
    forbidden, fixed = _sets(fields["forbidden"]), _numbers(fields["fixed"])
    allowed = []
    for (one, two, session), pin in zip(rows, fixed, strict=True):
        first = noon + 1 if session == AFTERNOON else 1
        last = noon if session == MORNING else slots
        open_slots = set(range(first, last + 1)) - forbidden[one - 1] - forbidden[two - 1]
        allowed.append(frozenset(open_slots & {pin} if pin else open_slots))
    return Instance(
        name=path.name.removesuffix(".dzn"),
        participants=int(fields["nBusiness"]),
        slots=slots,
        capacity=int(fields["nTables"]),
        meetings=tuple((one, two) for one, two, _ in rows),
        allowed=tuple(allowed),
        before=tuple(
            (earlier, later)
            for later, these in enumerate(_sets(fields["precedences"]), 1)
            for earlier in sorted(these - {0})
        ),
    )


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _sets(text: str) -> list[set[int]]:
    """An array of sets; a set may be written as a range `3..5`."""
    found = []
    for inner in re.findall(r"\{([^}]*)\}|(\d+\s*\.\.\s*\d+)", text):
        members: set[int] = set()
        for part in (inner[0] or inner[1]).split(","):
            ends = _numbers(part)
            members.update(range(ends[0], ends[-1] + 1) if ends else ())
        found.append(members)
    return found
