"""The cable between a kiosk and the server: a test can pull it out, plug it in again, or let it hang."""

from __future__ import annotations

import contextlib
import select
import socket
import threading

from tests.e2e.server import Server, free_port

PIECE = 65536


class Cable:
    """Passes what comes to its own port on to the server and back, as long as it is plugged in.

    Pulled out, connections are broken and new ones refused; hanging, they are taken and nothing passes, as
    with a server that is busy beyond reason.
    """

    def __init__(self, server: Server, host: str = "127.0.0.1") -> None:
        self.port = free_port()
        self._host = host
        self._server = server
        self._door: socket.socket | None = None
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._flows = threading.Event()
        self.plug()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self.port}"

    def plug(self) -> None:
        """In again, or flowing again."""
        self._flows.set()
        if self._door is not None:
            return
        door = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self._door = door
        threading.Thread(target=self._welcome, args=(door,), daemon=True).start()

    def pull(self) -> None:
        """Out: everything that was connected is no more."""
        door, self._door = self._door, None
        if door is not None:
            with contextlib.suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()
        with self._lock:
            ends = list(self._ends)
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hang(self) -> None:
        """Nothing passes until it is plugged in again."""
        self._flows.clear()

    def _welcome(self, door: socket.socket) -> None:
        while True:
            try:
                caller, _address = door.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(caller,), daemon=True).start()

    def _pass(self, caller: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            caller,
            socket.create_connection(("127.0.0.1", self._server.port), timeout=5) as server,
        ):
            with self._lock:
                self._ends |= {caller, server}
            try:
                self._both_ways(caller, server)
            finally:
                with self._lock:
                    self._ends -= {caller, server}

    def _both_ways(self, one: socket.socket, other: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([one, other], [], [], 0.5)
            self._flows.wait()
            for end in ready:
                piece = end.recv(PIECE)
                if not piece:
                    return
                (other if end is one else one).sendall(piece)
