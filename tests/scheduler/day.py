"""A day that is being held at 10:35, and what may happen on it: for the tests of its judge."""

import datetime as dt
from dataclasses import replace

from scheduler.incidents import Incident, Kind
from scheduler.judge_day import DayJudgement, check_day
from scheduler.problem import (
    Buyer,
    Event,
    Problem,
    Room,
    Session,
    Staff,
    Supplier,
    Wish,
)
from scheduler.timetable import Interview, Timetable

DAY, NEXT = dt.date(2026, 11, 26), dt.date(2026, 11, 27)
NOW = "10:35"
"""Of all tests that say nothing else: with ten minutes of notice, nothing is placed before 10:45."""
Plan = list[Interview]


def at(text: str, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(text))


def until(text: str | None) -> dt.datetime | None:
    return None if text is None else at(text)


def meet(supplier: str, buyer: str, start: str, place: str, status: str = "scheduled", **more) -> Interview:
    room, _, table = place.partition("/")
    more = {key: at(value) if key.startswith("actual") else value for key, value in more.items()}
    return Interview(supplier, buyer, at(start), room, int(table), status=status, **more)


def event(*more: Wish, sessions: tuple[Session, ...] = (), **facts) -> Problem:
    """Slots from 10:00 to 11:40 | 13:00 to 13:40, three rooms, and a wish of everybody for everybody.

    R1 has a place for each of its buyers B1 and B2 and one to spare; R2 has no more than the two tables of
    B3; R3 has fewer places than tables of its buyers B4 and B5, so that nobody keeps a place there.
    """
    suppliers = facts.pop("suppliers", tuple(Supplier(f"S{n}", f"中小{n}") for n in range(1, 8)))
    buyers = (
        Buyer("B1", "大手1", room="R1"),
        Buyer("B2", "大手2", room="R1"),
        Buyer("B3", "大手3", room="R2", tables=2),
        Buyer("B4", "大手4", room="R3"),
        Buyer("B5", "大手5", room="R3", tables=2),
    )
    named = {wish.pair for wish in more}
    wishes = [Wish(s.id, b.id, 1) for s in suppliers for b in buyers if (s.id, b.id) not in named]
    return Problem(
        event=Event("test", **facts),
        sessions=sessions
        or (
            Session(DAY, dt.time(10), dt.time(12), "am"),
            Session(DAY, dt.time(13), dt.time(14), "pm"),
        ),
        rooms=(
            Room("R1", "第1室", "Room 1", tables=3),
            Room("R2", "第2室", "Room 2", tables=2),
            Room("R3", "第3室", "Room 3", tables=2),
        ),
        buyers=buyers,
        suppliers=suppliers,
        wishes=(*wishes, *more),
        staff=(Staff("I1", "通訳1", "interpreter"), Staff("I2", "通訳2", "interpreter")),
    )


DONE = meet("S1", "B1", "10:00", "R1/1", "finished", actual_start="10:02", actual_end="10:19")
RUNNING = meet("S2", "B1", "10:20", "R1/1", "in_progress", actual_start="10:21")
MISSED = meet("S3", "B2", "10:00", "R1/2", "no_show")
BEGUN = meet("S4", "B2", "10:20", "R1/2")
NEAR = meet("S3", "B1", "10:40", "R1/1")
FREE = meet("S4", "B1", "11:00", "R1/1")
LATER = meet("S5", "B1", "11:20", "R1/1")
OTHER = meet("S1", "B2", "11:00", "R1/2")
LEFT = meet("S2", "B3", "11:00", "R2/1")
RIGHT = meet("S5", "B3", "11:00", "R2/2")
HELD = [DONE, RUNNING, MISSED, BEGUN, NEAR, FREE, LATER, OTHER, LEFT, RIGHT]


def judged(
    after: Plan,
    *incidents: Incident,
    before: Plan = HELD,
    problem: Problem | None = None,
    now: str = NOW,
    notice: int = 10,
) -> DayJudgement:
    return check_day(
        problem or event(),
        Timetable(tuple(before)),
        Timetable(tuple(after)),
        incidents,
        now=at(now),
        notice_minutes=notice,
    )


def broken(after: Plan, *incidents: Incident, **more) -> list[str]:
    return [violation.rule for violation in judged(after, *incidents, **more).violations]


def changed(old: Interview, plan: Plan = HELD, **changes: object) -> Plan:
    assert old in plan
    return [replace(i, **changes) if i == old else i for i in plan]


def without(*gone: Interview, plan: Plan = HELD) -> Plan:
    assert all(interview in plan for interview in gone)
    return [interview for interview in plan if interview not in gone]


def away(kind: Kind, company: str, time: str, end: str | None = None) -> Incident:
    return Incident(kind, at(time), until(end), companies=(company,))


def shut(place: str, time: str, end: str | None = None) -> Incident:
    room, _, table = place.partition("/")
    if not table:
        return Incident(Kind.ROOM_CLOSED, at(time), until(end), room=room)
    return Incident(Kind.TABLE_CLOSED, at(time), until(end), room=room, table=int(table))


def opened(place: str, time: str) -> Incident:
    room, _, table = place.partition("/")
    return Incident(Kind.TABLE_OPEN, at(time), room=room, table=int(table))


def overrun(about: str, time: str, end: str) -> Incident:
    room, _, table = about.partition("/")
    if table:
        return Incident(Kind.OVERRUN, at(time), at(end), room=room, table=int(table))
    return Incident(Kind.OVERRUN, at(time), at(end), companies=(about,))


def called_off(time: str, *pairs: str) -> Incident:
    return Incident(Kind.CANCEL, at(time), pairs=pairs_of(*pairs))


def walk_in(time: str, company: str, *pairs: str, new: bool = False) -> Incident:
    newcomer = Supplier(company, f"飛入{company}") if new else None
    return Incident(Kind.WALK_IN, at(time), companies=(company,), pairs=pairs_of(*pairs), newcomer=newcomer)


def pairs_of(*pairs: str) -> tuple[tuple[str, str], ...]:
    return tuple((supplier, buyer) for supplier, _, buyer in (pair.partition(">") for pair in pairs))
