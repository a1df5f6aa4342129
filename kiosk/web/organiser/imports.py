"""Bringing an event's files in: upload → every fault, or a preview → save. Nothing is saved before that."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response as BaseResponse

from kiosk.domain.clock import REAL
from kiosk.errors import Refused
from kiosk.i18n import language, refusal
from kiosk.queries.clocks import moment
from kiosk.queries.events import EventView, event_view
from kiosk.services import importing, uploads
from kiosk.services.blank import blank_workbook, filled_workbook, left_over
from kiosk.services.problems import event_data, preview
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now, settings

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(FlaskForm):  # type: ignore[misc]
    files = MultipleFileField(lazy_gettext("Files"))


class SaveForm(FlaskForm):  # type: ignore[misc]
    """Nothing but the word to save."""


@audience("organiser")
def upload(event_id: int | None = None) -> str | BaseResponse | tuple[str, int]:
    """Choose files for a new event, or for one that is here already."""
    event = _event(event_id)
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(event, form)
    files = [(file.filename or "", file.stream) for file in request.files.getlist(form.files.name)]
    try:
        token = uploads.park(_folder(), files, real_now())
        try:
            uploads.parked_event(_folder(), token)
        except uploads.BadInput:
            uploads.drop(_folder(), token)
            raise
    except Refused as error:
        return _upload_page(event, form, refused=refusal(error)), error.status
    except uploads.BadInput as error:
        return _upload_page(event, form, faults=error.faults), 422
    return redirect(_preview_url(event_id, token))


@audience("organiser")
def confirm(token: str, event_id: int | None = None) -> str | BaseResponse | tuple[str, int]:
    """Look at what the files hold, then save it as a new event or in place of the one that is here."""
    event = _event(event_id)
    form = SaveForm()
    data = uploads.parked_event(_folder(), token)
    if form.validate_on_submit():
        try:
            with database().write() as session:
                actor, now = known_caller().actor, real_now()
                if event_id is None:
                    saved = importing.save_event(session, data, actor=actor, now=REAL.at(now))
                else:
                    saved = event_id
                    at = moment(session, event_id, now)
                    importing.replace_event(session, event_id, data, actor=actor, now=at)
        except Refused as error:
            flash(refusal(error), "error")
            return redirect(_preview_url(event_id, token))
        uploads.drop(_folder(), token)
        flash(_("Saved. The list is in."))
        return redirect(url_for("organiser.overview", event_id=saved))
    with database().read() as session:
        same = importing.same_event(session, data)
        known = event_view(session, same) if same is not None and same != event_id else None
    return render_template(
        "organiser/import_preview.html",
        event=event,
        form=form,
        token=token,
        preview=preview(data),
        timezone=data.problem.event.timezone,
        warnings=[
            (warning, warning.message.text(language())) for warning in (*left_over(data), *data.warnings)
        ],
        known=known,
        begun=_begun(event),
    )


@audience("organiser")
def template() -> Response:
    """The workbook to fill in with Excel."""
    name = "mendan-template.xlsx" if language() == "en" else "面談_記入用.xlsx"
    content = io.BytesIO(blank_workbook(language(), real_now().date()))
    return send_file(content, mimetype=WORKBOOK, as_attachment=True, download_name=name)


@audience("organiser")
def current_list(event_id: int) -> Response:
    """What is known of an event, as a workbook to correct and bring in again."""
    with database().read() as session:
        data = event_data(session, event_id)
    name = f"{data.problem.event.name}.xlsx"
    content = io.BytesIO(filled_workbook(data, language()))
    return send_file(content, mimetype=WORKBOOK, as_attachment=True, download_name=name)


def _upload_page(event: EventView | None, form: UploadForm, **found: object) -> str:
    return render_template("organiser/import.html", event=event, form=form, begun=_begun(event), **found)


def _begun(event: EventView | None) -> str:
    """Why an event cannot be replaced any more, before anybody takes the trouble to choose files."""
    if event is None:
        return ""
    try:
        with database().read() as session:
            importing.refuse_if_begun(session, event.id)
    except Refused as error:
        return refusal(error)
    return ""


def _event(event_id: int | None) -> EventView | None:
    if event_id is None:
        return None
    with database().read() as session:
        return event_view(session, event_id)


def _preview_url(event_id: int | None, token: str) -> str:
    if event_id is None:
        return url_for("organiser.import_preview", token=token)
    return url_for("organiser.replace_preview", event_id=event_id, token=token)


def _folder() -> Path:
    return settings().instance / "uploads"
