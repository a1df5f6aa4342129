"""What the camera needs of the server: the reader of codes may be compiled where it is used, nowhere else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from flask import Flask

from kiosk.db import Database
from tests.kiosk import make

VENDOR = Path(__file__).resolve().parents[3] / "static/vendor"


@pytest.mark.parametrize(("role", "compiles"), [("kiosk", True), ("room", False), ("board", False)])
def test_only_the_kiosks_page_may_compile(
    app: Flask, db: Database, event_id: int, role: str, compiles: bool
) -> None:
    with db.write() as session:
        number, token = make.device(session, event_id, role)
    client = app.test_client()
    client.set_cookie("device", token, path=f"/screens/{number}")
    answer = client.get(f"/screens/{number}")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert ("wasm-unsafe-eval" in policy) == compiles
    assert "'unsafe-eval'" not in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize(
    ("address", "kind", "compiles"),
    [
        ("/screens/decoder.js", "text/javascript; charset=utf-8", True),
        ("/static/js/kiosk/camera.js", "text/javascript; charset=utf-8", False),
        ("/static/vendor/zxing_reader.wasm", "application/wasm", False),
    ],
)
def test_decoder_may_compile_and_its_files_have_the_types_browsers_ask_for(
    app: Flask, address: str, kind: str, compiles: bool
) -> None:
    answer = app.test_client().get(address)
    assert answer.content_type == kind
    assert ("wasm-unsafe-eval" in answer.headers["Content-Security-Policy"]) == compiles
    answer.close()


def test_decoder_and_its_wasm_are_of_one_version() -> None:
    vendor = Path(__file__).resolve().parents[3] / "static/vendor"
    expected = hashlib.sha256((vendor / "zxing_reader.wasm").read_bytes()).hexdigest()
    assert expected in (vendor / "zxing-reader.js").read_text("utf-8")
