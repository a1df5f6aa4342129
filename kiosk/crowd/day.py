"""A crowd's day: what is due by the event's clock is done in its order, through the API."""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote

from kiosk.crowd.fate import MINUTE, Fates
from kiosk.crowd.plan import Meeting, Person, Plan
from kiosk.domain.interview_states import OVER, State

AGAIN = dt.timedelta(seconds=40)
"""Event time until a host looks again whether an interview can begin."""
GIVEN_UP = dt.timedelta(hours=4)
"""After so long nobody waits for an interview any more."""


class Speaks(Protocol):
    """Whoever carries requests to the server and answers back."""

    def get(self, token: str, path: str) -> dict[str, Any]: ...
    def post(self, token: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]: ...


@dataclass(slots=True)
class Course:
    """An interview as the crowd knows it."""

    meeting: Meeting
    state: str = State.SCHEDULED


class Day:
    """Everything a crowd does, in the order of the event's time."""

    def __init__(self, plan: Plan, line: Speaks, run: str) -> None:
        """`run` tells the nonces of this crowd from those of another in the same rehearsal."""
        self.plan, self._line, self._run = plan, line, run
        self._fates = Fates(plan)
        self._due: list[tuple[dt.datetime, int, Callable[[dt.datetime], None]]] = []
        self._number = itertools.count()
        self._courses = {one.id: Course(one) for one in plan.meetings}
        self._courses_of: dict[str, list[Course]] = {}
        for course in self._courses.values():
            self._know(course)
        self._tables: dict[tuple[str, int], int] = {}
        """The interview that runs at a table."""
        self._busy: Counter[str] = Counter()
        """How many interviews each party has now."""
        self._parallel = {party.id: party.parallel for party in plan.parties}
        self._has_badges = {person.party for person in plan.people}
        self._inside: Counter[str] = Counter()
        self._answer: dict[str, Any] = {}
        self.answered: Counter[str] = Counter()
        """What the server has taken, by kind."""
        self.refused: Counter[str] = Counter()
        """What it has not, by kind and code."""
        self._lay_out()

    def _know(self, course: Course) -> None:
        for party in course.meeting.parties:
            self._courses_of.setdefault(party, []).append(course)

    def _lay_out(self) -> None:
        people: dict[str, list[Person]] = {}
        for person in self.plan.people:
            people.setdefault(person.party, []).append(person)
        for party, day in self._fates.days:
            for person in people.get(party, ()):
                arrives = self._fates.arrival(person, day)
                if arrives is None:
                    continue
                self._at(arrives, partial(self._arrive, person))
                self._at(self._fates.departure(person, day), partial(self._leave, person))
                if said := self._fates.announcement(person, day):
                    self._at(said[0], partial(self._announce, person, said[1]))
        for course in self._courses.values():
            self._at(course.meeting.starts, partial(self._begin, course))

    def _at(self, due: dt.datetime, deed: Callable[[dt.datetime], None]) -> None:
        heapq.heappush(self._due, (due, next(self._number), deed))

    @property
    def next(self) -> dt.datetime | None:
        """When the next thing is due; None when the day is over."""
        return self._due[0][0] if self._due else None

    def do_one(self, now: dt.datetime) -> bool:
        """Do what is due first; tells whether anything was."""
        if not self._due or self._due[0][0] > now:
            return False
        due, _, deed = heapq.heappop(self._due)
        deed(due)
        return True

    def refresh(self, room: str) -> None:
        """Take over what others have changed in a room: other times, a new interview, a button pressed."""
        told = self._line.get(self.plan.rooms[room], f"/rooms/{quote(room, safe='')}")
        for table in told.get("tables", ()):
            for one in table["interviews"]:
                self._take_over(room, table["number"], one)

    def _take_over(self, room: str, table: int, one: dict[str, Any]) -> None:
        starts, ends = (dt.datetime.fromisoformat(one[name]) for name in ("starts", "ends"))
        meeting = Meeting(one["id"], one["supplier"]["id"], one["buyer"]["id"], room, table, starts, ends)
        known = self._courses.get(meeting.id)
        if known is None:
            known = self._courses[meeting.id] = Course(meeting)
            self._know(known)
            self._at(starts, partial(self._begin, known))
        elif known.state in (State.SCHEDULED, State.CALLED):
            known.meeting = replace(
                meeting, ends=starts + (known.meeting.ends - known.meeting.starts), staff=known.meeting.staff
            )
        self._become(known, one["state"])

    # People

    def _arrive(self, person: Person, at: dt.datetime) -> None:
        body = {"code": person.code, "scanned_at": at.isoformat()}
        status = self._send("check-in", self.plan.kiosk, "/checkins", body, person.id, at.date())
        if status in (200, 201):
            self._inside[person.party] += 1

    def _leave(self, person: Person, at: dt.datetime) -> None:
        if self._stays(person.party, at):
            self._at(at + 5 * MINUTE, partial(self._leave, person))
            return
        body = {"code": person.code, "scanned_at": at.isoformat()}
        status = self._send("departure", self.plan.kiosk, "/departures", body, person.id, at.date())
        if status in (200, 201):
            self._inside[person.party] = max(0, self._inside[person.party] - 1)

    def _stays(self, party: str, at: dt.datetime) -> bool:
        """Whether a party has something to do yet: it takes longer, or later, than planned."""
        if self._busy[party]:
            return True
        if self._fates.leaves_early(party, at.date()):
            return False
        return any(
            course.state in (State.SCHEDULED, State.CALLED)
            and course.meeting.starts.date() == at.date()
            and at < course.meeting.starts + GIVEN_UP
            for course in self._courses_of.get(party, ())
        )

    def _announce(self, person: Person, minutes: int, at: dt.datetime) -> None:
        body = {"minutes": minutes, "at": at.isoformat()}
        self._send("late notice", person.phone, "/me/late", body, person.id, at.date())

    # Hosts

    def _begin(self, course: Course, at: dt.datetime) -> None:
        meeting = course.meeting
        if course.state not in (State.SCHEDULED, State.CALLED) or meeting.room not in self.plan.rooms:
            return
        if at < meeting.starts:  # it was shifted meanwhile
            self._at(meeting.starts, partial(self._begin, course))
            return
        missing = [party for party in meeting.parties[:2] if not self._is_here(party)]
        if missing and at >= meeting.starts + self._fates.patience(meeting):
            self._press(course, "no_show", at, side=_side(meeting, missing))
            return
        if missing and course.state == State.SCHEDULED and self._fates.is_called(meeting):
            self._press(course, "call", at)
        if not missing and self._is_free(meeting) and self._press(course, "start", at):
            self._go_on(course, at)
        elif at < meeting.starts + GIVEN_UP:
            self._at(at + AGAIN, partial(self._begin, course))

    def _go_on(self, course: Course, at: dt.datetime) -> None:
        """Begun now: it takes as long as it takes."""
        meeting = course.meeting
        planned, taken = meeting.ends - meeting.starts, self._fates.length(meeting)
        if taken > planned and self._fates.is_extended(meeting):
            minutes = max(1, round((taken - planned) / MINUTE))
            self._at(at + planned - MINUTE, partial(self._extend, course, minutes))
        self._at(at + taken, partial(self._finish, course))

    def _extend(self, course: Course, minutes: int, at: dt.datetime) -> None:
        if course.state == State.IN_PROGRESS:
            self._press(course, "extend", at, minutes=minutes)

    def _finish(self, course: Course, at: dt.datetime) -> None:
        if course.state != State.IN_PROGRESS:
            return
        self._press(course, "finish", at)
        meeting, noted = course.meeting, self._fates.outcome(course.meeting)
        if noted is not None and course.state == State.FINISHED:
            path = f"/interviews/{meeting.id}/outcome"
            self._send("outcome", self.plan.rooms[meeting.room], path, noted, meeting.id)

    def _press(self, course: Course, action: str, at: dt.datetime, **more: object) -> bool:
        """Press a button; tells whether the interview went on as it says."""
        meeting = course.meeting
        path = f"/interviews/{meeting.id}/actions"
        body = {"action": action, "at": at.isoformat(), **more}
        status = self._send(action, self.plan.rooms[meeting.room], path, body, meeting.id, at.isoformat())
        state = self._answer.get("state") or self._answer.get("error", {}).get("state")
        if state:
            self._become(course, state)
        return status == 200

    def _become(self, course: Course, state: str) -> None:
        """Note the state an interview has by now, and whom it keeps busy."""
        before, course.state = course.state, state
        place = (course.meeting.room, course.meeting.table)
        if state == State.IN_PROGRESS and before != State.IN_PROGRESS:
            self._tables[place] = course.meeting.id
            self._busy.update(course.meeting.parties)
        elif before == State.IN_PROGRESS and state != State.IN_PROGRESS:
            self._tables.pop(place, None)
            self._busy.subtract(course.meeting.parties)

    def _is_here(self, party: str) -> bool:
        return self._inside[party] > 0 or party not in self._has_badges

    def _is_free(self, meeting: Meeting) -> bool:
        if (meeting.room, meeting.table) in self._tables:
            return False
        return all(self._busy[party] < self._parallel.get(party, 1) for party in meeting.parties)

    @property
    def open(self) -> int:
        """How many interviews are not over."""
        return sum(course.state not in OVER for course in self._courses.values())

    def _send(self, kind: str, token: str, path: str, body: dict[str, Any], *who: object) -> int:
        """Have something done. The answer is kept for whoever asked."""
        nonce = f"crowd-{self._run}-{kind}-{'-'.join(map(str, who))}"
        status, self._answer = self._line.post(token, path, body | {"nonce": _short(nonce)})
        if status < 300:
            self.answered[kind] += 1
        else:
            code = self._answer.get("error", {}).get("code") or self._answer.get("reason", "")
            self.refused[f"{kind}: {code}"] += 1
        return status


def _side(meeting: Meeting, missing: list[str]) -> str:
    if len(missing) > 1:
        return "both"
    return "supplier" if missing[0] == meeting.supplier else "buyer"


def _short(nonce: str) -> str:
    """A nonce within what the API takes, and still another for other words."""
    if len(nonce) <= 64 and nonce.isascii():
        return nonce
    return f"crowd-{hashlib.sha256(nonce.encode()).hexdigest()[:48]}"
