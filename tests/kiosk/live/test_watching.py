"""Who is let in, and who may hear what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from kiosk.db import Database
from kiosk.live.hub import Hub
from kiosk.live.pulse import beat
from kiosk.models import Attendee, Device, PhoneLink
from kiosk.security import digest, phone_token
from kiosk.services.tokens import organiser_token
from kiosk.web.context import real_now
from tests.kiosk import make
from tests.kiosk.live.conftest import Screen

TOPICS = ("board", "reception", "organiser", "room:R1", "room:R2")
MAY_HEAR = {
    ("organiser", None): {"board", "reception", "organiser", "room:R1", "room:R2"},
    ("kiosk", None): {"board", "reception"},
    ("room", "R1"): {"board", "room:R1"},
    ("board", None): {"board"},
}


@pytest.mark.parametrize("caller", MAY_HEAR, ids=lambda caller: caller[0])
def test_watch_is_answered_by_role(
    screen: Callable[..., Screen], event_id: int, caller: tuple[str, str | None]
) -> None:
    watching = screen(*caller)
    answers = {topic: watching.watch(topic) for topic in TOPICS}
    assert answers == {
        topic: {"ok": True, "revision": 0, "event": event_id}
        if topic in MAY_HEAR[caller]
        else {"ok": False, "code": "forbidden"}
        for topic in TOPICS
    }


@pytest.mark.parametrize(
    "auth",
    [None, {}, {"token": None}, {"token": 7}, {"token": "d1.0"}, {"token": "ozzz"}, {"token": ""}, "d1", [],
     {"token": "d\ud800"}, {"token": "o\ud800"}],
    ids=ascii,
)  # fmt: skip
def test_connect_with_no_known_token_is_refused(app: Flask, event_id: int, auth: object) -> None:
    assert Screen(app, auth).connected is False


def test_connect_of_a_revoked_device_is_refused(app: Flask, db: Database, event_id: int) -> None:
    with db.write() as session:
        device_id, token = make.device(session, event_id, "board")
        session.get_one(Device, device_id).revoked_at = real_now()
    assert Screen(app, {"token": token}).connected is False


def test_connect_with_a_token_of_another_key_is_refused(app: Flask, db: Database, event_id: int) -> None:
    with db.write() as session:
        make.organiser(session, event_id)
    assert Screen(app, {"token": organiser_token("another key", 1, event_id)}).connected is False


@pytest.mark.parametrize(
    "payload",
    [(), (None,), ("board",), ({},), ({"topic": None},), ({"topic": ["board"]},), ({"topic": "weather"},),
     ({"topic": "room:"},), ({"topic": "board"}, {"topic": "organiser"}, 3)],
    ids=repr,
)  # fmt: skip
def test_watch_of_nonsense_is_answered_not_raised(
    screen: Callable[..., Screen], event_id: int, payload: tuple[Any, ...]
) -> None:
    answer = screen("board").send("watch", *payload)
    expected = (
        {"ok": True, "revision": 0, "event": event_id}
        if len(payload) == 3
        else {"ok": False, "code": "bad_request"}
    )
    assert answer == expected


def test_watch_of_a_room_that_is_not_there_is_refused(screen: Callable[..., Screen]) -> None:
    assert screen("organiser").watch("room:R9") == {"ok": False, "code": "no_topic"}


def test_watch_of_a_room_that_cannot_be_leaves_the_pulse_to_others(
    db: Database, hub: Hub, screen: Callable[..., Screen]
) -> None:
    office, board = screen("organiser"), screen("board")
    board.watch("board")
    office.watch("room:\ud800")
    beat(hub, db, real_now())
    assert [pulse["topic"] for pulse in board.heard("pulse")] == ["board"]


def test_screen_that_only_says_it_is_gone_hears_nothing_more(
    db: Database, hub: Hub, screen: Callable[..., Screen]
) -> None:
    pretending, other = screen("board"), screen("board")
    for one in (pretending, other):
        one.watch("board")
    pretending.send("disconnect", "client namespace disconnect")
    beat(hub, db, real_now())
    assert (len(pretending.heard("pulse")), len(other.heard("pulse"))) == (0, 1)


def test_device_is_hung_up_on_at_once(
    app: Flask, db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    with db.write() as session:
        device_id, token = make.device(session, event_id, "board")
    gone, other = Screen(app, {"token": token}), screen("board")
    hub.disconnect_device(device_id)
    assert (gone.connected, other.connected) == (False, True)


def test_device_revoked_by_another_process_is_hung_up_on_by_the_next_pulse(
    app: Flask, db: Database, hub: Hub, event_id: int, screen: Callable[..., Screen]
) -> None:
    with db.write() as session:
        device_id, token = make.device(session, event_id, "board")
    gone, other, office = Screen(app, {"token": token}), screen("board"), screen("organiser")
    with db.write() as session:
        session.get_one(Device, device_id).revoked_at = real_now()
    beat(hub, db, real_now())
    assert (gone.connected, other.connected, office.connected) == (False, True, True)


def test_phone_of_who_does_not_attend_any_more_is_hung_up_on_by_the_next_pulse(
    app: Flask, db: Database, hub: Hub, event_id: int
) -> None:
    with db.write() as session:
        screens = []
        for person in ("P-S1", "P-S2"):
            token = phone_token("a key for tests", event_id, person, 1)
            session.add(
                PhoneLink(
                    event_id=event_id, attendee_id=person, token_hash=digest(token), made_at=real_now()
                )
            )  # fmt: skip
            screens.append(token)
    gone, other = (Screen(app, {"token": token}) for token in screens)
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S1")).cancelled_at = real_now()
    beat(hub, db, real_now())
    assert (gone.connected, other.connected) == (False, True)
