"""The revision a topic stands at: what a snapshot of it says it is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.facts import BOARD, ORGANISER, RECEPTION, room_topic
from kiosk.models import Room, TopicRevision


def topic_revision(session: Session, event_id: int, topic: str) -> int:
    """The revision of the last news on this topic; 0 before the first."""
    row = session.get(TopicRevision, (event_id, topic))
    return row.revision if row else 0


def every_topic(session: Session, event_id: int) -> tuple[str, ...]:
    """All that screens of an event can listen to: for news that concerns everyone."""
    rooms = session.scalars(select(Room.id).where(Room.event_id == event_id).order_by(Room.position))
    return (BOARD, RECEPTION, ORGANISER, *map(room_topic, rooms))
