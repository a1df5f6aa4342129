"""The reception's screen: scan a badge, see where to go; and what keeps its page when the server is away."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import Response, after_this_request, current_app, render_template, send_from_directory, url_for

from kiosk.models import Event
from kiosk.queries.clocks import existing_event
from kiosk.queries.devices import DeviceView
from kiosk.queries.reception import reception_snapshot
from kiosk.queries.snapshots import as_json
from kiosk.security import COMPILING_POLICY
from kiosk.web.audience import audience
from kiosk.web.context import database, known_event, real_now

SHELL_HEADER = "Mendan-Shell"
"""Names, on a kiosk's page, the version of the files that belong to it."""
WORKER = "js/kiosk/worker.js"
DECODER = "js/kiosk/decode_worker.js"
NOT_KEPT = frozenset({".md", ".LICENSE", ""})
"""Kinds of static files that no page loads."""


def show(device: DeviceView, token: str) -> str:
    """The kiosk's page; its scripts speak to the API with the device's token and count the event's clock."""
    with database().read() as session:
        snapshot = as_json(reception_snapshot(session, known_event(), real_now()))
        event = existing_event(session, known_event())
    name = kept_as(event)

    @after_this_request
    def _add_headers(response: Response) -> Response:
        response.headers[SHELL_HEADER] = shell_version()
        response.headers["Content-Security-Policy"] = COMPILING_POLICY
        return response

    return render_template(
        "kiosk/kiosk.html", device=device, token=token, event=name, clock=snapshot["clock"]
    )


def kept_as(event: Event) -> str:
    """The name by which a browser keeps what waits of an event: a rehearsal has one that no other ever has.

    Ids of events come again.
    """
    return f"{event.id}@{event.created_at.isoformat()}" if event.rehearsal_of else str(event.id)


@audience("anyone")
def worker() -> Response:
    """The service worker that keeps the kiosk's page and files in the browser, where the origin is secure.

    Its text begins with the names of all files and their common version: when one of them changes, so does
    the text, and browsers fetch all of them anew.
    """
    shell = {
        "version": shell_version(),
        "header": SHELL_HEADER,
        "files": [
            url_for("screens.decoder"),
            *(url_for("static", filename=name) for name, _path in _files()),
        ],
    }
    text = (static_folder() / WORKER).read_text("utf-8")
    answer = Response(f"const SHELL = {json.dumps(shell)};\n{text}", mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/screens/"
    return answer


@audience("anyone")
def decoder() -> Response:
    """The script that reads codes beside the kiosk's page, in its own policy: what it uses is compiled.

    It lies where the service worker answers for it: browsers go by the address of such a script.
    """
    answer = send_from_directory(static_folder(), DECODER, mimetype="text/javascript")
    answer.headers["Content-Security-Policy"] = COMPILING_POLICY
    return answer


def shell_version() -> str:
    """Changes whenever a static file does."""
    mixed = hashlib.sha256()
    for name, path in _files():
        stat = path.stat()
        mixed.update(f"{name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return mixed.hexdigest()[:16]


def static_folder() -> Path:
    """Where the files lie that pages load."""
    return Path(current_app.static_folder or "")


def _files() -> list[tuple[str, Path]]:
    """The static files that pages load, by their names in addresses."""
    root = static_folder()
    return sorted(
        (path.relative_to(root).as_posix(), path)
        for path in root.rglob("*")
        if path.is_file() and path.suffix not in NOT_KEPT
    )
