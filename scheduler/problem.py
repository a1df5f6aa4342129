"""The event as the scheduler sees it: who meets whom, when, where, and under which limits.

Everything is frozen and validated when made. Ids are the organiser's own strings, unique over buyers,
suppliers, staff and rooms. Times are naive `datetime`s in the event's own time zone: the scheduler knows
no other clock.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from scheduler import consistency


class Mark(StrEnum):
    """What the buyer answered to a wish. `None` in a wish means: not answered."""

    DOUBLE = "◎"
    CIRCLE = "○"
    TRIANGLE = "△"
    CROSS = "×"


class Decision(StrEnum):
    """The organiser's own word on a wish, above rank and mark."""

    MUST = "must"
    NO = "no"


GOALS = ("served", "served_buyers", "minimums", "score", "breaks", "idle", "worst", "moves", "even")
"""Every goal there is."""
DEFAULT_GOALS = GOALS[:-1]
"""The goals and their order when the event names none."""
MAXIMISED = frozenset({"served", "served_buyers", "score"})
"""Goals that want to be large; all others want to be small."""

MARK_POINTS = {Mark.DOUBLE: 8, Mark.CIRCLE: 4, None: 2, Mark.TRIANGLE: 1}
RANK_POINTS = {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A stretch of availability; without a date it holds on every day."""

    date: dt.date | None
    start: dt.time
    end: dt.time

    def covers(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether the period from `start` to `end` lies whole inside this range."""
        if self.date is not None and self.date != start.date():
            return False
        return self.start <= start.time() and end.date() == start.date() and end.time() <= self.end


@dataclass(frozen=True, slots=True)
class Session:
    """A part of a day in which slots are laid one after another; `label` is what wishes refer to."""

    date: dt.date
    start: dt.time
    end: dt.time
    label: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One period of the grid. Its `start` is its identity; `session` counts from 0 over the whole event."""

    start: dt.datetime
    end: dt.datetime
    session: int
    label: str

    @property
    def date(self) -> dt.date:
        return self.start.date()


@dataclass(frozen=True, slots=True)
class Event:
    """The event's own facts and the limits that hold for every company without one of its own."""

    name: str
    name_en: str = ""
    venue: str = ""
    timezone: str = "Asia/Tokyo"
    slot_minutes: int = 20
    gap_minutes: int = 0
    max_interviews_supplier: int | None = None
    max_interviews_buyer: int | None = None
    max_consecutive: int | None = None
    goals: tuple[str, ...] = DEFAULT_GOALS
    label_buyer: str = "大手企業"
    label_supplier: str = "中小企業"
    language: str = "ja"
    notice: str = ""
    """A line every screen shows, such as 架空データ; empty for a real event."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room with `tables` places, numbered from 1. Two rooms with different zones are far apart."""

    id: str
    name: str
    name_en: str = ""
    tables: int = 1
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """A large firm that receives interviews at its `tables` tables (parallel interviews) in one room."""

    id: str
    name: str
    kana: str = ""
    name_en: str = ""
    room: str | None = None
    """None: the solver gives it one room per day."""
    tables: int = 1
    min_interviews: int | None = None
    max_interviews: int | None = None
    available: tuple[TimeRange, ...] = ()
    """Empty: always."""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Supplier:
    """A small or medium enterprise; `delegates` is how many interviews it can hold in parallel."""

    id: str
    name: str
    kana: str = ""
    name_en: str = ""
    region: str = ""
    partner: str = ""
    delegates: int = 1
    min_interviews: int | None = None
    max_interviews: int | None = None
    available: tuple[TimeRange, ...] = ()
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """A coordinator, interpreter … whom an interview may need; one interview at a time."""

    id: str
    name: str
    kind: str = ""
    available: tuple[TimeRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A supplier–buyer pair that someone wants, with the supplier's rank and the buyer's mark."""

    supplier: str
    buyer: str
    rank: int | None = None
    mark: Mark | None = None
    decision: Decision | None = None
    pin: dt.datetime | None = None
    """A slot's start: where it is held if held at all."""
    session: str | None = None
    needs: tuple[str, ...] = ()
    """Staff ids or kinds; each need is filled by a person of its own."""
    after: str | None = None
    """A buyer: if this supplier's interviews with both are placed, that one is strictly earlier."""
    note: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """(supplier, buyer): the wish's identity."""
        return self.supplier, self.buyer

    @property
    def declined(self) -> bool:
        """Whether the buyer marked × or the organiser said no: it is never placed."""
        return self.mark is Mark.CROSS or self.decision is Decision.NO

    @property
    def must(self) -> bool:
        return self.decision is Decision.MUST

    @property
    def points(self) -> int:
        """What placing it adds to the goal `score`: mark points plus rank points."""
        return MARK_POINTS.get(self.mark, 0) + (RANK_POINTS.get(self.rank, 0) if self.rank else 0)


class ProblemError(ValueError):
    """The parts do not make an event. `faults` lists every reason, in English."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Problem:
    """One event, whole and consistent.

    Raises:
        ProblemError: an id is used twice, a reference leads nowhere, sessions overlap, a number is out of
            range, a pin is no slot's start, or a pair is wished for twice.
    """

    event: Event
    sessions: tuple[Session, ...]
    rooms: tuple[Room, ...]
    buyers: tuple[Buyer, ...]
    suppliers: tuple[Supplier, ...]
    wishes: tuple[Wish, ...]
    staff: tuple[Staff, ...] = field(default=())

    def __post_init__(self) -> None:
        faults = consistency.faults(self, GOALS)
        if faults:
            raise ProblemError(faults)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The grid in time order: slots laid from each session's start while a whole one fits."""
        return tuple(
            sorted(slot for no, session in enumerate(self._ordered) for slot in self._lay(no, session))
        )

    @cached_property
    def _ordered(self) -> tuple[Session, ...]:
        return tuple(sorted(self.sessions, key=lambda s: (s.date, s.start)))

    def _lay(self, number: int, session: Session) -> list[Slot]:
        length = dt.timedelta(minutes=self.event.slot_minutes)
        step = length + dt.timedelta(minutes=self.event.gap_minutes)
        start = dt.datetime.combine(session.date, session.start)
        close = dt.datetime.combine(session.date, session.end)
        laid = []
        while start + length <= close:
            laid.append(Slot(start, start + length, number, session.label))
            start += step
        return laid

    @cached_property
    def slot_at(self) -> dict[dt.datetime, Slot]:
        return {slot.start: slot for slot in self.slots}

    @cached_property
    def days(self) -> dict[dt.date, tuple[Slot, ...]]:
        """The slots of each day, in order."""
        days: dict[dt.date, tuple[Slot, ...]] = {}
        for slot in self.slots:
            days[slot.date] = (*days.get(slot.date, ()), slot)
        return days

    @cached_property
    def room_of(self) -> dict[str, Room]:
        return {room.id: room for room in self.rooms}

    @cached_property
    def buyer_of(self) -> dict[str, Buyer]:
        return {buyer.id: buyer for buyer in self.buyers}

    @cached_property
    def supplier_of(self) -> dict[str, Supplier]:
        return {supplier.id: supplier for supplier in self.suppliers}

    @cached_property
    def staff_of(self) -> dict[str, Staff]:
        return {member.id: member for member in self.staff}

    @cached_property
    def wish_of(self) -> dict[tuple[str, str], Wish]:
        return {wish.pair: wish for wish in self.wishes}

    def open_slots(self, who: Buyer | Supplier | Staff) -> frozenset[dt.datetime]:
        """The starts of the slots in which a company or staff member is available."""
        return frozenset(
            slot.start
            for slot in self.slots
            if not who.available or any(span.covers(slot.start, slot.end) for span in who.available)
        )

    def limit(self, company: Buyer | Supplier) -> int | None:
        """The most interviews the company may have: its own value, else the event's; None = no limit."""
        if company.max_interviews is not None:
            return company.max_interviews
        if isinstance(company, Buyer):
            return self.event.max_interviews_buyer
        return self.event.max_interviews_supplier

    def staff_for(self, need: str) -> tuple[Staff, ...]:
        """Who can fill a need: the staff member of that id, else everyone of that kind."""
        if need in self.staff_of:
            return (self.staff_of[need],)
        return tuple(member for member in self.staff if member.kind == need)
