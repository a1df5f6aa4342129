"""News on its way into the sockets: put into a frame once, and written at once where there is room."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.packet import MESSAGE, Packet
from flask_socketio import SocketIO
from gevent import monkey
from wsproto.frame_protocol import FrameProtocol

FRAMES = 64
"""Messages of which the frame is kept: as many as can be on their way to the screens at one time."""
AT_ONCE = 4096
"""Bytes of the longest frame that a socket takes whole whenever it says that it has room."""
try:
    # The system's own: gevent's would let others run while it asks.
    _poll: Any = monkey.get_original("select", "poll")
    _WRITABLE: int = monkey.get_original("select", "POLLOUT")
except AttributeError:
    _poll = None  # Windows has none: there everything goes by the outbox


@lru_cache(FRAMES)
def frame(text: str) -> bytes:
    """A message as it goes over the wire, uncompressed: whatever the screen asked for, it can read that.

    To compress it for each screen by itself would take longer than all the rest of a piece of news.
    """
    return bytes(FrameProtocol(client=False, extensions=[]).send_data(text, fin=True))


def frame_once(socketio: SocketIO) -> None:
    """Let a message to many screens be framed once, and written without waking a task for each of them.

    Engine.IO hands each message to a queue of the screen, which a task of the screen's own writes from. That
    stays for whatever cannot be written at once; a screen that reads slowly keeps nobody waiting.

    Raises:
        RuntimeError: the WebSockets are none of simple-websocket's. Engine.IO takes gevent-websocket instead
            as soon as it is installed, and then no screen would hear anything.
    """
    engine = socketio.server.eio
    plain = engine._async  # there is no public way to say which to use
    if not issubclass(plain["websocket"], SimpleWebSocketWSGI):
        raise RuntimeError(
            "Mendan's screens need simple-websocket, but another package has taken its place. "
            "Please remove it: pip uninstall gevent-websocket"
        )
    engine._async = plain | {"queue": _outbox(plain["queue"]), "websocket": _line(plain["websocket"])}


def _outbox(queue: Any) -> Any:
    """Engine.IO's kind of queue, which keeps only what could not be written at once."""

    class Outbox(queue):  # type: ignore[misc]
        """What waits for one screen. While anything does, whatever comes waits behind it."""

        def __init__(self) -> None:
            super().__init__()
            self.line: Any = None
            """The screen's WebSocket, from its first message on."""
            self.turn = threading.Lock()
            """Held while somebody writes to it."""
            self.waiting = 0
            """Packets that were put aside and are not written yet."""
            self._counting = threading.Lock()

        def put(self, packet: Packet | None, *more: Any, **options: Any) -> None:
            """Write a packet, or keep it for the task that writes; None ends that task."""
            if packet is not None:
                if self._written_at_once(packet):
                    return
                self.count(1)
            super().put(packet, *more, **options)

        def count(self, more: int) -> None:
            with self._counting:
                self.waiting += more

        def _written_at_once(self, packet: Packet) -> bool:
            # Engine.IO's own packets wait: a task that writes nothing for long takes its screen for gone.
            if self.line is None or packet.packet_type != MESSAGE or not self.turn.acquire(blocking=False):
                return False
            try:
                return self.waiting == 0 and self.line.takes(packet.encode())
            finally:
                self.turn.release()

    return Outbox


def _line(websocket: Any) -> Any:
    """Engine.IO's kind of WebSocket, which can also be written to at once."""

    class Line(websocket):  # type: ignore[misc]
        """One screen's WebSocket, as Engine.IO uses it."""

        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.outbox = handler.__self__.queue  # the handler is the method of an Engine.IO socket
            self._room: Any = None

        def send(self, message: str | bytes) -> None:
            """Write what was in the outbox; called by the task that empties it."""
            try:
                with self.outbox.turn:
                    self._write(message)
            finally:
                self.outbox.count(-1)
            if self.outbox.line is None and _poll is not None:
                self._room = _poll()
                self._room.register(self.ws.sock.fileno(), _WRITABLE)
                self.outbox.line = self

        def takes(self, message: str | bytes) -> bool:
            """Write a message if there is room for it now; tells whether it was written."""
            if isinstance(message, bytes) or not self.ws.connected:
                return False
            framed = frame(message)
            if len(framed) > AT_ONCE or [ready for _, ready in self._room.poll(0)] != [_WRITABLE]:
                return False
            try:
                sent = self.ws.sock.send(framed)
            except OSError:
                return False  # the screen is gone: its own task will find that, and hang up
            if sent < len(framed):
                self.ws.sock.sendall(framed[sent:])
            return True

        def _write(self, message: str | bytes) -> None:
            if isinstance(message, bytes):
                super().send(message)
            elif not self.ws.connected:
                raise OSError("the screen is gone")
            else:
                self.ws.sock.sendall(frame(message))

    return Line
