"""The screens connected to this process: who they are and which topics they watch."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from kiosk.domain.callers import Caller


@dataclass(slots=True)
class Listener:
    """One connection."""

    caller: Caller
    token: str
    event_id: int
    topics: set[str] = field(default_factory=set)


class Listeners:
    """All connections, by the id Socket.IO gives them. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_sid: dict[str, Listener] = {}
        self._closed = threading.Event()

    def add(self, sid: str, listener: Listener) -> None:
        with self._lock:
            self._by_sid[sid] = listener

    def remove(self, sid: str) -> Listener | None:
        """Forget a connection; gives what was known of it."""
        with self._lock:
            return self._by_sid.pop(sid, None)

    def get(self, sid: str) -> Listener | None:
        with self._lock:
            return self._by_sid.get(sid)

    def watch(self, sid: str, topic: str) -> None:
        """Note that a connection watches a topic."""
        with self._lock:
            if sid in self._by_sid:
                self._by_sid[sid].topics.add(topic)

    def all(self) -> list[tuple[str, Listener]]:
        """Every connection at this moment."""
        with self._lock:
            return list(self._by_sid.items())

    def watched(self) -> dict[int, set[str]]:
        """The topics that someone watches, by event."""
        found: dict[int, set[str]] = {}
        with self._lock:
            for listener in self._by_sid.values():
                found.setdefault(listener.event_id, set()).update(listener.topics)
        return found

    def close(self) -> None:
        """Nothing more will be said to them."""
        self._closed.set()

    def closed_within(self, seconds: float) -> bool:
        """Wait so long, or until closed; tells which."""
        return self._closed.wait(seconds)
