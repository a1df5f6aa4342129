"""What came of an interview: the marks and keys in which it is noted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MARKS = ("◎", "○", "△", "×")
"""How promising it was, the best first."""
LONGEST_NOTE = 500


class NextStep(StrEnum):
    """What is to happen next. The value is stored."""

    SECOND_MEETING = "second_meeting"
    ESTIMATE = "estimate"
    SAMPLE = "sample"
    VISIT = "visit"
    CONTACT_LATER = "contact_later"
    NONE = "none"


class WhoActs(StrEnum):
    """Who is to take the next step. The value is stored."""

    SUPPLIER = "supplier"
    BUYER = "buyer"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class OutcomeNote:
    """An outcome as it is noted. Each part may be empty; one that is empty altogether is none."""

    mark: str = ""
    """One of `MARKS`."""
    next_step: str = ""
    """A `NextStep`."""
    who_acts: str = ""
    """A `WhoActs`."""
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is noted."""
        return not (self.mark or self.next_step or self.who_acts or self.note)
