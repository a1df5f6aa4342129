"""The migrations lead to just the tables that the models speak of."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
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
        assert MigrationContext.configure(connection).get_current_revision() == "0004"
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


def test_migration_that_tears_references_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{(tmp_path / 'torn.sqlite3').as_posix()}")
    database.migrate("0003")
    upgrade = command.upgrade

    def tear(config: Config, revision: str) -> None:
        upgrade(config, revision)
        config.attributes["connection"].execute(
            text("INSERT INTO badge VALUES (1, 1, 'nobody', 'ABC', '2026-11-01 00:00:00', NULL)")
        )

    monkeypatch.setattr("kiosk.db.command.upgrade", tear)
    with pytest.raises(RuntimeError, match="refer"):
        database.migrate()
    with database.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0003"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM badge")).scalar() == 0
    database.dispose()


def test_a_reference_torn_before_does_not_keep_the_server_from_starting(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{(tmp_path / 'torn.sqlite3').as_posix()}")
    database.migrate()
    with contextlib.closing(sqlite3.connect(tmp_path / "torn.sqlite3")) as outside:  # without foreign keys
        outside.execute("INSERT INTO badge VALUES (1, 1, 'nobody', 'ABC', '2026-11-01', NULL)")
        outside.commit()
    database.migrate()
    database.dispose()


def test_a_badge_and_its_scan_outlive_the_tables_made_anew(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{(tmp_path / 'old.sqlite3').as_posix()}")
    database.migrate("0003")
    rows = (
        "event (id, name, name_en, venue, timezone, language, notice, slot_minutes, gap_minutes, goals,"
        " label_buyer, label_supplier, extra, created_at, revision, clock_speed)"
        " VALUES (1, '商談会', '', '', 'Asia/Tokyo', 'ja', '', 10, 0, '[]', '', '', '{}',"
        " '2026-11-01 00:00:00', 0, 1.0)",
        "attendee (event_id, id, position, name, kana, name_en, title, email, phone, search)"
        " VALUES (1, 'P1', 0, '山田', '', '', '', '', '', '')",
        "badge (id, event_id, attendee_id, code, created_at)"
        " VALUES (1, 1, 'P1', 'ABC', '2026-11-01 00:00:00')",
        "scan (id, event_id, nonce, kind, result, reason, raw, badge_id, actor, happened_at, arrived_at,"
        " recorded_at, flagged, details) VALUES (1, 1, 'n', 'checkin', 'ok', '', '', 1, 'device:1',"
        " '2026-11-01 00:00:00', '2026-11-01 00:00:00', '2026-11-01 00:00:00', 0, '{}')",
    )
    with database.engine.begin() as connection:
        for row in rows:
            connection.execute(text(f"INSERT INTO {row}"))
    database.migrate()
    with database.engine.connect() as connection:
        found = connection.execute(
            text("SELECT scan.nonce, badge.code FROM scan JOIN badge ON badge.id = badge_id")
        )
        assert [tuple(row) for row in found] == [("n", "ABC")]
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.dispose()
