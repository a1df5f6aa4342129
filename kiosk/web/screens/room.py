"""A room's tablet: who is at the table, who is next, and the one button of the host."""

from __future__ import annotations

from flask import Response, after_this_request, render_template

from kiosk.domain.interview_states import NO_SHOW_GRACE_MINUTES
from kiosk.domain.outcomes import LONGEST_NOTE
from kiosk.queries.clocks import clock_view, existing_event
from kiosk.queries.devices import DeviceView
from kiosk.queries.snapshots import as_json
from kiosk.services.rooms import LONGEST_HOST
from kiosk.web.context import database, known_event, real_now
from kiosk.web.screens.kiosk import SHELL_HEADER, kept_as, shell_version


def show(device: DeviceView, token: str) -> str:
    """The tablet's page; its scripts speak to the API with the device's token and count the event's clock.

    Where the origin is secure the browser keeps it, so that it opens again while the server is away.
    """
    with database().read() as session:
        event = existing_event(session, known_event())
        clock = as_json(clock_view(event, real_now()))

    @after_this_request
    def _keep(response: Response) -> Response:
        response.headers[SHELL_HEADER] = shell_version()
        return response

    return render_template(
        "room/room.html",
        device=device,
        event=kept_as(event),
        token=token,
        clock=clock,
        grace=NO_SHOW_GRACE_MINUTES,
        longest_note=LONGEST_NOTE,
        longest_host=LONGEST_HOST,
    )
