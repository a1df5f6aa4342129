"""Where a command works: the instance, its database, and the event that is meant."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.config import Settings
from kiosk.db import Database
from kiosk.errors import Refused
from kiosk.models import Event


def settings_of(args: argparse.Namespace) -> Settings:
    """The installation a command is about."""
    return Settings.load(getattr(args, "instance", None), database_url=getattr(args, "database_url", ""))


@contextlib.contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """Its database, brought up to date, let go of at the end."""
    database = Database(settings.database_url)
    try:
        database.migrate()
        yield database
    finally:
        database.dispose()


def real_now() -> dt.datetime:
    """The world's time, UTC."""
    return dt.datetime.now(dt.UTC)


def event_meant(session: Session, asked: int | None) -> int:
    """The event a command is about: the one asked for, else the only one.

    Raises:
        Refused: there is none, or there are several and nobody said which.
    """
    if asked is not None:
        if session.get(Event, asked) is None:
            raise Refused("no_event", "There is no such event.", 404)
        return asked
    real = select(Event.id, Event.name).where(Event.rehearsal_of.is_(None)).order_by(Event.id)
    found = session.execute(real).all()
    if not found:
        raise Refused("no_event_yet", "There is no event yet. Please import one first.", 404)
    if len(found) > 1:
        listed = ", ".join(f"{row.id} {row.name}" for row in found)
        raise Refused(
            "several_events",
            "There are several events. Please say which by its ID: %(events)s",
            events=listed,
        )
    return int(found[0].id)
