"""A user's mistake, told apart from our own: a stable code, and words that say what to do."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure of the program
    """Something a user asked for cannot be done.

    `code` is stable. `message` is the English sentence by which translations are found, with `%(name)s`
    places for `values`; whoever shows it translates it (`i18n.refusal`). `status` is the HTTP status.
    """

    def __init__(self, code: str, message: str, status: int = 400, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.code = code
        self.message = message
        self.status = status
        self.values = values
