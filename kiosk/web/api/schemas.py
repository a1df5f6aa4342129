"""What the rooms may send and are answered: checked when it arrives, and described in the API's document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints
from pydantic.dataclasses import dataclass

from kiosk.domain.interview_states import Action, State
from kiosk.domain.interviews import LONGEST_EXTENSION, LONGEST_REASON
from kiosk.domain.outcomes import LONGEST_NOTE, NextStep, OutcomeNote, WhoActs
from kiosk.queries.interviews import InterviewView
from kiosk.services.rooms import LONGEST_HOST
from kiosk.web.api.schemas_reception import Nonce, Time


class ActionRequest(BaseModel):
    """A button pressed for an interview."""

    action: Action
    nonce: Nonce = Field(
        description="Chosen by the device, new for each press; a repeat gets the same answer."
    )
    at: Time = Field(
        None, description="When it was pressed, by the event's clock, if it could not be sent at once."
    )
    side: Literal["supplier", "buyer", "both"] | None = Field(None, description="no_show: who did not come.")
    minutes: Annotated[int, Field(strict=True, ge=-LONGEST_EXTENSION, le=LONGEST_EXTENSION)] | None = Field(
        None, description="extend: by how many minutes; below 0 takes back so many of them."
    )
    reason: Annotated[str, StringConstraints(max_length=LONGEST_REASON)] = Field(
        "", description="cancel: why. For the organiser's eyes."
    )


@dataclass(frozen=True)
class ActedInterview(InterviewView):
    """The interview after the action. `warning`: it starts though nobody of the supplier is here."""

    warning: Literal["not_arrived"] | None = None


class OutcomeRequest(BaseModel):
    """What came of an interview; with every part empty, what was noted before is taken away."""

    mark: Literal["", "◎", "○", "△", "×"] = ""
    next_step: Literal[""] | NextStep = ""
    who_acts: Literal[""] | WhoActs = Field("", description="Who takes the next step.")
    note: Annotated[
        str, StringConstraints(max_length=LONGEST_NOTE, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")
    ] = ""
    nonce: Nonce

    def outcome(self) -> OutcomeNote:
        """The request as the services know it."""
        return OutcomeNote(self.mark, self.next_step, self.who_acts, self.note)


@dataclass(frozen=True)
class NotedOutcome:
    """What is noted of an interview now."""

    interview: int
    mark: str
    next_step: str
    who_acts: str
    note: str


class HostRequest(BaseModel):
    """Who stands at a room's tablet."""

    host: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=LONGEST_HOST, pattern=r"^[^\x00-\x1f\x7f]*$")
    ] = Field(description="As they call themselves; empty: nobody in particular.")
    nonce: Nonce


class VersionRequest(BaseModel):
    """The timetable whose changes were seen."""

    version: Annotated[int, Field(strict=True, ge=1, le=2_147_483_647)]
    nonce: Nonce


@dataclass(frozen=True)
class HostChanged:
    """Who stands at the tablet now."""

    room: str
    device: int
    host: str


@dataclass(frozen=True)
class VersionAcknowledged:
    """The version that the tablet's host has acknowledged."""

    room: str
    device: int
    version: int


class Fault(BaseModel):
    """Why a request was not done. `message` is in the language of Accept-Language."""

    code: str
    message: str
    state: State | None = Field(None, description="wrong_state: the state the interview is in.")
    target: State | None = Field(None, description="wrong_state: the state it would have had.")


class Problem(BaseModel):
    """What every refused request is answered."""

    error: Fault
