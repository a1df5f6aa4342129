"""Saying on the phone that one will be late, and taking it back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact, party_topic, room_topic
from kiosk.domain.interview_states import WAITED_FOR
from kiosk.domain.interviews import LONGEST_DELAY
from kiosk.errors import Refused
from kiosk.models import Attendee, LateNotice
from kiosk.queries import itineraries
from kiosk.queries.itineraries import Stop
from kiosk.queries.late import late_companies
from kiosk.queries.snapshots import as_json
from kiosk.services import feed
from kiosk.services.feed import Answer, answered, request_of

MINUTES = (10, 20, 40)
"""How late one can say to be; 0 takes it back."""


def announce(
    session: Session,
    who: Caller,
    minutes: int,
    *,
    nonce: str,
    now: Moment,
    said: dt.datetime | None = None,
) -> Answer:
    """Tell everyone who waits that this person's company comes later to its next interview of today.

    `said` is when it was said, by the event's clock, if it could not be sent at once. They are expected so
    many minutes after the start of that interview; if it has begun, after now. The answer's `late` is what is
    known from now on, null if it was taken back.

    Raises:
        Refused: this is nobody's of a company, or there is nothing today to be late for.
    """
    if who.event_id is None or who.attendee_id is None:
        raise Refused("forbidden", "This device may not do that.", 403)
    event = feed.lock_event(session, who.event_id)
    company = session.get_one(Attendee, (who.event_id, who.attendee_id)).company_id
    if company is None:
        raise Refused("no_company", "Please tell the organiser by phone.", 409)
    request = request_of("late", who.attendee_id, minutes)
    if before := answered(session, who.event_id, nonce, request):
        return before
    at = said if said is not None and dt.timedelta() < now.event - said < LONGEST_DELAY else now.event
    stops = itineraries.of_company(session, who.event_id, company)
    expected = at if minutes == 0 else _expected(stops, at, now.event, minutes, ZoneInfo(event.timezone))
    session.add(
        LateNotice(
            event_id=who.event_id,
            company_id=company,
            attendee_id=who.attendee_id,
            minutes=minutes,
            said_at=at,
            expected_at=expected,
        )
    )
    session.flush()
    late = late_companies(session, who.event_id, now.event).get(company)
    answer = Answer(200, {"late": as_json(late) if late else None})
    feed.record(
        session,
        who.event_id,
        Fact.LATE_ANNOUNCED,
        actor=who.actor,
        now=now,
        topics=(
            *map(room_topic, itineraries.open_rooms(stops)),
            RECEPTION,
            ORGANISER,
            party_topic(company),
        ),
        details={
            "company": company,
            "minutes": minutes,
            "expected_at": late.expected_at.isoformat() if late else None,
        },
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer


def _expected(
    stops: tuple[Stop, ...], said: dt.datetime, now: dt.datetime, minutes: int, zone: ZoneInfo
) -> dt.datetime:
    """When they mean to be there."""
    today = now.astimezone(zone).date()
    for stop in stops:
        ahead = stop.state in WAITED_FOR and stop.ends_at > said
        if ahead and stop.starts_at.astimezone(zone).date() == today:
            return max(stop.starts_at, said) + dt.timedelta(minutes=minutes)
    raise Refused("nothing_ahead", "You have no more interviews today.", 409)
