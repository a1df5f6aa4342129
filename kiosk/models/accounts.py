"""Who may do what: organisers' accounts and paired devices. Secrets are kept as hashes only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.models.base import Base


class User(Base):
    """An organiser's account; `password_hash` is argon2."""

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[dt.datetime]


class Device(Base):
    """A kiosk, room tablet or board. Its token and its one-time pairing code are kept as SHA-256 hashes."""

    __tablename__ = "device"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    """kiosk, room or board."""
    name: Mapped[str]
    room_id: Mapped[str | None]
    tables: Mapped[list[Any] | None]
    """The place numbers a room tablet shows; None = all of the room."""
    language: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    """Counts the tokens given to this device; the token is derived from it and the instance's key."""
    pairing_hash: Mapped[str | None] = mapped_column(unique=True)
    pairing_expires: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    paired_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    last_seen: Mapped[dt.datetime | None]
    profile: Mapped[str] = mapped_column(default="", server_default="")
    """Of a kiosk: desk (staff stand behind it) or self (nobody does). Empty for every other role."""
    options: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """How a kiosk behaves; see `kiosk.domain.kiosks.KioskOptions`."""
    report: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What a kiosk last said of itself; see `kiosk.domain.kiosks.KioskReport`."""
    version: Mapped[str] = mapped_column(default="", server_default="")
    """The program's version that its screen was last loaded from."""
    host: Mapped[str] = mapped_column(default="", server_default="")
    """Who stands at a room's tablet at present, as they call themselves."""
    acknowledged_version: Mapped[int | None]
    """The number of the timetable whose changes a room's host has acknowledged last."""
    clock_offset: Mapped[float] = mapped_column(default=0.0)
    """Seconds the device's own clock was last measured ahead of the server's."""
