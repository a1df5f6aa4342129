"""What a phone is told: one's own days, what changed, and nothing of anybody else."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import REAL
from kiosk.models import Attendee, PhoneLink, Staff, Wish
from kiosk.queries.my_changes import Change, my_changes
from kiosk.queries.my_day import MyDay, my_day
from kiosk.queries.snapshots import as_json
from kiosk.services.publishing import Draft, publish, save_draft
from scheduler.timetable import Interview as Planned
from tests.kiosk import make

NOW = REAL.at(dt.datetime(2026, 11, 25, tzinfo=dt.UTC))


def planned(supplier: str, buyer: str, time: str, room: str, table: int, *staff: str) -> Planned:
    start = dt.datetime.combine(make.DAY, dt.time.fromisoformat(time))
    return Planned(supplier, buyer, start, room, table, staff)


HELD = {row[:2]: planned(*row) for row in make.HELD}


def new_version(db: Database, event_id: int, *interviews: Planned) -> None:
    with db.write() as session:
        draft = save_draft(
            session, event_id, Draft("feasible", (), 1.0, interviews, ()), actor="user:a", now=NOW
        )
        publish(session, event_id, draft, actor="user:a", now=NOW)


def changes(db: Database, event_id: int, party: str, seen: int | None, sits_in: bool = False) -> list[str]:
    with db.read() as session:
        found = my_changes(session, event_id, party, sits_in=sits_in, seen=seen)
    return [_said(change) for change in found]


def _said(change: Change) -> str:
    places = [
        f"{place.starts:%H:%M} {place.room}/{place.table}" if place else "–"
        for place in (change.before, change.after)
    ]
    return f"{change.kind} {'+'.join(one.id for one in change.partners)}: {' → '.join(places)}"


def day_of(db: Database, event_id: int, person: str = "P-S1", party: str = "S1") -> MyDay:
    who = Caller("attendee", f"attendee:{person}", event_id, attendee_id=person, party_id=party)
    with db.read() as session:
        return my_day(session, who, dt.datetime.now(dt.UTC))


@pytest.fixture
def interpreter(db: Database, event_id: int) -> None:
    """T1 sits in on S1 – B1."""
    with db.write() as session:
        session.add(
            Staff(event_id=event_id, id="T1", position=0, name="林", kind="interpreter", available="")
        )
        session.flush()
        session.add(
            Attendee(
                event_id=event_id, id="P-T1", position=9, company_id=None, staff_id="T1", name="林 葵",
                kana="", name_en="", title="", email="", phone="", search="", cancelled_at=None,
            )
        )  # fmt: skip
        make.interview(session, "S1", "B1").staff = ["T1"]


def test_supplier_and_buyer_see_their_own_interviews_alone(db: Database, event_id: int) -> None:
    seen = {
        party: [(f"{one.starts:%H:%M}", one.room, one.table, [p.id for p in one.partners]) for one in
                day_of(db, event_id, f"P-{party}", party).interviews]
        for party in ("S1", "B1")
    }  # fmt: skip
    assert seen == {
        "S1": [("10:00", "R1", 1, ["B1"]), ("10:40", "R1", 2, ["B2"])],
        "B1": [("10:00", "R1", 1, ["S1"]), ("10:20", "R1", 1, ["S2"]), ("13:00", "R1", 1, ["S3"])],
    }


def test_nothing_confidential_and_nobody_else_is_in_it(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Wish, (event_id, "S1", "B1")).note = "秘密のメモ"
    text = json.dumps(as_json(day_of(db, event_id)), ensure_ascii=False)
    assert "横河電機" in text
    others = (
        "白山樹脂",
        "立山化学",
        "三菱樹脂",
        "山田 直子",
        "横山",
        "○",
        "×",
        "秘密",
        "rank",
        "mark",
        'outcome": {',
    )
    assert [word for word in others if word in text] == []


def test_interview_called_off_is_shown_and_one_the_plan_took_out_is_not(db: Database, event_id: int) -> None:
    with db.write() as session:
        make.interview(session, "S1", "B1").state = "cancelled"
    assert [str(one.state) for one in day_of(db, event_id).interviews] == ["cancelled", "scheduled"]
    new_version(db, event_id, *(one for pair, one in HELD.items() if pair != ("S1", "B2")))
    assert [[p.id for p in one.partners] for one in day_of(db, event_id).interviews] == [["B1"]]


def test_changes_are_told_since_the_version_seen(db: Database, event_id: int) -> None:
    moved = HELD | {("S1", "B2"): planned("S1", "B2", "11:00", "R1", 2)}
    new_version(db, event_id, *moved.values())
    added = {pair: one for pair, one in moved.items() if pair != ("S1", "B1")}
    new_version(db, event_id, *added.values(), planned("S1", "B3", "13:00", "R2", 1))
    assert changes(db, event_id, "S1", 1) == [
        "lost B1: 10:00 R1/1 → –",
        "moved B2: 10:40 R1/2 → 11:00 R1/2",
        "added B3: – → 13:00 R2/1",
    ]
    assert changes(db, event_id, "S1", 2) == ["lost B1: 10:00 R1/1 → –", "added B3: – → 13:00 R2/1"]
    assert changes(db, event_id, "S1", 3) == changes(db, event_id, "S1", None) == []
    assert changes(db, event_id, "S2", 1) == []


def test_page_tells_changes_until_they_are_seen(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.add(
            PhoneLink(event_id=event_id, attendee_id="P-S1", token_hash="-", made_at=NOW.real, seen_version=1)
        )
    new_version(db, event_id, *(HELD | {("S1", "B1"): planned("S1", "B1", "11:00", "R1", 1)}).values())
    day = day_of(db, event_id)
    assert (day.version, day.seen, [change.kind for change in day.changes]) == (2, 1, ["moved"])
    with db.write() as session:
        session.get_one(PhoneLink, (event_id, "P-S1")).seen_version = 2
    assert day_of(db, event_id).changes == ()


@pytest.mark.usefixtures("interpreter")
def test_staff_see_what_they_sit_in_on_with_both_companies(db: Database, event_id: int) -> None:
    day = day_of(db, event_id, "P-T1", "T1")
    assert (day.sits_in, day.person.company) == (True, None)
    assert [[p.id for p in one.partners] for one in day.interviews] == [["S1", "B1"]]


@pytest.mark.usefixtures("interpreter")
def test_staff_are_told_of_sit_ins_that_come_and_go(db: Database, event_id: int) -> None:
    new_version(db, event_id, *(HELD | {("S1", "B1"): planned("S1", "B1", "10:00", "R1", 1, "T1")}).values())
    other = HELD | {("S2", "B1"): planned("S2", "B1", "10:20", "R1", 1, "T1")}
    new_version(db, event_id, *other.values())
    assert changes(db, event_id, "T1", 2, sits_in=True) == [
        "lost S1+B1: 10:00 R1/1 → –",
        "added S2+B1: – → 10:20 R1/1",
    ]
