"""What check-ins and departures share: whose badge it is, when it was scanned, how it is written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from kiosk.domain import badge_codes
from kiosk.domain.attendance import FAR_OFF, Pass, PastScan, Reason, ScanTime, scan_time
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact, room_topic
from kiosk.models import Device, Scan
from kiosk.queries import attendees, itineraries
from kiosk.queries.attendance import company_inside, day_of, past_scans, today
from kiosk.queries.attendees import AttendeeView
from kiosk.queries.clocks import Hours
from kiosk.queries.itineraries import Stop
from kiosk.queries.prepared import Prepared
from kiosk.services import feed
from kiosk.services.desk import searches
from kiosk.services.feed import Answer
from kiosk.services.scan_answers import refused_json, substituted_json

MOVES = frozenset({Fact.CHECKED_IN, Fact.DEPARTED, Fact.CHECKIN_UNDONE, Fact.DEPARTURE_UNDONE})
"""Facts after which someone is where they were not before."""
JITTER = 0.5
"""Seconds by which a device's measured clock may wander before it is written down anew."""
WRITTEN = Prepared(insert(Scan))
AHEAD = Prepared(select(Device.clock_offset).where(Device.id == bindparam("device")))
MEASURED = Prepared(
    update(Device).where(Device.id == bindparam("device")).values(clock_offset=bindparam("ahead"))
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A request at reception: a code as it was read, or the id of a person found by name.

    `scanned_at` and `sent_at` are by the device's own clock; `sent_at` is what that clock showed when the
    request was sent, from which its error is measured. A time without a zone is in the event's.
    """

    nonce: str
    code: str | None = None
    attendee: str | None = None
    scanned_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A scan as the event sees it: by whom, of what badge, when."""

    event_id: int
    zone: ZoneInfo
    scanned: Scanned
    caller: Caller
    now: Moment
    time: ScanTime
    badge: Pass | None
    badge_id: int | None
    person: AttendeeView | None
    past: tuple[PastScan, ...]
    """Of the day of this scan."""

    @property
    def hide_names(self) -> bool:
        """Whether the answer is without people's names: who types another's name learns nothing of them."""
        named = self.scanned.attendee is not None and not self.caller.staffed
        return named or self.caller.options.hide_names


def read(session: Session, event: Hours, scanned: Scanned, caller: Caller, now: Moment) -> Reading:
    """Look up all that a decision on this scan needs."""
    zone = ZoneInfo(event.timezone)
    if scanned.attendee is not None:
        named = scanned.attendee if searches(caller) else None
        found = attendees.holder_of_name(session, event.id, named) if named else None
    else:
        code = badge_codes.fold(scanned.code or "")
        found = attendees.holder_of_code(session, event.id, code) if code else None
    time = _time(session, zone, scanned, caller, now)
    if found is None:
        return Reading(event.id, zone, scanned, caller, now, time, None, None, None, ())
    person = found.attendee
    badge = Pass(found.revoked_at, person.cancelled_at, attendees.event_days(session, event.id))
    past = past_scans(session, event.id, person.id, day_of(event, time.at))
    return Reading(event.id, zone, scanned, caller, now, time, badge, found.badge_id, person, past)


def refuse(session: Session, reading: Reading, kind: str, reason: Reason) -> Answer:
    """Write down a scan that was not taken; gives the answer, still without its words."""
    answer = Answer(422, refused_json(reason, reading.badge, reading.zone, reading.person))
    if reason in (Reason.REVOKED, Reason.CANCELLED) and reading.person:
        answer.body.update(_substituted(session, reading, reading.person))
    return keep(session, reading, kind, "refused", Fact.SCAN_REFUSED, answer, reason=reason)


def _substituted(session: Session, reading: Reading, person: AttendeeView) -> dict[str, Any]:
    """What is said of somebody in whose place another attends; who that is, is for reception's own people."""
    substitute = attendees.substitutes(session, reading.event_id, [person.id]).get(person.id)
    if substitute is None or person.cancelled_at is None:
        return {}
    staffed = reading.caller.staffed and not reading.hide_names
    return substituted_json(person, substitute if staffed else None, reading.zone)


def keep(
    session: Session,
    reading: Reading,
    kind: str,
    result: str,
    fact: Fact,
    answer: Answer,
    *,
    stops: tuple[Stop, ...] = (),
    reason: str = "",
) -> Answer:
    """Write a scan and its fact down; gives the answer. An unknown payload is kept as an excerpt."""
    scanned, time = reading.scanned, reading.time
    claimed = {"scanned_at": scanned.scanned_at.isoformat()} if scanned.scanned_at and time.flagged else {}
    named = {} if scanned.attendee is None else {"by_name": True}
    written = {
        "event_id": reading.event_id,
        "nonce": scanned.nonce,
        "kind": kind,
        "result": result,
        "reason": reason,
        "raw": "" if reading.badge else badge_codes.safe_excerpt(scanned.code or scanned.attendee or ""),
        "badge_id": reading.badge_id,
        "attendee_id": reading.person.id if reading.person else None,
        "device_id": reading.caller.device_id,
        "actor": reading.caller.actor,
        "happened_at": time.at,
        "arrived_at": reading.now.event,
        "recorded_at": reading.now.real,
        "flagged": time.flagged,
        "undone_by": None,
        "details": claimed | named,
    }
    WRITTEN.run(session, **written)
    record(
        session,
        reading.event_id,
        fact,
        reading.person,
        stops,
        caller=reading.caller,
        now=reading.now,
        nonce=scanned.nonce,
        request=kind,
        answer=answer,
        inside=fact is Fact.CHECKED_IN and _last_of_today(session, reading),
    )
    return answer


def _last_of_today(session: Session, reading: Reading) -> bool:
    """Whether a scan is the latest that is known of the person today."""
    begin, end = today(session, reading.event_id, reading.now.event)
    at = reading.time.at
    return begin <= at < end and all(scan.happened_at <= at for scan in reading.past)


def record(
    session: Session,
    event_id: int,
    fact: Fact,
    person: AttendeeView | None,
    stops: tuple[Stop, ...],
    *,
    caller: Caller,
    now: Moment,
    nonce: str,
    request: str,
    answer: Answer,
    inside: bool = False,
) -> None:
    """Feed and news of a scan. Who came or went concerns reception and the rooms that still expect them.

    `inside`: the person is known to be in the building now.
    """
    company = person.company.id if person and person.company else None
    details: dict[str, Any] = {"company": company} if company else {}
    topics = [ORGANISER]
    if fact in MOVES:
        topics.append(RECEPTION)
        if company:
            topics += [room_topic(room) for room in itineraries.open_rooms(stops)]
            day = today(session, event_id, now.event)
            details["arrived"] = inside or company_inside(session, event_id, company, day)
    feed.record(
        session,
        event_id,
        fact,
        actor=caller.actor,
        now=now,
        topics=topics,
        details=details,
        nonce=nonce,
        request=request,
        answer=answer,
    )


def stops_of(session: Session, event_id: int, person: AttendeeView) -> tuple[Stop, ...]:
    """A person's interviews: their company's, or those a member of staff sits in on."""
    if person.company:
        return itineraries.of_company(session, event_id, person.company.id)
    return itineraries.of_staff(session, event_id, person.staff_id or "")


def _time(session: Session, zone: ZoneInfo, scanned: Scanned, caller: Caller, now: Moment) -> ScanTime:
    """When it was scanned, by the event's clock; the device's error is measured anew where it can be."""
    known = 0.0
    if caller.device_id is not None and (scanned.sent_at or scanned.scanned_at):
        measured = AHEAD.one(session, device=caller.device_id)
        known = (measured.clock_offset or 0.0) if measured else 0.0
    ahead = known
    if scanned.sent_at is not None:
        ahead = (_aware(scanned.sent_at, zone) - now.event).total_seconds()
        believed = abs(ahead) <= FAR_OFF.total_seconds()
        if caller.device_id is not None and believed and abs(ahead - known) > JITTER:
            MEASURED.run(session, device=caller.device_id, ahead=ahead)
    claimed = _aware(scanned.scanned_at, zone) if scanned.scanned_at else None
    return scan_time(claimed, dt.timedelta(seconds=ahead), now.event)


def _aware(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
