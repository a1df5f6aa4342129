"""The migrations lead to just the tables that the models speak of."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

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
        assert MigrationContext.configure(connection).get_current_revision() == "0003"
    database.dispose()


def test_a_kiosk_from_before_profiles_stands_at_a_desk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{(tmp_path / 'old.sqlite3').as_posix()}")
    database.migrate("0001")
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO event VALUES (1, '商談会', '', '', 'Asia/Tokyo', 'ja', '', 10, 0, NULL, NULL,"
                " NULL, '[]', '', '', '{}', '2026-11-01 00:00:00', 0, NULL, NULL, 1.0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO device (id, event_id, role, name, language, generation, created_at,"
                " clock_offset) VALUES (1, 1, 'kiosk', '受付', 'ja', 1, '2026-11-01 00:00:00', 0),"
                " (2, 1, 'board', 'ロビー', 'ja', 1, '2026-11-01 00:00:00', 0)"
            )
        )
    database.migrate()
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT id, profile, options FROM device ORDER BY id")).all()
    database.dispose()
    assert [tuple(row) for row in found] == [(1, "desk", "{}"), (2, "", "{}")]
