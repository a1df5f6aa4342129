"""The revision a topic stands at: what a snapshot of it says it is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.domain.facts import BOARD, ORGANISER, RECEPTION, party_topic, room_topic
from kiosk.models import Attendee, PhoneLink, Room, TopicRevision
from kiosk.queries.rehearsals import home_of


def topic_revision(session: Session, event_id: int, topic: str) -> int:
    """The revision of the last news on this topic; 0 before the first."""
    row = session.get(TopicRevision, (event_id, topic))
    return row.revision if row else 0


def topic_revisions(session: Session, event_id: int) -> dict[str, int]:
    """The revisions of all topics of an event that there was news on."""
    found = session.execute(
        select(TopicRevision.topic, TopicRevision.revision).where(TopicRevision.event_id == event_id)
    )
    return {row.topic: row.revision for row in found}


def every_topic(session: Session, event_id: int) -> tuple[str, ...]:
    """All that screens of an event can listen to: for news that concerns everyone.

    Phones are among them where one of the party was given its link.
    """
    rooms = session.scalars(select(Room.id).where(Room.event_id == event_id).order_by(Room.position))
    return (
        BOARD,
        RECEPTION,
        ORGANISER,
        *map(room_topic, rooms),
        *map(party_topic, _parties(session, event_id)),
    )


def _parties(session: Session, event_id: int) -> Iterable[str]:
    """Companies and staff whose people have a phone page: of a rehearsal, the real event's serve it too."""
    return session.scalars(
        select(func.coalesce(Attendee.company_id, Attendee.staff_id))
        .join(PhoneLink, PhoneLink.attendee_id == Attendee.id)
        .where(Attendee.event_id == event_id, PhoneLink.event_id.in_((event_id, home_of(session, event_id))))
        .distinct()
    )
