"""What the control desk may send: words for the hall and its rooms, and shifts of its time."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints
from pydantic.dataclasses import dataclass

from kiosk.domain.floor import LONGEST_SHIFT
from kiosk.services.messages import LONGEST
from kiosk.web.api.schemas_reception import Nonce

Words = Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
RoomId = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class MessageRequest(BaseModel):
    """Words for the hall, or for one room that acknowledges them."""

    text: Words
    text_en: Words = Field("", description="The same in English, for screens with both languages.")
    room: RoomId | None = Field(None, description="The room it is for; without it everyone is told.")
    nonce: Nonce


class ShiftRequest(BaseModel):
    """A slot by the start it was planned for, and by how many minutes it and those after it are later."""

    planned_from: AwareDatetime
    minutes: Annotated[int, Field(strict=True, ge=-LONGEST_SHIFT, le=LONGEST_SHIFT)]
    nonce: Nonce


@dataclass(frozen=True)
class HallChanged:
    """The hall's time after a press. `minutes`: by how much later what is still to come is now."""

    held_at: dt.datetime | None
    minutes: int | None = None
    planned_from: dt.datetime | None = None
