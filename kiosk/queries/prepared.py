"""Statements that every check-in runs: compiled once, then handed straight to the driver.

SQLAlchemy takes about a tenth of a millisecond for each statement, several times what SQLite takes to run
it; at the peak of reception that is most of an answer's time. The statements stay SQLAlchemy's own, with its
types and for every database: on PostgreSQL, where the way over the wire costs more, they are run as usual.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in SQLite's words: its parameters in order, and what is done to values on their way."""

    sql: str
    parameters: tuple[tuple[str, Any, Processor | None], ...]
    """Name, value where the statement brings one, and how a value is written."""
    read: tuple[tuple[int, Processor], ...]
    """The columns that are not taken as they are."""
    row: Callable[[Iterable[Any]], Any]

    def bind(self, values: dict[str, Any]) -> list[Any]:
        return [
            values.get(name, given) if write is None else write(values.get(name, given))
            for name, given, write in self.parameters
        ]

    def named(self, row: tuple[Any, ...]) -> Any:
        values = list(row)
        for column, read in self.read:
            values[column] = read(values[column])
        return self.row(values)


class Prepared:
    """A statement to be run many times, with the values of its parameters given by name."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: _Compiled | None = None

    def run(self, session: Session, **values: Any) -> None:
        """Run it for its effect."""
        driver = _driver(session)
        if driver is None:
            session.connection().execute(self._statement, values)
        else:
            compiled = self._on_sqlite(session.get_bind().dialect, values)
            driver.execute(compiled.sql, compiled.bind(values))

    def run_each(self, session: Session, rows: list[dict[str, Any]]) -> None:
        """Run it once for each row of values."""
        driver = _driver(session)
        if driver is None:
            session.connection().execute(self._statement, rows)
        else:
            compiled = self._on_sqlite(session.get_bind().dialect, rows[0])
            driver.executemany(compiled.sql, [compiled.bind(row) for row in rows])

    def rows(self, session: Session, **values: Any) -> list[Any]:
        """The rows found, their columns by name."""
        driver = _driver(session)
        if driver is None:
            return list(session.connection().execute(self._statement, values))
        return self._rows_on(driver, session.get_bind().dialect, values)

    def one(self, session: Session, **values: Any) -> Any | None:
        """The only row, or None."""
        return _only(self.rows(session, **values))

    def one_on(self, driver: Any, dialect: Dialect, **values: Any) -> Any | None:
        """The only row, or None, on a connection of SQLite's own."""
        return _only(self._rows_on(driver, dialect, values))

    def _rows_on(self, driver: Any, dialect: Dialect, values: dict[str, Any]) -> list[Any]:
        compiled = self._on_sqlite(dialect, values)
        return [compiled.named(row) for row in driver.execute(compiled.sql, compiled.bind(values)).fetchall()]

    def _on_sqlite(self, dialect: Dialect, values: dict[str, Any]) -> _Compiled:
        if self._compiled is None:
            self._compiled = _compile(self._statement, dialect, list(values))
        return self._compiled


def _only(rows: list[Any]) -> Any | None:
    if len(rows) > 1:
        raise RuntimeError("there are several rows where one is expected")
    return rows[0] if rows else None


def _compile(statement: Executable, dialect: Dialect, names: list[str]) -> _Compiled:
    written = getattr(statement, "is_dml", False)
    compiled: Any = statement.compile(  # type: ignore[attr-defined]
        dialect=dialect, column_keys=names if written else None
    )
    columns = list(getattr(statement, "exported_columns", ()))
    binds = [(name, compiled.binds[name]) for name in compiled.positiontup]
    readers = [_own(column.type, dialect).result_processor(dialect, None) for column in columns]
    names_of_columns = [column.key for column in columns]
    kind: Any = namedtuple("Row", names_of_columns)  # type: ignore[misc]
    return _Compiled(
        compiled.string,
        tuple((name, one.value, _own(one.type, dialect).bind_processor(dialect)) for name, one in binds),
        tuple((number, read) for number, read in enumerate(readers) if read is not None),
        kind._make,
    )


def _own(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """A type as this database has it."""
    return kind.dialect_impl(dialect)


def _driver(session: Session) -> Any | None:
    """SQLite's own connection within this session's transaction; None on other databases."""
    if "driver" not in session.info:
        connection = session.connection()
        on_sqlite = connection.dialect.name == "sqlite"
        session.info["driver"] = connection.connection.driver_connection if on_sqlite else None
    return session.info["driver"]
