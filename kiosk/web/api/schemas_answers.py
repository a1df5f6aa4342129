"""What reception is answered, described for the API's document."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

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
    room_ja: str
    room_en: str
    room_id: str
    table: int
    with_: str = Field(alias="with")
    with_ja: str
    with_en: str
    state: State


class Missed(Answered):
    """An interview of today that was not held. `reinstate`: marked as no-show, but not over yet."""

    id: int
    reinstate: bool


Language = Annotated[
    Literal["ja", "en"] | None, Field(description="The language the person prefers, if one is known.")
]


class CheckedIn(Answered):
    """201 `ok`: checked in. 200 `already`: had been, `first_at` and by which `device`."""

    status: Literal["ok", "already"]
    attendee: Names
    company: Names | None
    next: Stop | None
    late: bool = Field(description="`next` has begun without them: they should go now.")
    interviews: list[Stop]
    missed: list[Missed] = Field(description="Of `interviews`, by id.")
    language: Language = None
    returned: bool | None = Field(None, description="The person had left and came back.")
    first_at: dt.datetime | None = None
    device: str | None = None


class RefusedScan(Answered):
    """The badge is not taken; `message` says what to do, in the caller's language."""

    status: Literal["refused"]
    reason: Reason
    message: str
    messages: dict[Literal["ja", "en"], str] = Field(description="The same in each language.")
    language: Language = None
    revoked_at: dt.datetime | None = None
    days: list[dt.date] | None = None
    substituted_at: dt.datetime | None = Field(None, description="Since when another attends instead.")
    attendee: Names | None = Field(None, description="Whose place it is; told to reception's own people.")
    company: Names | None = None
    substitute: Names | None = Field(None, description="Who attends; told to reception's own people.")


class Undone(Answered):
    """The scan with this nonce was taken back."""

    status: Literal["undone"]
    nonce: str


class Departed(Answered):
    """201 `ok`: gone. 200 `already`: was not inside."""

    status: Literal["ok", "already"]
    at: dt.datetime
    language: Language = None
    attendee: Names
    company: Names | None


class Found(Names):
    """A person found by name. To a kiosk without staff only ids, masked names and companies are told."""

    company: Names | None
    inside: bool | None = Field(None, description="In the building now.")
    title: str | None = None
    note: str | None = Field(None, description="For reception's eyes only.")
    expected_at: dt.datetime | None = Field(
        None, description="Their company said it will be late today, and means to be there then."
    )
    origin: Literal["", "walk_in", "substitute"] | None = None
    cancelled: bool | None = None
    substitute: Names | None = Field(None, description="Who attends in the place of a cancelled person.")
    people: int | None = Field(None, description="How many people their company has.")


class People(Answered):
    """Who may be meant, the likeliest first; `more` others are not listed."""

    attendees: list[Found]
    more: int
    too_short: bool = Field(description="The query says too little to look for anyone.")


class CompanyPeople(Answered):
    """A company and its people."""

    company: Names
    attendees: list[Found]


class Companies(Answered):
    """Which company may be meant, a handful at most."""

    companies: list[Names]


class Registered(Answered):
    """A person with a new badge, and the page that prints it."""

    attendee: Names
    company: Names | None
    badge: str


class Noted(Answered):
    """Whose note was written."""

    attendee: str


class Kiosk(Answered):
    """What a kiosk is set up to do."""

    profile: Literal["desk", "self"]
    search: Literal["off", "masked"] = Field(description="Without staff only; a desk always searches.")
    hide_names: bool
    show_link: bool = Field(description="A check-in is followed by the QR code of the person's phone page.")
    out_of_order: bool
    pin: bool = Field(description="Leaving the kiosk and its settings ask for a PIN.")


class Right(Answered):
    """The PIN is this kiosk's."""

    status: Literal["ok"]


class Service(Answered):
    """Whether the kiosk is in service now."""

    out_of_order: bool
