"""What the incidents of a day take away, as stretches of time: the judge's own reading of `CHANGES.csv`.

Nothing is worked out slot by slot here: a company is away, a place is closed from one moment to another, and
whether an interview suffers from it is asked with the interview's own start and end.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.incidents import Incident, Kind
from scheduler.judge_facts import Facts
from scheduler.problem import Problem
from scheduler.timetable import Interview, Timetable

ALWAYS = dt.datetime(1, 1, 1)  # noqa: DTZ001 - the event's own zone, as everywhere
NEVER = dt.datetime(9999, 12, 31)  # noqa: DTZ001
Place = tuple[str, int]
"""A room and the number of a place in it."""

AWAY = frozenset({Kind.LATE, Kind.ABSENT, Kind.LEAVES, Kind.GROUP_LATE})


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until just before `end`; never empty."""

    start: dt.datetime
    end: dt.datetime

    def meets(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether it has a moment in common with another stretch."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Taken:
    """Who is away, what is closed and what is called off, from when until when."""

    length: dt.timedelta
    """Of a slot."""
    away: Mapping[str, tuple[Span, ...]]
    """By company or staff member."""
    closed: Mapping[Place, tuple[Span, ...]]
    put_up: Mapping[Place, dt.datetime]
    """From when on there is a place that `table_open` names. It may be one that the room has anyway."""
    fewer: Mapping[str, tuple[Span, ...]]
    """By company: a stretch for each delegate or table that over-runs elsewhere."""
    cancelled: Mapping[tuple[str, str], dt.datetime]
    """The pairs that are called off, and since when."""

    def end(self, interview: Interview) -> dt.datetime:
        return interview.start + self.length

    def is_away(self, who: str, start: dt.datetime, end: dt.datetime) -> bool:
        return any(span.meets(start, end) for span in self.away.get(who, ()))

    def is_closed(self, place: Place, start: dt.datetime, end: dt.datetime) -> bool:
        return any(span.meets(start, end) for span in self.closed.get(place, ()))

    def overrunning(self, company: str, start: dt.datetime, end: dt.datetime) -> int:
        """How many delegates or tables of a company are still in another interview."""
        return sum(1 for span in self.fewer.get(company, ()) if span.meets(start, end))


def take(problem: Problem, before: Timetable, incidents: Iterable[Incident]) -> Taken:
    """Read the incidents against the timetable that was held when they happened."""
    happened = sorted(incidents, key=lambda incident: incident.time)
    runs = list(_overruns(problem, before, happened))
    opened: dict[Place, list[dt.datetime]] = defaultdict(list)
    for incident in happened:
        if incident.kind is Kind.TABLE_OPEN and incident.table is not None:
            opened[incident.room, incident.table].append(incident.time)
    away: dict[str, list[Span]] = defaultdict(list)
    closed: dict[Place, list[Span]] = defaultdict(list)
    fewer: dict[str, list[Span]] = defaultdict(list)
    for who, span in _absences(happened, runs):
        away[who].append(span)
    for place, span in _closures(problem, happened, runs, opened):
        reopened = next((time for time in opened[place] if time > span.start), NEVER)
        closed[place].append(Span(span.start, min(span.end, reopened)))
    for run in runs:
        for company in run.companies:
            fewer[company].append(run.span)
    return Taken(
        length=dt.timedelta(minutes=problem.event.slot_minutes),
        away={who: tuple(spans) for who, spans in away.items()},
        closed={place: tuple(spans) for place, spans in closed.items()},
        put_up={place: times[0] for place, times in opened.items() if times},
        fewer={company: tuple(spans) for company, spans in fewer.items()},
        cancelled=_cancelled(before, happened),
    )


def _span(start: dt.datetime, until: dt.datetime | None) -> Iterator[Span]:
    """The stretch, unless it is over before it begins."""
    end = NEVER if until is None else until
    if start < end:
        yield Span(start, end)


@dataclass(frozen=True, slots=True)
class _Overrun:
    """An interview that goes on: whom it keeps, and where. Without the interview, what the row names."""

    span: Span
    companies: tuple[str, ...]
    places: tuple[Place, ...]
    staff: tuple[str, ...]


def _overruns(problem: Problem, before: Timetable, happened: Iterable[Incident]) -> Iterator[_Overrun]:
    """The over-runs. Several rows about one interview, as it goes on and on, are one that ends last."""
    length = dt.timedelta(minutes=problem.event.slot_minutes)
    until: dict[Interview, dt.datetime] = {}
    for incident in happened:
        if incident.kind is not Kind.OVERRUN or incident.until is None:
            continue
        place = () if incident.table is None else ((incident.room, incident.table),)
        interview = _meant(before, incident, place)
        if interview is not None:
            until[interview] = max(incident.until, until.get(interview, incident.until))
            continue
        for span in _span(incident.time, incident.until):
            yield _Overrun(span, incident.companies, place, ())
    for interview, end in until.items():
        for span in _span(interview.start + length, end):
            place = ((interview.room, interview.table),)
            yield _Overrun(span, interview.pair, place, interview.staff)


def _meant(before: Timetable, incident: Incident, place: tuple[Place, ...]) -> Interview | None:
    """The interview running there, else the last that was to have begun; of several the one begun last."""
    there = [
        interview
        for interview in sorted(before.interviews, key=lambda i: (i.room, i.table, i.pair))
        if (interview.room, interview.table) in place or set(incident.companies) & set(interview.pair)
    ]
    running = [interview for interview in there if interview.status == "in_progress"]
    begun = [i for i in there if i.status in ("scheduled", "called") and i.start <= incident.time]
    return max(running or begun, key=lambda interview: interview.start, default=None)


def _absences(happened: Iterable[Incident], runs: Iterable[_Overrun]) -> Iterator[tuple[str, Span]]:
    for incident in happened:
        gone = incident.companies if incident.kind in AWAY else ()
        if incident.kind is Kind.STAFF_MISSING:
            gone = (incident.staff,)
        for who in gone:
            for span in _span(incident.time, incident.until):
                yield who, span
    for run in runs:
        for member in run.staff:
            yield member, run.span


def _closures(
    problem: Problem, happened: Iterable[Incident], runs: Iterable[_Overrun], put_up: Iterable[Place]
) -> Iterator[tuple[Place, Span]]:
    places = {(room.id, number) for room in problem.rooms for number in range(1, room.tables + 1)}
    places |= set(put_up)
    for incident in happened:
        if incident.kind is Kind.ROOM_CLOSED:
            shut = sorted(place for place in places if place[0] == incident.room)
        elif incident.kind is Kind.TABLE_CLOSED and incident.table is not None:
            shut = [(incident.room, incident.table)]
        else:
            continue
        for place in shut:
            for span in _span(incident.time, incident.until):
                yield place, span
    for run in runs:
        for place in run.places:
            yield place, run.span


def _cancelled(before: Timetable, happened: Iterable[Incident]) -> dict[tuple[str, str], dt.datetime]:
    happened = list(happened)
    wanted = {pair for incident in happened if incident.kind is Kind.WALK_IN for pair in incident.pairs}
    since = {i.pair: ALWAYS for i in before.interviews if i.status == "cancelled"}
    since = {pair: time for pair, time in since.items() if pair not in wanted}
    for incident in happened:
        if incident.kind is Kind.CANCEL:
            for pair in incident.pairs:
                since.setdefault(pair, incident.time)
    return since


def is_hit(facts: Facts, taken: Taken, interview: Interview, now: dt.datetime) -> bool:
    """Whether an incident hits an interview of the timetable that these are the facts of.

    One that was to have begun before `now` is hit only by what held at its start: whoever left later, or
    whatever was closed later, did not keep it from beginning.
    """
    missed = interview.start < now
    start = interview.start
    end = start + dt.timedelta.resolution if missed else taken.end(interview)
    since = taken.cancelled.get(interview.pair)
    return (
        (since is not None and (not missed or since <= start))
        or any(taken.is_away(who, start, end) for who in (*interview.pair, *interview.staff))
        or taken.is_closed((interview.room, interview.table), start, end)
        or any(_is_crowded(facts, taken, company, start, end) for company in interview.pair)
    )


def _is_crowded(facts: Facts, taken: Taken, company: str, start: dt.datetime, end: dt.datetime) -> bool:
    """Whether a company over-runs elsewhere and has too few delegates or tables for all it has then."""
    gone = taken.overrunning(company, start, end)
    at_once = sum(1 for interview in facts.interviews_of.get(company, ()) if interview.start == start)
    return gone > 0 and at_once + gone > capacity(facts, company)


def capacity(facts: Facts, company: str) -> int:
    """How many interviews a company can hold at a time."""
    if company in facts.buyers:
        return facts.buyers[company].tables
    return facts.suppliers[company].delegates if company in facts.suppliers else 0
