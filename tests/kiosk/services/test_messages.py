"""Words from the control desk, and who may acknowledge them."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.queries.messages import messages, messages_of_room
from kiosk.services.messages import acknowledge, send
from tests.kiosk import make

DESK = Caller("organiser", "user:test", 1)
NOW = Moment(dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC), make.at("10:00"))


def tablet(event_id: int, room: str) -> Caller:
    return Caller("room", f"device:{room}", event_id, device_id=1, room_id=room)


def test_message_is_acknowledged_by_its_own_room_alone(db: Database, event_id: int) -> None:
    """Not even the answer to the other room's nonce is given away: it holds the words."""
    with db.write() as session:
        sent = send(
            session, DESK, event_id, text="静かに", text_en="", room_id="R1", nonce="s", now=NOW
        ).body  # fmt: skip
        acknowledge(session, tablet(event_id, "R1"), sent["id"], nonce="a", now=NOW)
        for nonce in ("a", "b"):
            with pytest.raises(Refused, match="no such message"):
                acknowledge(session, tablet(event_id, "R2"), sent["id"], nonce=nonce, now=NOW)


def test_message_acknowledged_leaves_the_room_and_stays_at_the_desk(db: Database, event_id: int) -> None:
    with db.write() as session:
        sent = send(
            session, DESK, event_id, text="静かに", text_en="", room_id="R1", nonce="s", now=NOW
        ).body  # fmt: skip
        assert [one.id for one in messages_of_room(session, event_id, "R1")] == [sent["id"]]
        first = acknowledge(session, tablet(event_id, "R1"), sent["id"], nonce="a", now=NOW)
        again = acknowledge(session, tablet(event_id, "R1"), sent["id"], nonce="a", now=NOW)
        assert (again.body, again.repeated) == (first.body, True)
        assert messages_of_room(session, event_id, "R1") == ()
        assert [one.acknowledged_at for one in messages(session, event_id)] == [make.at("10:00")]


def test_announcement_is_nothing_to_acknowledge(db: Database, event_id: int) -> None:
    with db.write() as session:
        sent = send(session, DESK, event_id, text="昼休みです", text_en="", room_id=None, nonce="s", now=NOW)
        with pytest.raises(Refused, match="no such message"):
            acknowledge(session, tablet(event_id, "R1"), sent.body["id"], nonce="a", now=NOW)
