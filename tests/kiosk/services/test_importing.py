"""Events come in whole, and come in again without losing what is alive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import REAL
from kiosk.errors import Refused
from kiosk.models import (
    Attendee,
    Badge,
    Company,
    Device,
    Event,
    FeedEntry,
    Interview,
    LateNotice,
    Message,
    PhoneLink,
    Placement,
    Room,
    Scan,
    Session_,
    Timetable,
    Wish,
)
from kiosk.services import importing
from kiosk.services.devices import add_device
from kiosk.services.problems import event_data
from kiosk.services.publishing import Draft, UnmetWish, publish, save_draft
from kiosk.services.walk_ins import Newcomer, NewCompany, substitute, walk_in
from scheduler.formats import EventData, read_event
from scheduler.timetable import Interview as Planned
from tests.kiosk.services import event_files

NOW = REAL.at(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
SLOT = dt.datetime(2026, 11, 26, 10, 20)  # noqa: DTZ001 - the scheduler's local time


@pytest.fixture
def data(tmp_path: Path) -> EventData:
    return read_event(event_files.write(tmp_path / "small"))


@pytest.fixture
def small(db: Database, data: EventData) -> int:
    with db.write() as session:
        return importing.save_event(session, data, actor="test", now=NOW)


@pytest.fixture
def published(db: Database, small: int) -> int:
    """Version 1 with S1–B1 at 10:20 in R1, S2–B2 at 10:20 in R2; and one draft."""
    draft = Draft(
        "optimal",
        (),
        0.1,
        (Planned("S1", "B1", SLOT, "R1", 1, ("C1",)), Planned("S2", "B2", SLOT, "R2", 1)),
        (UnmetWish("S1", "B2", "outranked", "ほか", "other"),),
    )
    with db.write() as session:
        first = save_draft(session, small, draft, actor="test", now=NOW)
        publish(session, small, first, actor="test", now=NOW)
        save_draft(session, small, draft, actor="test", now=NOW)
    return small


def replaced(db: Database, event_id: int, folder: Path, **changed: str) -> EventData:
    data = read_event(event_files.write(folder, **changed))
    with db.write() as session:
        importing.replace_event(session, event_id, data, actor="test", now=NOW)
    return data


def test_save_event_gives_badges_and_one_fact(db: Database, small: int) -> None:
    with db.read() as session:
        assert session.scalars(select(Badge.attendee_id).order_by(Badge.attendee_id)).all() == [
            "P1",
            "P2",
            "P3",
        ]
        assert session.scalars(select(FeedEntry.fact)).all() == ["event_imported"]
        staff = session.get_one(Attendee, (small, "P3"))
        assert (staff.company_id, staff.staff_id) == (None, "C1")
        assert "takasaki" in session.get_one(Attendee, (small, "P2")).search


def test_save_event_stores_pins_in_utc_and_ranges_as_text(db: Database, small: int) -> None:
    with db.read() as session:
        assert session.get_one(Wish, (small, "S1", "B1")).pin == dt.datetime(
            2026, 11, 26, 1, 20, tzinfo=dt.UTC
        )
        assert session.get_one(Company, (small, "B1")).available == "10:00-10:40"


def test_save_event_again_is_refused(db: Database, small: int, data: EventData) -> None:
    with pytest.raises(Refused) as refusal, db.write() as session:
        importing.save_event(session, data, actor="test", now=NOW)
    assert refusal.value.code == "event_exists"
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 1


def test_same_event_needs_a_common_day(db: Database, small: int, tmp_path: Path) -> None:
    next_year = read_event(
        event_files.write(
            tmp_path / "next",
            sessions="date,start,end,label\n2027-11-26,10:00,11:00,午前\n",
            suppliers=event_files.FILES["suppliers.csv"].replace("2026", "2027"),
        )
    )
    with db.read() as session:
        assert importing.same_event(session, next_year) is None


def test_replace_brings_everything_in_again(db: Database, published: int, tmp_path: Path) -> None:
    data = replaced(
        db,
        published,
        tmp_path / "again",
        event="key,value\nname,小さな商談会\nslot_minutes,20\nvenue,新会場\n",
        sessions="date,start,end,label\n2026-11-26,10:00,11:20,午前\n2026-11-26,13:00,14:00,午後\n",
        buyers=event_files.FILES["buyers.csv"].replace("R2", "R1"),
        people=event_files.FILES["people.csv"].replace("P2,S1", "P2,S2") + "P4,S1,新人,,,,,\n",
        wishes="supplier,buyer,supplier_rank,buyer_mark\nS2,B1,1,◎\nS1,B1,1,◎\n",
    )
    with db.read() as session:
        assert event_data(session, published) == data


def test_replace_keeps_badges_of_those_who_remain(db: Database, small: int, tmp_path: Path) -> None:
    with db.read() as session:
        before = dict(session.execute(select(Badge.attendee_id, Badge.code)).all())
    people = event_files.FILES["people.csv"].replace("P3,C1,野村 和夫", "P9,S2,白井 健")
    replaced(db, small, tmp_path / "again", people=people)
    with db.read() as session:
        after = dict(session.execute(select(Badge.attendee_id, Badge.code)).all())
    assert sorted(after) == ["P1", "P2", "P9"]
    assert (after["P1"], after["P2"]) == (before["P1"], before["P2"])


def test_replace_drops_drafts_and_keeps_what_is_published(
    db: Database, published: int, tmp_path: Path
) -> None:
    replaced(db, published, tmp_path / "again")
    with db.read() as session:
        assert session.scalars(select(Timetable.number)).all() == [1]
        assert session.scalar(select(func.count()).select_from(Interview)) == 2
        assert session.scalar(select(func.count()).select_from(Placement)) == 2


def test_replace_takes_out_companies_and_rooms_that_are_gone(
    db: Database, published: int, tmp_path: Path
) -> None:
    with db.write() as session:
        for room in ("R1", "R2"):
            add_device(
                session, published, role="room", name=room, key="k", actor="test", now=NOW, room_id=room
            )
    data = replaced(
        db,
        published,
        tmp_path / "again",
        rooms="id,name,tables\nR1,第1会議室,2\n",
        buyers="id,name,room\nB1,横河電機株式会社,R1\n",
        wishes="supplier,buyer\nS1,B1\n",
    )
    with db.read() as session:
        assert event_data(session, published) == data
        pairs = session.execute(select(Interview.supplier_id, Interview.buyer_id)).all()
        assert pairs == [("S1", "B1")]
        assert session.scalars(select(Room.id)).all() == ["R1"]
        revoked = {d.name: d.revoked_at is not None for d in session.scalars(select(Device))}
        assert revoked == {"R1": False, "R2": True}
        assert session.scalars(select(Device.name).where(Device.pairing_hash.is_not(None))).all() == ["R1"]


def test_replace_after_a_checkin_is_refused_and_changes_nothing(
    db: Database, published: int, data: EventData
) -> None:
    with db.write() as session:
        session.add(
            Scan(
                event_id=published, nonce="n", kind="checkin", result="ok", reason="", raw="",
                badge_id=None, attendee_id="P1", device_id=None, actor="test", happened_at=NOW.event,
                arrived_at=NOW.event, recorded_at=NOW.real, flagged=False, undone_by=None, details={},
            )
        )  # fmt: skip
    with pytest.raises(Refused) as refusal, db.write() as session:
        importing.replace_event(session, published, data, actor="test", now=NOW)
    assert refusal.value.code == "event_begun"
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Timetable)) == 2
        assert session.scalar(select(func.count()).select_from(Session_)) == 1


@pytest.mark.parametrize("state", ["in_progress", "finished", "no_show"])
def test_replace_after_an_interview_was_held_is_refused(
    db: Database, published: int, data: EventData, state: str
) -> None:
    with db.write() as session:
        interview = session.scalars(select(Interview)).first()
        assert interview is not None
        interview.state = state
    with pytest.raises(Refused) as refusal, db.write() as session:
        importing.replace_event(session, published, data, actor="test", now=NOW)
    assert refusal.value.code == "event_begun"


def test_replace_drops_what_hangs_on_rooms_companies_and_people_that_are_gone(
    db: Database, published: int, tmp_path: Path
) -> None:
    with db.write() as session:
        gone = (("R2", "S2", "P3"), ("R1", "S1", "P2"))
        for number, (room, company, person) in enumerate(gone):
            session.add_all(
                [
                    Message(
                        event_id=published, room_id=room, text="x", text_en="",
                        sent_at=NOW.event, sent_by="t",
                    ),
                    LateNotice(
                        event_id=published, company_id=company, attendee_id=person, minutes=5,
                        said_at=NOW.event, expected_at=NOW.event,
                    ),
                    PhoneLink(
                        event_id=published, attendee_id=person, token_hash=str(number), made_at=NOW.event
                    ),
                ]
            )  # fmt: skip
    replaced(
        db, published, tmp_path / "again",
        rooms="id,name,tables\nR1,第1,1\n",
        buyers="id,name,room\nB1,横河,R1\n",
        suppliers="id,name\nS1,株式会社髙崎精機\n",
        people="id,company,name\nP2,S1,山田 太郎\n",
        staff="id,name,kind\n",
        wishes="supplier,buyer\nS1,B1\n",
    )  # fmt: skip
    with db.read() as session:
        assert session.scalars(select(Message.room_id)).all() == ["R1"]
        assert session.scalars(select(LateNotice.company_id)).all() == ["S1"]
        assert session.scalars(select(PhoneLink.attendee_id)).all() == ["P2"]


def test_replace_keeps_who_was_registered_at_the_desk(db: Database, published: int, tmp_path: Path) -> None:
    desk = Caller("kiosk", "device:1", published, profile="desk")
    with db.write() as session:
        old = walk_in(session, published, Newcomer("森 一"), "S2", nonce="a", caller=desk, now=NOW)
        new = walk_in(
            session, published, Newcomer("林 二"), NewCompany("新光", "", "", "supplier"),
            nonce="b", caller=desk, now=NOW,
        )  # fmt: skip
        instead = substitute(session, published, "P3", Newcomer("原 三"), nonce="c", caller=desk, now=NOW)
    replaced(
        db,
        published,
        tmp_path / "again",
        suppliers="id,name\nS1,株式会社髙崎精機\n",
        people="id,company,name\nP2,S1,山田 太郎\n",
        staff="id,name,kind\nC2,別の人,coordinator\n",
        wishes="supplier,buyer\nS1,B1\n",
    )
    ids = [answer.body["attendee"]["id"] for answer in (old, new, instead)]
    with db.read() as session:
        people = {row.id: row for row in session.scalars(select(Attendee))}
        assert people.keys() == {"P2", *ids}
        assert [people[key].company_id or people[key].staff_id for key in ids] == [
            "S2",
            new.body["company"]["id"],
            "C1",
        ]
        badges = session.scalars(select(Badge.attendee_id).where(Badge.revoked_at.is_(None))).all()
        assert sorted(badges) == sorted(["P2", *ids])
        assert session.scalars(select(Interview.supplier_id)).all() == ["S1"]


def test_import_reads_what_reception_knew(db: Database, tmp_path: Path) -> None:
    people = "id,company,name,language,origin,note\nP1,B1,横山 一郎,en,walk_in,車いす\nP2,S1,山田,fr,?,\n"
    data = read_event(event_files.write(tmp_path / "small", people=people))
    with db.write() as session:
        importing.save_event(session, data, actor="test", now=NOW)
    with db.read() as session:
        rows = session.scalars(select(Attendee).order_by(Attendee.id)).all()
        assert [(row.language, row.origin, row.note) for row in rows] == [
            ("en", "walk_in", "車いす"),
            ("", "", ""),
        ]
