"""The revision a topic stands at: what a snapshot of it says it is."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.models import TopicRevision


def topic_revision(session: Session, event_id: int, topic: str) -> int:
    """The revision of the last news on this topic; 0 before the first."""
    row = session.get(TopicRevision, (event_id, topic))
    return row.revision if row else 0
