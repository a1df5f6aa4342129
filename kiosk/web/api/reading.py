"""How the API reads a request's body: it must fit its schema."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from kiosk.errors import Refused

M = TypeVar("M", bound=BaseModel)


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
