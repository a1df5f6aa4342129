"""The judge of a day that was planned again: what had to stay has stayed, and all else keeps the rules.

Like the judge of a timetable it shares nothing with what it judges: it reads the incidents, the timetable
that was held and the new one, and works with stretches of time. What it may overlook is written in
`docs/replanning.md`; most of it is what only interviews break that nobody can change any more. Those are
judged a second time, alone: a sentence that is said of them as well is not held against the timetable.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from scheduler import judge_absence, judge_seats
from scheduler.check import RULES, Judgement
from scheduler.enlarge import enlarged
from scheduler.incidents import Incident
from scheduler.judge_facts import MARK_POINTS, RANK_POINTS, Facts, Violation, clock, gather, say
from scheduler.judge_goals import goal_values
from scheduler.judge_incidents import Taken, is_hit, take
from scheduler.judge_musts import must
from scheduler.judge_venue import Day, Venue
from scheduler.problem import Problem
from scheduler.timetable import Interview, Timetable

__all__ = ["DAY_RULES", "DayJudgement", "check_day"]

SETTLED = frozenset({"finished", "in_progress", "no_show", "cancelled"})
"""The states of an interview that is a matter of record."""

Change = tuple[Interview | None, Interview | None]
"""An interview that differs: what it was (None: added) and what it is (None: lost)."""


_ON_THE_DAY = {
    "room": judge_seats.room,
    "place": judge_seats.place,
    "keeps_place": judge_seats.keeps_place,
}
"""Rules that a closure or a place put up changes."""


def _plain(rule: Callable[[Facts], Iterator[Violation]], day: Day) -> Iterator[Violation]:
    return rule(day.facts)


DAY_RULES: tuple[Callable[[Day], Iterator[Violation]], ...] = (
    judge_absence.cancelled,
    judge_absence.absent,
    judge_absence.closed,
    judge_absence.overrun,
    *(_ON_THE_DAY.get(rule.__name__, partial(_plain, rule)) for rule in RULES if rule.__name__ != "must"),
)
"""Every rule that the interviews of the day keep, whichever they are: a must may be lost."""


@dataclass(frozen=True, slots=True)
class DayJudgement(Judgement):
    """A judgement, and what the re-planning did to the day."""

    kept: int
    """Interviews at the same time and place as before."""
    moved: int
    lost: int
    added: int
    disturbed: int
    """Companies with an interview that moved or was lost."""
    lost_musts: int
    lost_points: int
    retimed: int
    """Moved interviews that start at another time."""
    relocated: int
    """Moved interviews in another room."""
    shift: int
    """By how many slots interviews were moved, in all."""


def check_day(
    problem: Problem,
    before: Timetable,
    after: Timetable,
    incidents: tuple[Incident, ...],
    *,
    now: dt.datetime,
    notice_minutes: int = 10,
) -> DayJudgement:
    """Judge the timetable `after`, made at `now` from the one that was held, `before`.

    Args:
        problem: the event as its files have it; walk-ins and added slots are put in here.
        notice_minutes: how long before its start an interview may still be moved or added.
    """
    event = enlarged(problem, incidents)
    was, facts = gather(event, before), gather(event, after)
    taken = take(event, before, incidents)
    soonest = now + dt.timedelta(minutes=notice_minutes)
    bound = Counter(i for i in before.interviews if stays(was, taken, i, now, soonest))
    day = Day(facts, Venue(was, facts, taken, bound))
    kept, changes = _differences(was, facts)
    lost = [old for old, new in changes if old and new is None]
    lost_wishes = [facts.wishes[old.pair] for old in lost if old.pair in facts.wishes]
    moved = [(old, new) for old, new in changes if old and new]
    placed = len({i.pair for i in facts.held} & facts.wishes.keys())
    return DayJudgement(
        violations=(
            *_frozen(facts, before, after, bound),
            *_notice(facts, changes, soonest),
            *_broken(day),
            *must(day, soonest, _broken),
        ),
        goals=goal_values(facts),
        placed=placed,
        unplaced=len(facts.wishes) - placed,
        kept=kept,
        moved=len(moved),
        lost=len(lost),
        added=sum(1 for old, _ in changes if old is None),
        disturbed=len({company for old, _ in changes if old for company in old.pair}),
        lost_musts=sum(1 for wish in lost_wishes if wish.decision == "must"),
        lost_points=sum(MARK_POINTS[w.mark] + RANK_POINTS.get(w.rank or 0, 0) for w in lost_wishes),
        retimed=sum(old.start != new.start for old, new in moved),
        relocated=sum(old.room != new.room for old, new in moved),
        shift=sum(_slots_between(facts, old.start, new.start) for old, new in moved),
    )


def stays(was: Facts, taken: Taken, interview: Interview, now: dt.datetime, soonest: dt.datetime) -> bool:
    """Whether an interview of the timetable that was held is to stay as it is: record, begun or near."""
    if interview.status in SETTLED:
        return True
    if is_hit(was, taken, interview, now):
        return False
    return interview.start < soonest or interview.status == "called"


def _differences(was: Facts, facts: Facts) -> tuple[int, list[Change]]:
    """How many interviews are where they were, and the others: by pair, in order of time."""
    old, new = (Counter((i.pair, i.start, i.room, i.table) for i in side.held) for side in (was, facts))
    same = old & new
    kept = same.total()
    pairs: dict[tuple[str, str], tuple[list[Interview], list[Interview]]] = defaultdict(lambda: ([], []))
    for number, side in enumerate((was, facts)):
        left = same.copy()
        for interview in sorted(side.held, key=lambda i: i.start):
            place = interview.pair, interview.start, interview.room, interview.table
            if left[place]:
                left[place] -= 1
            else:
                pairs[interview.pair][number].append(interview)
    return kept, [change for two in pairs.values() for change in zip_longest(*two)]


def _slots_between(facts: Facts, one: dt.datetime, two: dt.datetime) -> int:
    return sum(1 for start in facts.grid if min(one, two) <= start < max(one, two))


def _frozen(
    facts: Facts, before: Timetable, after: Timetable, bound: Counter[Interview]
) -> Iterator[Violation]:
    """What stays is exactly as it was, and nothing is a matter of record that was none before."""
    missing = list((bound - Counter(after.interviews)).elements())
    new = list((Counter(after.interviews) - Counter(before.interviews)).elements())
    named: list[Interview] = []
    for interview in missing:
        instead = [i for i in new if i.pair == interview.pair]
        named += instead
        message = say(
            facts.title(interview),
            "開始済み・終了・まもなく開始の面談なので、そのまま残さなければなりません",
            "it is over, running or about to begin, and must stay exactly as it was",
        )
        yield Violation("frozen", message, (interview, *instead))
    free = Counter(before.interviews) - bound
    places = {(i.pair, i.start, i.room, i.table, i.status, i.actual_start, i.actual_end) for i in free}
    for i in new:
        as_it_was = (i.pair, i.start, i.room, i.table, i.status, i.actual_start, i.actual_end) in places
        planned = i.status == "scheduled" and i.actual_start is None and i.actual_end is None
        if i not in named and not planned and not as_it_was:
            message = say(
                facts.title(i),
                f"元の時間割にない記録です({i.status})。動かした面談や加えた面談は scheduled です",
                f"no such record ({i.status}) stood before; what is moved or added is scheduled",
            )
            yield Violation("frozen", message, (i,))


def _notice(facts: Facts, changes: Iterable[Change], soonest: dt.datetime) -> Iterator[Violation]:
    """Nobody is sent to a table sooner than the notice says."""
    for _, new in changes:
        if new is not None and new.start < soonest:
            at = clock(soonest)
            message = say(
                facts.title(new),
                f"{at} より前には、動かすことも加えることもできません",
                f"nothing can be moved or added to a time before {at}",
            )
            yield Violation("notice", message, (new,))


def _broken(day: Day) -> Iterator[Violation]:
    """What breaks the rules, but for what only interviews break that stay."""
    settled = day.only((Counter(day.facts.held) & Counter(day.venue.staying)).elements())
    for rule in DAY_RULES:
        yield from _beyond(rule(day), rule(settled))


def _beyond(found: Iterable[Violation], excused: Iterable[Violation]) -> Iterator[Violation]:
    """The violations that are not said in the same words of what is excused.

    The words tell what is broken and by how much: where others make it worse, they differ.
    """
    excuses = Counter((v.rule, v.message) for v in excused)
    for violation in found:
        if excuses[violation.rule, violation.message]:
            excuses[violation.rule, violation.message] -= 1
        else:
            yield violation
