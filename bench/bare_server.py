"""What a check-in is measured against: an empty Flask route with one INSERT, under the product's own server.

`python -m bench.bare_server DATABASE PORT`: POST / writes one row, synchronous=FULL.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import threading  # noqa: E402

from flask import Flask  # noqa: E402

from bench.bare import connect, insert  # noqa: E402
from kiosk.server import reserve, serve  # noqa: E402


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
