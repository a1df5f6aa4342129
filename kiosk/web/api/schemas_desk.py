"""What the desk may send: checked when it arrives, and described in the API's document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from kiosk.services.notes import LONGEST_NOTE
from kiosk.services.walk_ins import Newcomer, NewCompany
from kiosk.web.api.schemas_reception import Nonce, PersonId

LONGEST_NAME, LONGEST_PIN = 100, 64
_LINE = r"^[^\x00-\x1f\x7f]*$"
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=_LINE)
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME, pattern=_LINE)]
Pin = Annotated[str, StringConstraints(max_length=LONGEST_PIN)]


class PressRequest(BaseModel):
    """A button at the desk."""

    nonce: Nonce = Field(
        description="Chosen by the device, new for each press; a repeat gets the same answer."
    )


class SubstituteRequest(PressRequest):
    """A person as the desk writes them down."""

    name: Name
    kana: Line = ""
    name_en: Line = ""
    title: Line = ""
    language: Literal["", "ja", "en"] = Field("", description="In which they are answered; empty: any.")

    def newcomer(self) -> Newcomer:
        """The person as the services know them."""
        return Newcomer(self.name, self.kana, self.name_en, self.title, self.language)


class CompanyRequest(BaseModel):
    """A company that was not on the list."""

    name: Name
    kana: Line = ""
    name_en: Line = ""
    side: Literal["buyer", "supplier"] = "supplier"


class WalkInRequest(SubstituteRequest):
    """Someone who came without registration: of `company` by its id, or of a `new_company`."""

    company: PersonId | None = None
    new_company: CompanyRequest | None = None

    @model_validator(mode="after")
    def _one_company(self) -> WalkInRequest:
        if (self.company is None) == (self.new_company is None):
            raise ValueError("give either a company or a new company")
        return self

    def of(self) -> str | NewCompany:
        """The id of the company, or the new one."""
        if self.new_company is not None:
            return NewCompany(**self.new_company.model_dump())
        return self.company or ""


class NoteRequest(PressRequest):
    """What the desk should know of a person; empty takes the note away."""

    note: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, max_length=LONGEST_NOTE, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
        ),
    ]


class PinRequest(BaseModel):
    """The PIN as it was typed at the kiosk."""

    pin: Pin


class OutOfOrderRequest(PinRequest, PressRequest):
    """Out of service, or back into it."""

    out_of_order: bool
