"""Rehearsals: an event is practised on a copy of it, which its devices and phones serve meanwhile."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from kiosk.models import Event

COPY = aliased(Event, name="copy")
"""The copy of an event that is rehearsed, in statements that ask for it by an outer join."""


def served(event_id: ColumnElement[int] | Any) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """Which event an event's tokens serve: its copy while there is one; and on what `COPY` is joined."""
    return func.coalesce(COPY.id, event_id), COPY.rehearsal_of == event_id


def home(event_id: int) -> ScalarSelect[int]:
    """The real event of a copy, itself otherwise, as part of a statement."""
    return select(func.coalesce(Event.rehearsal_of, Event.id)).where(Event.id == event_id).scalar_subquery()


def home_of(session: Session, event_id: int) -> int:
    """The real event of a copy; itself otherwise."""
    event = session.get(Event, event_id)
    return event_id if event is None or event.rehearsal_of is None else event.rehearsal_of


def copy_of(session: Session, event_id: int) -> int | None:
    """The copy that an event is rehearsed with now, if there is one."""
    return session.scalar(select(Event.id).where(Event.rehearsal_of == event_id))
