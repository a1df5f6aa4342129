"""Whether the server is alive and ready."""

from __future__ import annotations

import dataclasses
import socket

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from kiosk.config import Settings
from kiosk.db import Database


def test_server_is_ready(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_server_without_its_database_is_alive_but_not_ready(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(db, "read", gone)
    client = app.test_client()
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)


def test_server_without_its_redis_is_not_ready(app: Flask, settings: Settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # held, but not listening
        address = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        app.extensions["mendan.settings"] = dataclasses.replace(settings, redis_url=address)
        answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "no redis"})
