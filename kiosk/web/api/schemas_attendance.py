"""What the organiser is told of attendance, described for the API's document."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from kiosk.queries.arrivals import Whereabouts
from kiosk.queries.clocks import ClockView
from kiosk.web.api.schemas_answers import Answered, Names


class Presence(Names):
    """A person on a day: where they are, and since when."""

    title: str
    company: Names | None
    side: Literal["buyer", "supplier", "staff"]
    where: Whereabouts
    arrived: dt.datetime | None
    left: dt.datetime | None
    returns: int
    device: str = Field(description="Of the arrival; empty for the organiser.")
    origin: Literal["", "walk_in", "substitute"]
    substitute_for: str
    cancelled: bool
    note: str


class Arrivals(Answered):
    """One step of the curve: how many came in it, and by its end."""

    starts: dt.datetime
    ends: dt.datetime
    count: int
    total: int


class Attendance(Answered):
    """A day's list and its numbers."""

    revision: int
    clock: ClockView
    day: dt.date
    expected: int
    arrived: int
    inside: int
    left: int
    not_come: int
    people: list[Presence]
    curve: list[Arrivals]
