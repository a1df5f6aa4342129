"""Attendance: who came, who is still missing, how they came in, and the record of every scan."""

from __future__ import annotations

import datetime as dt
import io

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from kiosk import offload
from kiosk.domain.arrivals import busiest
from kiosk.domain.facts import ORGANISER
from kiosk.errors import Refused
from kiosk.i18n import language, local, refusal
from kiosk.printing.chart import chart
from kiosk.queries import arrivals as queries
from kiosk.queries.clocks import existing_event, moment
from kiosk.queries.events import event_view, standing
from kiosk.queries.scan_log import Show, scan_count, scan_counts, scan_page
from kiosk.queries.snapshots import bounds, day_asked
from kiosk.queries.topics import topic_revision
from kiosk.services.attendance_files import attendance_table
from kiosk.services.sheets import WORKBOOK, as_csv, as_workbook
from kiosk.services.taking_back import take_back as take_person_back
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now, settings
from kiosk.web.identity import organiser_token

SOON = dt.timedelta(minutes=30)
"""An interview that begins within this is one for which a missing person is looked for."""
WIDE, NARROW = (1120, 240), (330, 200)
"""Sizes of the chart, in pixels: beside a desk, and in a hand."""


@audience("organiser")
def attendance(event_id: int) -> str:
    """The list of a day with its numbers and curve; with `?only=` the rows of some companies alone."""
    real = real_now()
    with database().read() as session:
        event = existing_event(session, event_id)
        now = moment(session, event_id, real)
        day = day_asked(session, event, now, request.args.get("day", ""))
        seen = queries.figures(session, event, day)
        numbers, steps = seen.counts, seen.steps
        only = [key for key in request.args.getlist("only") if key]
        nobody = "only" in request.args and not only
        rows = () if nobody else queries.entries(session, event, day, now.event, only)
        return render_template(
            "organiser/attendance.html",
            event=event_view(session, event_id),
            registered=numbers.expected or standing(session, event_id).attendees,
            devices=bool(steps) or standing(session, event_id).devices,
            over=day < local(now.event, event.timezone).date(),
            day=day,
            now=local(now.event, event.timezone),
            numbers=numbers,
            refused=scan_count(session, event_id, bounds(event, day), Show.REFUSED),
            entries=rows,
            soon=_soon(rows, now.event),
            steps=steps,
            busiest=busiest(steps),
            charts=[chart(steps, numbers.expected, *size) for size in (WIDE, NARROW)] if steps else [],
            revision=topic_revision(session, event_id, ORGANISER),
            printed=local(real, event.timezone),
            token=organiser_token(settings().secret_key, current_user.id, event_id),
        )


@audience("organiser")
def take_back(event_id: int) -> BaseResponse:
    """Take a person's check-in back; the record keeps both."""
    with database().read() as session:
        event = existing_event(session, event_id)
        now = moment(session, event_id, real_now())
        day = day_asked(session, event, now, request.form.get("day", ""))
    try:
        with database().write() as session:
            who = request.form.get("attendee", "")
            take_person_back(session, event_id, who, day, known_caller(), now)
        flash(_("The check-in was taken back."))
    except Refused as error:
        flash(refusal(error), "error")
    return redirect(url_for("organiser.attendance", event_id=event_id, day=day.isoformat()))


@audience("organiser")
def attendance_file(event_id: int, kind: str) -> Response:
    """The list of all days for Excel."""
    with database().read() as session:
        table = attendance_table(session, event_id, language())
    name = f"{table.name}_{'出欠' if language() == 'ja' else 'attendance'}.{kind}"
    content, mimetype = (as_csv, "text/csv") if kind == "csv" else (as_workbook, WORKBOOK)
    file = io.BytesIO(offload.run(content, table))
    return send_file(file, mimetype=mimetype, as_attachment=True, download_name=name)


@audience("organiser")
def scans(event_id: int) -> str:
    """The record of reception on a day: every scan, or those refused, taken back or hard to believe."""
    show = next((show for show in Show if show == request.args.get("show")), Show.ALL)
    with database().read() as session:
        event = existing_event(session, event_id)
        now = moment(session, event_id, real_now())
        day = day_asked(session, event, now, request.args.get("day", ""))
        before = request.args.get("before", type=int)
        return render_template(
            "organiser/scans.html",
            event=event_view(session, event_id),
            day=day,
            show=show,
            shows=scan_counts(session, event_id, bounds(event, day)),
            page=scan_page(session, event_id, bounds(event, day), show, before),
            before=before,
            revision=topic_revision(session, event_id, ORGANISER),
            token=organiser_token(settings().secret_key, current_user.id, event_id),
        )


def _soon(entries: tuple[queries.Entry, ...], now: dt.datetime) -> frozenset[str]:
    """Who is missing at a table within half an hour, or already: nobody of their company is inside."""
    inside = {entry.company.id for entry in entries if entry.where == "inside" and entry.company}
    return frozenset(
        entry.id
        for entry in entries
        if entry.where == "not_come" and entry.next is not None and entry.next.starts_at - now <= SOON
        if not (entry.company and entry.company.id in inside)
    )
