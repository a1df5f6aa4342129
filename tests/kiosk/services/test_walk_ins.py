"""Whoever was not on the list: registered at the desk once, with a badge, and never lost again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.models import Attendee, Badge, Company, FeedEntry
from kiosk.services.badges import ensure_badges, reprint_once
from kiosk.services.checkin import check_in
from kiosk.services.feed import Answer
from kiosk.services.notes import write_note
from kiosk.services.scans import Scanned
from kiosk.services.walk_ins import Newcomer, NewCompany, substitute, walk_in
from tests.kiosk import make

NOW = Moment(dt.datetime(2026, 11, 20, tzinfo=dt.UTC), make.at("09:42"))
PERSON = Newcomer("森 一", "モリ ハジメ", "Hajime Mori", "主任", "en")
NEW = NewCompany("株式会社新光", "シンコウ", "Shinko", "supplier")


@pytest.fixture
def desk(event_id: int) -> Caller:
    return Caller("kiosk", "device:1", event_id, profile="desk")


def _walk_in(db: Database, who: Caller, company: str | NewCompany, nonce: str = "n") -> Answer:
    assert who.event_id is not None
    with db.write() as session:
        return walk_in(session, who.event_id, PERSON, company, nonce=nonce, caller=who, now=NOW)


def _substitute(db: Database, who: Caller, absent: str, nonce: str = "n") -> Answer:
    assert who.event_id is not None
    with db.write() as session:
        return substitute(session, who.event_id, absent, PERSON, nonce=nonce, caller=who, now=NOW)


def _check_in(db: Database, who: Caller, attendee: str) -> Answer:
    assert who.event_id is not None
    with db.write() as session:
        return check_in(session, who.event_id, Scanned(f"c{attendee}", attendee=attendee), who, NOW, "ja")


def _counts(db: Database) -> tuple[int, int, int]:
    """How many people, companies and badges there are."""
    with db.read() as session:
        people, companies, badges = (
            session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Attendee, Company, Badge)
        )
    return people, companies, badges


def test_walk_in_of_a_known_company_gets_a_badge_and_its_interviews(db: Database, desk: Caller) -> None:
    before = _counts(db)
    answer = _walk_in(db, desk, "S1")
    assert (answer.status, answer.body["company"]["id"]) == (201, "S1")
    assert _counts(db) == (before[0] + 1, before[1], before[2] + 1)
    welcome = _check_in(db, desk, answer.body["attendee"]["id"]).body
    assert (welcome["status"], welcome["language"], len(welcome["interviews"])) == ("ok", "en", 2)


def test_walk_in_of_a_new_company_brings_it_along(db: Database, desk: Caller) -> None:
    before = _counts(db)
    answer = _walk_in(db, desk, NEW)
    assert answer.body["company"]["name"] == "株式会社新光"
    assert _counts(db) == tuple(number + 1 for number in before)
    with db.read() as session:
        company = session.scalars(select(Company).where(Company.name == NEW.name)).one()
        assert (company.side, company.position, company.parallel) == ("supplier", 4, 1)


def test_walk_in_with_the_same_nonce_is_registered_once(db: Database, desk: Caller) -> None:
    first = _walk_in(db, desk, NEW)
    before = _counts(db)
    again = _walk_in(db, desk, NEW)
    assert (again.body, again.repeated) == (first.body, True)
    assert _counts(db) == before


@pytest.mark.parametrize("name", ["髙崎精機", "㈱高崎精機", "（株）髙﨑精機"])
def test_new_company_that_is_here_already_is_named(db: Database, desk: Caller, name: str) -> None:
    before = _counts(db)
    with pytest.raises(Refused) as refusal:
        _walk_in(db, desk, NewCompany(name, "", "", "supplier"))
    assert refusal.value.code == "company_exists"
    assert _counts(db) == before


def test_walk_in_of_no_company_is_refused(db: Database, desk: Caller) -> None:
    with pytest.raises(Refused) as refusal:
        _walk_in(db, desk, "S99")
    assert refusal.value.code == "no_company"


def test_substitute_takes_the_place_of_the_absent(db: Database, desk: Caller, event_id: int) -> None:
    answer = _substitute(db, desk, "P-S2")
    new = answer.body["attendee"]["id"]
    assert (answer.status, answer.body["company"]["id"]) == (201, "S2")
    with db.read() as session:
        row = session.get_one(Attendee, (event_id, new))
        assert (row.origin, row.substitute_for, row.company_id) == ("substitute", "P-S2", "S2")
        assert session.get_one(Attendee, (event_id, "P-S2")).cancelled_at == NOW.event
    with db.write() as session:
        late = check_in(session, event_id, Scanned("late", code=make.code("P-S2")), desk, NOW, "ja")
        assert (late.status, late.body["reason"]) == (422, "revoked")
        assert ensure_badges(session, event_id, NOW) == 0
    assert _check_in(db, desk, new).status == 201


def test_who_is_here_or_cancelled_is_not_substituted(db: Database, desk: Caller) -> None:
    _check_in(db, desk, "P-S2")
    _substitute(db, desk, "P-S3")
    codes = []
    for absent in ("P-S2", "P-S3", "nobody"):
        with pytest.raises(Refused) as refusal:
            _substitute(db, desk, absent, nonce=absent)
        codes.append(refusal.value.code)
    assert codes == ["already_here", "cancelled", "no_attendee"]


def test_reprint_with_the_same_nonce_makes_one_badge(db: Database, desk: Caller, event_id: int) -> None:
    for _ in range(2):
        with db.write() as session:
            reprint_once(session, event_id, "P-S1", nonce="r", caller=desk, now=NOW)
    with db.read() as session:
        mine = session.scalars(select(Badge).where(Badge.attendee_id == "P-S1").order_by(Badge.id)).all()
    assert [badge.revoked_at for badge in mine] == [NOW.event, None]


def test_note_is_kept_and_the_feed_does_not_tell_it(db: Database, desk: Caller, event_id: int) -> None:
    with db.write() as session:
        write_note(session, event_id, "P-S1", "車いす", nonce="a", caller=desk, now=NOW)
    with db.read() as session:
        assert session.get_one(Attendee, (event_id, "P-S1")).note == "車いす"
        entry = session.scalars(select(FeedEntry).where(FeedEntry.fact == "note_written")).one()
        assert "車いす" not in str((entry.details, entry.answer))


def test_kiosk_without_staff_registers_nobody(db: Database, event_id: int) -> None:
    alone = Caller("kiosk", "device:1", event_id, profile="self")
    before = _counts(db)
    for deed in (lambda: _walk_in(db, alone, "S1"), lambda: _substitute(db, alone, "P-S2")):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.code == "desk_only"
    assert _counts(db) == before


def test_repeat_gets_its_first_answer_also_when_nobody_stands_there_any_more(
    db: Database, desk: Caller, event_id: int
) -> None:
    alone = Caller("kiosk", "device:1", event_id, profile="self")
    came, registered = _check_in(db, desk, "P-S1"), _walk_in(db, desk, "S1")
    for before, again in ((came, _check_in(db, alone, "P-S1")), (registered, _walk_in(db, alone, "S1"))):
        assert (again.status, again.body, again.repeated) == (before.status, before.body, True)


def test_same_nonce_with_other_content_is_refused(db: Database, desk: Caller, event_id: int) -> None:
    def note(text: str) -> None:
        with db.write() as session:
            write_note(session, event_id, "P-S1", text, nonce="b", caller=desk, now=NOW)

    _walk_in(db, desk, "S1", "a")
    note("車いす")
    for deed in (lambda: _walk_in(db, desk, "S2", "a"), lambda: note("")):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.code == "nonce_reused"
