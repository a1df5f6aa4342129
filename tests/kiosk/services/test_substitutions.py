"""A substitution that is taken back: one effect, nothing forgotten, and scans from the meantime."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.models import Attendee, Badge, FeedEntry, Scan
from kiosk.queries.attendance import inside_attendees
from kiosk.services.badges import reprint
from kiosk.services.feed import Answer
from kiosk.services.scans import Scanned
from kiosk.services.substitutions import take_back
from kiosk.services.walk_ins import Newcomer, substitute
from tests.kiosk import make
from tests.kiosk.services.desk import REAL, Desk

CAME = Newcomer("代田 理子", "ダイタ リコ", "Riko Daita")


def _substitute(desk: Desk, absent: str = "P-S2", at: str = "09:42", nonce: str = "s") -> str:
    """Register a substitute and check them in, as the desk does; gives their id."""
    with desk.db.write() as session:
        now = Moment(REAL, make.at(at))
        answer = substitute(session, desk.event_id, absent, CAME, nonce=nonce, caller=desk.caller, now=now)
    who = str(answer.body["attendee"]["id"])
    desk.scan(who, f"{nonce} in", at, by_name=True)
    return who


def _take_back(desk: Desk, at: str = "10:30", nonce: str = "t", caller: Caller | None = None) -> Answer:
    with desk.db.write() as session:
        now = Moment(REAL, make.at(at))
        who = caller or desk.caller
        return take_back(session, desk.event_id, "P-S2", nonce=nonce, caller=who, now=now)


def _badge_of(desk: Desk, attendee: str) -> str:
    with desk.db.read() as session:
        return session.scalars(select(Badge.code).where(Badge.attendee_id == attendee)).one()


def _inside(desk: Desk) -> frozenset[str]:
    with desk.db.read() as session:
        return inside_attendees(session, desk.event_id, make.SPAN)


def test_absent_person_who_came_takes_their_place_again(desk: Desk) -> None:
    instead = _substitute(desk)
    assert _inside(desk) == {instead}
    answer = _take_back(desk)
    assert (answer.status, answer.body["attendee"]["id"], answer.body["company"]["id"]) == (200, "P-S2", "S2")
    assert _inside(desk) == frozenset()
    refused = desk.send(Scanned("a", _badge_of(desk, instead)), "10:31")
    assert (refused.status, refused.body["reason"]) == (422, "cancelled")
    assert "substituted_at" not in refused.body
    assert desk.scan("P-S2", "b", "10:31").status == 201
    assert _inside(desk) == {"P-S2"}


def test_taking_back_forgets_nothing(desk: Desk, db: Database) -> None:
    instead = _substitute(desk)
    _take_back(desk)
    with db.read() as session:
        row = session.get_one(Attendee, (desk.event_id, instead))
        assert (row.substitute_for, row.name, row.cancelled_at) == ("P-S2", CAME.name, make.at("09:42"))
        facts = session.scalars(select(FeedEntry.fact).order_by(FeedEntry.revision)).all()
        assert facts[-4:] == [
            "substitute_registered", "checked_in", "checkin_undone", "substitution_taken_back"
        ]  # fmt: skip
        kinds = session.execute(select(Scan.kind, Scan.undone_by).order_by(Scan.id)).all()
        assert [kind for kind, _by in kinds] == ["checkin", "undo"]
        assert kinds[0].undone_by is not None


def test_taking_back_with_the_same_nonce_is_one_effect(desk: Desk, db: Database) -> None:
    _substitute(desk)
    first, again = _take_back(desk), _take_back(desk)
    assert (again.body, again.repeated) == (first.body, True)
    with db.read() as session:
        number = session.query(FeedEntry).filter_by(fact="substitution_taken_back").count()
    assert number == 1
    with pytest.raises(Refused) as refusal:
        _take_back(desk, nonce="other")
    assert refusal.value.code == "no_substitute"


def test_scans_from_the_meantime_that_arrive_later_are_judged_as_things_stand(desk: Desk) -> None:
    instead = _substitute(desk)
    code = _badge_of(desk, instead)
    _take_back(desk)
    at = make.at("10:00")
    assert desk.send(Scanned("a", code, scanned_at=at), "10:40").body["reason"] == "cancelled"
    assert desk.send(Scanned("b", make.code("P-S2"), scanned_at=at), "10:40").status == 201
    assert _inside(desk) == {"P-S2"}


def test_refusal_from_before_keeps_its_answer(desk: Desk) -> None:
    _substitute(desk)
    before = desk.scan("P-S2", "a", "10:00")
    _take_back(desk)
    again = desk.scan("P-S2", "a", "10:40")
    assert (again.status, again.body, again.repeated) == (422, before.body, True)


def test_badge_that_was_lost_before_stays_dead(desk: Desk, db: Database) -> None:
    with db.write() as session:
        fresh = reprint(session, desk.event_id, "P-S2", "user:test", Moment(REAL, make.at("09:30")))
    _substitute(desk)
    _take_back(desk)
    assert desk.scan("P-S2", "a", "10:31").body["reason"] == "revoked"
    assert desk.send(Scanned("b", fresh), "10:31").status == 201


def test_place_can_be_given_away_again(desk: Desk) -> None:
    _substitute(desk)
    _take_back(desk)
    other = _substitute(desk, at="10:40", nonce="s2")
    assert _inside(desk) == {other}
    refused = desk.scan("P-S2", "a", "10:41")
    assert refused.body["substitute"]["id"] == other


def test_substitution_is_taken_back_by_staff_only(desk: Desk) -> None:
    _substitute(desk)
    alone = Caller("kiosk", desk.caller.actor, desk.event_id, desk.device_id, profile="self")
    with pytest.raises(Refused) as refusal:
        _take_back(desk, caller=alone)
    assert refusal.value.code == "desk_only"


def test_badge_of_the_absent_says_since_when_and_names_nobody_without_staff(desk: Desk) -> None:
    instead = _substitute(desk)
    told = desk.scan("P-S2", "a", "10:00").body
    assert told["substituted_at"] == "2026-11-26T09:42:00+09:00"
    assert (told["substitute"]["id"], told["attendee"]["id"]) == (instead, "P-S2")
    desk.caller = Caller("kiosk", desk.caller.actor, desk.event_id, desk.device_id, profile="self")
    unattended = desk.scan("P-S2", "b", "10:00").body
    assert {"substituted_at"} == unattended.keys() - {"status", "reason", "revoked_at", "language"}
