"""The one way anything is written down: a feed row, its revision, its news, and its answer for repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact, News
from kiosk.errors import Refused
from kiosk.models import Event, FeedEntry, TopicRevision
from kiosk.queries.clocks import Hours, forget_hours, hours_of
from kiosk.queries.prepared import Prepared
from kiosk.security import digest

# Built once: every check-in runs them.
ANSWERED = Prepared(
    select(FeedEntry.request, FeedEntry.answer, FeedEntry.answer_status).where(
        FeedEntry.event_id == bindparam("event"), FeedEntry.nonce == bindparam("nonce")
    )
)
RAISED = Prepared(
    update(Event)
    .where(Event.id == bindparam("event"))
    .values(revision=Event.revision + 1)
    .returning(Event.revision)
)
WRITTEN = Prepared(insert(FeedEntry))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with: an HTTP status and a JSON body. `repeated`: given before."""

    status: int
    body: dict[str, Any]
    repeated: bool = False


def lock_event(session: Session, event_id: int) -> Hours:
    """Hold the event until the commit: whatever is decided from here on is decided alone.

    Gives what must be known of it to say what time it is there.
    """
    held: set[int] = session.info.setdefault("held", set())
    if event_id not in held:
        # On SQLite the transaction began with the lock. Elsewhere what this session knew of the row before it
        # waited may be old by now, and is read anew.
        if session.get_bind().dialect.name != "sqlite":
            session.get(Event, event_id, with_for_update=True, populate_existing=True)
            forget_hours(session)
        hours_of(session, event_id)
        held.add(event_id)
    return hours_of(session, event_id)


def lock_event_row(session: Session, event_id: int) -> Event:
    """Hold the event until the commit, and give its whole row."""
    lock_event(session, event_id)
    return session.get_one(Event, event_id)


def request_of(kind: str, *content: object) -> str:
    """A request as the feed tells it apart: its kind and a digest of what it asks for, not the words."""
    return f"{kind}#{digest(repr(content))[:16]}"


def answered(session: Session, event_id: int, nonce: str, request: str) -> Answer | None:
    """The answer this nonce was given before, if it was.

    Raises:
        Refused: the nonce was used for a different request.
    """
    given = ANSWERED.one(session, event=event_id, nonce=nonce)
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
    lock_event(session, event_id)
    session.flush()
    revision = _next_revision(session, event_id)
    named = list(dict.fromkeys(topics))
    heard = tuple(_last_heard(session, event_id, named).items()) if named else ()
    if named:
        rows = [{"event_id": event_id, "topic": topic, "revision": revision} for topic in named]
        _raise(session.get_bind().dialect.name).run_each(session, rows)
    WRITTEN.run(
        session,
        event_id=event_id,
        revision=revision,
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
    news = News(event_id, revision, fact, now.event, heard, details or {})
    session.info.setdefault("news", []).append(news)
    return revision


def _next_revision(session: Session, event_id: int) -> int:
    """Raise the event's revision; its row, where the session knows it, keeps up."""
    raised = RAISED.one(session, event=event_id)
    if raised is None:
        raise RuntimeError("an event that is held is gone")
    revision: int = raised.revision
    row = session.identity_map.get(identity_key(Event, event_id))
    if row is not None:
        set_committed_value(row, "revision", revision)
    return revision


def _last_heard(session: Session, event_id: int, topics: list[str]) -> dict[str, int]:
    """Each topic's revision of the last news; 0 if there was none."""
    asked = {f"topic_{number}": topic for number, topic in enumerate(topics)}
    found = _heard(len(topics)).rows(session, event=event_id, **asked)
    return dict.fromkeys(topics, 0) | {row.topic: row.revision for row in found}


@cache
def _heard(topics: int) -> Prepared:
    """The revisions of so many topics."""
    named: list[BindParameter[str]] = [bindparam(f"topic_{number}") for number in range(topics)]
    return Prepared(
        select(TopicRevision.topic, TopicRevision.revision).where(
            TopicRevision.event_id == bindparam("event"), TopicRevision.topic.in_(named)
        )
    )


@cache
def _raise(dialect: str) -> Prepared:
    """Raise topics' revisions, those of new topics too."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(TopicRevision)
    return Prepared(
        row.on_conflict_do_update(
            index_elements=("event_id", "topic"), set_={"revision": row.excluded.revision}
        )
    )
