"""News on its way into the sockets: put into a WebSocket frame once, for all who hear it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from flask_socketio import SocketIO
from wsproto.frame_protocol import FrameProtocol

FRAMES = 64
"""Messages of which the frame is kept: as many as can be on their way to the screens at one time."""


@lru_cache(FRAMES)
def frame(text: str) -> bytes:
    """A message as it goes over the wire, uncompressed: whatever the screen asked for, it can read that.

    To compress it for each screen by itself would take longer than all the rest of a piece of news.
    """
    return bytes(FrameProtocol(client=False, extensions=[]).send_data(text, fin=True))


def frame_once(socketio: SocketIO) -> None:
    """Let a message that goes to many screens be framed once, not once for each.

    Socket.IO makes one text for all of them, and hands it to each screen's own WebSocket.

    Raises:
        RuntimeError: the WebSockets are none of simple-websocket's. Engine.IO takes gevent-websocket instead
            as soon as it is installed, and then no screen would hear anything.
    """
    engine = socketio.server.eio
    plain: Any = engine._async["websocket"]  # there is no public way to say which
    if not issubclass(plain, SimpleWebSocketWSGI):
        raise RuntimeError(
            "Mendan's screens need simple-websocket, but another package has taken its place. "
            "Please remove it: pip uninstall gevent-websocket"
        )

    class Line(plain):  # type: ignore[misc]
        """One screen's WebSocket, as Engine.IO uses it."""

        def send(self, message: str | bytes) -> None:
            if isinstance(message, bytes):
                super().send(message)
            elif not self.ws.connected:
                raise OSError("the screen is gone")
            else:
                self.ws.sock.sendall(frame(message))

    engine._async = engine._async | {"websocket": Line}
