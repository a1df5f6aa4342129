"""The event as the day has made it: walk-ins and their wishes, slots that were added.

Only what an incident gives is put in here; what it takes away is the business of the re-planning, and of its
judge, who both start from the event that this makes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.incidents import Incident, Kind
from scheduler.problem import Event, Problem, Session, Supplier, Wish


def enlarged(problem: Problem, incidents: Iterable[Incident]) -> Problem:
    """The event with what the incidents add to it; the same event if that is nothing.

    Raises:
        ProblemError: a walk-in wishes for a company that there is not, or a stretch lies across a session.
    """
    ordered = sorted(incidents, key=lambda incident: incident.time)
    walk_ins = [incident for incident in ordered if incident.kind is Kind.WALK_IN]
    suppliers = _newcomers(problem, walk_ins)
    wishes = _new_wishes(problem, walk_ins)
    stretches = {i.session for i in ordered if i.kind is Kind.SLOT_ADDED and i.session is not None}
    missing = [stretch for stretch in stretches if not is_laid(problem, stretch)]
    if not suppliers and not wishes and not missing:
        return problem
    return replace(
        problem,
        sessions=_laid_out(problem.event, problem.sessions, missing) if missing else problem.sessions,
        suppliers=(*problem.suppliers, *suppliers),
        wishes=(*problem.wishes, *wishes),
    )


def _newcomers(problem: Problem, walk_ins: Sequence[Incident]) -> list[Supplier]:
    """The companies that the event does not know, in the order in which they came."""
    new = {i.newcomer.id: i.newcomer for i in reversed(walk_ins) if i.newcomer is not None}
    come = dict.fromkeys(i.newcomer.id for i in walk_ins if i.newcomer is not None)
    return [new[id_] for id_ in come if id_ not in problem.supplier_of]


def _new_wishes(problem: Problem, walk_ins: Sequence[Incident]) -> list[Wish]:
    """Wishes with their place in the row as rank; a pair that is wished for already stays as it is."""
    new: dict[tuple[str, str], Wish] = {}
    for incident in walk_ins:
        for rank, pair in enumerate(incident.pairs, 1):
            if pair not in problem.wish_of:
                new.setdefault(pair, Wish(*pair, rank=rank))
    return list(new.values())


def starts(event: Event, stretch: Session) -> tuple[list[dt.datetime], dt.datetime]:
    """The starts of the slots that fit into a stretch of time, and where the next would start."""
    length = dt.timedelta(minutes=event.slot_minutes)
    step = length + dt.timedelta(minutes=event.gap_minutes)
    start = dt.datetime.combine(stretch.date, stretch.start)
    end = dt.datetime.combine(stretch.date, stretch.end)
    laid = []
    while start + length <= end:
        laid.append(start)
        start += step
    return laid, start


def is_laid(problem: Problem, stretch: Session) -> bool:
    """Whether the event has the stretch's slots already."""
    laid, _ = starts(problem.event, stretch)
    return all(start in problem.slot_at for start in laid)


def continues(event: Event, stretch: Session, session: Session) -> bool:
    """Whether the stretch begins exactly where the session's next slot would be laid."""
    return starts(event, session)[1] == dt.datetime.combine(stretch.date, stretch.start)


def overlap(one: Session, two: Session) -> bool:
    """Whether two stretches of time have a moment in common."""
    return one.date == two.date and one.start < two.end and two.start < one.end


def _laid_out(event: Event, sessions: Iterable[Session], stretches: Iterable[Session]) -> tuple[Session, ...]:
    """The sessions with the stretches: one made longer where the grid goes on, else a session of its own.

    Whatever joins a session of the event does so first, so that its label reaches as far as it can; of two
    sessions that a stretch lies between, it goes on from the earlier.
    """
    laid = sorted(sessions, key=_when)
    left = sorted(stretches, key=_when)
    while left:
        for stretch in left:
            if _join(event, laid, stretch, left):
                break
        else:
            stretch = left[0]
            laid.append(replace(stretch, label=""))
        left.remove(stretch)
    return tuple(sorted(laid, key=_when))


def _join(event: Event, laid: list[Session], stretch: Session, left: Sequence[Session]) -> bool:
    """Make a session longer by the stretch, unless that would run into something else."""
    for after in (False, True):
        for at, session in enumerate(laid):
            if after and continues(event, session, stretch):
                longer = replace(session, start=stretch.start)
            elif not after and continues(event, stretch, session):
                longer = replace(session, end=stretch.end)
            else:
                continue
            others = [other for other in (*laid, *left) if other not in (session, stretch)]
            if not any(overlap(longer, other) for other in others):
                laid[at] = longer
                return True
    return False


def _when(session: Session) -> tuple[dt.date, dt.time]:
    return session.date, session.start
