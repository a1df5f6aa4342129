"""What a check-in is measured against: an empty Flask route with one INSERT, under the product's own server.

`python -m bench.bare_server DATABASE PORT`: POST / writes one row, synchronous=FULL.
"""

from gevent import monkey

monkey.patch_all()

import sqlite3  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402

from flask import Flask  # noqa: E402

from kiosk.server import reserve, serve  # noqa: E402

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


def main() -> None:
    app = Flask(__name__)
    connection, turn = connect(sys.argv[1]), threading.Lock()

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/")
    def write() -> dict[str, str]:
        with turn:
            insert(connection)
        return {"status": "ok"}

    serve(app, reserve("127.0.0.1", int(sys.argv[2])), "gevent", None, ready=lambda: None)


if __name__ == "__main__":
    main()
