"""News over real sockets: framed once for all who hear it, and read by any WebSocket."""

from __future__ import annotations

import datetime as dt
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from simple_websocket import Client
from werkzeug.serving import make_server
from wsproto import ConnectionType, WSConnection
from wsproto.events import Event, Request, TextMessage
from wsproto.frame_protocol import FrameProtocol

from kiosk.db import Database
from kiosk.domain.facts import BOARD, Fact, News
from kiosk.live.hub import Hub, message
from kiosk.live.wire import frame, frame_once
from tests.kiosk import make

AT = dt.datetime(2026, 11, 26, 1, tzinfo=dt.UTC)


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def listen(port: int, token: str) -> Client:
    """A screen that watches the board, over a socket of its own."""
    line = Client(f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket")
    _told(line, "0")
    line.send(f"40/live,{json.dumps({'token': token})}")
    _told(line, "40/live,")
    line.send('42/live,0["watch",{"topic":"board"}]')
    assert _told(line, "43/live,0")[0]["ok"] is True
    return line


def _told(line: Client, kind: str) -> Any:
    """The next message of this kind; others, such as a ping on a busy machine, may come before it."""
    while not (text := str(line.receive(10))).startswith(kind):
        assert text != "None", "nothing came"
    return json.loads(text.removeprefix(kind))


def test_news_is_framed_once_for_all_who_hear_it(
    app: Flask, db: Database, event_id: int, hub: Hub, port: int
) -> None:
    with db.write() as session:
        tokens = [make.device(session, event_id, "board")[1] for _ in range(3)]
    screens = [listen(port, token) for token in tokens]
    news = News(event_id, 900, Fact.INTERVIEW_CHANGED, AT, ((BOARD, 0),), {"room": "大会議室"})
    before = frame.cache_info()
    hub.publish([news])
    heard = [_told(screen, "42/live,") for screen in screens]
    after = frame.cache_info()
    for screen in screens:
        screen.close()
    assert heard == [["news", message(news, BOARD, 0)]] * 3
    assert after.hits - before.hits >= 2  # a pulse may have been framed meanwhile


def test_other_websockets_than_ours_are_named_at_the_start(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = hub.socketio.server.eio
    monkeypatch.setattr(engine, "_async", engine._async | {"websocket": type("WebSocketWSGI", (), {})})
    with pytest.raises(RuntimeError, match="pip uninstall gevent-websocket"):
        frame_once(hub.socketio)


def test_news_goes_to_screens_with_room_without_waking_their_tasks(
    db: Database, event_id: int, hub: Hub, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.write() as session:
        tokens = [make.device(session, event_id, "board")[1] for _ in range(2)]
    screens = [listen(port, token) for token in tokens]
    put_aside: list[Any] = []
    put = queue.Queue.put

    def note(self: Any, item: Any, *more: Any, **options: Any) -> None:
        put_aside.append(getattr(item, "data", None))
        put(self, item, *more, **options)

    while any(line.queue.waiting or line.queue.turn.locked() for line in _lines(hub)):
        time.sleep(0.001)  # whoever told a screen something is not back yet
    monkeypatch.setattr(queue.Queue, "put", note)
    hub.publish([_news(event_id, 900)])
    assert [_revision(screen) for screen in screens] == [900, 900]
    for screen in screens:
        screen.close()
    assert [text for text in put_aside if isinstance(text, str) and '"news"' in text] == []


def test_screen_that_reads_slowly_keeps_nobody_waiting_and_misses_nothing(
    db: Database, event_id: int, hub: Hub, port: int
) -> None:
    with db.write() as session:
        tokens = [make.device(session, event_id, "board")[1] for _ in range(2)]
    slow, quick = Sleeper(port, tokens[0]), listen(port, tokens[1])
    for revision in range(MANY):
        hub.publish([_news(event_id, revision, text="x" * 3000)])
    assert [_revision(quick) for _ in range(MANY)] == list(range(MANY))
    assert max(line.queue.waiting for line in _lines(hub)) > 0
    assert [_revision(slow) for _ in range(MANY)] == list(range(MANY))
    hub.publish([_news(event_id, MANY)])
    assert (_revision(slow), _revision(quick)) == (MANY, MANY)
    quick.close()
    slow.close()


MANY = 3000
"""Of 3,000 letters each, no system keeps that many for one line."""


class Sleeper:
    """A screen that takes nothing from its line unless it is asked for what came next."""

    def __init__(self, port: int, token: str) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._talk = WSConnection(ConnectionType.CLIENT)
        self._came = self._all()
        self._say(Request(host="localhost", target="/socket.io/?EIO=4&transport=websocket"))
        self.receive(10)
        self._say(TextMessage(f"40/live,{json.dumps({'token': token})}"))
        self.receive(10)
        self._say(TextMessage('42/live,0["watch",{"topic":"board"}]'))
        assert '"ok":true' in self.receive(10)

    def receive(self, _seconds: int) -> str:
        """The next message."""
        return next(self._came)

    def close(self) -> None:
        self._line.close()

    def _say(self, event: Event) -> None:
        self._line.sendall(self._talk.send(event))

    def _all(self) -> Iterator[str]:
        while data := self._line.recv(4096):
            self._talk.receive_data(data)
            for event in self._talk.events():
                if isinstance(event, TextMessage):
                    self._text += event.data
                    if event.message_finished:
                        yield self._text
                        self._text = ""

    _text = ""


def _lines(hub: Hub) -> list[Any]:
    """Engine.IO's sockets, one for each screen."""
    return list(hub.socketio.server.eio.sockets.values())


def _news(event_id: int, revision: int, **details: object) -> News:
    return News(event_id, revision, Fact.INTERVIEW_CHANGED, AT, ((BOARD, 0),), details)


def _revision(screen: Client | Sleeper) -> int:
    """Of the next news on a screen."""
    while not (text := str(screen.receive(10))).startswith('42/live,["news"'):
        pass
    return int(json.loads(text.removeprefix("42/live,"))[1]["revision"])


@pytest.mark.parametrize("length", [1, 125, 126, 65_535, 65_536])
def test_frame_holds_the_whole_message(length: int) -> None:
    reader = FrameProtocol(client=True, extensions=[])
    reader.receive_bytes(frame("面" * length))
    parts = list(reader.received_frames())
    assert "".join(str(part.payload) for part in parts) == "面" * length
    assert parts[-1].message_finished
