"""What the lobby board is sent: whose names, the index by reading, and nothing else of anybody."""

from __future__ import annotations

import json

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.floor import BoardSide, FloorOptions
from kiosk.models import Event, LateNotice
from kiosk.queries.board import BoardSnapshot, board_snapshot
from kiosk.queries.clocks import moment
from kiosk.queries.interviews import interview_views
from kiosk.queries.snapshots import as_json
from kiosk.services.checkin import check_in
from kiosk.services.scans import Scanned
from kiosk.web.context import real_now
from tests.kiosk import make

BUYERS = {text for _, *names, _room in make.BUYERS for text in (names[0], names[2])}
SUPPLIERS = {text for _, *names in make.SUPPLIERS for text in (names[0], names[2])}
PEOPLE = {name for _, _, name, *_ in make.PEOPLE}


def _snapshot(db: Database, event_id: int, side: BoardSide | None = None) -> BoardSnapshot:
    with db.write() as session:
        if side:
            session.get_one(Event, event_id).floor = FloorOptions(board_side=side).stored()
        return board_snapshot(session, event_id, real_now())


def _said(snapshot: BoardSnapshot, names: set[str]) -> set[str]:
    text = json.dumps(as_json(snapshot), ensure_ascii=False)
    return {name for name in names if name in text}


def test_board_shows_both_sides_by_default(db: Database, event_id: int) -> None:
    snapshot = _snapshot(db, event_id)
    assert (_said(snapshot, BUYERS), _said(snapshot, SUPPLIERS)) == (BUYERS, SUPPLIERS)


@pytest.mark.parametrize(
    ("side", "shown", "hidden"),
    [(BoardSide.BUYER, BUYERS, SUPPLIERS), (BoardSide.SUPPLIER, SUPPLIERS, BUYERS)],
)
def test_board_is_not_sent_the_names_of_the_other_side(
    db: Database, event_id: int, side: BoardSide, shown: set[str], hidden: set[str]
) -> None:
    snapshot = _snapshot(db, event_id, side)
    assert (_said(snapshot, shown), _said(snapshot, hidden)) == (shown, set())
    told = as_json(snapshot)
    ids = {one[other]["id"] for row in told["rows"] for one in row["interviews"] for other in BoardSide
           if other not in (BoardSide.BOTH, side)}  # fmt: skip
    assert ids == {""}


@pytest.mark.parametrize("side", BoardSide)
def test_board_is_sent_no_people_ranks_or_marks(db: Database, event_id: int, side: BoardSide) -> None:
    snapshot = _snapshot(db, event_id, side)
    assert _said(snapshot, PEOPLE) == set()
    keys = set(as_json(snapshot)["rows"][0]["interviews"][0])
    assert keys == {
        "id", "state", "planned", "starts", "ends", "room", "table", "buyer", "supplier", "arrived",
        "expected_at", "called_at", "actual_start", "actual_end", "undo_seconds",
    }  # fmt: skip


def test_board_is_not_told_who_is_in_the_building_or_late(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.add(
            LateNotice(
                event_id=event_id, company_id="S2", attendee_id="P-S2", minutes=10,
                said_at=make.at("10:00"), expected_at=make.at("10:30"),
            )
        )  # fmt: skip
        now = moment(session, event_id, real_now())
        reception = Caller("kiosk", "device:1", event_id)
        check_in(session, event_id, Scanned("n", make.code("P-S1")), reception, now, "ja")
        views = interview_views(session, event_id, now)
        assert any(view.arrived for view in views)
        assert any(view.expected_at for view in views)
    held = [view for row in _snapshot(db, event_id).rows for view in row.interviews]
    assert [view for view in held if view.arrived or view.expected_at] == []


def test_index_lists_companies_by_their_reading(db: Database, event_id: int) -> None:
    index = _snapshot(db, event_id).index
    assert [(entry.head, entry.company.id) for entry in index] == [
        ("あ", "B2"), ("た", "S1"), ("た", "S3"), ("た", "S4"), ("は", "S2"), ("ま", "B3"), ("や", "B1"),
    ]  # fmt: skip


def test_index_lists_only_those_whose_names_are_shown(db: Database, event_id: int) -> None:
    index = _snapshot(db, event_id, BoardSide.BUYER).index
    assert [entry.company.id for entry in index] == ["B2", "B3", "B1"]


def test_company_whose_interviews_are_over_is_not_in_the_index(db: Database, event_id: int) -> None:
    with db.write() as session:
        make.interview(session, "S4", "B3").state = "finished"
    assert "S4" not in {entry.company.id for entry in _snapshot(db, event_id).index}
