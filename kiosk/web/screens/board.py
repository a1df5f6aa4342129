"""The lobby's board: every table, who is there and who is next."""

from __future__ import annotations

from flask import render_template
from flask_babel import force_locale, lazy_gettext

from kiosk.domain.kana import HEADS
from kiosk.i18n import LANGUAGES, language
from kiosk.queries.devices import DeviceView

LABELS = {
    "table": lazy_gettext("Table"),
    "now": lazy_gettext("Now at the table"),
    "next": lazy_gettext("Next"),
    "calling": lazy_gettext("Now calling"),
    "updated": lazy_gettext("Updated"),
    "notice": lazy_gettext("Announcement"),
    "company": lazy_gettext("Find your company"),
    "nextStart": lazy_gettext("Next start"),
    "over": lazy_gettext("Over"),
    "ending": lazy_gettext("Ending"),
    "in_progress": lazy_gettext("Now"),
    "called": lazy_gettext("Called"),
    "late": lazy_gettext("Late"),
    "empty": lazy_gettext("The timetable will be shown here."),
}
"""What the board's page says in both languages: a lobby has both kinds of readers."""
WORDS = {
    "stale": lazy_gettext("No connection. This is how things stood at %(time)s.", time="{time}"),
    "unpaired": lazy_gettext("This board is not paired any more. Please ask the organiser."),
    "table": lazy_gettext("Table %(n)s", n="{n}"),
    "done": lazy_gettext("Done for today"),
    "more": lazy_gettext("and %(n)s more", n="{n}"),
    "nobody": lazy_gettext("Next company"),
    "dayAhead": lazy_gettext("There are no interviews today. They are on %(day)s.", day="{day}"),
    "dayOver": lazy_gettext("There are no interviews today. They were on %(day)s.", day="{day}"),
    "page": lazy_gettext("Page %(n)s of %(all)s", n="{n}", all="{all}"),
    "call": lazy_gettext("Table %(n)s, %(company)s, please.", n="{n}", company="{company}"),
    "callNext": lazy_gettext("Table %(n)s, the next company, please.", n="{n}"),
    "callRoom": lazy_gettext(
        "%(room)s, table %(n)s, %(company)s, please.", room="{room}", n="{n}", company="{company}"
    ),
    "callRoomNext": lazy_gettext("%(room)s, table %(n)s, the next company, please.", room="{room}", n="{n}"),
}
"""What its scripts show and say, likewise; {braces} are filled in there."""
ROMAJI = dict(zip(HEADS, ("A", "K", "S", "T", "N", "H", "M", "Y", "R", "W", "A–Z", "…"), strict=True))
"""The heads of the index as those read them who do not read kana."""


def show(device: DeviceView, token: str) -> str:
    """The board's page; its scripts read the hall with the device's token."""
    order = sorted(LANGUAGES, key=lambda one: one != language())
    both, words = {}, {}
    for each in order:
        with force_locale(each):
            both[each] = {key: str(text) for key, text in LABELS.items()}
            words[each] = {key: str(text) for key, text in WORDS.items()}
    return render_template(
        "board/board.html", device=device, token=token, order=order, both=both, words=words, heads=ROMAJI
    )
