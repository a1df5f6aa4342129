"""Planned against actual: delays, overruns and no-shows of a day, by table and by company; its files."""

from __future__ import annotations

import io

from flask import Response, render_template, request, send_file

from kiosk import offload
from kiosk.i18n import language, local
from kiosk.printing.delays import delay_chart
from kiosk.queries import actual as queries
from kiosk.queries.clocks import existing_event, moment
from kiosk.queries.events import event_view
from kiosk.queries.snapshots import day_asked
from kiosk.services.actual_files import actual_sheet
from kiosk.services.sheets import WORKBOOK, as_csv, as_workbook
from kiosk.web.audience import audience
from kiosk.web.context import database, real_now

WIDE, NARROW = (1120, 240), (330, 200)
"""Sizes of the chart, in pixels: beside a desk, and in a hand."""


@audience("organiser")
def actual(event_id: int) -> str:
    """What became of a day's plan."""
    real = real_now()
    with database().read() as session:
        event = existing_event(session, event_id)
        day = day_asked(session, event, moment(session, event_id, real), request.args.get("day", ""))
        found = queries.courses(session, event, [day])
        view = event_view(session, event_id)
    slots = queries.by_slot(found)
    return render_template(
        "organiser/actual.html",
        event=view,
        day=day,
        courses=found,
        every="every" in request.args,
        whole=queries.summary(found),
        tables=queries.by_table(found),
        companies=queries.by_company(found),
        slots=slots,
        charts=[delay_chart(slots, *size) for size in (WIDE, NARROW)] if slots else [],
        printed=local(real, view.timezone),
    )


@audience("organiser")
def actual_file(event_id: int, kind: str) -> Response:
    """Every interview of all days for Excel."""
    with database().read() as session:
        sheet = actual_sheet(session, event_id, language())
    name = f"{sheet.name}_{'予定と実績' if language() == 'ja' else 'actual'}.{kind}"
    content, mimetype = (as_csv, "text/csv") if kind == "csv" else (as_workbook, WORKBOOK)
    file = io.BytesIO(offload.run(content, sheet))
    return send_file(file, mimetype=mimetype, as_attachment=True, download_name=name)
