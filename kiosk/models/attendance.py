"""Badges and scans. Scans are append-only: who is inside is derived, an undo is a row of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.models.base import Base


class Badge(Base):
    """A printed code of an attendee. A reprint revokes the one before it."""

    __tablename__ = "badge"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attendee_id: Mapped[str]
    code: Mapped[str]
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    """Event time at which a reprint made it invalid."""
    __table_args__ = (
        ForeignKeyConstraint(["event_id", "attendee_id"], ["attendee.event_id", "attendee.id"]),
        UniqueConstraint("event_id", "code"),
        Index("ix_badge_attendee", "event_id", "attendee_id"),
    )


class Scan(Base):
    """One request at reception: a check-in, a departure, or the undoing of one; refused ones too."""

    __tablename__ = "scan"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    nonce: Mapped[str]
    kind: Mapped[str]
    """checkin, departure or undo."""
    result: Mapped[str]
    """ok, already or refused."""
    reason: Mapped[str]
    """Why it was refused: unknown, revoked, cancelled or wrong_day."""
    raw: Mapped[str]
    """An excerpt of an unreadable payload; empty when the code was a badge's."""
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("badge.id"))
    attendee_id: Mapped[str | None]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    actor: Mapped[str]
    happened_at: Mapped[dt.datetime]
    """Event time of the scan itself, corrected and never in the future."""
    arrived_at: Mapped[dt.datetime]
    """Event time at which the server took it in."""
    recorded_at: Mapped[dt.datetime]
    """Real time at which the server took it in."""
    flagged: Mapped[bool]
    """The device's time was more than a day off."""
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))
    details: Mapped[dict[str, Any]]
    __table_args__ = (
        UniqueConstraint("event_id", "nonce"),
        Index("ix_scan_attendee", "event_id", "attendee_id"),
    )
