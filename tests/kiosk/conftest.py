"""A small published event in a real SQLite file, and an application over it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.db import Database
from tests.kiosk import make


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and nothing in them: a copy takes a tenth of the time of making them."""
    path = tmp_path_factory.mktemp("blank") / "mendan.sqlite3"
    database = Database(f"sqlite:///{path.as_posix()}")
    database.migrate()
    database.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, blank: Path) -> Settings:
    shutil.copy(blank, tmp_path)
    return Settings(
        instance=tmp_path,
        database_url=f"sqlite:///{(tmp_path / 'mendan.sqlite3').as_posix()}",
        secret_key="a key for tests",
        testing=True,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions["mendan.hub"].stop()
    app.extensions["mendan.database"].dispose()


@pytest.fixture
def db(app: Flask) -> Database:
    database: Database = app.extensions["mendan.database"]
    return database


@pytest.fixture
def event_id(db: Database) -> int:
    """The small event of `make.event`, its clock at 10:05 of its day."""
    with db.write() as session:
        return make.event(session, at=dt.time(10, 5))
