"""What happens on the day: late trains, closed tables, over-runs, walk-ins. The rows of `CHANGES.csv`, read.

An incident says what was reported, not what follows from it: which interviews it hits is worked out by the
re-planning (`standing`) and, once more and by other means, by its judge (`judge_day`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from scheduler.problem import Session, Supplier


class Kind(StrEnum):
    """What an incident is about."""

    LATE = "late"
    """A company arrives at `until`."""
    ABSENT = "absent"
    """A company is not there."""
    LEAVES = "leaves"
    """A company leaves at `time`; with `until` it comes back then."""
    GROUP_LATE = "group_late"
    """Several companies arrive at `until`: those of a partner, of a region, or listed."""
    TABLE_CLOSED = "table_closed"
    TABLE_OPEN = "table_open"
    """A closed place opens again; one beyond those of the room is put up."""
    ROOM_CLOSED = "room_closed"
    STAFF_MISSING = "staff_missing"
    OVERRUN = "overrun"
    """The interview running at a place (or of a company) ends at `until` only."""
    SLOT_ADDED = "slot_added"
    WALK_IN = "walk_in"
    """A supplier, maybe a new one, wishes for interviews on the spot."""
    CANCEL = "cancel"
    """These interviews are not held."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One row of `CHANGES.csv`, its references resolved.

    It holds from `time` (naive, in the event's zone) until just before `until`; None: to the event's end.
    """

    kind: Kind
    time: dt.datetime
    until: dt.datetime | None = None
    companies: tuple[str, ...] = ()
    """The companies (late, absent, leaves, group_late, walk_in, overrun of a company), by id."""
    room: str = ""
    """The room of a place or the room that closes."""
    table: int | None = None
    """The number of the place in the room; None: no single place."""
    staff: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    """(supplier, buyer): what a walk-in wishes for, in the order of rank, or what is cancelled."""
    newcomer: Supplier | None = None
    """A walk-in that the event does not know yet."""
    session: Session | None = None
    """The stretch of time that `slot_added` gives."""
