"""The database keeps what it acknowledged, and no two writers act on the same past."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import IntegrityError

from kiosk.db import Database
from kiosk.domain.clock import REAL
from kiosk.domain.facts import Fact, News
from kiosk.models import Badge, Base, Event
from kiosk.services.feed import record

THREADS, EACH = 8, 50
WORLD = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def add_one(db: Database, event_id: int) -> None:
    with db.write() as session:
        event = session.get_one(Event, event_id)
        event.revision += 1


def test_400_increments_from_8_threads_are_400(db: Database, event_id: int) -> None:
    with db.read() as session:
        before = session.get_one(Event, event_id).revision
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: add_one(db, event_id), range(THREADS * EACH)))
    with db.read() as session:
        assert session.get_one(Event, event_id).revision == before + THREADS * EACH


def test_increments_of_two_databases_on_one_file_are_all_kept(db: Database, event_id: int) -> None:
    """As with the command line beside the server: the lock within one process is not what saves us."""
    other = Database(db.url)
    with db.read() as session:
        before = session.get_one(Event, event_id).revision
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: add_one((db, other)[n % 2], event_id), range(80)))
    other.dispose()
    with db.read() as session:
        assert session.get_one(Event, event_id).revision == before + 80


def test_pragmas_hold_on_every_connection(db: Database) -> None:
    for _ in range(2):
        with db.engine.connect() as connection:
            values = [
                connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
        assert values == ["wal", 2, 1, 10_000]


def test_writers_begin_immediate_and_readers_do_not(db: Database, event_id: int) -> None:
    begun: list[str] = []
    with db.engine.connect() as connection:
        connection.connection.driver_connection.set_trace_callback(begun.append)  # type: ignore[union-attr]
    with db.write() as session:  # one connection is kept for all that write
        session.connection().connection.dbapi_connection.set_trace_callback(begun.append)  # type: ignore[union-attr]
    with db.read() as session:
        session.get_one(Event, event_id)
    add_one(db, event_id)
    begins = [statement.strip() for statement in begun if statement.startswith("BEGIN")]
    assert begins == ["BEGIN", "BEGIN IMMEDIATE"]


def test_write_by_statements_and_by_rows_are_one_transaction(db: Database, event_id: int) -> None:
    """Statements go straight to the driver, rows through the session: both are kept, or neither."""

    def both(*, fail: bool) -> None:
        with db.write() as session:
            record(session, event_id, Fact.CLOCK_SET, actor="test", now=REAL.at(WORLD), topics=("board",))
            session.get_one(Event, event_id).name = "changed"
            session.flush()
            if fail:
                raise ZeroDivisionError

    def state() -> tuple[str, int]:
        with db.read() as session:
            event = session.get_one(Event, event_id)
            return event.name, event.revision

    name, revision = state()
    with pytest.raises(ZeroDivisionError):
        both(fail=True)
    assert state() == (name, revision)
    both(fail=False)
    assert state() == ("changed", revision + 1)


def test_write_after_a_statement_that_failed_is_kept(db: Database, event_id: int) -> None:
    with pytest.raises(IntegrityError), db.write() as session:
        session.add(Badge(event_id=event_id, attendee_id="nobody", code="X", created_at=WORLD))
    add_one(db, event_id)
    with db.read() as session:
        assert session.scalars(select(Badge.id).where(Badge.code == "X")).all() == []


def test_reader_sees_one_moment(db: Database, event_id: int) -> None:
    with db.read() as session:
        before = session.execute(text("SELECT revision FROM event")).scalar()
        add_one(db, event_id)
        assert session.execute(text("SELECT revision FROM event")).scalar() == before


def test_failed_write_keeps_nothing_and_tells_nobody(db: Database, event_id: int) -> None:
    heard: list[News] = []
    db.after_commit = heard.extend

    def fail() -> None:
        with db.write() as session:
            session.get_one(Event, event_id).name = "changed"
            record(session, event_id, Fact.CLOCK_SET, actor="test", now=REAL.at(WORLD), topics=("board",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with db.read() as session:
        assert session.get_one(Event, event_id).name == "試験商談会"
    assert heard == []


WRITER = """
    import sys
    from kiosk.db import Database
    from kiosk.models import User
    import datetime as dt

    database = Database(sys.argv[1])
    for number in range(100_000):
        with database.write() as session:
            session.add(User(name=str(number), password_hash="", language="ja",
                             created_at=dt.datetime.now(dt.UTC)))
        print(number, flush=True)
"""


def test_kill_of_a_writing_process_loses_nothing_acknowledged(db: Database) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), db.url],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert writer.stdout is not None
    acknowledged = -1
    for line in writer.stdout:
        acknowledged = int(line)
        if acknowledged == 40:
            writer.kill()
            break
    acknowledged = int((writer.stdout.read().splitlines() or [b"40"])[-1])
    writer.wait()
    writer.stdout.close()
    with db.read() as session:
        kept = [int(name) for name in session.execute(text('SELECT name FROM "user" ORDER BY id')).scalars()]
    # What was written but not yet acknowledged may be there too: one row at most.
    assert kept[: acknowledged + 1] == list(range(acknowledged + 1))
    assert len(kept) <= acknowledged + 2


def test_migrated_tables_are_those_of_the_models(db: Database, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{(tmp_path / 'models.sqlite3').as_posix()}")
    Base.metadata.create_all(engine)
    listing = text("SELECT name FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY name")
    with engine.connect() as modelled, db.engine.connect() as migrated:
        expected = set(modelled.execute(listing).scalars())
        found = set(migrated.execute(listing).scalars()) - {
            "alembic_version",
            "sqlite_autoindex_alembic_version_1",
        }
    engine.dispose()
    assert found == expected
