"""What a server that speaks HTTPS answers to a browser that speaks plain HTTP at the same port.

A tablet that does not trust our authority yet reads there how to, without first passing a warning. It gets
the guide and the certificate only; everything else is one step further, at the secure address.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
TLS_HANDSHAKE = b"\x16"
"""The first byte of everybody who begins with TLS."""
FIRST_BYTE_SECONDS = 10.0
"""Browsers begin at once; one that opens a connection in advance opens another when it needs it."""
MOST_SILENT = 512
"""Connections that have not said a byte yet; all tablets of a hall together are fewer."""
OPEN = "/certificate"
OPEN_BELOW = ("/certificate/", "/static/")


class SilentError(Exception):
    """The other side said nothing in time, or too many others are silent already."""


class Threshold:
    """Where whoever has connected says the first byte: not for ever, and not everybody at once."""

    def __init__(self, seconds: float = FIRST_BYTE_SECONDS, most: int = MOST_SILENT) -> None:
        self.seconds = seconds
        self.most = most
        self.silent = 0

    def speaks_plainly(self, connection: socket.socket) -> bool:
        """Whether the other side began without TLS; waits for its first byte and leaves it where it is.

        Raises:
            SilentError: the connection is to be closed.
        """
        if self.silent >= self.most:
            raise SilentError
        before = connection.gettimeout()
        connection.settimeout(self.seconds)
        self.silent += 1
        try:
            first = connection.recv(1, socket.MSG_PEEK)
        except TimeoutError as error:
            raise SilentError from error
        finally:
            self.silent -= 1
            connection.settimeout(before)
        return first not in (b"", TLS_HANDSHAKE)


def plain_door(app: Answer) -> Answer:
    """The application for plain HTTP: what helps to trust the server, and the way to the secure address."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == OPEN or path.startswith(OPEN_BELOW):
            return app(environ, start_response)
        query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
        where = f"https://{environ.get('HTTP_HOST', '')}{quote(path.encode('latin-1'))}{query}"
        start_response("307 Temporary Redirect", [("Location", where), ("Content-Length", "0")])
        return []

    return answer
