"""The hall's bell: hold it, let it run on, shift what is still to come of a session, and what that does."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact
from kiosk.domain.floor import LONGEST_SHIFT, FloorOptions, shifted_minutes
from kiosk.domain.interview_states import OVER
from kiosk.errors import Refused
from kiosk.models import Company, Event, Interview, Shift
from kiosk.queries.events import SlotView, slots
from kiosk.queries.hall import shifts_of
from kiosk.queries.topics import every_topic
from kiosk.services import feed
from kiosk.services.feed import Answer, answered, record, request_of
from scheduler.formats.times import ranges

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A company that would have left before one of its interviews is over."""

    company: str
    name: str
    name_en: str
    ends: dt.datetime
    """When its interview would end."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a shift would do, before anybody decides. Times are in the event's zone."""

    minutes: int
    slots: int
    interviews: int
    """Interviews that would start at another time."""
    ends_before: dt.datetime
    ends_after: dt.datetime
    """When the session ends."""
    runs_into: dt.datetime | None
    """The start of the day's next session, if this one would run into it."""
    leaving: tuple[Leaving, ...]


def consequences(session: Session, event_id: int, planned_from: dt.datetime, minutes: int) -> Consequences:
    """What would come of shifting the slot planned for a time, and those after it in its session.

    Raises:
        Refused: there is no such slot, or the shift is none.
    """
    event = session.get_one(Event, event_id)
    zone = ZoneInfo(event.timezone)
    moved, following = _reach(session, event_id, planned_from)
    _check(minutes)
    shifts = shifts_of(session, event_id)
    by = minutes * MINUTE
    ends = _by_now(moved[-1].starts_at, moved[-1].ends_at, shifts)
    begins = following and _by_now(following.starts_at, following.starts_at, shifts)
    held = _to_shift(session, event_id, moved)
    return Consequences(
        minutes=minutes,
        slots=len(moved),
        interviews=len(held),
        ends_before=ends.astimezone(zone),
        ends_after=(ends + by).astimezone(zone),
        runs_into=begins.astimezone(zone) if begins and begins < ends + by else None,
        leaving=_leaving(session, event, held, by),
    )


def shift(
    session: Session,
    who: Caller,
    event_id: int,
    planned_from: dt.datetime,
    minutes: int,
    *,
    nonce: str,
    now: Moment,
) -> Answer:
    """Let the slot planned for a time, and those after it in its session, start later (below 0: earlier).

    Interviews that are over stay as they were; the plan, its versions and its files stay as well.

    Raises:
        Refused: there is no such slot, the shift is none or too far, or it would begin in the past.
    """
    feed.lock_event(session, event_id)
    request = request_of("shift", planned_from.timestamp(), minutes)
    if before := answered(session, event_id, nonce, request):
        return before
    moved, _ = _reach(session, event_id, planned_from)
    _check(minutes)
    _not_into_the_past(session, event_id, moved[0], minutes, now)
    return _shift(session, who, event_id, moved, minutes, Fact.SLOTS_SHIFTED, nonce, request, now)


def hold(session: Session, who: Caller, event_id: int, *, nonce: str, now: Moment) -> Answer:
    """Stop the hall's time: no round begins or ends until it is released. Held twice is held once."""
    event = feed.lock_event_row(session, event_id)
    if before := answered(session, event_id, nonce, "hold"):
        return before
    event.held_at = event.held_at or now.event
    return _tell(session, who, event, Fact.BELL_HELD, {}, nonce, "hold", now)


def release(session: Session, who: Caller, event_id: int, *, nonce: str, now: Moment) -> Answer:
    """Let the hall's time run on, in whole minutes: no round of the day has begun or ended while it was held.

    The session that was held is later by as long; one that was to begin meanwhile begins now. Other days stay
    as they were, also when the release was forgotten overnight.

    Raises:
        Refused: it is not held.
    """
    event = feed.lock_event_row(session, event_id)
    if before := answered(session, event_id, nonce, "release"):
        return before
    if event.held_at is None:
        raise Refused("not_held", "The hall's time is running.", 409)
    held_at, event.held_at = event.held_at, None
    first, *later = _held_up(session, event, held_at, now) or [([], 0)]
    for moved, minutes in later:
        _move(session, who, event_id, moved, minutes, now)
    moved, minutes = first
    if not moved:
        return _tell(session, who, event, Fact.BELL_RELEASED, {"minutes": 0}, nonce, "release", now)
    return _shift(session, who, event_id, moved, minutes, Fact.BELL_RELEASED, nonce, "release", now)


def set_options(session: Session, who: Caller, event_id: int, options: FloorOptions, *, now: Moment) -> None:
    """Say how the floor behaves; every screen hears of it."""
    event = feed.lock_event_row(session, event_id)
    if FloorOptions.of(event.floor) == options:
        return
    event.floor = options.stored()
    topics = every_topic(session, event_id)
    record(session, event_id, Fact.FLOOR_SET, actor=who.actor, now=now, topics=topics)


def _held_up(
    session: Session, event: Event, held_at: dt.datetime, now: Moment
) -> list[tuple[list[SlotView], int]]:
    """What was still to come of each of today's sessions, and by how many minutes it was kept from that."""
    shifts = shifts_of(session, event.id)
    today = now.event.astimezone(ZoneInfo(event.timezone)).date()
    laid = [slot for slot in slots(session, event.id) if slot.date == today]
    found = []
    for _, part in groupby(laid, key=lambda slot: slot.session):
        moved = [slot for slot in part if _by_now(slot.starts_at, slot.ends_at, shifts) > held_at]
        if moved:
            stood = now.event - max(held_at, _by_now(moved[0].starts_at, moved[0].starts_at, shifts))
            found.append((moved, math.ceil(stood / MINUTE)))
    return [(moved, minutes) for moved, minutes in found if minutes > 0]


def _by_now(planned: dt.datetime, at: dt.datetime, shifts: Sequence[Shift]) -> dt.datetime:
    """A time `at` of the slot planned to start at `planned`, as it is by now."""
    return at + shifted_minutes(planned, shifts) * MINUTE


def _reach(
    session: Session, event_id: int, planned_from: dt.datetime
) -> tuple[list[SlotView], SlotView | None]:
    """The slot planned for a time with those after it in its session, and the first of the day's next one."""
    laid = slots(session, event_id)
    first = next((slot for slot in laid if slot.starts_at == planned_from), None)
    if first is None:
        raise Refused("no_slot", "There is no slot planned for that time.", 404)
    after = [slot for slot in laid if slot.starts_at >= first.starts_at and slot.date == first.date]
    following = next((slot for slot in after if slot.session != first.session), None)
    return [slot for slot in after if slot.session == first.session], following


def _check(minutes: int) -> None:
    if minutes == 0 or abs(minutes) > LONGEST_SHIFT:
        raise Refused(
            "bad_minutes", "A shift is 1 to %(most)d minutes, earlier or later.", 400, most=LONGEST_SHIFT
        )


def _not_into_the_past(session: Session, event_id: int, first: SlotView, minutes: int, now: Moment) -> None:
    shifts = shifts_of(session, event_id)
    begins = _by_now(first.starts_at, first.starts_at, shifts) + minutes * MINUTE
    before = [slot for slot in slots(session, event_id)
              if slot.starts_at < first.starts_at and slot.date == first.date]  # fmt: skip
    ends = before and _by_now(before[-1].starts_at, before[-1].ends_at, shifts)
    if minutes < 0 and (begins < now.event or (ends and begins < ends)):
        raise Refused(
            "too_early", "It cannot start before the slot before it has ended, or in the past.", 409
        )


def _to_shift(session: Session, event_id: int, moved: list[SlotView]) -> list[Interview]:
    """The interviews planned for these slots that are not over."""
    return list(
        session.scalars(
            select(Interview).where(
                Interview.event_id == event_id,
                Interview.starts_at.in_([slot.starts_at for slot in moved]),
                Interview.state.not_in(OVER),
            )
        )
    )


def _leaving(session: Session, event: Event, held: list[Interview], by: dt.timedelta) -> tuple[Leaving, ...]:
    """The companies that are not there for as long as their interviews would last, each with its last."""
    zone = ZoneInfo(event.timezone)
    companies = {row.id: row for row in session.scalars(select(Company).where(Company.event_id == event.id))}
    found: dict[str, Leaving] = {}
    for interview in sorted(held, key=lambda one: one.starts_at):
        later = interview.shifted_minutes * MINUTE + by
        starts, ends = ((at + later).astimezone(zone) for at in (interview.starts_at, interview.ends_at))
        for company in (companies[interview.supplier_id], companies[interview.buyer_id]):
            if not _there(company.available, starts, ends):
                found[company.id] = Leaving(company.id, company.name, company.name_en, ends)
    return tuple(found.values())


def _there(available: str, starts: dt.datetime, ends: dt.datetime) -> bool:
    """Whether a time lies whole inside one of the ranges; no range = always."""
    allowed = ranges(available)
    start, end = starts.replace(tzinfo=None), ends.replace(tzinfo=None)
    return not allowed or any(part.covers(start, end) for part in allowed)


def _shift(
    session: Session,
    who: Caller,
    event_id: int,
    moved: list[SlotView],
    minutes: int,
    fact: Fact,
    nonce: str,
    request: str,
    now: Moment,
) -> Answer:
    _move(session, who, event_id, moved, minutes, now)
    event = session.get_one(Event, event_id)
    zone = ZoneInfo(event.timezone)
    told = {"minutes": minutes, "planned_from": moved[0].starts_at.astimezone(zone).isoformat()}
    return _tell(session, who, event, fact, told, nonce, request, now)


def _move(
    session: Session, who: Caller, event_id: int, moved: list[SlotView], minutes: int, now: Moment
) -> None:
    session.add(
        Shift(
            event_id=event_id,
            planned_from=moved[0].starts_at,
            planned_until=moved[-1].ends_at,
            minutes=minutes,
            made_at=now.event,
            made_by=who.actor,
        )
    )
    for interview in _to_shift(session, event_id, moved):
        interview.shifted_minutes += minutes


def _tell(
    session: Session,
    who: Caller,
    event: Event,
    fact: Fact,
    told: dict[str, Any],
    nonce: str,
    request: str,
    now: Moment,
) -> Answer:
    session.flush()
    held = event.held_at.astimezone(ZoneInfo(event.timezone)).isoformat() if event.held_at else None
    answer = Answer(200, {"held_at": held, **told})
    record(
        session,
        event.id,
        fact,
        actor=who.actor,
        now=now,
        topics=every_topic(session, event.id),
        details={"held_at": held, **told},
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer
