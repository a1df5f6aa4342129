"""What reception may send: checked when it arrives, and described in the API's document."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from kiosk.services.scans import Scanned

Nonce = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\x20-\x7e]+$")]

PersonId = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]+$")]


def _iso_text(value: Any) -> Any:
    """Times are ISO text: a bare number could be seconds, milliseconds or a mistake."""
    if value is not None and not isinstance(value, str):
        raise ValueError("a time is ISO 8601 text")
    return value


Time = Annotated[dt.datetime | None, BeforeValidator(_iso_text)]


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

    @model_validator(mode="after")
    def _one_person(self) -> ScanRequest:
        if (self.code is None) == (self.attendee is None):
            raise ValueError("give either a code or an attendee")
        return self

    def scanned(self) -> Scanned:
        """The request as the services know it."""
        return Scanned(self.nonce, self.code, self.attendee, self.scanned_at, self.sent_at)
