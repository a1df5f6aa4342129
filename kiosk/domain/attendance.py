"""Checking in, decided in plain Python: from what is known of a badge and its scans to one answer.

One day at a time: the first check-in of a day is the arrival of that day, whatever was the day before.
A stay is the time between two departures. The first check-in of a stay is taken, every other one of it is
`already`, however late its request arrives; a stay after one that was not empty is a return. All scans are
evidence of where the person was, whatever they were answered: the earliest check-in is the arrival.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FAR_OFF = dt.timedelta(hours=24)
UNDO_MINUTES = 15
"""How long a device may undo its own check-in, in real minutes."""


class Reason(StrEnum):
    """Why a badge is not taken, in the order in which they are asked."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    WRONG_DAY = "wrong_day"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a scanned badge stands for: whose it is is known, the rest is what may speak against it."""

    revoked_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    days: frozenset[dt.date]
    """The event's days; empty = any."""


@dataclass(frozen=True, slots=True)
class PastScan:
    """A check-in or departure of the same person that was taken and not undone."""

    id: int
    departure: bool
    happened_at: dt.datetime
    device: str
    """The name of the device that took it; empty for the organiser's own page."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The check-in is the first of its stay."""

    returned: bool


@dataclass(frozen=True, slots=True)
class Already:
    """The person had checked in: `first` is the earliest check-in of the stay."""

    first: PastScan


@dataclass(frozen=True, slots=True)
class NotTaken:
    reason: Reason


@dataclass(frozen=True, slots=True)
class ScanTime:
    """When a scan happened by the event's clock; `flagged` when the device's word could not be believed."""

    at: dt.datetime
    flagged: bool


def scan_time(claimed: dt.datetime | None, ahead: dt.timedelta, now: dt.datetime) -> ScanTime:
    """When a scan happened, from what its device says and how far the device's clock is ahead.

    Never in the future. More than a day off it counts from now, and is flagged.
    """
    if claimed is None:
        return ScanTime(now, False)
    try:
        corrected = claimed - ahead
    except OverflowError:
        return ScanTime(now, True)
    if abs(corrected - now) > FAR_OFF:
        return ScanTime(now, True)
    return ScanTime(min(corrected, now), False)


def refusal(badge: Pass | None, at: dt.datetime, day: dt.date) -> Reason | None:
    """Why a badge is not taken at this time of this day; None if it is.

    A scan from before the reprint or the cancellation was of a badge that was still good, however late it
    arrives.
    """
    if badge is None:
        return Reason.UNKNOWN
    if revoked(badge, at):
        return Reason.REVOKED
    if badge.cancelled_at is not None and badge.cancelled_at <= at:
        return Reason.CANCELLED
    if badge.days and day not in badge.days:
        return Reason.WRONG_DAY
    return None


def revoked(badge: Pass, at: dt.datetime) -> bool:
    """Whether the badge had been replaced by a reprint at this time."""
    return badge.revoked_at is not None and badge.revoked_at <= at


def decide(
    badge: Pass | None, past: Sequence[PastScan], at: dt.datetime, day: dt.date
) -> Taken | Already | NotTaken:
    """What a check-in at this time is answered. `past` is of the same day, in any order."""
    if reason := refusal(badge, at, day):
        return NotTaken(reason)
    number = sum(scan.departure and scan.happened_at <= at for scan in past)
    known = stays(past)
    stay = known[number]
    return Already(stay[0]) if stay else Taken(returned=any(known[:number]))


def stays(past: Sequence[PastScan]) -> tuple[tuple[PastScan, ...], ...]:
    """The check-ins by stay, in order: one more stay than there are departures."""
    found: list[list[PastScan]] = [[]]
    for scan in sorted(past, key=lambda scan: (scan.happened_at, scan.id)):
        if scan.departure:
            found.append([])
        else:
            found[-1].append(scan)
    return tuple(tuple(stay) for stay in found)


def inside(past: Sequence[PastScan]) -> bool:
    """Whether the person is in the building, by the scans of the day."""
    return bool(stays(past)[-1])


def arrival(past: Sequence[PastScan]) -> dt.datetime | None:
    """When the person first came on the day of these scans: the earliest check-in that was not undone."""
    return min((scan.happened_at for scan in past if not scan.departure), default=None)
