"""The one way anything is written down: a feed row, its revision, its news, and its answer for repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact, News
from kiosk.errors import Refused
from kiosk.models import Event, FeedEntry, TopicRevision
from kiosk.security import digest

# Built once: every check-in runs them.
ANSWERED = select(FeedEntry.request, FeedEntry.answer, FeedEntry.answer_status).where(
    FeedEntry.event_id == bindparam("event"), FeedEntry.nonce == bindparam("nonce")
)
RAISED = update(Event).where(Event.id == bindparam("event")).values(revision=bindparam("reached"))
HEARD = select(TopicRevision.topic, TopicRevision.revision).where(
    TopicRevision.event_id == bindparam("event"), TopicRevision.topic.in_(bindparam("named", expanding=True))
)
WRITTEN = insert(FeedEntry)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with: an HTTP status and a JSON body. `repeated`: given before."""

    status: int
    body: dict[str, Any]
    repeated: bool = False


def lock_event(session: Session, event_id: int) -> Event:
    """The event's row, held until the commit: whatever is decided from here on is decided alone."""
    held: dict[int, Event] = session.info.setdefault("held", {})
    if event_id not in held:
        # On SQLite the transaction began with the lock. Elsewhere what this session knew of the row before it
        # waited may be old by now, and is read anew.
        waited = session.get_bind().dialect.name != "sqlite"
        event = session.get(Event, event_id, with_for_update=waited or None, populate_existing=waited)
        if event is None:
            raise Refused("no_event", "There is no such event.", 404)
        held[event_id] = event
    return held[event_id]


def request_of(kind: str, *content: object) -> str:
    """A request as the feed tells it apart: its kind and a digest of what it asks for, not the words."""
    return f"{kind}#{digest(repr(content))[:16]}"


def answered(session: Session, event_id: int, nonce: str, request: str) -> Answer | None:
    """The answer this nonce was given before, if it was.

    Raises:
        Refused: the nonce was used for a different request.
    """
    given = session.connection().execute(ANSWERED, {"event": event_id, "nonce": nonce}).one_or_none()
    if given is None:
        return None
    if given.request != request or given.answer is None or given.answer_status is None:
        raise Refused("nonce_reused", "This nonce was already used for another request.", 409)
    return Answer(given.answer_status, given.answer, repeated=True)


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
    session.flush()
    connection = session.connection()
    revision = event.revision + 1
    set_committed_value(event, "revision", revision)
    connection.execute(RAISED, {"event": event_id, "reached": revision})
    named = list(dict.fromkeys(topics))
    found = connection.execute(HEARD, {"event": event_id, "named": named})
    before = {row.topic: row.revision for row in found}
    if named:
        rows = [{"event_id": event_id, "topic": topic, "revision": revision} for topic in named]
        connection.execute(_raise(connection.dialect.name), rows)
    connection.execute(
        WRITTEN,
        {
            "event_id": event_id,
            "revision": revision,
            "at": now.event,
            "recorded_at": now.real,
            "actor": actor,
            "fact": fact,
            "details": details or {},
            "nonce": nonce,
            "request": request,
            "answer": answer.body if answer else None,
            "answer_status": answer.status if answer else None,
        },
    )
    heard = tuple((topic, before.get(topic, 0)) for topic in named)
    news = News(event_id, revision, fact, now.event, heard, details or {})
    session.info.setdefault("news", []).append(news)
    return revision


@cache
def _raise(dialect: str) -> Executable:
    """Raise topics' revisions, those of new topics too."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(TopicRevision)
    return row.on_conflict_do_update(
        index_elements=("event_id", "topic"), set_={"revision": row.excluded.revision}
    )
