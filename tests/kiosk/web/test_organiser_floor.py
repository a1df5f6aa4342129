"""How the organiser says how the floor behaves."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.floor import BoardSide, FloorOptions
from kiosk.models import FeedEntry, TopicRevision
from kiosk.queries.hall import floor_options

CHOSEN: dict[str, Any] = {"bell": "y", "show_rank": "y", "board_side": "supplier"}
AS_CHOSEN = FloorOptions(
    bell=True, speech=False, ask_outcome=False, show_rank=True, board_side=BoardSide.SUPPLIER
)


def _options(db: Database, event_id: int) -> FloorOptions:
    with db.read() as session:
        return floor_options(session, event_id)


def test_floor_is_as_by_default_until_somebody_says_so(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    page = office.get(f"/events/{event_id}/floor").text
    assert "会場の動かし方" in page
    assert _options(db, event_id) == FloorOptions(False, True, True, False, BoardSide.BOTH)
    for name, checked in (("bell", False), ("speech", True), ("ask_outcome", True), ("show_rank", False)):
        tag = page.split(f'id="{name}"', 1)[0].rsplit("<input", 1)[1] + page.split(f'id="{name}"', 1)[1]
        assert ("checked" in tag.split(">", 1)[0]) is checked, name


def test_floor_is_set_as_chosen_and_every_screen_hears_of_it_once(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    for _ in range(2):
        page = office.post(f"/events/{event_id}/floor", data=CHOSEN, follow_redirects=True)
        assert "保存しました。" in page.text
    assert _options(db, event_id) == AS_CHOSEN
    with db.read() as session:
        told = session.scalars(select(FeedEntry).where(FeedEntry.fact == "floor_set")).all()
        assert len(told) == 1
        topics = session.scalars(select(TopicRevision.topic).where(TopicRevision.event_id == event_id)).all()
        assert {"board", "reception", "organiser", "room:R1", "room:R2"} <= set(topics)


def test_floor_names_both_sides_as_the_event_does(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/floor").text
    assert "中小企業だけ" in page
    assert "大手企業だけ" in page
    assert "Only Buyers" in office.get(f"/events/{event_id}/floor?lang=en").text


@pytest.mark.parametrize("side", ["", "nobody"])
def test_floor_refuses_a_side_that_is_none(
    office: FlaskClient, db: Database, event_id: int, side: str
) -> None:
    answer = office.post(f"/events/{event_id}/floor", data=CHOSEN | {"board_side": side})
    assert answer.status_code == 422
    assert _options(db, event_id) == FloorOptions()


def test_options_that_are_not_known_any_more_are_left_out() -> None:
    assert FloorOptions.of({"bell": True, "gone": 1}) == FloorOptions(bell=True)
    assert FloorOptions.of(AS_CHOSEN.stored()) == AS_CHOSEN
