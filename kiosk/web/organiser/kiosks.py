"""Reception's kiosks: how each behaves, and which of them the organiser should look after now."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectChoice, StringField
from wtforms.validators import Optional, Regexp

from kiosk import offload, security
from kiosk.domain.kiosks import Profile, Search
from kiosk.errors import Refused
from kiosk.i18n import refusal
from kiosk.queries.clocks import moment
from kiosk.queries.devices import DeviceView, devices, silent_kiosks
from kiosk.queries.events import EventView, event_view
from kiosk.services import devices as service
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now

PROFILES = [
    SelectChoice(Profile.DESK.value, lazy_gettext("Desk with staff")),
    SelectChoice(Profile.SELF.value, lazy_gettext("Without staff: people scan for themselves")),
]


class KioskForm(FlaskForm):  # type: ignore[misc]
    """How a kiosk behaves. An empty PIN leaves the one that is set."""

    profile = RadioField(lazy_gettext("Who stands at it"), choices=PROFILES)
    search = RadioField(
        lazy_gettext("Search for a forgotten badge"),
        choices=[
            SelectChoice(Search.OFF.value, lazy_gettext("No search")),
            SelectChoice(Search.MASKED.value, lazy_gettext("From three letters on, names masked")),
        ],
    )
    hide_names = BooleanField(lazy_gettext("Hide names of people on its screen"))
    show_link = BooleanField(lazy_gettext("Show the QR code of the phone page after a check-in"))
    out_of_order = BooleanField(lazy_gettext("Out of service"))
    pin = StringField(
        lazy_gettext("PIN for “For staff”"),
        [Optional(), Regexp(r"[0-9]{4,8}\Z", message=lazy_gettext("A PIN has 4 to 8 digits."))],
    )
    no_pin = BooleanField(lazy_gettext("Take the PIN away"))


@dataclass(frozen=True, slots=True)
class Troubles:
    """The kiosks that are not heard from, those that hold scans back, and those with conflicts to look at."""

    silent: tuple[DeviceView, ...]
    waiting: tuple[DeviceView, ...]
    conflicts: tuple[DeviceView, ...]

    def __bool__(self) -> bool:
        return bool(self.silent or self.waiting or self.conflicts)


def form_of(device: DeviceView) -> KioskForm:
    """The form of a kiosk as it is set up now; several stand on one page."""
    form = KioskForm(
        formdata=None,
        profile=device.profile,
        search=device.options.search,
        hide_names=device.options.hide_names,
        show_link=device.options.show_link,
        out_of_order=device.options.out_of_order,
    )
    for field in form:
        field.id = f"{field.name}-{device.id}"
        field.label.field_id = field.id
    return form


@audience("organiser")
def set_up(event_id: int, device_id: int) -> Response:
    """Set how a kiosk behaves; its screen follows at once."""
    form = KioskForm()
    if form.validate_on_submit():
        # Hashing is slow on purpose: before the event is locked, and beside the other screens.
        pin_hash = offload.run(security.hash_password, form.pin.data) if form.pin.data else None
        try:
            with database().write() as session:
                service.set_up_kiosk(
                    session,
                    event_id,
                    device_id,
                    profile=form.profile.data,
                    search=form.search.data,
                    hide_names=form.hide_names.data,
                    show_link=form.show_link.data,
                    out_of_order=form.out_of_order.data,
                    pin_hash="" if form.no_pin.data else pin_hash,
                    actor=known_caller().actor,
                    now=moment(session, event_id, real_now()),
                )
            flash(_("Saved. The kiosk's screen follows."))
        except Refused as error:
            flash(refusal(error), "error")
    else:
        for words in form.errors.values():
            flash(words[0], "error")
    return redirect(url_for("organiser.devices", event_id=event_id, _anchor=f"device-{device_id}"))


@audience("organiser")
def notice(event_id: int) -> str:
    """What the line on every page of the event says of its kiosks now; empty when all is well."""
    with database().read() as session:
        event = event_view(session, event_id)
    return render_template("organiser/_troubles.html", event=event)


def troubles(event: EventView) -> Troubles:
    """The kiosks that need somebody, as they stand now."""
    real = real_now()
    with database().read() as session:
        silent = silent_kiosks(session, event.id, real)
        found = devices(session, event.id)
    return Troubles(
        silent,
        tuple(device for device in found if device.report.waiting),
        tuple(device for device in found if device.report.conflicts),
    )
