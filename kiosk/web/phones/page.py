"""The page itself, and what keeps it in the phone where the origin is secure."""

from __future__ import annotations

import json

from flask import Response as Answer
from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from kiosk.domain.outcomes import LONGEST_NOTE, MARKS
from kiosk.queries.clocks import existing_event, moment
from kiosk.queries.my_day import my_day
from kiosk.queries.snapshots import as_json
from kiosk.services import phone_links
from kiosk.services.late import MINUTES
from kiosk.web.audience import audience
from kiosk.web.context import database, real_now
from kiosk.web.phones.holders import holder, nobody, private, speak
from kiosk.web.screens.kiosk import kept_as, shell_version, static_folder

WORKER = "js/phone/worker.js"


@audience("anyone")
def page(token: str) -> Response:
    """One person's day. The page brings it along: on a bad line nothing else has to arrive."""
    who = holder(token)
    if who is None or who.event_id is None:
        return nobody()
    with database().write() as session:
        phone_links.note_opened(session, who, moment(session, who.event_id, real_now()))
    with database().read() as session:
        day, event = my_day(session, who, real_now()), existing_event(session, who.event_id)
    speak(day.person.language)
    return private(
        make_response(
            render_template(
                "phone/phone.html",
                token=token,
                event=kept_as(event),
                day=day,
                snapshot=as_json(day),
                late_choices=MINUTES,
                marks=MARKS,
                longest_note=LONGEST_NOTE,
            )
        )
    )


@audience("anyone")
def worker() -> Answer:
    """The service worker that shows the page as it was last, while the server is out of reach."""
    text = (static_folder() / WORKER).read_text("utf-8")
    shell = {"version": shell_version(), "static": url_for("static", filename="")}
    return Answer(f"const SHELL = {json.dumps(shell)};\n{text}", mimetype="text/javascript")
