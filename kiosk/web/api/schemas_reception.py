"""What reception may send: checked when it arrives, and described in the API's document."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from kiosk.domain.kiosks import KioskReport
from kiosk.services.scans import Scanned

Nonce = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\x20-\x7e]+$")]

PersonId = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]+$")]


def _iso_text(value: Any) -> Any:
    """Times are ISO text: a bare number could be seconds, milliseconds or a mistake."""
    if value is not None and not isinstance(value, str):
        raise ValueError("a time is ISO 8601 text")
    return value


Time = Annotated[dt.datetime | None, BeforeValidator(_iso_text)]


class StateRequest(BaseModel):
    """What a kiosk says of itself, every half minute and whenever it changes."""

    waiting: int = Field(ge=0, le=1_000_000, description="Scans that are not delivered yet.")
    conflicts: int = Field(
        0, ge=0, le=1_000_000, description="Scans let through while offline that were refused afterwards."
    )
    secure: bool | None = Field(None, description="Whether the kiosk's origin is secure.")

    def report(self) -> KioskReport:
        """The request as the services know it."""
        return KioskReport(self.waiting, self.conflicts, self.secure)


class ScanRequest(BaseModel):
    """A badge at reception: its code as it was read, or the id of a person whom staff found by name."""

    nonce: Nonce = Field(
        description="Chosen by the device, new for each scan; a repeat gets the same answer."
    )
    code: str | None = Field(None, description="What the reader read, as it is.")
    attendee: PersonId | None = Field(None, description="Instead of a code: a person found by /attendees.")
    scanned_at: Time = Field(None, description="When it was scanned, by the device's clock.")
    sent_at: Time = Field(
        None, description="What the device's clock shows while sending: its error is measured from it."
    )
    event: int | None = Field(None, description="The event it was made for: of another it is refused.")

    @model_validator(mode="after")
    def _one_person(self) -> ScanRequest:
        if (self.code is None) == (self.attendee is None):
            raise ValueError("give either a code or an attendee")
        return self

    def scanned(self) -> Scanned:
        """The request as the services know it."""
        return Scanned(self.nonce, self.code, self.attendee, self.scanned_at, self.sent_at)
