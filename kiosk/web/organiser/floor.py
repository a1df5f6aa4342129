"""How the event floor behaves: the bell and its voice, what hosts see and are asked, names on the board."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectChoice

from kiosk.domain.floor import BoardSide, FloorOptions
from kiosk.queries.clocks import moment
from kiosk.queries.events import event_view
from kiosk.queries.hall import floor_options
from kiosk.services import hall
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now


class FloorForm(FlaskForm):  # type: ignore[misc]
    """The options of the floor; each is explained on the page."""

    bell = BooleanField(lazy_gettext("The hall moves together at a bell"))
    speech = BooleanField(lazy_gettext("Screens speak"))
    ask_outcome = BooleanField(lazy_gettext("Ask the host for the outcome"))
    show_rank = BooleanField(lazy_gettext("Show the wish's rank to hosts"))
    board_side = RadioField(
        lazy_gettext("Names on the lobby board"),
        choices=[
            SelectChoice(BoardSide.BOTH.value, lazy_gettext("Both sides")),
            SelectChoice(BoardSide.SUPPLIER.value, ""),
            SelectChoice(BoardSide.BUYER.value, ""),
        ],
    )

    def options(self) -> FloorOptions:
        """What was chosen."""
        return FloorOptions(
            bell=self.bell.data,
            speech=self.speech.data,
            ask_outcome=self.ask_outcome.data,
            show_rank=self.show_rank.data,
            board_side=BoardSide(self.board_side.data),
        )


@audience("organiser")
def floor(event_id: int) -> str | Response | tuple[str, int]:
    """Say how the floor behaves; every screen follows at once."""
    with database().read() as session:
        event, options = event_view(session, event_id), floor_options(session, event_id)
    form = FloorForm(obj=options)
    if form.validate_on_submit():
        with database().write() as session:
            now = moment(session, event_id, real_now())
            hall.set_options(session, known_caller(), event_id, form.options(), now=now)
        flash(_("Saved. All screens of this event follow."))
        return redirect(url_for("organiser.floor", event_id=event_id))
    page = render_template("organiser/floor.html", event=event, form=form)
    return (page, 422) if form.errors else page
