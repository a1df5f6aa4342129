"""Rehearsals: begin one, move its clock, let a crowd live in it, end it and leave nothing."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import IntegerField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange

from kiosk.crowd.plan import Strength
from kiosk.errors import Refused
from kiosk.i18n import local, name_of, refusal
from kiosk.queries.clocks import moment
from kiosk.queries.events import event_view, slots
from kiosk.queries.rehearsals import copy_of
from kiosk.queries.wishes import rooms
from kiosk.services import clocks, rehearsals
from kiosk.services.crowds import Setting
from kiosk.web.audience import audience
from kiosk.web.context import crowds, database, known_caller, real_now
from kiosk.web.organiser.clock import SPEEDS

NONE, FEW, USUAL, MANY = "none", "few", "usual", "many"
AMOUNTS = [
    SelectChoice(NONE, lazy_gettext("none")),
    SelectChoice(FEW, lazy_gettext("few")),
    SelectChoice(USUAL, lazy_gettext("as usual")),
    SelectChoice(MANY, lazy_gettext("many")),
]
LATE_TRAINS = {NONE: 0, FEW: 1, USUAL: 2, MANY: 4}
OVER_RUNS = {NONE: 0.0, FEW: 0.1, USUAL: 0.25, MANY: 0.5}
NO_SHOWS = {NONE: 0.0, FEW: 0.02, USUAL: 0.05, MANY: 0.15}


class CrowdForm(FlaskForm):  # type: ignore[misc]
    """How hard the day is to be, and what people do themselves."""

    late_trains = SelectField(lazy_gettext("Late trains"), choices=AMOUNTS, default=FEW)
    over_runs = SelectField(lazy_gettext("Over-runs"), choices=AMOUNTS, default=USUAL)
    no_shows = SelectField(lazy_gettext("No-shows"), choices=AMOUNTS, default=USUAL)
    seed = IntegerField(
        lazy_gettext("Number of the day"), [InputRequired(), NumberRange(1, 999_999)], default=1
    )
    played = SelectMultipleField(lazy_gettext("Rooms whose hosts you play yourselves"))

    def setting(self) -> Setting:
        """As the services know it."""
        strength = Strength(
            LATE_TRAINS[self.late_trains.data], OVER_RUNS[self.over_runs.data], NO_SHOWS[self.no_shows.data]
        )
        return Setting(self.seed.data, strength, frozenset(self.played.data or ()))


@audience("organiser")
def rehearsal(event_id: int) -> str | Response:
    """Before one: what it is, and the button that begins it. In one: its clock, its crowd, its end."""
    with database().read() as session:
        event = event_view(session, event_id)
        copy = copy_of(session, event_id)
        now = moment(session, event_id, real_now())
        grid = slots(session, event_id)
    if copy is not None:
        return redirect(url_for("organiser.rehearsal", event_id=copy))
    if event.rehearsal_of is None:
        return render_template("organiser/rehearsal_none.html", event=event, grid=grid)
    return render_template(
        "organiser/rehearsal.html",
        event=event,
        now=local(now.event, event.timezone),
        speeds=SPEEDS,
        form=_form(event_id),
        crowd=crowds().running(event_id),
    )


@audience("organiser")
def begin(event_id: int) -> Response:
    """Copy the event, and move its screens there."""
    with database().write() as session:
        now = moment(session, event_id, real_now())
        try:
            copy = rehearsals.begin(session, event_id, actor=known_caller().actor, now=now)
        except Refused as error:
            flash(refusal(error), "error")
            return redirect(url_for("organiser.rehearsal", event_id=event_id))
    flash(_("The rehearsal has begun. All screens and phones of this event show it now."))
    return redirect(url_for("organiser.rehearsal", event_id=copy))


@audience("organiser")
def set_clock(event_id: int) -> Response:
    """Stop the rehearsal's clock, let it run, or set it forward to what happens next."""
    who, speed = known_caller().actor, request.form.get("speed", type=int)
    with database().write() as session:
        _require_rehearsal(event_view(session, event_id).rehearsal_of)
        now = moment(session, event_id, real_now())
        try:
            if speed is None:
                clocks.jump(session, event_id, actor=who, now=now)
            else:
                clocks.set_speed(session, event_id, speed, actor=who, now=now)
        except Refused as error:
            flash(refusal(error), "error")
    return redirect(url_for("organiser.rehearsal", event_id=event_id))


@audience("organiser")
def crowd(event_id: int) -> Response:
    """Let a simulated crowd live in the rehearsal, another than before, or none."""
    form = _form(event_id)
    if "stop" in request.form:
        crowds().stop(event_id)
        flash(_("The simulated crowd is gone. What it did stays in the rehearsal."))
    elif form.validate_on_submit():
        crowds().start(database(), event_id, form.setting(), real_now())
        flash(_("People are coming. They follow the clock above."))
    else:
        for words in form.errors.values():
            flash(words[0], "error")
    return redirect(url_for("organiser.rehearsal", event_id=event_id))


@audience("organiser")
def end(event_id: int) -> Response:
    """End the rehearsal and delete all of it."""
    crowds().stop(event_id)
    with database().write() as session:
        home = rehearsals.end(session, event_id, actor=known_caller().actor, real=real_now())
    flash(_("The rehearsal is over and nothing of it is left. All screens show the real event again."))
    return redirect(url_for("organiser.rehearsal", event_id=home))


def _form(event_id: int) -> CrowdForm:
    form = CrowdForm()
    with database().read() as session:
        places = rooms(session, event_id)
    form.played.choices = [SelectChoice(room.id, name_of(room)) for room in places.values()]
    return form


def _require_rehearsal(home: int | None) -> None:
    if home is None:
        raise Refused("no_rehearsal", "This rehearsal has ended already.", 404)
