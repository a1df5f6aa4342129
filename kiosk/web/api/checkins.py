"""Reception: check in, take it back, leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, jsonify, request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from kiosk.domain.attendance import Reason
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.i18n import LANGUAGES, day_name, language, select_language
from kiosk.queries.attendance import CHECKIN, DEPARTURE
from kiosk.queries.clocks import moment
from kiosk.services import checkin, departures, feed, undoing
from kiosk.services.feed import Answer
from kiosk.web.api.reading import body
from kiosk.web.api.schemas_reception import ScanRequest
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, known_event, real_now


@audience("kiosk", "organiser")
def check_in() -> tuple[Response, int]:
    """Answer a scanned badge."""
    asked, who, spoken = body(ScanRequest), known_caller(), select_language()
    _same_event(asked.event)
    with database().write() as session:
        now = _now(session)
        answer = checkin.check_in(session, known_event(), asked.scanned(), who, now, spoken)
    return _say(answer)


@audience("kiosk", "organiser")
def undo(nonce: str) -> tuple[Response, int]:
    """Take a check-in back."""
    if not (nonce.isascii() and nonce.isprintable()):
        raise Refused("no_checkin", "There is no such check-in.", 404)
    return _undo(nonce, CHECKIN)


@audience("kiosk", "organiser")
def undo_departure(nonce: str) -> tuple[Response, int]:
    """Take a departure back."""
    if not (nonce.isascii() and nonce.isprintable()):
        raise Refused("no_departure", "There is no such departure.", 404)
    return _undo(nonce, DEPARTURE)


def _undo(nonce: str, kind: str) -> tuple[Response, int]:
    _same_event(request.args.get("event", type=int))
    with database().write() as session:
        now = _now(session)
        answer = undoing.undo(session, known_event(), nonce, known_caller(), now, kind)
    return _say(answer)


@audience("kiosk", "organiser")
def depart() -> tuple[Response, int]:
    """Answer a badge scanned on the way out."""
    asked, who = body(ScanRequest), known_caller()
    _same_event(asked.event)
    with database().write() as session:
        now = _now(session)
        answer = departures.depart(session, known_event(), asked.scanned(), who, now)
    return _say(answer)


def _same_event(event_id: int | None) -> None:
    """What a kiosk has kept since before a rehearsal, or since one, is none of the event that it serves now.

    Raises:
        Refused: the scan is of another event.
    """
    if event_id not in (None, known_event()):
        raise Refused(
            "other_event", "This scan is of another event. It will be sent when that is served again.", 409
        )


def _now(session: Session) -> Moment:
    """The time once nobody else is deciding: a request that had to wait is not judged by an older one."""
    feed.lock_event(session, known_event())
    return moment(session, known_event(), real_now())


def _say(answer: Answer) -> tuple[Response, int]:
    """The answer, a refusal with its words: of whoever asks, and in each language for whoever reads it."""
    said = answer.body
    if said["status"] == "refused":
        messages = {}
        for each in LANGUAGES:
            with force_locale(each):
                messages[each] = _message(said)
        said = said | {"message": messages[language()], "messages": messages}
    return jsonify(said), answer.status


def _message(refused: dict[str, Any]) -> str:
    """What to do about a refused badge."""
    reason = Reason(refused["reason"])
    if "substituted_at" in refused:
        return _substituted(refused)
    if reason is Reason.REVOKED:
        return str(
            _(
                "This badge was replaced by a new one at %(time)s. Please ask the reception staff.",
                time=f"{dt.datetime.fromisoformat(refused['revoked_at']):%H:%M}",
            )
        )
    if reason is Reason.CANCELLED:
        return str(_("This registration was cancelled. Please speak to the reception staff."))
    if reason is Reason.WRONG_DAY:
        days = ", ".join(day_name(dt.date.fromisoformat(day), "UTC") for day in refused["days"])
        return str(_("This badge is for %(days)s. Please speak to the reception staff.", days=days))
    return str(_("This is not a badge of this event. Please ask the reception staff."))


def _substituted(refused: dict[str, Any]) -> str:
    """Somebody attends in this person's place: the desk is told who, and how to take it back."""
    time = f"{dt.datetime.fromisoformat(refused['substituted_at']):%H:%M}"
    substitute = refused.get("substitute")
    if substitute is None:
        return str(
            _(
                "Somebody attends in this person's place since %(time)s. Please ask the reception staff.",
                time=time,
            )
        )
    name = (language() == "en" and substitute["name_en"]) or substitute["name"]
    return str(
        _(
            "%(name)s attends in this person's place since %(time)s. If the person has come after all, "
            "take the substitution back.",
            name=name,
            time=time,
        )
    )
