"""What came of an interview: who may note it, what is kept, and who hears of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact, News
from kiosk.domain.outcomes import OutcomeNote
from kiosk.errors import Refused
from kiosk.models import FeedEntry, Interview
from kiosk.queries.outcomes import outcomes, outcomes_of, outcomes_of_company
from kiosk.services import exporting
from kiosk.services.feed import Answer
from kiosk.services.outcomes import record
from tests.kiosk import make

NOW = Moment(dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC), make.at("10:21"))
NOTED = OutcomeNote("◎", "estimate", "supplier", "図面を送る")
FIRST = ("S1", "B1")


def host(event_id: int, room: str = "R1", tables: tuple[int, ...] | None = None) -> Caller:
    return Caller("room", "device:1", event_id, device_id=1, room_id=room, tables=tables)


def phone(event_id: int, party: str) -> Caller:
    return Caller("attendee", f"attendee:P-{party}", event_id, attendee_id=f"P-{party}", party_id=party)


@pytest.fixture
def held(db: Database, event_id: int) -> int:
    """The id of an interview that was held, with an interpreter."""
    with db.write() as session:
        interview = make.interview(session, *FIRST)
        interview.state, interview.staff = "finished", ["T1"]
        return interview.id


def note(db: Database, who: Caller, interview: int, noted: OutcomeNote = NOTED, nonce: str = "n") -> Answer:
    with db.write() as session:
        return record(session, who, interview, noted, nonce=nonce, now=NOW)


def test_outcome_is_kept_and_told_without_its_content(db: Database, event_id: int, held: int) -> None:
    news: list[News] = []
    db.after_commit = news.extend
    answer = note(db, host(event_id), held)
    assert answer.body == {
        "interview": held, "mark": "◎", "next_step": "estimate", "who_acts": "supplier", "note": "図面を送る",
    }  # fmt: skip
    with db.read() as session:
        assert outcomes_of(session, event_id, [held]) == {held: NOTED}
    (told,) = news
    assert (told.fact, told.details) == (Fact.OUTCOME_RECORDED, {"interview": held})
    assert [topic for topic, _ in told.topics] == ["room:R1", "organiser", "attendee:T1"]


def test_outcome_with_the_same_nonce_is_noted_once(db: Database, event_id: int, held: int) -> None:
    first, again = note(db, host(event_id), held), note(db, host(event_id), held)
    assert (again.body, again.repeated) == (first.body, True)
    with db.read() as session:
        assert len(session.scalars(select(FeedEntry)).all()) == 1
    with pytest.raises(Refused) as refused:
        note(db, host(event_id), held, OutcomeNote("×"))
    assert refused.value.code == "nonce_reused"


def test_outcome_noted_later_takes_the_place_of_the_first(db: Database, event_id: int, held: int) -> None:
    note(db, host(event_id), held)
    note(db, Caller("organiser", "user:org", event_id), held, OutcomeNote(note=" 後日 "), "m")
    with db.read() as session:
        (view,) = outcomes_of_company(session, event_id, "S1")
    assert (view.noted, view.recorded_by) == (OutcomeNote(note="後日"), "user:org")


def test_empty_outcome_takes_away_what_was_noted(db: Database, event_id: int, held: int) -> None:
    note(db, host(event_id), held)
    note(db, host(event_id), held, OutcomeNote(note="  "), "m")
    with db.read() as session:
        assert outcomes(session, event_id) == ()


def test_outcome_is_noted_by_its_staff_and_nobody_else_with_a_phone(
    db: Database, event_id: int, held: int
) -> None:
    """Least of all by the two companies: what is noted is never theirs to see."""
    assert note(db, phone(event_id, "T1"), held).status == 200
    for party in ("S1", "B1", "T2"):
        with pytest.raises(Refused) as refused:
            note(db, phone(event_id, party), held)
        assert (refused.value.code, refused.value.status) == ("forbidden", 403)


def test_outcome_is_noted_by_its_own_room(db: Database, event_id: int, held: int) -> None:
    for who in (host(event_id, "R2"), host(event_id, tables=(2,))):
        with pytest.raises(Refused) as refused:
            note(db, who, held)
        assert refused.value.code == "other_room"
    with pytest.raises(Refused) as refused:
        note(db, Caller("kiosk", "device:2", event_id), held)
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize("state", ["scheduled", "called", "no_show", "cancelled"])
def test_outcome_of_what_was_not_held_is_refused(db: Database, event_id: int, held: int, state: str) -> None:
    with db.write() as session:
        session.get_one(Interview, held).state = state
    with pytest.raises(Refused) as refused:
        note(db, host(event_id), held)
    assert (refused.value.code, refused.value.status) == ("not_held", 409)


@pytest.mark.parametrize(
    "noted",
    [
        OutcomeNote("A"),
        OutcomeNote(next_step="marry"),
        OutcomeNote(who_acts="me"),
        OutcomeNote(note="x" * 501),
    ],
)
def test_outcome_that_cannot_be_chosen_is_refused(
    db: Database, event_id: int, held: int, noted: OutcomeNote
) -> None:
    with pytest.raises(Refused) as refused:
        note(db, host(event_id), held, noted)
    assert refused.value.status == 400


def test_export_holds_the_outcomes_and_no_formula(
    db: Database, event_id: int, held: int, tmp_path: Path
) -> None:
    def export() -> Path:
        with db.read() as session:
            found = exporting.gather(session, event_id)
        exporting.write(found, tmp_path / "out")
        return tmp_path / "out" / "outcomes.csv"

    note(db, host(event_id), held, OutcomeNote("○", note="=1+1"))
    assert export().read_text("utf-8-sig").splitlines() == [
        "supplier,buyer,mark,next_step,who_acts,note,recorded_at,recorded_by",
        "S1,B1,○,,,'=1+1,2026-11-26 10:21,device:1",
    ]
    note(db, host(event_id), held, OutcomeNote(), "m")
    assert not export().exists()
