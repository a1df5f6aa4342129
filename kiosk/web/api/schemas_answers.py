"""What reception is answered, described for the API's document."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.domain.attendance import Reason
from kiosk.domain.interview_states import State


class Answered(BaseModel):
    """Nothing is answered that is not described."""

    model_config = ConfigDict(extra="forbid")


class Names(Answered):
    """A person or company by id and names."""

    id: str
    name: str
    kana: str
    name_en: str


class Stop(Answered):
    """An interview from the side of one company. `with` is the other one, in the caller's language."""

    id: int
    starts: dt.datetime
    ends: dt.datetime
    room: str
    room_id: str
    table: int
    with_: str = Field(alias="with")
    with_en: str
    state: State


class CheckedIn(Answered):
    """201 `ok`: checked in. 200 `already`: had been, `first_at` and by which `device`."""

    status: Literal["ok", "already"]
    attendee: Names
    company: Names | None
    next: Stop | None
    interviews: list[Stop]
    returned: bool | None = Field(None, description="The person had left and came back.")
    first_at: dt.datetime | None = None
    device: str | None = None


class RefusedScan(Answered):
    """The badge is not taken; `message` says what to do, in the caller's language."""

    status: Literal["refused"]
    reason: Reason
    message: str
    revoked_at: dt.datetime | None = None
    days: list[dt.date] | None = None


class Undone(Answered):
    """The check-in with this nonce was taken back."""

    status: Literal["undone"]
    nonce: str


class Departed(Answered):
    """201 `ok`: gone. 200 `already`: was not inside."""

    status: Literal["ok", "already"]
    at: dt.datetime
    attendee: Names
    company: Names | None


class Found(Names):
    """A person found by name. `inside`: in the building now."""

    company: Names | None
    inside: bool


class People(Answered):
    """Who may be meant, the likeliest first; `more` others are not listed."""

    attendees: list[Found]
    more: int
    too_short: bool = Field(description="The query says too little to look for anyone.")
