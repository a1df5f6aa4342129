"""The database: two ways in, one to read and one to write.

Readers see one consistent moment. Writers queue: on SQLite each begins with BEGIN IMMEDIATE (a deferred
transaction that reads and then writes loses updates), behind an in-process lock that keeps the wait fair;
PostgreSQL locks the event's row instead. `synchronous=FULL` lets an acknowledged write survive a power cut.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from kiosk.domain.facts import News
from kiosk.queries.prepared import Prepared

BUSY_TIMEOUT_MS = 10_000


class Database:
    """One engine with a reader and a writer. `after_commit` is told the news of every committed write."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.sqlite else create_engine(url, pool_pre_ping=True)
        level = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = sessionmaker(self.engine.execution_options(**level), expire_on_commit=False)
        self._writer = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)
        self._turn: contextlib.AbstractContextManager[Any] = (
            threading.Lock() if self.sqlite else contextlib.nullcontext()
        )
        self.after_commit: Callable[[list[News]], None] = lambda _news: None
        self._looking = threading.Lock()
        self._eye: Any = None
        self._pen: Connection | None = None

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever it changes is not kept."""
        with self._reader() as session:
            yield session

    def look(self, statement: Prepared, **values: Any) -> Any | None:
        """The one row of one statement, as things stand, or None: what every request asks first.

        A session takes several times as long as such a statement, so on SQLite one connection without
        transactions is kept for them.
        """
        if not self.sqlite:
            with self.read() as session:
                return statement.one(session, **values)
        with self._looking:
            if self._eye is None:
                self._eye = self.engine.raw_connection()
                self._eye.detach()
            return statement.one_on(self._eye.dbapi_connection, self.engine.dialect, **values)

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all.

        Nothing slow belongs inside. The news that `feed.record` put on the session is handed on after the
        commit, in commit order.
        """
        with self._turn:
            with self._on_sqlite() if self.sqlite else self._writer.begin() as session:
                yield session
            if news := session.info.pop("news", None):
                self.after_commit(news)

    @contextlib.contextmanager
    def _on_sqlite(self) -> Iterator[Session]:
        """A session within a transaction of the one connection that writes.

        It is said to the driver itself: what is written by `Prepared` statements alone, such as a check-in,
        never sets the session's own machinery in motion, which takes longer than writing.
        """
        if self._pen is None:
            self._pen = self.engine.execution_options(writes=True).connect()
            self._pen.detach()
        driver: Any = self._pen.connection.dbapi_connection
        driver.execute("BEGIN IMMEDIATE")
        try:
            with self._writer(bind=self._pen, info={"driver": driver}) as session:
                yield session
                if session.in_transaction():
                    session.commit()
            driver.commit()
        finally:
            driver.rollback()  # does nothing after the commit

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to the present shape, or only as far as a revision; wholly or not at all.

        Raises:
            RuntimeError: a migration would have torn what refers to what.
        """
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with (
            self.engine.execution_options(writes=True).connect() as connection,
            self._tables_free(connection),
        ):
            config.attributes["connection"] = connection
            with connection.begin():  # else Alembic commits before anything is checked
                torn = self._torn(connection)
                command.upgrade(config, revision)
                if self._torn(connection) > torn:
                    raise RuntimeError("the migration left rows that refer to nothing; none of it was kept")

    @contextlib.contextmanager
    def _tables_free(self, connection: Connection) -> Iterator[None]:
        """On SQLite a table is altered by making it anew: what refers to it must not fall with the old."""
        driver: Any = connection.connection.driver_connection
        if self.sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            if self.sqlite:
                driver.execute("PRAGMA foreign_keys = ON")

    def _torn(self, connection: Connection) -> int:
        """How many references are to rows that are not there."""
        return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all()) if self.sqlite else 0

    def dispose(self) -> None:
        if self._eye is not None:
            self._eye.close()
            self._eye = None
        if self._pen is not None:
            self._pen.close()
            self._pen = None
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000})
    path = engine.url.database
    if path and path != ":memory:":
        # Made here with owner-only rights: sqlite itself would follow the umask.
        with contextlib.suppress(OSError):  # sqlite says so when it is asked to open it
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection
        if not driver.in_transaction:
            writes = connection.get_execution_options().get("writes", False)
            # Straight to the driver: this is said before every request.
            driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
