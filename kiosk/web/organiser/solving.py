"""Making a timetable: start, follow, stop, and what came of it."""

from __future__ import annotations

from flask import Response, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import RadioField, SelectChoice

from kiosk.errors import Refused
from kiosk.i18n import refusal
from kiosk.queries.events import event_view, slots, standing
from kiosk.queries.jobs import JobView, job_view, latest_job
from kiosk.queries.timetables import versions
from kiosk.web.audience import audience
from kiosk.web.context import database, jobs, known_caller, real_now


class SolveForm(FlaskForm):  # type: ignore[misc]
    time_limit = RadioField(
        lazy_gettext("Time for the calculation"),
        coerce=int,
        choices=[
            SelectChoice(10, lazy_gettext("10 seconds")),
            SelectChoice(30, lazy_gettext("30 seconds")),
            SelectChoice(60, lazy_gettext("1 minute")),
            SelectChoice(180, lazy_gettext("3 minutes")),
            SelectChoice(600, lazy_gettext("10 minutes")),
        ],
        default=30,
    )


@audience("organiser")
def solve(event_id: int) -> str | BaseResponse | tuple[str, int]:
    """Start a calculation, or see the one that runs or ran last."""
    form = SolveForm()
    if form.validate_on_submit():
        try:
            jobs().start(event_id, actor=known_caller().actor, time_limit=form.time_limit.data)
        except Refused as error:
            flash(refusal(error), "error")
        return redirect(url_for("organiser.solve", event_id=event_id))
    with database().read() as session:
        event, job = event_view(session, event_id), latest_job(session, event_id)
        numbers = {version.id: version.number for version in versions(session, event_id)}
        page = render_template(
            "organiser/solve.html",
            event=event,
            standing=standing(session, event_id),
            slots=len(slots(session, event_id)),
            job=job,
            published=numbers.get(job.timetable_id) if job and job.timetable_id else None,
            elapsed=_elapsed(job) if job else 0,
            rungs={rung.goal: rung for rung in job.ladder} if job else {},
            form=form,
        )
    return (page, 422) if form.errors else page


@audience("organiser")
def progress(event_id: int, job_id: int) -> Response:
    """How far a calculation is; the page asks twice a second."""
    with database().read() as session:
        job = job_view(session, event_id, job_id)
    return jsonify(
        running=job.running,
        seconds=_elapsed(job),
        time_limit=job.time_limit,
        goals=[
            {
                "name": rung.goal,
                "value": rung.value,
                "bound": rung.bound,
                "proven": rung.proven,
                "done": rung.done,
            }
            for rung in job.ladder
        ],
        course=[[point.seconds, point.value, point.bound] for point in job.course],
    )


@audience("organiser")
def cancel(event_id: int, job_id: int) -> BaseResponse:
    """Stop a calculation; the best timetable so far is kept."""
    try:
        jobs().cancel(event_id, job_id)
        flash(_("Stopping. The best timetable so far is kept."))
    except Refused as error:
        flash(refusal(error), "error")
    return redirect(url_for("organiser.solve", event_id=event_id))


def _elapsed(job: JobView) -> float:
    """Seconds since a calculation was asked for, until its end."""
    return round(((job.ended_at or real_now()) - job.asked_at).total_seconds(), 1)
