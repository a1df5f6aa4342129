"""Everything on paper at once: the way on when screens fail, and what each company takes along."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

from flask import Response, current_app, render_template, request, stream_with_context
from flask_babel import lazy_gettext

from kiosk.i18n import local
from kiosk.models import Event
from kiosk.queries.clocks import existing_event, moment
from kiosk.queries.events import event_view
from kiosk.queries.papers import papers as all_papers
from kiosk.queries.snapshots import days
from kiosk.queries.timetables import versions
from kiosk.web.audience import audience
from kiosk.web.context import database, real_now

PARTS = {
    "grid": lazy_gettext("The whole grid"),
    "tables": lazy_gettext("A list for each table, with room to write"),
    "directions": lazy_gettext("Directions: where each company is met"),
    "people": lazy_gettext("List of people for reception"),
    "companies": lazy_gettext("A sheet for each company"),
}
"""In the order in which they are printed."""
PIECES = 200
"""Pieces of a page that are sent at once."""


@audience("organiser")
def papers(event_id: int) -> str:
    """What can be printed, and how much it is."""
    with database().read() as session:
        event = existing_event(session, event_id)
        chosen = _days(event, days(session, event_id), moment(session, event_id, real_now()).event)
        return render_template(
            "organiser/papers.html",
            event=event_view(session, event_id),
            versions=[version for version in versions(session, event_id) if version.number],
            papers=all_papers(session, event, chosen),
            parts=PARTS,
        )


@audience("organiser")
def print_papers(event_id: int) -> Response:
    """The papers themselves, ready for the printer; `part` and `day` narrow them, `since` to what changed."""
    real = real_now()
    with database().read() as session:
        event = existing_event(session, event_id)
        chosen = _days(event, days(session, event_id), moment(session, event_id, real).event)
        view = event_view(session, event_id)
        found = all_papers(session, event, chosen, request.args.get("since", type=int))
    parts = [part for part in PARTS if part in request.args.getlist("part")] or list(PARTS)
    context = {
        "event": view,
        "papers": found,
        "parts": parts,
        "printed": local(real, view.timezone),
        "go": "go" in request.args,
    }
    current_app.update_template_context(context)
    page = current_app.jinja_env.get_template("organiser/papers_print.html")
    return Response(stream_with_context(_in_pieces(page.generate(context))), mimetype="text/html")


def _in_pieces(page: Iterator[str]) -> Iterator[str]:
    """A page of hundreds of sheets, written bit by bit: between them the server answers everyone else."""
    piece: list[str] = []
    for text in page:
        piece.append(text)
        if len(piece) == PIECES:
            yield "".join(piece)
            piece.clear()
            time.sleep(0)
    yield "".join(piece)


def _days(event: Event, known: tuple[dt.date, ...], now: dt.datetime) -> tuple[dt.date, ...]:
    """The day asked for; else those that are not over; else all."""
    wanted = [day for day in known if day.isoformat() == request.args.get("day")]
    today = local(now, event.timezone).date()
    return tuple(wanted or [day for day in known if day >= today] or known)
