"""A departure that was a mistake: undone by its device for a while, by the organiser at any time."""

from __future__ import annotations

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.errors import Refused
from kiosk.queries.attendance import inside_attendees
from tests.kiosk import make
from tests.kiosk.services.desk import Desk


def _inside(desk: Desk) -> frozenset[str]:
    with desk.db.read() as session:
        return inside_attendees(session, desk.event_id, make.SPAN)


def test_departure_is_undone_with_its_second_readings(desk: Desk) -> None:
    desk.scan("P-S1", "in")
    desk.depart("P-S1", "out", "11:00")
    desk.depart("P-S1", "again", "11:00")
    assert _inside(desk) == frozenset()
    assert desk.undo("out", kind="departure", at="11:01").status == 200
    assert _inside(desk) == {"P-S1"}
    assert desk.undo("out", kind="departure", at="11:01").repeated


@pytest.mark.parametrize(
    ("nonce", "other", "minutes", "code"),
    [("in", False, 0, "no_departure"), ("out", True, 0, "other_device"), ("out", False, 16, "too_late")],
)
def test_departure_is_undone_by_its_device_within_15_minutes(
    desk: Desk, db: Database, nonce: str, other: bool, minutes: int, code: str
) -> None:
    desk.scan("P-S1", "in")
    desk.depart("P-S1", "out")
    caller = Desk(db, desk.event_id).caller if other else desk.caller
    with pytest.raises(Refused) as refusal:
        desk.undo(nonce, caller, minutes, "departure")
    assert refusal.value.code == code
    organiser = Caller("organiser", "user:1", desk.event_id)
    assert desk.undo("out", organiser, minutes, "departure").status == 200
