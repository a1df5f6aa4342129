"""What only reception's own people may do, and how the people they register get their ids."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy.orm import Session

from kiosk.domain.badge_codes import ALPHABET
from kiosk.domain.callers import Caller
from kiosk.domain.kiosks import Search
from kiosk.errors import Refused
from kiosk.models import Attendee

ID_LETTERS = 6


def require_staff(caller: Caller) -> None:
    """Let the organiser and kiosks with staff behind them pass.

    Raises:
        Refused: nobody of reception stands at this kiosk.
    """
    if not caller.staffed:
        raise Refused("desk_only", "Only reception staff can do this.", 403)


def may_search(caller: Caller) -> None:
    """Let those pass who may look for a person by name.

    Raises:
        Refused: this kiosk has no staff, and its search is off.
    """
    if not searches(caller):
        raise Refused("search_off", "Searching is off at this kiosk. Please ask the reception staff.", 403)


def searches(caller: Caller) -> bool:
    """Whether people are found by name here, and taken when they were."""
    return caller.staffed or caller.options.search == Search.MASKED


def attendee_of(session: Session, event_id: int, attendee_id: str) -> Attendee:
    """The person whom the desk has before it.

    Raises:
        Refused: there is no such person.
    """
    attendee = session.get(Attendee, (event_id, attendee_id))
    if attendee is None:
        raise Refused("no_attendee", "There is no such person.", 404)
    return attendee


def new_id(is_taken: Callable[[str], bool]) -> str:
    """An id for someone or something registered at the desk, which no list of the organiser's has."""
    while True:
        found = "W" + "".join(secrets.choice(ALPHABET) for _ in range(ID_LETTERS))
        if not is_taken(found):
            return found
