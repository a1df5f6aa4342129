"""The timetable: its grid, its unmet wishes, its versions, and publishing the next one."""

from __future__ import annotations

import datetime as dt

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from kiosk.domain.facts import ORGANISER
from kiosk.i18n import local
from kiosk.queries import timetables as queries
from kiosk.queries.clocks import moment
from kiosk.queries.events import event_view, standing
from kiosk.queries.topics import topic_revision
from kiosk.queries.wishes import wishes
from kiosk.services import publishing
from kiosk.web.audience import audience
from kiosk.web.context import database, known_caller, real_now, settings
from kiosk.web.identity import organiser_token


@audience("organiser")
def timetable(event_id: int) -> str:
    """The newest timetable, or the one asked for with `?timetable=`; one day of it with `?day=`."""
    with database().read() as session:
        event = event_view(session, event_id)
        versions = queries.versions(session, event_id)
        version = queries.shown(versions, request.args.get("timetable", type=int))
        if version is None:
            return render_template("organiser/timetable_none.html", event=event)
        day = _day(event.days)
        token = organiser_token(settings().secret_key, current_user.id, event_id) if version.latest else ""
        return render_template(
            "organiser/timetable.html",
            event=event,
            standing=standing(session, event_id),
            versions=versions,
            version=version,
            day=day,
            grid=queries.grid(session, event_id, version, day),
            unplaced=sorted(
                (wish for wish in wishes(session, event_id, version.id) if wish.reason),
                key=lambda wish: (wish.rank is None, wish.rank or 0),
            ),
            changes=queries.changes(session, event_id, version),
            printed=local(real_now(), event.timezone),
            token=token,
        )


@audience("organiser")
def states(event_id: int) -> Response:
    """The state of every interview: what the grid reads again after a gap in the news."""
    with database().read() as session:
        event = event_view(session, event_id)
        revision = topic_revision(session, event_id, ORGANISER)
        now = moment(session, event_id, real_now())
        found = queries.interview_states(session, event_id)
        version = queries.versions(session, event_id)[:1]
    return jsonify(
        revision=revision,
        clock={
            "now": local(now.event, event.timezone).isoformat(),
            "speed": event.clock.speed,
            "rehearsal": event.clock.rehearsal,
        },
        newest=version[0].id if version else None,
        states=found,
    )


@audience("organiser")
def publish(event_id: int, timetable_id: int) -> BaseResponse:
    """Make a draft the timetable everyone goes by."""
    with database().write() as session:
        event_view(session, event_id)  # refuses where there is no such event
        number = publishing.publish(
            session,
            event_id,
            timetable_id,
            actor=known_caller().actor,
            now=moment(session, event_id, real_now()),
        )
    flash(_("Version %(number)s is published. All screens show it now.", number=number))
    return redirect(url_for("organiser.timetable", event_id=event_id))


def _day(days: tuple[dt.date, ...]) -> dt.date | None:
    """The day asked for, if the event has it; None = all days."""
    return next((day for day in days if day.isoformat() == request.args.get("day")), None)
