"""Devices: what hangs and stands in the hall, how each is paired, when it was last heard from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from kiosk import security
from kiosk.domain.kiosks import Profile
from kiosk.errors import Refused
from kiosk.i18n import LANGUAGES, name_of, refusal
from kiosk.printing.qr import qr_svg
from kiosk.queries.clocks import moment
from kiosk.queries.devices import DeviceView, device_by_id, heard_lately
from kiosk.queries.devices import devices as device_views
from kiosk.queries.events import event_view
from kiosk.queries.rehearsals import home_of
from kiosk.queries.wishes import rooms
from kiosk.services import devices as service
from kiosk.web.addresses import public_base
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now, settings
from kiosk.web.organiser.kiosks import PROFILES, form_of

_RANGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")


def table_numbers(text: str) -> tuple[int, ...] | None:
    """The places in `1-3` or `1,4`; None for all of the room.

    Raises:
        Refused: it is neither.
    """
    numbers: set[int] = set()
    for part in text.replace("、", ",").replace(" ", "").replace("–", "-").split(","):
        if not part:
            continue
        found = _RANGE.fullmatch(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last:
            raise Refused("bad_tables", "Please write tables like 1-3 or 1,4.")
        numbers.update(range(first, last + 1))
    return tuple(sorted(numbers)) or None


class DeviceForm(FlaskForm):  # type: ignore[misc]
    """A device to add. Who stands at it counts for a kiosk, room and tables for a room tablet only."""

    role = RadioField(
        lazy_gettext("What it is for"),
        choices=[
            SelectChoice("kiosk", lazy_gettext("Reception kiosk")),
            SelectChoice("room", lazy_gettext("Room tablet")),
            SelectChoice("board", lazy_gettext("Lobby board")),
        ],
        default="kiosk",
    )
    name = StringField(
        lazy_gettext("Name"),
        [InputRequired(lazy_gettext("Please give the device a name.")), Length(max=40)],
    )
    profile = RadioField(lazy_gettext("Who stands at it"), choices=PROFILES, default=Profile.DESK.value)
    room = SelectField(lazy_gettext("Room"))
    tables = StringField(lazy_gettext("Tables"), [Length(max=40)])
    language = SelectField(
        lazy_gettext("Language"), choices=[SelectChoice("ja", "日本語"), SelectChoice("en", "English")]
    )

    def validate_tables(self, field: StringField) -> None:
        try:
            table_numbers(field.data or "")
        except Refused as error:
            raise ValidationError(refusal(error)) from error


@dataclass(frozen=True, slots=True)
class Pairing:
    """A link that waits to be pressed, as text and as a QR code."""

    address: str
    picture: Markup


@audience("organiser")
def devices(event_id: int) -> str | Response | tuple[str, int]:
    """The event's devices and a form to add one."""
    with database().read() as session:
        event = event_view(session, event_id)
        found = device_views(session, event_id)
        places = rooms(session, event_id)
    form = DeviceForm()
    form.room.choices = [SelectChoice(room.id, name_of(room)) for room in places.values()]
    if form.validate_on_submit():
        try:
            added = _add(event_id, form)
        except Refused as error:
            flash(refusal(error), "error")
            return redirect(url_for("organiser.devices", event_id=event_id))
        flash(_("%(name)s was added. Open its pairing link on the device.", name=form.name.data))
        return redirect(url_for("organiser.devices", event_id=event_id, _anchor=f"device-{added}"))
    real = real_now()
    page = render_template(
        "organiser/devices.html",
        event=event,
        devices=[(device, _pairing(device, real), _state(device, real)) for device in found],
        form=form,
        form_of=form_of,
    )
    return (page, 422) if form.errors else page


@audience("organiser")
def new_link(event_id: int, device_id: int) -> Response:
    """Make a fresh pairing link, for a tablet that was replaced or lost its pairing."""
    with database().write() as session:
        now = moment(session, event_id, real_now())
        service.new_link(session, event_id, device_id, settings().secret_key, known_caller().actor, now)
    return redirect(url_for("organiser.devices", event_id=event_id, _anchor=f"device-{device_id}"))


@audience("organiser")
def revoke(event_id: int, device_id: int) -> Response:
    """End a device's pairing at once; where scans wait, or may wait, only if the organiser was told so."""
    with database().read() as session:
        device = device_by_id(session, device_id)
        home = home_of(session, event_id)
    if device is not None and device.event_id == home and _loses_unknowingly(device):
        flash(_("Scans wait at this device: it was not removed. See under “Remove”."), "error")
        return redirect(url_for("organiser.devices", event_id=event_id, _anchor=f"device-{device_id}"))
    with database().write() as session:
        now = moment(session, event_id, real_now())
        service.revoke(session, event_id, device_id, known_caller().actor, now)
    flash(_("The device was removed. Its screen no longer works."))
    return redirect(url_for("organiser.devices", event_id=event_id))


def _loses_unknowingly(device: DeviceView) -> bool:
    """Whether scans wait at a kiosk, or may wait at one that nobody hears from, and this was not ticked."""
    told = request.form.get("despite_waiting", 0, int)
    silent = device.role == "kiosk" and _state(device, real_now()) == "silent"
    return device.report.waiting > told or (silent and "despite_silence" not in request.form)


def _add(event_id: int, form: DeviceForm) -> int:
    with database().write() as session:
        added = service.add_device(
            session,
            event_id,
            role=form.role.data,
            name=form.name.data,
            key=settings().secret_key,
            actor=known_caller().actor,
            now=moment(session, event_id, real_now()),
            room_id=form.room.data,
            tables=table_numbers(form.tables.data or ""),
            profile=form.profile.data,
            language=form.language.data if form.language.data in LANGUAGES else LANGUAGES[0],
        )
    return added.device_id


def _pairing(device: DeviceView, real: dt.datetime) -> Pairing | None:
    """The link of a device that can still be pressed."""
    if device.link_expires is None or device.link_expires <= real:
        return None
    code = security.pairing_code(settings().secret_key, device.id, device.link_expires)
    address = public_base() + url_for("screens.pair", code=code)
    return Pairing(address, qr_svg(address, _("QR code of the pairing link")))


def _state(device: DeviceView, real: dt.datetime) -> str:
    """`waiting` for its pairing, `live` when heard from lately, else `silent`."""
    if device.paired_at is None and device.last_seen is None:
        return "waiting"
    return "live" if heard_lately(device, real) else "silent"
