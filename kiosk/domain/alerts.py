"""What goes wrong in the hall right now, ranked by the harm it does: seconds of interviews that are lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.interview_states import NO_SHOW_GRACE_MINUTES, State

SOON = dt.timedelta(minutes=10)
"""So long before its start an interview's companies are looked for."""
TOLERATED = dt.timedelta(minutes=1)
"""An interview may run over its end by this, before anybody is told."""
NEXT = dt.timedelta(minutes=5)
"""What starts within this is held up by an interview that runs over."""
CALL_PATIENCE = dt.timedelta(minutes=3)
MESSAGE_PATIENCE = dt.timedelta(minutes=2)
SILENCE = dt.timedelta(seconds=30)
"""Of real time, after which a device counts as offline."""
SILENT_HARM = 600.0
"""Seconds of harm that a silent device does at most: what has been dark for hours is known."""


class Kind(StrEnum):
    SUPPLIER_MISSING = "supplier_missing"
    BUYER_ABSENT = "buyer_absent"
    OVERRUN = "overrun"
    CALLED_WAITING = "called_waiting"
    DEVICE_OFFLINE = "device_offline"
    MESSAGE_UNACKNOWLEDGED = "message_unacknowledged"
    UNSETTLED = "unsettled"
    """Its time is over, and nobody noted what became of it."""


class Remedy(StrEnum):
    """The one thing to do about an alert."""

    CALL = "call"
    CALL_AGAIN = "call_again"
    ANNOUNCE = "announce"
    NO_SHOW_SUPPLIER = "no_show_supplier"
    NO_SHOW_BUYER = "no_show_buyer"
    MESSAGE = "message"
    EXTEND = "extend"
    DEVICE = "device"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Meeting:
    """An interview of the day: its times by now, extensions counted in. Companies and room by their ids."""

    id: int
    state: State
    starts: dt.datetime
    ends: dt.datetime
    room: str
    table: int
    supplier: str
    buyer: str
    called_at: dt.datetime | None = None

    @property
    def waits(self) -> bool:
        """It is still to begin."""
        return self.state in (State.SCHEDULED, State.CALLED)


@dataclass(frozen=True, slots=True)
class SilentDevice:
    """A device in use and since when (real time) it was not heard from."""

    id: int
    room: str | None
    last_seen: dt.datetime


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A room's message that nobody there has acknowledged."""

    id: int
    room: str
    sent_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """One trouble. The same trouble keeps its key; `since` is when it began, or what is missed begins."""

    kind: Kind
    key: str
    harm: float
    """Seconds of interviews lost so far; below 0: seconds until the first is lost."""
    remedy: Remedy
    since: dt.datetime
    room: str | None = None
    table: int | None = None
    interview: int | None = None
    company: str | None = None
    """Who is missing, or called, or sits too long (its supplier)."""
    other: str | None = None
    """With whom."""
    called: bool = False
    expected: dt.datetime | None = None
    """When those who are missing said they would be there."""
    next: int | None = None
    """The interview that is held up."""
    device: int | None = None
    message: int | None = None


def meeting_alerts(
    meetings: Sequence[Meeting],
    inside: Collection[str],
    expected: Mapping[str, dt.datetime],
    now: dt.datetime,
) -> list[Alert]:
    """What the day's interviews suffer from; `expected`: when a company said that it comes late.

    While the hall's bell is held nobody gets any later: `now` is then the time it was held at.
    """
    coming = [meeting for meeting in meetings if meeting.waits and meeting.ends > now]
    found = [
        *_missing_suppliers(coming, inside, expected, now),
        *_absent_buyers(coming, inside, expected, now),
    ]
    for meeting in meetings:
        if meeting.state is State.IN_PROGRESS and now - meeting.ends >= TOLERATED:
            found.append(_overrun(meeting, meetings, now))
        elif meeting.state is State.CALLED and meeting.ends > now and meeting.supplier in inside:
            if meeting.called_at and now - meeting.called_at > CALL_PATIENCE:
                found.append(_about(meeting, Kind.CALLED_WAITING, Remedy.CALL_AGAIN, meeting.called_at, now))
        elif meeting.waits and meeting.ends <= now:
            found.append(_about(meeting, Kind.UNSETTLED, Remedy.OPEN, meeting.ends, meeting.ends - SOON))
    return found


def device_alerts(devices: Iterable[SilentDevice], real: dt.datetime) -> list[Alert]:
    """The devices in use that are silent; `real` is the world's time."""
    return [
        Alert(
            Kind.DEVICE_OFFLINE,
            f"device:{device.id}",
            min(SILENT_HARM, (real - device.last_seen).total_seconds()),
            Remedy.DEVICE,
            device.last_seen,
            room=device.room,
            device=device.id,
        )
        for device in devices
        if real - device.last_seen > SILENCE
    ]


def message_alerts(messages: Iterable[OpenMessage], now: dt.datetime) -> list[Alert]:
    """The messages that a room ought to have acknowledged by now."""
    return [
        Alert(
            Kind.MESSAGE_UNACKNOWLEDGED,
            f"message:{message.id}",
            min(SILENT_HARM, (now - message.sent_at - MESSAGE_PATIENCE).total_seconds()),
            Remedy.MESSAGE,
            message.sent_at,
            room=message.room,
            message=message.id,
        )
        for message in messages
        if now - message.sent_at > MESSAGE_PATIENCE
    ]


def ranked(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """The worst first."""
    return tuple(sorted(alerts, key=lambda alert: (-alert.harm, alert.since, alert.key)))


def _about(meeting: Meeting, kind: Kind, remedy: Remedy, since: dt.datetime, until: dt.datetime) -> Alert:
    """An alert of one interview whose harm is the time from one moment to another."""
    return Alert(
        kind,
        f"{kind}:{meeting.id}",
        (until - since).total_seconds(),
        remedy,
        since,
        room=meeting.room,
        table=meeting.table,
        interview=meeting.id,
        company=meeting.supplier,
        other=meeting.buyer,
        called=meeting.state is State.CALLED,
    )


def _missing_suppliers(
    coming: Sequence[Meeting], inside: Collection[str], expected: Mapping[str, dt.datetime], now: dt.datetime
) -> list[Alert]:
    """Those whose interview starts soon or has started, and of whom nobody is in the building."""
    found = []
    for meeting in coming:
        if meeting.supplier in inside or meeting.starts - now > SOON:
            continue
        announced = expected.get(meeting.supplier)
        remedy = _of_missing(meeting, announced, now, Remedy.NO_SHOW_SUPPLIER)
        found.append(
            Alert(
                Kind.SUPPLIER_MISSING,
                f"{Kind.SUPPLIER_MISSING}:{meeting.id}",
                (max(now, announced or now) - meeting.starts).total_seconds(),
                remedy,
                meeting.starts,
                room=meeting.room,
                table=meeting.table,
                interview=meeting.id,
                company=meeting.supplier,
                other=meeting.buyer,
                called=meeting.state is State.CALLED,
                expected=announced,
            )
        )
    return found


def _absent_buyers(
    coming: Sequence[Meeting], inside: Collection[str], expected: Mapping[str, dt.datetime], now: dt.datetime
) -> list[Alert]:
    """Each buyer that is not in the building though it has interviews soon: all of these are lost time."""
    due: dict[str, list[Meeting]] = {}
    for meeting in coming:
        if meeting.buyer not in inside and meeting.starts - now <= SOON:
            due.setdefault(meeting.buyer, []).append(meeting)
    found = []
    for buyer, meetings in due.items():
        first = min(meetings, key=lambda meeting: (meeting.starts, meeting.room, meeting.table))
        announced = expected.get(buyer)
        known = max(now, announced or now)
        lost = [(known - meeting.starts).total_seconds() for meeting in meetings]
        begun = sum(max(0.0, seconds) for seconds in lost)
        found.append(
            Alert(
                Kind.BUYER_ABSENT,
                f"{Kind.BUYER_ABSENT}:{buyer}",
                begun or max(lost),
                _of_missing(first, announced, now, Remedy.NO_SHOW_BUYER),
                first.starts,
                room=first.room,
                table=first.table,
                interview=first.id,
                company=buyer,
                other=first.supplier,
                called=first.state is State.CALLED,
                expected=announced,
            )
        )
    return found


def _of_missing(meeting: Meeting, announced: dt.datetime | None, now: dt.datetime, no_show: Remedy) -> Remedy:
    """Tell the room of those who said when they come; else call them, announce them, and give them up."""
    if announced is not None and announced > now:
        return Remedy.MESSAGE
    if now >= meeting.starts + dt.timedelta(minutes=NO_SHOW_GRACE_MINUTES):
        return no_show
    if no_show is Remedy.NO_SHOW_BUYER or meeting.state is State.CALLED:
        return Remedy.ANNOUNCE
    return Remedy.CALL


def _overrun(meeting: Meeting, meetings: Sequence[Meeting], now: dt.datetime) -> Alert:
    """An interview that runs over: what waits for its table or its supplier counts as lost, too."""
    held_up = [
        other
        for other in meetings
        if other.waits
        and other.ends > now
        and other.starts - now <= NEXT
        and ((other.room, other.table) == (meeting.room, meeting.table) or other.supplier == meeting.supplier)
    ]
    waiting = sum(max(0.0, (now - other.starts).total_seconds()) for other in held_up)
    first = min(held_up, key=lambda other: (other.starts, other.id), default=None)
    over = (now - meeting.ends).total_seconds()
    return Alert(
        Kind.OVERRUN,
        f"{Kind.OVERRUN}:{meeting.id}",
        over + waiting if first else min(over, 60.0),
        Remedy.MESSAGE if first else Remedy.EXTEND,
        meeting.ends,
        room=meeting.room,
        table=meeting.table,
        interview=meeting.id,
        company=meeting.supplier,
        other=meeting.buyer,
        next=first.id if first else None,
    )
