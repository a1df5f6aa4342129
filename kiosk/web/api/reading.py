"""How the API reads a request's body: it must fit its schema."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from kiosk.errors import Refused
from kiosk.web.context import caller

M = TypeVar("M", bound=BaseModel)
EVENT_HEADER = "Mendan-Event"
"""Names the event that a request is of: what waited over the end of a rehearsal is not the real event's."""


class NonceInPath(BaseConverter):
    """A nonce at the end of an address: any characters, slashes at its start too."""

    regex = ".+"
    part_isolating = False


def refuse_control_characters() -> None:
    """Before every request: no address holds what no database can compare.

    Raises:
        NotFound: in the path.
        Refused: in the query.
    """
    if any(_unreadable(str(value)) for value in (request.view_args or {}).values()):
        raise NotFound
    if any(_unreadable(value) for values in request.args.listvalues() for value in values):
        raise Refused("bad_request", "This request could not be read: %(places)s.", 400, places="?")


def refuse_other_event() -> None:
    """Before every request: it is not of an event that its token served before, or will serve again.

    Raises:
        Refused: it names another event than the token serves now.
    """
    named, who = request.headers.get(EVENT_HEADER), caller()
    if named is not None and who is not None and named != str(who.event_id):
        raise Refused(
            "other_event", "This is of another event. It will be sent when that is served again.", 409
        )


def _unreadable(text: str) -> bool:
    return any(character < " " and not character.isspace() for character in text)


def body(schema: type[M]) -> M:
    """The request's JSON as its schema says.

    Raises:
        Refused: it does not fit; the answer names the fields.
    """
    try:
        return schema.model_validate_json(request.get_data())
    except ValidationError as error:
        places = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}))
        raise Refused(
            "bad_request", "This request could not be read: %(places)s.", 400, places=places or "JSON"
        ) from error
