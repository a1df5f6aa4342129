"""The event's clock: real time on the day, a rehearsal clock before it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateTimeLocalField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Optional, StopValidation, ValidationError

from kiosk.i18n import clock_time, day_name, local
from kiosk.queries.clocks import moment
from kiosk.queries.events import EventView, SlotView, event_view, slots
from kiosk.services import clocks
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now

EARLY = dt.timedelta(minutes=20)
"""How long before the first slot a rehearsal usually begins: when reception opens."""
SPEEDS = (1, 2, 5, 10, 30, 60, 120, 300, 600)


def _if_chosen(form: ClockForm, field: Any) -> None:
    """The free time is needed when it is chosen, and passed over when it is not."""
    field.errors = []
    if form.to.data != "time":
        raise StopValidation
    if field.data is None:
        raise StopValidation(_("Please enter a date and a time."))


class ClockForm(FlaskForm):  # type: ignore[misc]
    """What a rehearsal clock is set to: reception's opening, a slot's start, or any time."""

    to = RadioField(
        lazy_gettext("Set to"),
        choices=[
            SelectChoice("opening", lazy_gettext("20 minutes before the first slot")),
            SelectChoice("slot", lazy_gettext("The start of a slot")),
            SelectChoice("time", lazy_gettext("Another time")),
        ],
        default="opening",
    )
    slot = SelectField(lazy_gettext("Slot"), [Optional()], coerce=int, default=0)
    time = DateTimeLocalField(lazy_gettext("Date and time"), [_if_chosen])
    speed = SelectField(
        lazy_gettext("Speed"),
        [InputRequired()],
        coerce=int,
        choices=[SelectChoice(s, f"×{s}") for s in SPEEDS],
        default=1,
    )

    def validate_to(self, field: RadioField) -> None:
        if field.data != "time" and not self.slot.choices:
            raise ValidationError(_("This event has no slots. Please choose another time."))

    def shown(self, event: EventView, grid: tuple[SlotView, ...]) -> dt.datetime:
        """The time the clock is to show, aware."""
        if self.to.data == "time":
            chosen: dt.datetime = self.time.data
            return chosen.replace(tzinfo=ZoneInfo(event.timezone))
        if self.to.data == "slot":
            slot: SlotView = grid[self.slot.data]
            return slot.starts_at
        return grid[0].starts_at - EARLY


@audience("organiser")
def clock(event_id: int) -> str | Response | tuple[str, int]:
    """The event's time, and setting it for a rehearsal."""
    with database().read() as session:
        event, grid = event_view(session, event_id), slots(session, event_id)
        now = moment(session, event_id, real_now())
    form = ClockForm()
    form.slot.choices = [
        SelectChoice(
            number, f"{day_name(slot.starts_at, event.timezone)} {clock_time(slot.starts_at, event.timezone)}"
        )
        for number, slot in enumerate(grid)
    ]
    if form.validate_on_submit():
        with database().write() as session:
            clocks.set_rehearsal(
                session,
                event_id,
                form.shown(event, grid),
                float(form.speed.data),
                actor=known_caller().actor,
                now=moment(session, event_id, real_now()),
            )
        flash(_("The rehearsal clock is running. All screens of this event follow it."))
        return redirect(url_for("organiser.clock", event_id=event_id))
    page = render_template(
        "organiser/clock.html", event=event, form=form, now=local(now.event, event.timezone), grid=grid
    )
    return (page, 422) if form.errors else page


@audience("organiser")
def real(event_id: int) -> Response:
    """Give the event the world's own time again."""
    with database().write() as session:
        event_view(session, event_id)  # refuses where there is no such event
        clocks.set_real(
            session, event_id, actor=known_caller().actor, now=moment(session, event_id, real_now())
        )
    flash(_("The event follows real time again."))
    return redirect(url_for("organiser.clock", event_id=event_id))
