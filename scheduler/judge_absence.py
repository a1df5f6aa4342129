"""The judge's rules about who and what is not there on the day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from scheduler.judge_facts import Violation, clock, say
from scheduler.judge_incidents import capacity
from scheduler.judge_venue import Day
from scheduler.timetable import Interview


def cancelled(day: Day) -> Iterator[Violation]:
    """A pair that was called off does not meet."""
    for interview in day.facts.held:
        if interview.pair in day.taken.cancelled:
            message = say(day.facts.title(interview), "取り消された面談です", "this interview was called off")
            yield Violation("cancelled", message, (interview,))


def absent(day: Day) -> Iterator[Violation]:
    """Nobody meets while one of the companies or of the staff is away."""
    for interview in day.facts.held:
        for who in dict.fromkeys((*interview.pair, *interview.staff)):
            if day.taken.is_away(who, interview.start, day.taken.end(interview)):
                name = day.facts.named(who)
                message = say(day.facts.title(interview), f"{name.ja} は不在です", f"{name.en} is away then")
                yield Violation("absent", message, (interview,))


def closed(day: Day) -> Iterator[Violation]:
    """Nobody meets at a place that is closed."""
    for interview in day.facts.held:
        if day.venue.is_closed(interview.room, interview.table, interview.start):
            name = day.facts.named(interview.room)
            message = say(
                day.facts.title(interview),
                f"{name.ja} の席 {interview.table} は使えません",
                f"table {interview.table} of {name.en} is closed then",
            )
            yield Violation("closed", message, (interview,))


def overrun(day: Day) -> Iterator[Violation]:
    """A company has no more interviews than the delegates or tables that an over-run leaves it."""
    for company in day.facts.companies():
        at_once: dict[dt.datetime, list[Interview]] = defaultdict(list)
        for interview in day.facts.of(company):
            at_once[interview.start].append(interview)
        for start, interviews in at_once.items():
            gone = day.taken.overrunning(company.id, start, start + day.taken.length)
            left, count = max(0, capacity(day.facts, company.id) - gone), len(interviews)
            if gone and count > left:
                at = clock(start)
                message = say(
                    day.facts.named(company.id),
                    f"{at} に面談が {count} 件ありますが、延長のため {left} 件までです",
                    f"{count} interviews at {at}, but an over-run leaves it {left}",
                )
                yield Violation("overrun", message, tuple(interviews))
