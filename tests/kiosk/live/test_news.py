"""News after the commit, in order, each naming the one before it; and the pulse."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import BOARD, ORGANISER, Fact
from kiosk.domain.interview_states import Action
from kiosk.live.hub import NAMESPACE, Hub
from kiosk.live.pulse import beat
from kiosk.models import Event
from kiosk.services import feed, interviews
from tests.kiosk import make
from tests.kiosk.live.conftest import Screen

NOW = Moment(dt.datetime(2026, 11, 20, tzinfo=dt.UTC), make.at("10:05"))


def _press(db: Database, event_id: int, pair: tuple[str, str], action: Action) -> None:
    with db.write() as session:
        who = Caller("organiser", "user:org", event_id)
        key = make.interview(session, *pair).id
        interviews.act(session, who, key, action, nonce=f"{key}{action}", now=NOW)


def _tell(db: Database, event_id: int, *topics: str) -> int:
    with db.write() as session:
        return feed.record(session, event_id, Fact.CLOCK_SET, actor="user:org", now=NOW, topics=topics)


def test_news_reach_each_topic_with_state_times_and_the_revision_before(
    db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    room, other, board = screen("room", "R1"), screen("room", "R2"), screen("board")
    for listener, topic in ((room, "room:R1"), (other, "room:R2"), (board, "board")):
        listener.watch(topic)
    _press(db, event_id, ("S1", "B1"), Action.CALL)
    _press(db, event_id, ("S4", "B3"), Action.START)
    _press(db, event_id, ("S1", "B1"), Action.START)
    hub.stop()
    here, there = room.heard("news"), other.heard("news")
    assert _chain(here) == [(1, 0, "called"), (3, 1, "in_progress")]
    assert _chain(there) == [(2, 0, "in_progress")]
    assert {(news["supplier"], news["buyer"]) for news in here} == {("S1", "B1")}
    told = board.heard("news")
    assert [(news["revision"], news["previous"]) for news in told] == [(1, 0), (2, 1), (3, 2)]
    assert told[0] == {
        "topic": "board", "revision": 1, "previous": 0, "fact": "interview_changed", "action": "call",
        "at": "2026-11-26T01:05:00+00:00", "interview": 1, "room": "R1", "table": 1, "state": "called",
        "starts": "2026-11-26T10:00:00+09:00", "ends": "2026-11-26T10:20:00+09:00",
        "called_at": "2026-11-26T10:05:00+09:00", "actual_start": None, "actual_end": None,
        "undo_seconds": 0.0,
    }  # fmt: skip


def _chain(told: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    return [(news["revision"], news["previous"], news["state"]) for news in told]


def test_news_of_many_writers_leave_in_commit_order_without_a_gap(
    db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    board = screen("board")
    board.watch("board")
    gate = threading.Barrier(8)

    def write() -> None:
        gate.wait()
        for _ in range(5):
            _tell(db, event_id, BOARD, ORGANISER)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    hub.stop()
    told = [(news["previous"], news["revision"]) for news in board.heard("news")]
    assert told == [(number, number + 1) for number in range(40)]


def test_news_that_was_missed_shows_in_previous(
    db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    board = screen("board")
    held = board.watch("board")["revision"]
    board.client.disconnect(NAMESPACE)
    _tell(db, event_id, BOARD)
    late = screen("board")
    assert late.watch("board")["revision"] != held
    _tell(db, event_id, BOARD)
    hub.stop()
    assert [news["previous"] == held for news in late.heard("news")] == [False]


def test_news_of_a_write_that_failed_are_never_told(
    db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    board = screen("board")
    board.watch("board")
    try:
        with db.write() as session:
            feed.record(session, event_id, Fact.CLOCK_SET, actor="x", now=NOW, topics=[BOARD])
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    hub.stop()
    assert board.heard("news") == []


def test_watch_begins_to_listen_before_it_reads_the_revision(
    app: Flask, db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    board = screen("board")
    socketio: SocketIO = app.extensions["mendan.socketio"]
    enter, joined = socketio.server.enter_room, threading.Event()

    def enter_and_write(*place: Any, **more: Any) -> None:
        enter(*place, **more)
        if not joined.is_set():
            joined.set()
            _tell(db, event_id, BOARD)

    socketio.server.enter_room = enter_and_write
    assert board.watch("board") == {"ok": True, "revision": 1, "event": event_id}
    hub.stop()
    assert [news["revision"] for news in board.heard("news")] == [1]


def test_pulse_tells_each_watched_topic_where_it_stands_and_the_events_time(
    db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    room, board, idle = screen("room", "R1"), screen("board"), screen("board")
    room.watch("room:R1")
    board.watch("board")
    _tell(db, event_id, BOARD)
    with db.write() as session:
        event = session.get_one(Event, event_id)
        event.clock_anchor, event.clock_shown, event.clock_speed = NOW.real, make.at("09:40"), 10.0
    beat(hub, db, NOW.real + dt.timedelta(minutes=1))
    clock = {"now": "2026-11-26T09:50:00+09:00", "speed": 10.0, "rehearsal": True}
    assert room.heard("pulse") == [{"topic": "room:R1", "revision": 0, "clock": clock}]
    assert board.heard("pulse") == [{"topic": "board", "revision": 1, "clock": clock}]
    assert idle.heard("pulse") == []


def test_screen_that_left_is_forgotten(hub: Hub, screen: Callable[..., Screen]) -> None:
    board = screen("board")
    board.watch("board")
    board.client.disconnect(NAMESPACE)
    assert hub.listeners.all() == []
