"""The least that durable writing takes: one row a commit, synchronous=FULL."""

from __future__ import annotations

import sqlite3

PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
INSERT = "INSERT INTO bare (text) VALUES (?)"


def connect(path: str) -> sqlite3.Connection:
    """A connection that commits when it is told to, with a table of one column."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, text TEXT)")
    return connection


def insert(connection: sqlite3.Connection) -> None:
    """One row, committed."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(INSERT, ("a row of about the length of a check-in's answer" * 4,))
    connection.execute("COMMIT")
