"""What is wrong, said in the reader's language, with where it is and the words its remedy would send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import force_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from kiosk.domain.alerts import Alert, Kind, Remedy
from kiosk.i18n import LANGUAGES, language, name_of
from kiosk.queries.desk import DeskNow

SAYS: dict[Kind, LazyString] = {
    Kind.SUPPLIER_MISSING: lazy_gettext("Nobody of them is here; with %(other)s at %(starts)s."),
    Kind.BUYER_ABSENT: lazy_gettext("Nobody of them is here; with %(other)s at %(starts)s."),
    Kind.OVERRUN: lazy_gettext("With %(other)s: over since %(since)s."),
    Kind.CALLED_WAITING: lazy_gettext("With %(other)s: called at %(since)s, not at the table yet."),
    Kind.DEVICE_OFFLINE: lazy_gettext("Not heard from. Please look after its network and power."),
    Kind.MESSAGE_UNACKNOWLEDGED: lazy_gettext("Not read since %(since)s: %(text)s"),
    Kind.UNSETTLED: lazy_gettext("With %(other)s: its time is over, and nobody noted what became of it."),
}
LABELS: dict[Remedy, LazyString] = {
    Remedy.CALL: lazy_gettext("Call"),
    Remedy.CALL_AGAIN: lazy_gettext("Call again"),
    Remedy.ANNOUNCE: lazy_gettext("Announce…"),
    Remedy.NO_SHOW_SUPPLIER: lazy_gettext("Note a no-show"),
    Remedy.NO_SHOW_BUYER: lazy_gettext("Note a no-show"),
    Remedy.MESSAGE: lazy_gettext("Tell the room…"),
    Remedy.EXTEND: lazy_gettext("+2 min"),
    Remedy.DEVICE: lazy_gettext("To the devices"),
    Remedy.OPEN: lazy_gettext("Open"),
}


@dataclass(frozen=True, slots=True)
class SaidAlert:
    """An alert for the page. `counts`: minutes since or until `since` are shown beside it and run on."""

    key: str
    kind: str
    harm: float
    title: str
    says: str
    where: str
    remedy: str
    label: str
    since: str
    counts: bool
    interview: int | None
    room: str | None
    texts: tuple[str, ...]
    """What its announcement or message would say, in Japanese and in English; empty where it sends none."""


def said(alert: Alert, now: DeskNow, zone: ZoneInfo) -> SaidAlert:
    """An alert in words."""
    words = _Words(alert, now, zone)
    return SaidAlert(
        key=alert.key,
        kind=alert.kind.value,
        harm=alert.harm,
        title=words.title(),
        says=" ".join(words.sentences()),
        where=words.where(),
        remedy=alert.remedy.value,
        label=str(LABELS[alert.remedy]),
        since=alert.since.isoformat(),
        counts=alert.kind is not Kind.DEVICE_OFFLINE,
        interview=alert.interview,
        room=alert.room,
        texts=_in_both(words.to_send),
    )


def _in_both(write: Callable[[], str]) -> tuple[str, ...]:
    """The same words in each language."""
    found = []
    for each in LANGUAGES:
        with force_locale(each):
            found.append(write())
    return tuple(found)


class _Words:
    """An alert's words in the language that is spoken when they are asked for."""

    def __init__(self, alert: Alert, now: DeskNow, zone: ZoneInfo) -> None:
        self.alert, self.now, self.zone = alert, now, zone

    def title(self) -> str:
        """Who or what it is about."""
        if self.alert.kind is Kind.DEVICE_OFFLINE:
            return next(device.name for device in self.now.devices if device.id == self.alert.device)
        return self.company(self.alert.company) if self.alert.company else self.room()

    def where(self) -> str:
        """Its room and table."""
        if self.alert.room is None:
            return ""
        table = self.alert.table
        return f"{self.room()} {gettext('Table %(number)s', number=table)}" if table else self.room()

    def sentences(self) -> list[str]:
        alert = self.alert
        starts = self.now.starts.get(alert.interview or 0)
        places = {
            "since": self.clock(alert.since),
            "starts": self.clock(starts) if starts else "",
            "other": self.company(alert.other) if alert.other else "",
            "text": self.message(),
        }
        said = [str(SAYS[alert.kind]) % places]
        if alert.called and alert.kind in (Kind.SUPPLIER_MISSING, Kind.BUYER_ABSENT):
            said.append(gettext("Called already."))
        if alert.expected is not None:
            expected = self.clock(alert.expected)
            said.append(gettext("They said they would be here about %(time)s.", time=expected))
        if alert.next is not None:
            waiting = self.clock(self.now.starts[alert.next])
            said.append(gettext("The interview of %(time)s waits.", time=waiting))
        return said

    def to_send(self) -> str:
        """What its announcement or message would say; empty where it sends none."""
        alert = self.alert
        if alert.kind is Kind.MESSAGE_UNACKNOWLEDGED:
            return self.message()
        company = self.company(alert.company) if alert.company else ""
        if alert.remedy is Remedy.ANNOUNCE:
            come = gettext("%(company)s, please come to %(where)s.", company=company, where=self.where())
            return str(come)
        if alert.remedy is Remedy.MESSAGE and alert.expected is not None:
            expected = self.clock(alert.expected)
            return str(gettext("%(company)s will be here about %(time)s.", company=company, time=expected))
        if alert.remedy is Remedy.MESSAGE:
            close = gettext(
                "Time is over at %(where)s. Please finish; the next one waits.", where=self.where()
            )
            return str(close)
        return ""

    def message(self) -> str:
        """The words of the message it is about."""
        said = next((one for one in self.now.messages if one.id == self.alert.message), None)
        if said is None:
            return ""
        return said.text_en if language() == "en" and said.text_en else said.text

    def company(self, key: str) -> str:
        return name_of(self.now.names.companies[key])

    def room(self) -> str:
        return name_of(self.now.names.rooms[self.alert.room]) if self.alert.room else ""

    def clock(self, moment: dt.datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M}"
