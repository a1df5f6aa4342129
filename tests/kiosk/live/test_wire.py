"""News over real sockets: framed once for all who hear it, and read by any WebSocket."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from simple_websocket import Client
from werkzeug.serving import make_server
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


@pytest.mark.parametrize("length", [1, 125, 126, 65_535, 65_536])
def test_frame_holds_the_whole_message(length: int) -> None:
    reader = FrameProtocol(client=True, extensions=[])
    reader.receive_bytes(frame("面" * length))
    parts = list(reader.received_frames())
    assert "".join(str(part.payload) for part in parts) == "面" * length
    assert parts[-1].message_finished
