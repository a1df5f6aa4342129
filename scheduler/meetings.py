"""Meetings among equals on one day: the business-to-business meeting problem, as it is stated.

All meetings must be held, at most `places` in a slot, nobody at two at once; the numbers of breaks of any two
participants differ by at most the fairness; the breaks in all are to be as few as possible. Source: Bofill et
al., "Constraint Solving Approaches to the Business-to-Business Meeting Scheduling Problem", JAIR 74 (2022).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scheduler.timetable import Status


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two participants and what restricts when they meet. Slots count from 0."""

    pair: tuple[int, int]
    slots: frozenset[int]
    """Those that the session and a fixed slot leave; who is away when is the participants' own."""
    after: frozenset[int] = frozenset()
    """The meetings, counted from 0, that are strictly earlier."""


@dataclass(frozen=True)
class Meetings:
    """One such problem. Participants, meetings and slots count from 0."""

    participants: int
    slots: int
    places: int
    meetings: tuple[Meeting, ...]
    away: tuple[frozenset[int], ...]
    """Participant → the slots it cannot be met in."""

    @cached_property
    def of(self) -> tuple[tuple[int, ...], ...]:
        """Participant → its meetings."""
        found: list[list[int]] = [[] for _ in range(self.participants)]
        for number, meeting in enumerate(self.meetings):
            for participant in meeting.pair:
                found[participant].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def choices(self) -> tuple[tuple[int, ...], ...]:
        """Meeting → the slots in which both are there and nothing forbids it."""
        return tuple(
            tuple(sorted(m.slots - self.away[m.pair[0]] - self.away[m.pair[1]])) for m in self.meetings
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """The answer: meeting → slot (empty without one), the breaks in all and their proven bound."""

    status: Status
    slots: tuple[int, ...]
    breaks: int | None
    bound: int | None
    seconds: float
