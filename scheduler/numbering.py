"""Meetings numbered by what they are, so that a search goes the same way whatever the order of the input.

Participants and meetings are told apart by their neighbours' kinds, again and again, until that changes
nothing (colour refinement); of those that are still alike, one is taken first, and it goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scheduler.meetings import Meetings


def renumbered(problem: Meetings) -> tuple[Meetings, tuple[int, ...]]:
    """The problem in its own order, and for each meeting its number there."""
    who, when = _kinds(problem)
    people = sorted(range(problem.participants), key=who.__getitem__)
    order = sorted(range(len(problem.meetings)), key=when.__getitem__)
    meetings = []
    for old in order:
        meeting = problem.meetings[old]
        one, two = sorted(who[participant] for participant in meeting.pair)
        meetings.append(replace(meeting, pair=(one, two), after=frozenset(when[m] for m in meeting.after)))
    away = tuple(problem.away[old] for old in people)
    return replace(problem, meetings=tuple(meetings), away=away), tuple(when)


def _kinds(problem: Meetings) -> tuple[list[int], list[int]]:
    """A number for each participant and for each meeting, no two the same; the busiest participant first."""
    who = _ranks((-len(own), tuple(sorted(away))) for own, away in zip(problem.of, problem.away, strict=True))
    when = _ranks(problem.choices)
    followers: list[list[int]] = [[] for _ in problem.meetings]
    for number, meeting in enumerate(problem.meetings):
        for first in meeting.after:
            followers[first].append(number)
    known = 0
    while True:
        when = _ranks(
            (
                when[number],
                tuple(sorted(who[participant] for participant in meeting.pair)),
                tuple(sorted(when[first] for first in meeting.after)),
                tuple(sorted(when[last] for last in followers[number])),
            )
            for number, meeting in enumerate(problem.meetings)
        )
        who = _ranks(
            (who[number], tuple(sorted(when[m] for m in own))) for number, own in enumerate(problem.of)
        )
        before, known = known, len({*who}) + len({*when})
        if known == len(who) + len(when):
            return who, when
        if known == before and not _told_apart(who):
            _told_apart(when)


def _ranks(keys: Iterable[Any]) -> list[int]:
    """For each key its place among the different ones."""
    listed = list(keys)
    place = {key: number for number, key in enumerate(sorted(set(listed)))}
    return [place[key] for key in listed]


def _told_apart(kinds: list[int]) -> bool:
    """Put one of the first kind that several are of after the others; False: there is no such kind."""
    several = [kind for kind, size in Counter(kinds).items() if size > 1]
    if several:
        chosen = kinds.index(min(several))
        kinds[:] = _ranks((kind, number == chosen) for number, kind in enumerate(kinds))
    return bool(several)
