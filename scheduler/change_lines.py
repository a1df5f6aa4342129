"""What a day that was planned again changes, line by line: why, and what to see to before it is announced.

`compare` says what moved, was lost or was added. An organiser must also hear who sits in instead of whom,
even where nothing else differs, and whether a company may not be in the building at its new time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.compare import Change, Kind, Place
from scheduler.incidents import Incident
from scheduler.incidents import Kind as Happened
from scheduler.problem import Problem
from scheduler.timetable import Bilingual, Interview, Timetable

if TYPE_CHECKING:
    from scheduler.day.replan import Replanned

OTHER_STAFF = Bilingual("同席者が替わります", "Other staff sit in")
ABSENT_STATES = frozenset({"cancelled", "no_show"})
"""States of an interview that do not show that its supplier was or will be there."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What became of an interview, and why."""

    interview: int | None
    """Its number in the timetable before, from 1; None where it was added."""
    change: Change
    reason: Bilingual
    note: Bilingual | None = None
    """What to see to before the change is announced."""


def change_lines(before: Timetable, done: Replanned, incidents: Iterable[Incident]) -> tuple[ChangeLine, ...]:
    """The changes in order of the first time that each is about.

    Args:
        before: the timetable that was held, in the order of its file.
        done: what became of it.
        incidents: what has happened; whoever walked in is there.
    """
    after = done.result.timetable or Timetable(())
    numbers = {
        (i.pair, _place(i)): number
        for number, i in enumerate(before.interviews, 1)
        if i.status != "cancelled"
    }
    notes = _Notes(before, after, done.problem, incidents)
    changes = [*zip(done.difference.changes, done.reasons, strict=True)]
    changes += [(change, OTHER_STAFF) for change in notes.other_staff()]
    lines = [
        ChangeLine(
            numbers[(change.supplier, change.buyer), change.before] if change.before else None,
            change,
            reason,
            notes.of(change),
        )
        for change, reason in changes
    ]
    return tuple(sorted(lines, key=lambda line: in_order(line.change)))


def in_order(change: Change) -> tuple[dt.datetime, tuple[Place, ...], str, str]:
    """By the first time that a change is about: whoever is to come then must hear of it first."""
    places = tuple(place for place in (change.after, change.before) if place is not None)
    return min(place.start for place in places), places, change.supplier, change.buyer


class _Notes:
    """Finds what to see to."""

    def __init__(
        self, before: Timetable, after: Timetable, problem: Problem, incidents: Iterable[Incident]
    ) -> None:
        self._problem = problem
        self._before = {(i.pair, _place(i)): i for i in before.interviews if i.status != "cancelled"}
        self._after = {(i.pair, _place(i)): i for i in after.interviews if i.status != "cancelled"}
        self._there = {who for one in incidents if one.kind is Happened.WALK_IN for who in one.companies}
        self._times: dict[tuple[str, dt.date], list[dt.datetime]] = {}
        for i in before.interviews:
            if i.status not in ABSENT_STATES:
                self._times.setdefault((i.supplier, i.start.date()), []).append(i.start)

    def other_staff(self) -> Iterator[Change]:
        """The interviews that are held where they were, with other people."""
        for (pair, place), were in self._before.items():
            now = self._after.get((pair, place))
            if now is not None and {*now.staff} != {*were.staff}:
                yield Change(Kind.STAFF, *pair, place, place)

    def of(self, change: Change) -> Bilingual | None:
        said = [one for one in (self._presence(change), self._staff(change)) if one is not None]
        if not said:
            return None
        return Bilingual("。".join(one.ja for one in said), ". ".join(one.en for one in said))

    def _presence(self, change: Change) -> Bilingual | None:
        """Whether the supplier may not be there yet, or not any more."""
        if change.after is None or change.before == change.after:
            return None
        start = change.after.start
        times = self._times.get((change.supplier, start.date()))
        there = change.supplier in self._there
        if not times:
            return (
                None
                if there
                else Bilingual(
                    "この日ほかに面談がない企業です。来場しているか確認してください",
                    "The supplier has no other interview on this day: make sure that it is there",
                )
            )
        first, last = min(times), max(times)
        if start < first and not there:
            return Bilingual(
                f"この企業の最初の面談だった {first:%H:%M} より前です。来場しているか確認してください",
                f"The supplier's first interview was at {first:%H:%M}: make sure that it is there",
            )
        if start > last:
            return Bilingual(
                f"この企業の最後の面談だった {last:%H:%M} より後です。残れるか確認してください",
                f"The supplier's last interview was at {last:%H:%M}: make sure that it can stay",
            )
        return None

    def _staff(self, change: Change) -> Bilingual | None:
        """Who sits in now, and who did."""
        pair = change.supplier, change.buyer
        were = self._names(self._before.get((pair, change.before)) if change.before else None)
        now = self._names(self._after.get((pair, change.after)) if change.after else None)
        if change.after is None:
            return Bilingual(f"同席の予定だった人: {were}", f"Was to sit in: {were}") if were else None
        said = " → ".join(dict.fromkeys(name for name in (were, now) if name))
        return Bilingual(f"同席: {said}", f"Sits in: {said}") if said else None

    def _names(self, interview: Interview | None) -> str:
        people = interview.staff if interview else ()
        known = self._problem.staff_of
        return ", ".join(known[who].name or who if who in known else who for who in sorted(people))


def _place(interview: Interview) -> Place:
    return Place(interview.start, interview.room, interview.table)
