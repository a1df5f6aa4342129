"""An event, its sessions and its rooms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.models.base import Base


class Event(Base):
    """One event. `revision` counts its feed; whoever writes to the feed locks this row first."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    venue: Mapped[str]
    timezone: Mapped[str]
    language: Mapped[str]
    notice: Mapped[str]
    """A line every screen shows, such as 架空データ."""
    slot_minutes: Mapped[int]
    gap_minutes: Mapped[int]
    max_interviews_supplier: Mapped[int | None]
    max_interviews_buyer: Mapped[int | None]
    max_consecutive: Mapped[int | None]
    goals: Mapped[list[Any]]
    label_buyer: Mapped[str]
    label_supplier: Mapped[str]
    extra: Mapped[dict[str, Any]]
    """Columns of the imported files that mean nothing to us, kept for export."""
    created_at: Mapped[dt.datetime]
    revision: Mapped[int] = mapped_column(default=0)
    clock_anchor: Mapped[dt.datetime | None]
    clock_shown: Mapped[dt.datetime | None]
    clock_speed: Mapped[float] = mapped_column(default=1.0)
    floor: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """How the event's floor behaves; see `kiosk.domain.floor.FloorOptions`."""
    held_at: Mapped[dt.datetime | None]
    """Event time since which the hall's bell is held; None while it runs."""
    rehearsal_of: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    """The event that this one is a copy of, to be practised with and thrown away."""


class Session_(Base):  # noqa: N801 - `Session` is the database's own word
    """A part of a day in which slots are laid. `date`, `start` and `end` are the event's local time."""

    __tablename__ = "session"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[dt.date]
    start: Mapped[dt.time]
    end: Mapped[dt.time]
    label: Mapped[str]


class Room(Base):
    __tablename__ = "room"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    """The order of the file, which is the order on screens."""
    name: Mapped[str]
    name_en: Mapped[str]
    tables: Mapped[int]
    zone: Mapped[str]
