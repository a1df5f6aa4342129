"""What the incidents of a day take away: companies and staff for a while, places, tables, pairs."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.incidents import Incident, Kind
from scheduler.problem import Problem
from scheduler.timetable import Interview

AWAY = frozenset({Kind.LATE, Kind.ABSENT, Kind.LEAVES, Kind.GROUP_LATE})
ALWAYS, NEVER = dt.datetime(dt.MINYEAR, 1, 1), dt.datetime(dt.MAXYEAR, 12, 31)  # noqa: DTZ001 - naive, the event's own


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which something is taken away: from `start` until just before `end`."""

    start: dt.datetime
    end: dt.datetime
    cause: Incident

    def overlaps(self, start: dt.datetime, end: dt.datetime) -> bool:
        return self.start < end and start < self.end


class Losses:
    """Who is away when, which places are closed when, which company has a table fewer, which pairs are off.

    Args:
        problem: the event with its walk-ins and added slots.
        before: the timetable that is being held.
        incidents: in order of time.
    """

    def __init__(self, problem: Problem, before: Iterable[Interview], incidents: Iterable[Incident]) -> None:
        self._length = dt.timedelta(minutes=problem.event.slot_minutes)
        self._before = sorted(before, key=lambda i: (i.room, i.table, i.pair))
        self.places = {room.id: room.tables for room in problem.rooms}
        self.away: dict[str, list[Span]] = defaultdict(list)
        self.closed: dict[tuple[str, int], list[Span]] = defaultdict(list)
        self.fewer: dict[str, list[Span]] = defaultdict(list)
        self._opened: dict[tuple[str, int], list[dt.datetime]] = defaultdict(list)
        self._missing: dict[tuple[str, int], dt.datetime] = {}
        ordered = sorted(incidents, key=lambda incident: incident.time)
        self.cancelled = self._called_off(ordered)
        for incident in ordered:
            if incident.kind is Kind.TABLE_OPEN and incident.table is not None:
                self._open(incident.room, incident.table, incident.time)
        for incident in ordered:
            self._take(incident)
        self._overrun([incident for incident in ordered if incident.kind is Kind.OVERRUN])

    def _called_off(self, ordered: Iterable[Incident]) -> dict[tuple[str, str], Incident | None]:
        """The pairs that are not held and what first said so; None: their state, so that it held all day."""
        ordered = list(ordered)
        wanted = {pair for i in ordered if i.kind is Kind.WALK_IN for pair in i.pairs}
        called_off: dict[tuple[str, str], Incident | None] = {
            i.pair: None for i in self._before if i.status == "cancelled" and i.pair not in wanted
        }
        for incident in ordered:
            if incident.kind is Kind.CANCEL:
                for pair in incident.pairs:
                    called_off.setdefault(pair, incident)
        return called_off

    def _open(self, room: str, table: int, time: dt.datetime) -> None:
        """Remember that a place opens; put it up where the room has none of this number."""
        self._missing |= {(room, number): NEVER for number in range(self.places[room] + 1, table + 1)}
        self.places[room] = max(self.places[room], table)
        self._opened[room, table].append(time)
        if self._missing.get((room, table)) == NEVER:
            self._missing[room, table] = time

    def _take(self, incident: Incident) -> None:
        span = Span(incident.time, incident.until or NEVER, incident)
        if incident.kind in AWAY:
            for company in incident.companies:
                self.away[company].append(span)
        elif incident.kind is Kind.STAFF_MISSING:
            self.away[incident.staff].append(span)
        elif incident.kind in (Kind.TABLE_CLOSED, Kind.ROOM_CLOSED):
            numbers = range(1, self.places[incident.room] + 1)
            for table in numbers if incident.table is None else (incident.table,):
                self._close(incident.room, table, span)

    def _close(self, room: str, table: int, span: Span) -> None:
        """Close a place until it opens again."""
        reopened = next((time for time in self._opened[room, table] if time > span.start), NEVER)
        self.closed[room, table].append(Span(span.start, min(span.end, reopened), span.cause))

    def _overrun(self, ordered: Iterable[Incident]) -> None:
        """Over-runs; of several about one interview, as it goes on and on, the one that ends last."""
        until: dict[Interview, tuple[dt.datetime, Incident]] = {}
        for cause in ordered:
            span = Span(cause.time, cause.until or NEVER, cause)
            running = self._running(cause)
            if running is not None:
                until[running] = max(
                    until.get(running, (span.end, cause)), (span.end, cause), key=lambda u: u[0]
                )
                continue
            if cause.table is not None:
                self._close(cause.room, cause.table, span)
            for company in cause.companies:
                self.fewer[company].append(span)
        for running, (end, cause) in until.items():
            after = Span(running.start + self._length, end, cause)
            if after.start >= after.end:
                continue
            self._close(running.room, running.table, after)
            for company in running.pair:
                self.fewer[company].append(after)
            for member in running.staff:
                self.away[member].append(after)

    def _running(self, cause: Incident) -> Interview | None:
        """The interview that an over-run is about."""
        there = [
            i
            for i in self._before
            if (i.room, i.table) == (cause.room, cause.table) or {*cause.companies} & {*i.pair}
        ]
        running = [i for i in there if i.status == "in_progress"]
        begun = [i for i in there if i.status in ("scheduled", "called") and i.start <= cause.time]
        return max(running or begun, key=lambda i: i.start, default=None)

    def away_in(self, who: str, start: dt.datetime, end: dt.datetime) -> Span | None:
        """Why a company or staff member cannot take part from `start` to `end`, if so."""
        return next((span for span in self.away.get(who, ()) if span.overlaps(start, end)), None)

    def closed_in(self, room: str, table: int, start: dt.datetime, end: dt.datetime) -> Span | None:
        """Why nobody can sit at a place from `start` to `end`, if so."""
        return next((span for span in self.closed.get((room, table), ()) if span.overlaps(start, end)), None)

    def is_closed(self, room: str, table: int, start: dt.datetime) -> bool:
        """Whether a place is closed at some moment of a slot."""
        return self.closed_in(room, table, start, start + self._length) is not None

    def is_calm(self, room: str, start: dt.datetime) -> bool:
        """Whether no place that a room has by then is closed at any moment of a slot."""
        return not any(self.is_closed(room, table, start) for table in self.places_at(room, start))

    def places_at(self, room: str, moment: dt.datetime) -> list[int]:
        """The numbers of the places that a room has by then, closed or not."""
        numbers = range(1, self.places.get(room, 0) + 1)
        return [table for table in numbers if self._missing.get((room, table), ALWAYS) <= moment]

    def open_places(self, room: str, start: dt.datetime, end: dt.datetime) -> list[int]:
        """The numbers of a room's places that can be used from `start` to `end`."""
        return [n for n in self.places_at(room, start) if self.closed_in(room, n, start, end) is None]

    def fewer_in(self, company: str, start: dt.datetime, end: dt.datetime) -> list[Span]:
        """The over-runs that keep one table or delegate each from `start` to `end`."""
        return [span for span in self.fewer.get(company, ()) if span.overlaps(start, end)]

    def hits(
        self, interview: Interview, capacity: dict[str, int], beside: Counter[str], *, begun: bool
    ) -> Iterator[Span]:
        """What hits an interview where it stands.

        Args:
            interview: it.
            capacity: the tables of each buyer and the delegates of each supplier.
            beside: how many interviews each company has in its slot, this one among them.
            begun: only what held at its start did.
        """
        start = interview.start
        end = start + (dt.timedelta.resolution if begun else self._length)
        for who in (*interview.pair, *interview.staff):
            if (span := self.away_in(who, start, end)) is not None:
                yield span
        if (span := self.closed_in(interview.room, interview.table, start, end)) is not None:
            yield span
        for company in interview.pair:
            over = self.fewer_in(company, start, end)
            if over and beside[company] > capacity.get(company, 0) - len(over):
                yield from over
