"""The hub: sends the news of committed writes to those who watch, in commit order, and the pulse.

Writers hand their news over while they still hold their turn, so the queue is in commit order; one
background task sends it. Nothing is written while broadcasting, and no writer waits for a slow screen.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from typing import Any, cast

from flask_socketio import SocketIO

from kiosk.domain.facts import Fact, News, told_as, told_on
from kiosk.live.listeners import Listeners

NAMESPACE = "/live"
log = logging.getLogger(__name__)


def channel(event_id: int, topic: str) -> str:
    """The Socket.IO room in which a topic of an event is heard."""
    return f"{event_id}:{topic}"


def message(news: News, topic: str, previous: int) -> dict[str, object]:
    """News as a screen receives it on one topic."""
    return {
        "topic": told_as(topic),
        "revision": news.revision,
        "previous": previous,
        "fact": news.fact.value,
        "at": news.at.isoformat(),
        **told_on(topic, news.details),
    }


class Hub:
    """News from writers to screens."""

    def __init__(self, socketio: SocketIO) -> None:
        self.socketio = socketio
        self.listeners = Listeners()
        self._queue: queue.SimpleQueue[News | None] = queue.SimpleQueue()
        self._tasks: list[Any] = []
        self.start(self._send)

    def start(self, task: Callable[[], None]) -> None:
        """Run something until the hub stops."""
        self._tasks.append(self.socketio.start_background_task(task))

    def publish(self, news: list[News]) -> None:
        """Take the news of one commit; called in commit order."""
        for item in news:
            self._queue.put(item)

    def stop(self) -> None:
        """Send what is queued, then no more news and no pulse; returns when that is done."""
        self._queue.put(None)
        self.listeners.close()
        for task in self._tasks:
            task.join()

    def disconnect_device(self, device_id: int) -> None:
        """Hang up on a device whose pairing was taken back."""
        for sid, listener in self.listeners.all():
            if listener.caller.device_id == device_id:
                self.hang_up(sid)

    def hang_up(self, sid: str) -> None:
        """Close one screen's connection."""
        self.socketio.server.disconnect(sid, namespace=NAMESPACE)

    def move(self, sid: str, event_id: int) -> None:
        """Tell a screen that it serves another event from now on, and hang up: it begins anew with that."""
        self.socketio.emit("moved", {"event": event_id}, namespace=NAMESPACE, to=sid, ignore_queue=True)
        self.hang_up(sid)

    def _send(self) -> None:
        while (item := self._queue.get()) is not None:
            try:
                self._tell(item)
            except Exception:
                # One failed delivery must not silence the hall: screens notice the gap and read again.
                log.exception("news %s of event %s was not sent", item.revision, item.event_id)

    def _tell(self, item: News) -> None:
        for topic, previous in item.topics:
            self.socketio.emit(
                "news", message(item, topic, previous), namespace=NAMESPACE, to=channel(item.event_id, topic)
            )
        if item.fact in (Fact.REHEARSAL_STARTED, Fact.REHEARSAL_ENDED):
            self._move_all(item)
        device_id = item.details.get("device")
        if item.fact is Fact.DEVICE_REVOKED and isinstance(device_id, int):
            self.disconnect_device(device_id)

    def _move_all(self, item: News) -> None:
        """At its beginning screens and phones go to a rehearsal, at its end all who saw it to the event."""
        begins, copy = item.fact is Fact.REHEARSAL_STARTED, item.details["rehearsal"]
        before, after = (item.event_id, copy) if begins else (copy, item.event_id)
        for sid, listener in self.listeners.all():
            stays = begins and listener.caller.role == "organiser"
            if listener.event_id == before and not stays:
                self.move(sid, cast(int, after))
