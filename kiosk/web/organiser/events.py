"""All events, and where one of them stands."""

from __future__ import annotations

from flask import render_template

from kiosk.queries.events import event_cards, event_view, slots, standing
from kiosk.queries.jobs import latest_job
from kiosk.web.audience import audience
from kiosk.web.context import database


@audience("organiser")
def home() -> str:
    """All events, or how to begin."""
    with database().read() as session:
        cards = event_cards(session)
    return render_template("organiser/home.html", cards=cards)


@audience("organiser")
def overview(event_id: int) -> str:
    """What stands now and the one next step."""
    with database().read() as session:
        event = event_view(session, event_id)
        return render_template(
            "organiser/event.html",
            event=event,
            standing=standing(session, event_id),
            slots=len(slots(session, event_id)),
            job=latest_job(session, event_id),
        )
