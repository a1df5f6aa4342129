"""What the control desk has said to the hall and to single rooms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kiosk.models import Event, Message


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. `room` None = an announcement for everyone; times in the event's zone."""

    id: int
    room: str | None
    text: str
    text_en: str
    """Empty: the same words in both languages."""
    sent_at: dt.datetime
    acknowledged_at: dt.datetime | None
    ended_at: dt.datetime | None


def announcements(session: Session, event_id: int) -> tuple[MessageView, ...]:
    """What is said to everyone at present, the newest first."""
    return _views(session, event_id, Message.room_id.is_(None))


def messages_of_room(session: Session, event_id: int, room_id: str) -> tuple[MessageView, ...]:
    """What a room's tablet shows: announcements, and its own messages until they are acknowledged."""
    own = (Message.room_id == room_id) & Message.acknowledged_at.is_(None)
    return _views(session, event_id, or_(Message.room_id.is_(None), own))


def messages(session: Session, event_id: int) -> tuple[MessageView, ...]:
    """All that is still up, acknowledged or not: what the control desk sees."""
    return _views(session, event_id)


def message_view(session: Session, message: Message) -> MessageView:
    """One message as it stands in this session."""
    return _view(message, ZoneInfo(session.get_one(Event, message.event_id).timezone))


def _views(session: Session, event_id: int, *conditions: ColumnElement[bool]) -> tuple[MessageView, ...]:
    zone = ZoneInfo(session.get_one(Event, event_id).timezone)
    found = session.scalars(
        select(Message)
        .where(Message.event_id == event_id, Message.ended_at.is_(None), *conditions)
        .order_by(Message.id.desc())
    )
    return tuple(_view(message, zone) for message in found)


def _view(message: Message, zone: ZoneInfo) -> MessageView:
    local = [at and at.astimezone(zone) for at in (message.acknowledged_at, message.ended_at)]
    return MessageView(
        id=message.id,
        room=message.room_id,
        text=message.text,
        text_en=message.text_en,
        sent_at=message.sent_at.astimezone(zone),
        acknowledged_at=local[0],
        ended_at=local[1],
    )
