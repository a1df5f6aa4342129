"""The event floor: shifts of the hall's time, messages, outcomes, announced delays, links of phone pages."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.models.base import Base


class Shift(Base):
    """Slots planned to start in [planned_from, planned_until) start so many minutes later; several add up."""

    __tablename__ = "shift"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    planned_from: Mapped[dt.datetime]
    planned_until: Mapped[dt.datetime]
    minutes: Mapped[int]
    """Below 0: earlier."""
    made_at: Mapped[dt.datetime]
    """Event time."""
    made_by: Mapped[str]


class Message(Base):
    """Words from the control desk: for the whole hall, or for one room, which acknowledges them."""

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    room_id: Mapped[str | None]
    """The room it is for; None = everyone."""
    text: Mapped[str]
    text_en: Mapped[str]
    """Empty: the same words in both languages."""
    sent_at: Mapped[dt.datetime]
    sent_by: Mapped[str]
    acknowledged_at: Mapped[dt.datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[dt.datetime | None]
    """When it was taken down."""
    __table_args__ = (ForeignKeyConstraint(["event_id", "room_id"], ["room.event_id", "room.id"]),)


class Outcome(Base):
    """What came of an interview, as its host or coordinator noted it: never shown to the other side."""

    __tablename__ = "outcome"
    interview_id: Mapped[int] = mapped_column(
        ForeignKey("interview.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str]
    """◎, ○, △, × or empty."""
    next_step: Mapped[str]
    """A key of `kiosk.domain.outcomes.NextStep`, or empty."""
    who_acts: Mapped[str]
    """supplier, buyer, coordinator or empty."""
    note: Mapped[str]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str]


class LateNotice(Base):
    """Somebody of a company said on the phone's page that they will be late."""

    __tablename__ = "late_notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    company_id: Mapped[str]
    attendee_id: Mapped[str]
    minutes: Mapped[int]
    """0 takes an earlier notice back."""
    said_at: Mapped[dt.datetime]
    expected_at: Mapped[dt.datetime]
    """Event time at which they mean to be there."""
    __table_args__ = (
        ForeignKeyConstraint(["event_id", "company_id"], ["company.event_id", "company.id"]),
        Index("ix_late_notice_company", "event_id", "company_id"),
    )


class PhoneLink(Base):
    """The link of an attendee's page on their own phone; revoked, the attendee gets another generation."""

    __tablename__ = "phone_link"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    attendee_id: Mapped[str] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(default=1)
    """Counts the links given out; the token is derived from it and the instance's key."""
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[dt.datetime]
    opened_at: Mapped[dt.datetime | None]
    """Real time at which it was last opened."""
    seen_version: Mapped[int | None]
    """The timetable's number when it was last opened: what changed since is shown."""
    __table_args__ = (
        ForeignKeyConstraint(["event_id", "attendee_id"], ["attendee.event_id", "attendee.id"]),
    )
