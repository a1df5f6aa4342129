"""A room's tablet and its host: who stands there, and which version of the timetable they have seen."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, Fact, room_topic
from kiosk.errors import Refused
from kiosk.models import Device
from kiosk.queries.versions import version_in_force
from kiosk.services import feed
from kiosk.services.feed import Answer, answered, request_of

LONGEST_HOST = 60


def set_host(session: Session, who: Caller, room_id: str, host: str, *, nonce: str, now: Moment) -> Answer:
    """Write down who stands at a tablet from now on. The news says that it changed, not who it is.

    Raises:
        Refused: it is not this tablet's room, or the name is too long.
    """
    event_id, device = _own(session, who, room_id)
    host = host.strip()
    request = request_of("host", who.device_id, host)
    if before := answered(session, event_id, nonce, request):
        return before
    if len(host) > LONGEST_HOST:
        raise Refused("long_name", "A name has at most %(most)d characters.", 400, most=LONGEST_HOST)
    device.host = host
    told = {"room": room_id, "device": device.id}
    answer = Answer(200, told | {"host": host})
    _tell(session, who, event_id, Fact.HOST_CHANGED, told, nonce, request, answer, now)
    return answer


def acknowledge_version(
    session: Session, who: Caller, room_id: str, version: int, *, nonce: str, now: Moment
) -> Answer:
    """Note that a tablet's host has seen what a version changes in the room; older ones are seen with it.

    In a rehearsal, whose event is not the device's own, the fact alone is kept: nothing of it stays.

    Raises:
        Refused: it is not this tablet's room, or there is no such version.
    """
    event_id, device = _own(session, who, room_id)
    request = f"version:{who.device_id}:{version}"
    if before := answered(session, event_id, nonce, request):
        return before
    if version > (version_in_force(session, event_id) or 0):
        raise Refused("no_version", "The timetable has no such version.", 409)
    if device.event_id == event_id:
        device.acknowledged_version = max(version, device.acknowledged_version or 0)
    told = {"room": room_id, "device": device.id, "version": version}
    answer = Answer(200, told)
    _tell(session, who, event_id, Fact.VERSION_ACKNOWLEDGED, told, nonce, request, answer, now)
    return answer


def _own(session: Session, who: Caller, room_id: str) -> tuple[int, Device]:
    """The event and the device of a tablet that speaks of its own room."""
    if who.event_id is None or who.device_id is None or who.room_id != room_id:
        raise Refused("other_room", "This device belongs to another room.", 403)
    feed.lock_event(session, who.event_id)
    return who.event_id, session.get_one(Device, who.device_id)


def _tell(
    session: Session,
    who: Caller,
    event_id: int,
    fact: Fact,
    told: dict[str, object],
    nonce: str,
    request: str,
    answer: Answer,
    now: Moment,
) -> None:
    feed.record(
        session,
        event_id,
        fact,
        actor=who.actor,
        now=now,
        topics=(room_topic(str(told["room"])), ORGANISER),
        details=told,
        nonce=nonce,
        request=request,
        answer=answer,
    )
