"""The service worker: what it keeps, for which pages, and when it is a new one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from kiosk.db import Database
from kiosk.web.screens.kiosk import SHELL_HEADER
from tests.kiosk import make

NAMED = re.compile(r"""(?:from|import|import\() ?"([^"]+\.js)\"""")


def _shell(app: Flask) -> dict[str, object]:
    text = app.test_client().get("/screens/worker.js").text
    found = re.match(r"const SHELL = (.+);\n", text)
    assert found is not None
    shell: dict[str, object] = json.loads(found[1])
    return shell


def test_worker_may_keep_the_screens_and_nothing_else(app: Flask) -> None:
    answer = app.test_client().get("/screens/worker.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/screens/"
    assert answer.headers["Cache-Control"] == "no-store"


def test_worker_keeps_every_file_the_kiosk_loads(app: Flask) -> None:
    static = Path(str(app.static_folder))
    needed, seen = {"js/kiosk/kiosk.js"}, set()
    while needed:
        name = needed.pop()
        seen.add(f"/static/{name}")
        for target in NAMED.findall((static / name).read_text("utf-8")):
            path = target.removeprefix("/static/")
            whole = (static / name).parent / target if target.startswith(".") else static / path
            needed.add(whole.resolve().relative_to(static.resolve()).as_posix())
        needed = {name for name in needed if f"/static/{name}" not in seen}
    assert len(seen) > 10
    assert seen - set(_shell(app)["files"]) == set()  # type: ignore[call-overload]


@pytest.mark.parametrize("role", ["kiosk", "board"])
def test_only_a_kiosks_page_names_the_files_it_goes_with(
    app: Flask, db: Database, event_id: int, role: str
) -> None:
    with db.write() as session:
        device, token = make.device(session, event_id, role)
    client = app.test_client()
    client.set_cookie("device", token, path=f"/screens/{device}")
    headers = client.get(f"/screens/{device}").headers
    assert headers.get(SHELL_HEADER) == (_shell(app)["version"] if role == "kiosk" else None)


def test_version_changes_with_any_file(app: Flask, tmp_path: Path) -> None:
    app.static_folder = str(tmp_path / "static")
    worker = tmp_path / "static/js/kiosk/worker.js"
    worker.parent.mkdir(parents=True)
    worker.write_text("//", "utf-8")
    before = _shell(app)["version"]
    assert _shell(app)["version"] == before
    (tmp_path / "static/new.css").write_text("", "utf-8")
    assert _shell(app)["version"] != before
