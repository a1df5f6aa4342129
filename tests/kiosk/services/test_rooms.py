"""A room's tablet: what it is told of its companies, of other rooms, of a new version; its host."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact, News
from kiosk.domain.floor import FloorOptions
from kiosk.domain.interview_states import Action
from kiosk.domain.outcomes import OutcomeNote
from kiosk.errors import Refused
from kiosk.models import Company, Device, Event, LateNotice, Placement, Timetable
from kiosk.queries.rooms import RoomSnapshot, room_snapshot
from kiosk.services import interviews, outcomes
from kiosk.services.publishing import publish
from kiosk.services.rooms import acknowledge_version, set_host
from tests.kiosk import make

REAL = dt.datetime.now(dt.UTC)
NOW = Moment(REAL, make.at("10:05"))


@pytest.fixture
def tablet(db: Database, event_id: int) -> Caller:
    """The tablet of the first room, paired before the day."""
    with db.write() as session:
        device_id, _ = make.device(session, event_id, "room", "R1")
        session.get_one(Device, device_id).paired_at = REAL
    return Caller("room", f"device:{device_id}", event_id, device_id=device_id, room_id="R1")


def seen(db: Database, who: Caller, room: str = "R1") -> RoomSnapshot:
    assert who.event_id is not None
    with db.read() as session:
        return room_snapshot(session, who.event_id, room, REAL, who.tables, who.device_id)


def press(db: Database, event_id: int, pair: tuple[str, str], action: str) -> None:
    with db.write() as session:
        interview = make.interview(session, *pair).id
        who = Caller("organiser", "user:org", event_id)
        nonce = f"{pair}{action}"
        interviews.act(session, who, interview, Action(action), nonce=nonce, now=NOW)


def new_version(
    db: Database,
    event_id: int,
    moved: dict[tuple[str, str], tuple[str, str, int]],
    lost: tuple[tuple[str, str], ...] = (),
) -> int:
    """Publish the plan with some pairs moved to (start, room, table), and some no more held."""
    held = {(s, b): (start, room, table) for s, b, start, room, table in make.HELD} | moved
    with db.write() as session:
        draft = Timetable(
            event_id=event_id, number=None, status="optimal", goals=[], seconds=0.1, created_at=REAL,
            created_by="test", published_at=None, published_by="",
        )  # fmt: skip
        session.add(draft)
        session.flush()
        for (supplier, buyer), (start, room, table) in held.items():
            if (supplier, buyer) not in lost:
                session.add(
                    Placement(
                        timetable_id=draft.id, supplier_id=supplier, buyer_id=buyer,
                        starts_at=make.at(start), ends_at=make.at(start) + dt.timedelta(minutes=20),
                        room_id=room, table_no=table, staff=[],
                    )
                )  # fmt: skip
        return publish(session, event_id, draft.id, actor="test", now=later(1))


def later(minutes: int) -> Moment:
    passed = dt.timedelta(minutes=minutes)
    return Moment(REAL + passed, make.at("10:05") + passed)


def changed(snapshot: RoomSnapshot) -> list[tuple[str, str, str]]:
    return [(one.kind, one.supplier.id, one.buyer.id) for one in snapshot.changes]


def test_room_reads_its_companies_sheets_and_no_others(db: Database, event_id: int, tablet: Caller) -> None:
    with db.write() as session:
        company = session.get_one(Company, (event_id, "S1"))
        company.profile, company.region = "精密切削", "長野県"
        session.add_all(
            LateNotice(
                event_id=event_id, company_id=key, attendee_id=f"P-{key}", minutes=minutes,
                said_at=make.at(said), expected_at=make.at("10:30"),
            )
            for key, minutes, said in (("S1", 20, "09:00"), ("S2", 20, "09:00"), ("S2", 0, "09:10"))
        )  # fmt: skip
    sheets = {sheet.id: sheet for sheet in seen(db, tablet).sheets}
    assert list(sheets) == ["B1", "B2", "S1", "S2", "S3"]
    assert (sheets["S1"].profile, sheets["S1"].region) == ("精密切削", "長野県")
    assert [sheets[key].expected_at for key in ("S1", "S2")] == [make.at("10:30"), None]


def test_rank_is_shown_to_the_host_only_where_the_organiser_allows_it(
    db: Database, event_id: int, tablet: Caller
) -> None:
    def ranks() -> set[int | None]:
        return {interview.rank for table in seen(db, tablet).tables for interview in table.interviews}

    assert ranks() == {None}
    with db.write() as session:
        session.get_one(Event, event_id).floor = FloorOptions(show_rank=True).stored()
    assert ranks() == {1}


def test_room_knows_in_which_interview_its_next_supplier_still_is(
    db: Database, event_id: int, tablet: Caller
) -> None:
    """S3, expected at 13:00, is in the other room; that it ends there is news to this room."""
    told: list[News] = []
    assert seen(db, tablet).elsewhere == ()
    press(db, event_id, ("S3", "B3"), "start")
    (one,) = seen(db, tablet).elsewhere
    assert (one.supplier, one.room, one.table, one.ends) == ("S3", "R2", 1, make.at("10:20"))
    db.after_commit = told.extend
    press(db, event_id, ("S3", "B3"), "finish")
    assert "room:R1" in [topic for topic, _ in told[0].topics]
    assert seen(db, tablet).elsewhere == ()


def test_room_is_not_told_of_interviews_that_do_not_keep_anybody_from_it(db: Database, event_id: int) -> None:
    told: list[News] = []
    db.after_commit = told.extend
    press(db, event_id, ("S3", "B3"), "call")  # begins nothing
    press(db, event_id, ("S4", "B3"), "start")  # has nothing in the first room
    assert [topic for news in told for topic, _ in news.topics if topic == "room:R1"] == []


def test_outcome_is_told_to_its_own_room_for_filling_in_later(
    db: Database, event_id: int, tablet: Caller
) -> None:
    press(db, event_id, ("S1", "B1"), "start")
    noted = OutcomeNote("○", note="後で")
    with db.write() as session:
        interview = make.interview(session, "S1", "B1").id
        outcomes.record(session, tablet, interview, noted, nonce="o", now=NOW)
    held = seen(db, tablet).tables[0].interviews
    assert [one.outcome for one in held] == [noted, None, None]


def test_tablet_is_told_what_a_new_version_changes_here_until_it_acknowledges(
    db: Database, event_id: int, tablet: Caller
) -> None:
    assert (seen(db, tablet).version, seen(db, tablet).changes) == (1, ())
    number = new_version(
        db,
        event_id,
        {
            ("S2", "B1"): ("10:40", "R1", 1),
            ("S4", "B3"): ("11:00", "R1", 2),
            ("S1", "B2"): ("10:40", "R2", 1),
        },
        lost=(("S3", "B1"),),
    )
    snapshot = seen(db, tablet)
    assert snapshot.version == number == 2
    assert changed(snapshot) == [
        ("time", "S2", "B1"), ("out", "S1", "B2"), ("in", "S4", "B3"), ("out", "S3", "B1"),
    ]  # fmt: skip
    came = snapshot.changes[2]
    assert came.before is not None
    assert came.after is not None
    assert (came.before.room, came.before.starts, came.after.starts) == (
        "R2",
        make.at("10:20"),
        make.at("11:00"),
    )
    with db.write() as session:
        first = acknowledge_version(session, tablet, "R1", 2, nonce="v", now=later(2))
        again = acknowledge_version(session, tablet, "R1", 2, nonce="v", now=later(2))
    assert (first.body, again.repeated) == ({"room": "R1", "device": tablet.device_id, "version": 2}, True)
    assert seen(db, tablet).changes == ()


def test_version_that_changes_nothing_at_its_tables_is_no_matter_for_a_tablet(
    db: Database, event_id: int, tablet: Caller
) -> None:
    new_version(db, event_id, {("S4", "B3"): ("11:00", "R2", 1)})
    assert seen(db, tablet).changes == ()


def test_version_in_force_at_pairing_is_known(db: Database, event_id: int, tablet: Caller) -> None:
    new_version(db, event_id, {("S2", "B1"): ("10:40", "R1", 1)})
    with db.write() as session:
        assert tablet.device_id is not None
        session.get_one(Device, tablet.device_id).paired_at = later(5).real
    assert seen(db, tablet).changes == ()


def test_acknowledging_an_older_version_takes_nothing_back(
    db: Database, event_id: int, tablet: Caller
) -> None:
    new_version(db, event_id, {("S2", "B1"): ("10:40", "R1", 1)})
    with db.write() as session:
        acknowledge_version(session, tablet, "R1", 2, nonce="a", now=NOW)
        acknowledge_version(session, tablet, "R1", 1, nonce="b", now=NOW)
        with pytest.raises(Refused, match="no such version"):
            acknowledge_version(session, tablet, "R1", 3, nonce="c", now=NOW)
    assert seen(db, tablet).changes == ()


def test_version_acknowledged_in_a_rehearsal_is_known_there_alone(
    db: Database, event_id: int, tablet: Caller
) -> None:
    """A device whose own event is another one: what it acknowledges here stays here."""
    with db.write() as session:
        other = make.event(session)
        assert tablet.device_id is not None
        session.get_one(Device, tablet.device_id).event_id = other
    new_version(db, event_id, {("S2", "B1"): ("10:40", "R1", 1)})
    assert changed(seen(db, tablet)) == [("time", "S2", "B1")]
    with db.write() as session:
        acknowledge_version(session, tablet, "R1", 2, nonce="v", now=NOW)
    assert seen(db, tablet).changes == ()
    with db.read() as session:
        assert session.scalar(select(Device.acknowledged_version)) is None


def test_host_is_handed_over_and_never_named_in_the_news(db: Database, event_id: int, tablet: Caller) -> None:
    told: list[News] = []
    db.after_commit = told.extend
    with db.write() as session:
        answer = set_host(session, tablet, "R1", " 佐藤 花子 ", nonce="h", now=NOW)
        again = set_host(session, tablet, "R1", "佐藤 花子", nonce="h", now=NOW)
    assert (answer.body["host"], again.repeated) == ("佐藤 花子", True)
    assert seen(db, tablet).host == "佐藤 花子"
    (news,) = told
    assert (news.fact, news.details) == (Fact.HOST_CHANGED, {"room": "R1", "device": tablet.device_id})
    assert [topic for topic, _ in news.topics] == ["room:R1", "organiser"]
    assert seen(db, Caller("organiser", "user:org", event_id)).host == ""


def test_tablet_speaks_of_its_own_room_alone(db: Database, tablet: Caller) -> None:
    with db.write() as session:
        with pytest.raises(Refused, match="another room"):
            set_host(session, tablet, "R2", "x", nonce="h", now=NOW)
        with pytest.raises(Refused, match="another room"):
            acknowledge_version(session, tablet, "R2", 1, nonce="v", now=NOW)
