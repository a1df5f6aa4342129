"""Words from the control desk: announcements for the hall, and messages that a room acknowledges."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, Fact, room_topic
from kiosk.errors import Refused
from kiosk.models import Message, Room
from kiosk.queries.messages import message_view
from kiosk.queries.snapshots import as_json
from kiosk.queries.topics import every_topic
from kiosk.services import feed
from kiosk.services.feed import Answer, answered, record, request_of

LONGEST = 200


def send(
    session: Session,
    who: Caller,
    event_id: int,
    *,
    text: str,
    text_en: str,
    room_id: str | None,
    nonce: str,
    now: Moment,
) -> Answer:
    """Tell the hall, or one room (`room_id`), something; the same nonce again tells nothing twice.

    Raises:
        Refused: there are no words or too many, or there is no such room.
    """
    feed.lock_event(session, event_id)
    request = request_of("message", text, text_en, room_id)
    if before := answered(session, event_id, nonce, request):
        return before
    text, text_en = text.strip(), text_en.strip()
    if not text:
        raise Refused("no_text", "Please write what is to be said.", 400)
    if max(len(text), len(text_en)) > LONGEST:
        raise Refused("long_text", "A message has at most %(most)d characters.", 400, most=LONGEST)
    if room_id is not None and session.get(Room, (event_id, room_id)) is None:
        raise Refused("no_room", "There is no such room.", 404)
    message = Message(
        event_id=event_id,
        room_id=room_id,
        text=text,
        text_en=text_en,
        sent_at=now.event,
        sent_by=who.actor,
        acknowledged_by="",
    )
    session.add(message)
    session.flush()
    return _told(session, message, Fact.MESSAGE_SENT, who, now, nonce, request, 201)


def acknowledge(session: Session, who: Caller, message_id: int, *, nonce: str, now: Moment) -> Answer:
    """Note that a room has read its message; who is first counts, a second time changes nothing.

    Raises:
        Refused: there is no such message for this room.
    """
    message = _message(session, who, message_id)
    if message.room_id is None or (who.room_id is not None and message.room_id != who.room_id):
        raise Refused("no_message", "There is no such message.", 404)
    request = f"message:{message_id}:acknowledge"
    if before := answered(session, message.event_id, nonce, request):
        return before
    if message.acknowledged_at is None:
        message.acknowledged_at, message.acknowledged_by = now.event, who.actor
    return _told(session, message, Fact.MESSAGE_ACKNOWLEDGED, who, now, nonce, request)


def end(session: Session, who: Caller, message_id: int, *, nonce: str, now: Moment) -> Answer:
    """Take a message down from the screens.

    Raises:
        Refused: there is no such message.
    """
    message = _message(session, who, message_id)
    request = f"message:{message_id}:end"
    if before := answered(session, message.event_id, nonce, request):
        return before
    message.ended_at = message.ended_at or now.event
    return _told(session, message, Fact.MESSAGE_ENDED, who, now, nonce, request)


def _message(session: Session, who: Caller, message_id: int) -> Message:
    if who.event_id is not None:
        feed.lock_event(session, who.event_id)
    message = session.get(Message, message_id)
    if message is None or message.event_id != who.event_id:
        raise Refused("no_message", "There is no such message.", 404)
    return message


def _told(
    session: Session,
    message: Message,
    fact: Fact,
    who: Caller,
    now: Moment,
    nonce: str,
    request: str,
    status: int = 200,
) -> Answer:
    """Record what became of a message and tell those it is for."""
    session.flush()
    answer = Answer(status, as_json(message_view(session, message)))
    topics = (
        every_topic(session, message.event_id)
        if message.room_id is None
        else (room_topic(message.room_id), ORGANISER)
    )
    record(
        session,
        message.event_id,
        fact,
        actor=who.actor,
        now=now,
        topics=topics,
        details={"message": message.id, "room": message.room_id},
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer
