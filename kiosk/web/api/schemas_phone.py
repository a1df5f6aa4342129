"""What phones may send and are answered, and the link that a kiosk shows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.dataclasses import dataclass

from kiosk.queries.late import LateView
from kiosk.web.api.schemas_reception import Nonce, Time


class LateRequest(BaseModel):
    """How late somebody will be for their next interview; 0 takes it back."""

    minutes: Literal[0, 10, 20, 40]
    nonce: Nonce
    at: Time = Field(
        None, description="When it was said, by the event's clock, if it could not be sent at once."
    )


class SeenRequest(BaseModel):
    """The number of the timetable whose changes were looked at. To say it again changes nothing."""

    version: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class LinkRequest(BaseModel):
    """A check-in of this kiosk, by its nonce."""

    nonce: Nonce


@dataclass(frozen=True)
class Late:
    """What everyone who waits is told now; null: nothing."""

    late: LateView | None


@dataclass(frozen=True)
class Seen:
    """The number of the timetable whose changes were looked at last."""

    seen: int | None


@dataclass(frozen=True)
class Link:
    """The phone page of whom was just checked in: its address, and the same as a QR code (SVG)."""

    address: str
    qr: str
