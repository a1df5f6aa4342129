"""The one way anything is written down: a feed row, its revision, its news, and its answer for repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact, News
from kiosk.errors import Refused
from kiosk.models import Event, FeedEntry, TopicRevision


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with: an HTTP status and a JSON body. `repeated`: given before."""

    status: int
    body: dict[str, Any]
    repeated: bool = False


def lock_event(session: Session, event_id: int) -> Event:
    """The event's row, held until the commit: whatever is decided from here on is decided alone."""
    # Read anew: what this session knew of the row before it waited for the lock may be old by now.
    held = select(Event).where(Event.id == event_id).with_for_update()
    event = session.scalar(held.execution_options(populate_existing=True))
    if event is None:
        raise Refused("no_event", "There is no such event.", 404)
    return event


def answered(session: Session, event_id: int, nonce: str, request: str) -> Answer | None:
    """The answer this nonce was given before, if it was.

    Raises:
        Refused: the nonce was used for a different kind of request.
    """
    entry = session.scalar(select(FeedEntry).where(FeedEntry.event_id == event_id, FeedEntry.nonce == nonce))
    if entry is None:
        return None
    if entry.request != request or entry.answer is None or entry.answer_status is None:
        raise Refused("nonce_reused", "This nonce was already used for another request.", 409)
    return Answer(entry.answer_status, entry.answer, repeated=True)


def record(
    session: Session,
    event_id: int,
    fact: Fact,
    *,
    actor: str,
    now: Moment,
    topics: Iterable[str] = (),
    details: dict[str, Any] | None = None,
    nonce: str | None = None,
    request: str = "",
    answer: Answer | None = None,
) -> int:
    """Write a fact to the feed and queue its news for after the commit; gives the revision.

    `topics` are those that may hear it. `details` (JSON-ready, no names of people) ride in the news and
    stay in the feed. With a nonce, `answer` is what a repeat of the request will be given.
    """
    event = lock_event(session, event_id)
    event.revision += 1
    heard: list[tuple[str, int]] = []
    for topic in dict.fromkeys(topics):
        row = session.get(TopicRevision, (event_id, topic))
        if row is None:
            row = TopicRevision(event_id=event_id, topic=topic, revision=0)
            session.add(row)
        heard.append((topic, row.revision))
        row.revision = event.revision
    session.add(
        FeedEntry(
            event_id=event_id,
            revision=event.revision,
            at=now.event,
            recorded_at=now.real,
            actor=actor,
            fact=fact,
            details=details or {},
            nonce=nonce,
            request=request,
            answer=answer.body if answer else None,
            answer_status=answer.status if answer else None,
        )
    )
    session.flush()
    news = News(event_id, event.revision, fact, now.event, tuple(heard), details or {})
    session.info.setdefault("news", []).append(news)
    return event.revision
