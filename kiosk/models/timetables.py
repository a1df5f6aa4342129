"""Timetables in numbered versions, the live interviews of the published one, and the solver's jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.models.base import Base


class Timetable(Base):
    """One answer of the solver. A draft has no number; publishing gives it the next one."""

    __tablename__ = "timetable"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    number: Mapped[int | None]
    status: Mapped[str]
    """optimal or feasible, as the solver proved it."""
    goals: Mapped[list[Any]]
    """[{name, value, bound, optimal}] in the order solved."""
    seconds: Mapped[float]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str]
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[str]
    __table_args__ = (UniqueConstraint("event_id", "number"),)


class Placement(Base):
    """Where and when a version holds a pair's interview. Never changed once written."""

    __tablename__ = "placement"
    timetable_id: Mapped[int] = mapped_column(
        ForeignKey("timetable.id", ondelete="CASCADE"), primary_key=True
    )
    supplier_id: Mapped[str] = mapped_column(primary_key=True)
    buyer_id: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    room_id: Mapped[str]
    table_no: Mapped[int]
    staff: Mapped[list[Any]]


class UnplacedWish(Base):
    """A wish that a version does not hold, and why: for the organiser's eyes alone."""

    __tablename__ = "unplaced_wish"
    timetable_id: Mapped[int] = mapped_column(
        ForeignKey("timetable.id", ondelete="CASCADE"), primary_key=True
    )
    supplier_id: Mapped[str] = mapped_column(primary_key=True)
    buyer_id: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    detail_ja: Mapped[str]
    detail_en: Mapped[str]


class Interview(Base):
    """A pair's interview on the day: its place in the published version, and what became of it."""

    __tablename__ = "interview"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    supplier_id: Mapped[str]
    buyer_id: Mapped[str]
    room_id: Mapped[str]
    table_no: Mapped[int]
    starts_at: Mapped[dt.datetime]
    """Planned start; the plan's times are the event's clock."""
    ends_at: Mapped[dt.datetime]
    staff: Mapped[list[Any]]
    state: Mapped[str]
    called_at: Mapped[dt.datetime | None]
    actual_start: Mapped[dt.datetime | None]
    actual_end: Mapped[dt.datetime | None]
    extended_minutes: Mapped[int] = mapped_column(default=0)
    shifted_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    """By how many minutes its slot starts later than planned; see `Shift`."""
    no_show_side: Mapped[str] = mapped_column(default="")
    cancel_reason: Mapped[str] = mapped_column(default="")
    pressed_at: Mapped[dt.datetime | None]
    """Real time of the last start or finish: a host may undo it for two minutes."""
    __table_args__ = (
        UniqueConstraint("event_id", "supplier_id", "buyer_id"),
        ForeignKeyConstraint(["event_id", "supplier_id"], ["company.event_id", "company.id"]),
        ForeignKeyConstraint(["event_id", "buyer_id"], ["company.event_id", "company.id"]),
        ForeignKeyConstraint(["event_id", "room_id"], ["room.event_id", "room.id"]),
        Index("ix_interview_room", "event_id", "room_id", "starts_at"),
        Index("ix_interview_supplier", "event_id", "supplier_id"),
        Index("ix_interview_buyer", "event_id", "buyer_id"),
    )


class SolverJob(Base):
    """A solve asked for on the page: queued → running → done | failed | cancelled."""

    __tablename__ = "solver_job"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    status: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    time_limit: Mapped[int]
    progress: Mapped[list[Any]]
    """[{goal, stage, stages, value, bound, seconds}], thinned for a small chart."""
    clash: Mapped[list[Any]]
    """[{ja, en}]: the smallest set of clashing demands when there is no timetable."""
    message: Mapped[str]
    timetable_id: Mapped[int | None] = mapped_column(ForeignKey("timetable.id"))

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": self.status,
            "time_limit": self.time_limit,
            "progress": self.progress,
            "clash": self.clash,
            "message": self.message,
            "timetable": self.timetable_id,
        }
