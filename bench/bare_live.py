"""What live news are measured against: a WebSocket server that does nothing but pass messages on.

`python -m bench.bare_live PORT`: a socket says its topic; POST / `{"topics", "text"}` sends the text to
everyone who watches one of them, framed once. The same gevent, the same simple-websocket, no database, no
Socket.IO.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Iterable  # noqa: E402
from typing import Any  # noqa: E402

from simple_websocket import ConnectionClosed, Server  # noqa: E402

from bench.watchers import HOST  # noqa: E402
from kiosk.live.wire import frame  # noqa: E402
from kiosk.server import reserve, serve  # noqa: E402

watching: dict[str, dict[int, Any]] = {}


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The whole server."""
    if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
        _listen(Server(environ))
        return []
    if environ["REQUEST_METHOD"] == "POST":
        said = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        message = frame(said["text"])
        for topic in said["topics"]:
            for socket in list(watching.get(topic, {}).values()):
                socket.sock.sendall(message)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
    return [b"{}"]


def _listen(socket: Server) -> None:
    topic = json.loads(socket.receive())
    watching.setdefault(topic, {})[id(socket)] = socket
    socket.send("watching")
    try:
        while True:
            socket.receive()
    except ConnectionClosed:
        watching[topic].pop(id(socket), None)


def main() -> None:
    serve(app, reserve(HOST, int(sys.argv[1])), "gevent", None, ready=lambda: None)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
