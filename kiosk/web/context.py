"""What a view needs from its surroundings: the database, the time, and who is calling."""

from __future__ import annotations

import datetime as dt
from typing import cast

from flask import current_app, g

from kiosk.config import Settings
from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.errors import Refused
from kiosk.services.crowds import Crowds
from kiosk.services.solver_jobs import SolverJobs


def settings() -> Settings:
    return cast(Settings, current_app.extensions["mendan.settings"])


def database() -> Database:
    return cast(Database, current_app.extensions["mendan.database"])


def jobs() -> SolverJobs:
    return cast(SolverJobs, current_app.extensions["mendan.jobs"])


def crowds() -> Crowds:
    return cast(Crowds, current_app.extensions["mendan.crowds"])


def real_now() -> dt.datetime:
    """The world's time, UTC."""
    return dt.datetime.now(dt.UTC)


def caller() -> Caller | None:
    """Who is asking, as established before the view ran; None for anyone."""
    return cast("Caller | None", g.get("caller"))


def known_caller() -> Caller:
    """Who is asking, in a view whose audience is not everyone."""
    who = caller()
    if who is None:
        raise RuntimeError("a view with an audience ran without a caller")
    return who


def known_event() -> int:
    """The event the caller belongs to: a device's own, or the one an organiser's page speaks for.

    Raises:
        Refused: an organiser named none.
    """
    event_id = known_caller().event_id
    if event_id is None:
        raise Refused("no_event", "There is no such event.", 404)
    return event_id
