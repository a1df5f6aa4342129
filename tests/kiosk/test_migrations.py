"""The migrations lead to just the tables that the models speak of."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kiosk.db import Database
from kiosk.models import Base


def test_migrations_agree_with_the_models(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{(tmp_path / 'fresh.sqlite3').as_posix()}")
    database.migrate()
    with database.engine.connect() as connection:
        drift = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    database.dispose()
    assert drift == []


def test_migrations_run_twice_change_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{(tmp_path / 'twice.sqlite3').as_posix()}")
    database.migrate()
    database.migrate()
    with database.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0001"
    database.dispose()
