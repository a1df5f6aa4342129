"""Companies, their people, the staff, and who wishes to meet whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.models.base import Base

BUYER, SUPPLIER = "buyer", "supplier"


class Company(Base):
    """A buyer or a supplier. `parallel` is a buyer's tables or a supplier's delegates."""

    __tablename__ = "company"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str]
    position: Mapped[int]
    name: Mapped[str]
    kana: Mapped[str]
    name_en: Mapped[str]
    room_id: Mapped[str | None]
    region: Mapped[str]
    partner: Mapped[str]
    parallel: Mapped[int]
    min_interviews: Mapped[int | None]
    max_interviews: Mapped[int | None]
    available: Mapped[str]
    """Ranges as in the event folder; empty = always."""
    profile: Mapped[str]
    __table_args__ = (ForeignKeyConstraint(["event_id", "room_id"], ["room.event_id", "room.id"]),)


class Staff(Base):
    """A coordinator, interpreter … whom an interview may need."""

    __tablename__ = "staff"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    kind: Mapped[str]
    available: Mapped[str]


class Attendee(Base):
    """A person with a badge, of a company or of the staff. `search` is folded text for a forgotten badge."""

    __tablename__ = "attendee"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    company_id: Mapped[str | None]
    staff_id: Mapped[str | None]
    name: Mapped[str]
    kana: Mapped[str]
    name_en: Mapped[str]
    title: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    search: Mapped[str]
    cancelled_at: Mapped[dt.datetime | None]
    language: Mapped[str] = mapped_column(default="", server_default="")
    """The language this person is answered in; empty = the screen's."""
    note: Mapped[str] = mapped_column(default="", server_default="")
    """What reception should know or has noted; never shown to attendees."""
    origin: Mapped[str] = mapped_column(default="", server_default="")
    """Empty: registered before the day; walk_in or substitute: registered at the desk."""
    substitute_for: Mapped[str | None] = mapped_column(default=None)
    """The person of the same company in whose place this one came."""
    __table_args__ = (
        ForeignKeyConstraint(["event_id", "company_id"], ["company.event_id", "company.id"]),
        ForeignKeyConstraint(["event_id", "staff_id"], ["staff.event_id", "staff.id"]),
        Index("ix_attendee_company", "event_id", "company_id"),
    )


class Wish(Base):
    """A supplier–buyer pair someone wants. Everything but the pair itself is the organiser's alone."""

    __tablename__ = "wish"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    supplier_id: Mapped[str] = mapped_column(primary_key=True)
    buyer_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    rank: Mapped[int | None]
    mark: Mapped[str]
    decision: Mapped[str]
    pin: Mapped[dt.datetime | None]
    session: Mapped[str]
    needs: Mapped[list[Any]]
    after: Mapped[str]
    note: Mapped[str]
    __table_args__ = (
        ForeignKeyConstraint(["event_id", "supplier_id"], ["company.event_id", "company.id"]),
        ForeignKeyConstraint(["event_id", "buyer_id"], ["company.event_id", "company.id"]),
    )
