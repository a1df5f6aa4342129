"""Screens follow a rehearsal: to it when it begins, back to the event when it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from queue import SimpleQueue

import pytest
from flask import Flask

from kiosk.db import Database
from kiosk.live.hub import Hub
from kiosk.live.pulse import beat
from kiosk.queries.clocks import moment
from kiosk.services import rehearsals
from tests.kiosk import make
from tests.kiosk.live.conftest import Screen

NOW = dt.datetime.now(dt.UTC)


def _begin(db: Database, event_id: int) -> int:
    with db.write() as session:
        return rehearsals.begin(session, event_id, actor="user:a", now=moment(session, event_id, NOW))


def _end(db: Database, copy: int) -> None:
    with db.write() as session:
        rehearsals.end(session, copy, actor="user:a", real=NOW)


@pytest.fixture
def hung_up(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> SimpleQueue[str]:
    """The connections that were closed, each as soon as it was."""
    closed: SimpleQueue[str] = SimpleQueue()
    hang_up = hub.hang_up

    def tell(sid: str) -> None:
        hang_up(sid)
        closed.put(sid)

    monkeypatch.setattr(hub, "hang_up", tell)
    return closed


def _last_words(screen: Screen, hung_up: SimpleQueue[str]) -> list[dict[str, int]]:
    """What a screen was told when it was moved, once it was hung up on."""
    hung_up.get(timeout=10)
    assert not screen.connected
    return [packet["args"][0] for packet in screen.client.queue if packet["name"] == "moved"]


@pytest.mark.parametrize("told", ["by the hub", "by the pulse of another process"])
def test_screens_are_moved_to_a_rehearsal_and_back(
    app: Flask,
    db: Database,
    event_id: int,
    hub: Hub,
    hung_up: SimpleQueue[str],
    screen: Callable[..., Screen],
    told: str,
) -> None:
    desk = screen("organiser")
    with db.write() as session:
        _, token = make.device(session, event_id, "room", "R1")
    by_pulse = told != "by the hub"

    def watching() -> Screen:
        found = Screen(app, {"token": token})
        assert found.watch("room:R1")["ok"]
        return found

    if by_pulse:
        db.after_commit = lambda _news: None
    tablet = watching()
    copy = _begin(db, event_id)
    if by_pulse:
        beat(hub, db, NOW)
    assert _last_words(tablet, hung_up) == [{"event": copy}]
    assert desk.connected

    tablet = watching()
    assert tablet.watch("board") == {"ok": True, "revision": 0, "event": copy}
    _end(db, copy)
    if by_pulse:
        beat(hub, db, NOW)
    assert _last_words(tablet, hung_up) == [{"event": event_id}]


def test_rehearsal_that_has_ended_cannot_be_watched(
    app: Flask, db: Database, event_id: int, hub: Hub
) -> None:
    copy = _begin(db, event_id)
    with db.write() as session:
        token = make.organiser(session, copy)
    _end(db, copy)
    assert Screen(app, {"token": token}).watch("board") == {"ok": False, "code": "no_event"}
