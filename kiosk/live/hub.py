"""The hub: sends the news of committed writes to those who watch, in commit order, and the pulse.

Writers hand their news over while they still hold their turn, so the queue is in commit order; one
background task sends it. Nothing is written while broadcasting, and no writer waits for a slow screen.
"""

from __future__ import annotations

import queue

from flask_socketio import SocketIO

from kiosk.domain.facts import News

NAMESPACE = "/live"


def channel(event_id: int, topic: str) -> str:
    """The Socket.IO room in which a topic of an event is heard."""
    return f"{event_id}:{topic}"


def message(news: News, previous: int) -> dict[str, object]:
    """News as a screen receives it on one topic."""
    return {
        "revision": news.revision,
        "previous": previous,
        "fact": news.fact.value,
        "at": news.at.isoformat(),
        **news.details,
    }


class Hub:
    """News from writers to screens."""

    def __init__(self, socketio: SocketIO) -> None:
        self.socketio = socketio
        self._queue: queue.SimpleQueue[News | None] = queue.SimpleQueue()
        socketio.start_background_task(self._send)

    def publish(self, news: list[News]) -> None:
        """Take the news of one commit; called in commit order."""
        for item in news:
            self._queue.put(item)

    def stop(self) -> None:
        """Send what is queued, then no more."""
        self._queue.put(None)

    def _send(self) -> None:
        while (item := self._queue.get()) is not None:
            for topic, previous in item.topics:
                self.socketio.emit(
                    "news", message(item, previous), namespace=NAMESPACE, to=channel(item.event_id, topic)
                )
