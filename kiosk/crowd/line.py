"""How a crowd speaks to the server: as devices do, again with the same nonce until there is an answer."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

PAUSE = 0.5
"""Seconds before the same is asked again."""
TIMEOUT = 30.0


class Over(Exception):  # noqa: N818 - it names what happened
    """The server does not know the token any more: the rehearsal has ended."""


class Line:
    """One connection, kept open."""

    def __init__(self, address: str, authority: str = "") -> None:
        self._parts = urlsplit(address)
        self._authority = authority
        self._connection: http.client.HTTPConnection | None = None

    def get(self, token: str, path: str) -> dict[str, Any]:
        """What the server says of something.

        Raises:
            Over: it does not know the token any more.
        """
        return self._ask("GET", token, path, None)[1]

    def post(self, token: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Have something done; gives status and answer.

        Raises:
            Over: the server does not know the token any more.
        """
        return self._ask("POST", token, path, json.dumps(body))

    def _ask(self, method: str, token: str, path: str, body: str | None) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        while True:
            try:
                line = self._open()
                line.request(method, f"/api/v1{path}", body, headers)
                answer = line.getresponse()
                status, text = answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                self.close()
                time.sleep(PAUSE)
                continue
            if status == 401:
                raise Over
            if status < 500:
                return status, json.loads(text)
            time.sleep(PAUSE)

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            host, port = self._parts.hostname or "", self._parts.port
            if self._parts.scheme == "https":
                trusted = ssl.create_default_context(cafile=self._authority or None)
                self._connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=trusted)
            else:
                self._connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        return self._connection

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
