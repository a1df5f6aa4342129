"""What becomes of everybody: decided by seeded dice for each person and interview by itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from functools import cached_property

from kiosk.crowd.plan import Meeting, Person, Plan
from kiosk.domain.interview_states import NO_SHOW_GRACE_MINUTES
from kiosk.domain.outcomes import MARKS, NextStep, WhoActs

MINUTE = dt.timedelta(minutes=1)
JUST_IN_TIME = 0.12
"""The share of suppliers that come at the last minute, or some minutes after it."""
LEAVE_EARLY = 0.03
"""The share of suppliers that leave before their last interview."""
SAID_LATE = (10, 20, 40)
"""The delays, in minutes, that a phone's page can announce."""


def dice(seed: int, *words: object) -> float:
    """A number from 0 to below 1 that is the same for the same words, whatever was thrown before."""
    text = "\x1f".join(map(str, (seed, *words)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7]) / (1 << 56)


class Fates:
    """The fates of a plan's people and interviews."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._parties = {party.id: party for party in plan.parties}
        self._days: dict[tuple[str, dt.date], list[Meeting]] = defaultdict(list)
        for meeting in sorted(plan.meetings, key=lambda one: (one.starts, one.id)):
            for party in meeting.parties:
                self._days[party, meeting.starts.date()].append(meeting)

    def _dice(self, *words: object) -> float:
        return dice(self.plan.seed, *words)

    @property
    def days(self) -> list[tuple[str, dt.date]]:
        """Who is expected on which day."""
        return sorted(self._days)

    @cached_property
    def _late_groups(self) -> dict[dt.date, dict[str, float]]:
        """The groups whose train is late, by day, and by how many minutes."""
        found: dict[dt.date, dict[str, float]] = {}
        for day in {day for _, day in self._days}:
            groups = {
                party.group
                for party in self.plan.parties
                if party.supplier and party.group and (party.id, day) in self._days
            }
            drawn = sorted(groups, key=lambda group: self._dice("train", day, group))
            late = drawn[: self.plan.strength.late_trains]
            found[day] = {group: 20 + 40 * self._dice("delay", day, group) for group in late}
        return found

    def absent(self, party: str, day: dt.date) -> bool:
        """Whether a supplier does not come at all on a day."""
        return self._is_supplier(party) and self._dice("absent", day, party) < self.plan.strength.no_shows

    def delay(self, party: str, day: dt.date) -> float:
        """By how many minutes the train of a company's group is late."""
        known = self._parties.get(party)
        return self._late_groups[day].get(known.group, 0.0) if known and known.supplier else 0.0

    def arrival(self, person: Person, day: dt.date) -> dt.datetime | None:
        """When somebody comes on a day; None if they do not."""
        meetings = self._days.get((person.party, day))
        if not meetings or self.absent(person.party, day):
            return None
        first, chance = meetings[0].starts, self._dice("arrival", day, person.party)
        beside = 2 * self._dice("beside", day, person.id)  # colleagues come in together, one behind the other
        if not self._is_supplier(person.party):
            return first - (30 + 25 * chance - beside) * MINUTE
        if chance < JUST_IN_TIME:
            before = 3 - 10 * self._dice("just in time", day, person.party)
        else:
            before = 5 + 40 * chance
        return first - (before - beside - self.delay(person.party, day)) * MINUTE

    def departure(self, person: Person, day: dt.date) -> dt.datetime:
        """When somebody who came leaves, if nothing over-runs."""
        meetings = self._days[person.party, day]
        last = meetings[-2 if self.leaves_early(person.party, day) else -1].ends
        return last + (3 + 12 * self._dice("departure", day, person.id)) * MINUTE

    def leaves_early(self, party: str, day: dt.date) -> bool:
        """Whether a supplier does not stay for its last interview of several."""
        several = len(self._days.get((party, day), ())) > 1
        return several and self._is_supplier(party) and self._dice("leaves", day, party) < LEAVE_EARLY

    def announcement(self, person: Person, day: dt.date) -> tuple[dt.datetime, int] | None:
        """When somebody whose train is late says so on their phone, and which delay in minutes."""
        delay = self.delay(person.party, day)
        arrives = self.arrival(person, day)
        if not person.phone or not delay or arrives is None:
            return None
        first = self._days[person.party, day][0].starts
        missed = (arrives - first) / MINUTE
        if missed <= 0:
            return None
        minutes = next((one for one in SAID_LATE if one >= missed), SAID_LATE[-1])
        return first - (10 + 10 * self._dice("says", day, person.id)) * MINUTE, minutes

    def length(self, meeting: Meeting) -> dt.timedelta:
        """How long an interview takes."""
        planned, chance = meeting.ends - meeting.starts, self._dice("length", meeting.supplier, meeting.buyer)
        if self._dice("over", meeting.supplier, meeting.buyer) < self.plan.strength.over_runs:
            return planned + (1 + 7 * chance) * MINUTE
        return planned - 2 * chance * MINUTE

    def patience(self, meeting: Meeting) -> dt.timedelta:
        """How long after its start a host waits before noting a no-show."""
        more = 1 + 6 * self._dice("patience", meeting.supplier, meeting.buyer)
        return (NO_SHOW_GRACE_MINUTES + more) * MINUTE

    def is_called(self, meeting: Meeting) -> bool:
        """Whether the host has somebody called who is missing at the start."""
        return self._dice("call", meeting.supplier, meeting.buyer) < 0.6

    def is_extended(self, meeting: Meeting) -> bool:
        """Whether the host says of an over-run that it will be one."""
        return self._dice("extend", meeting.supplier, meeting.buyer) < 0.5

    def outcome(self, meeting: Meeting) -> dict[str, str] | None:
        """What the host notes of it; None if nothing."""
        pair = (meeting.supplier, meeting.buyer)
        if self._dice("notes", *pair) > 0.8:
            return None
        mark = MARKS[min(3, int(4 * self._dice("mark", *pair) ** 1.3))]
        steps, sides = list(NextStep), list(WhoActs)
        step = NextStep.NONE if mark == "×" else steps[int(5 * self._dice("step", *pair))]
        who = "" if step is NextStep.NONE else sides[int(3 * self._dice("who", *pair))]
        return {"mark": mark, "next_step": step, "who_acts": who}

    def _is_supplier(self, party: str) -> bool:
        known = self._parties.get(party)
        return known is not None and known.supplier
