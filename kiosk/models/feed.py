"""The feed: audit log, idempotency and live sequence in one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.models.base import Base


class FeedEntry(Base):
    """One committed fact. `revision` is given while the event's row is locked, so it follows commit order."""

    __tablename__ = "feed"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    """Event time."""
    recorded_at: Mapped[dt.datetime]
    """Real time."""
    actor: Mapped[str]
    fact: Mapped[str]
    details: Mapped[dict[str, Any]]
    nonce: Mapped[str | None]
    request: Mapped[str]
    """What the nonce was used for, so that it cannot answer a different question."""
    answer: Mapped[dict[str, Any] | None]
    answer_status: Mapped[int | None]
    __table_args__ = (UniqueConstraint("event_id", "nonce"),)


class TopicRevision(Base):
    """The revision of the last news on a topic: the `previous` of the next."""

    __tablename__ = "topic_revision"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
