"""The lobby's board: every table, who is there and who is next."""

from __future__ import annotations

from flask import render_template
from flask_babel import force_locale, lazy_gettext

from kiosk.i18n import LANGUAGES
from kiosk.queries.devices import DeviceView

LABELS = {
    "table": lazy_gettext("Table"),
    "now": lazy_gettext("Now at the table"),
    "next": lazy_gettext("Next"),
    "calling": lazy_gettext("Now calling"),
    "updated": lazy_gettext("Updated"),
}
"""What the board says in both languages: a lobby has both kinds of readers."""


def show(device: DeviceView, token: str) -> str:
    """The board's page; its scripts read the hall with the device's token."""
    both = {}
    for language in LANGUAGES:
        with force_locale(language):
            both[language] = {key: str(words) for key, words in LABELS.items()}
    return render_template("board/board.html", device=device, token=token, both=both)
