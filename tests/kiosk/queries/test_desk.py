"""What the control desk is told: the day's grid, alerts, the end of the day, who read what, the feed."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact
from kiosk.domain.interview_states import Action
from kiosk.models import Device, Event, LateNotice
from kiosk.queries.desk import DeskNow, DeskSnapshot, desk_now, desk_snapshot
from kiosk.queries.feed import latest, names
from kiosk.services import feed, hall, interviews, messages
from kiosk.services.checkin import check_in
from kiosk.services.scans import Scanned
from tests.kiosk import make

ORGANISER = Caller("organiser", "user:org", 1)


def _real(db: Database) -> dt.datetime:
    """The world's time at which the event's clock shows 10:05."""
    with db.read() as session:
        anchor = session.get_one(Event, 1).clock_anchor
    assert anchor is not None
    return anchor


def _moment(db: Database, text: str = "10:05") -> Moment:
    return Moment(_real(db), make.at(text))


def _seen(db: Database, *, later: int = 0) -> tuple[DeskSnapshot, DeskNow]:
    with db.read() as session:
        event = session.get_one(Event, 1)
        real = _real(db) + dt.timedelta(minutes=later)
        return desk_snapshot(session, event, real), desk_now(session, event, real)


def _act(db: Database, supplier: str, buyer: str, action: Action, at: str = "10:05") -> None:
    with db.write() as session:
        key = make.interview(session, supplier, buyer).id
        interviews.act(session, ORGANISER, key, action, nonce=f"{key}{action}", now=_moment(db, at))


def _come(db: Database, *people: str) -> None:
    for who in people:
        with db.write() as session:
            scanned = Scanned(f"scan {who}", make.code(who))
            check_in(session, 1, scanned, ORGANISER, _moment(db), "ja")


def test_snapshot_is_the_days_grid_with_who_is_inside(db: Database, event_id: int) -> None:
    _come(db, "P-S1")
    seen, _ = _seen(db)
    assert [(row.room, row.table, [one.supplier for one in row.interviews]) for row in seen.rows] == [
        ("R1", 1, ["S1", "S2", "S3"]),
        ("R1", 2, ["S2", "S1"]),
        ("R2", 1, ["S3", "S4"]),
    ]
    assert [company.id for company in seen.companies if company.inside] == ["S1"]
    assert (seen.day, seen.version) == (make.DAY, 1)


def test_alerts_are_those_of_now_and_go_when_somebody_comes(db: Database, event_id: int) -> None:
    _, before = _seen(db)
    assert "supplier_missing:1" in [alert.key for alert in before.alerts]
    _come(db, *(who for who, *_ in make.PEOPLE))
    _, after = _seen(db)
    assert after.alerts == ()


def test_announced_lateness_is_said_with_the_alert(db: Database, event_id: int) -> None:
    with db.write() as session:
        for minutes, expected in ((30, "10:35"), (15, "10:20")):
            session.add(
                LateNotice(
                    event_id=event_id, company_id="S1", attendee_id="P-S1", minutes=minutes,
                    said_at=make.at("09:50"), expected_at=make.at(expected),
                )
            )  # fmt: skip
            session.flush()
    _, now = _seen(db)
    assert now.announced == {"S1": make.at("10:20")}
    alert = next(one for one in now.alerts if one.key == "supplier_missing:1")
    assert (alert.expected, alert.harm) == (make.at("10:20"), 1200)


def test_lateness_that_was_taken_back_is_forgotten(db: Database, event_id: int) -> None:
    with db.write() as session:
        for minutes in (30, 0):
            session.add(
                LateNotice(
                    event_id=event_id, company_id="S1", attendee_id="P-S1", minutes=minutes,
                    said_at=make.at("09:50"), expected_at=make.at("10:35"),
                )
            )  # fmt: skip
            session.flush()
    assert _seen(db)[1].announced == {}


def test_nobody_gets_later_while_the_bell_is_held(db: Database, event_id: int) -> None:
    with db.write() as session:
        hall.hold(session, ORGANISER, event_id, nonce="hold", now=_moment(db, "10:01"))
    _, now = _seen(db)
    harm = {alert.key: alert.harm for alert in now.alerts}
    assert harm["supplier_missing:1"] == 60


def test_end_of_the_day_follows_the_slowest_table(db: Database, event_id: int) -> None:
    _act(db, "S3", "B1", Action.CANCEL)
    _act(db, "S1", "B2", Action.CANCEL)
    _act(db, "S4", "B3", Action.CANCEL)
    _act(db, "S1", "B1", Action.START)
    _, now = _seen(db, later=20)  # 10:25: still running, with the next due
    assert now.end is not None
    assert (f"{now.end.by_hall:%H:%M}", f"{now.end.expected:%H:%M}", now.end.table) == ("10:40", "10:45", 1)


def test_device_that_was_in_use_and_is_silent_is_an_alert(db: Database, event_id: int) -> None:
    with db.write() as session:
        key, _ = make.device(session, event_id, "board")
        make.device(session, event_id, "room", "R1")  # never heard of: nobody waits for it
        session.get_one(Device, key).last_seen = _real(db) - dt.timedelta(seconds=40)
    found = [alert.key for alert in _seen(db)[1].alerts if alert.device]
    assert found == [f"device:{key}"]


def test_message_is_listed_until_it_ends_with_who_has_read_it(db: Database, event_id: int) -> None:
    with db.write() as session:
        key, _ = make.device(session, event_id, "room", "R1")
        sent = messages.send(
            session, ORGANISER, event_id, text="お急ぎください", text_en="", room_id="R1", nonce="one",
            now=_moment(db),
        )  # fmt: skip
    message = sent.body["id"]
    host = Caller("room", f"device:{key}", event_id, key, "room R1", "R1")
    with db.write() as session:
        messages.acknowledge(session, host, message, nonce="two", now=_moment(db))
    _, now = _seen(db)
    assert now.acknowledged_by == {message: f"device:{key}"}
    assert now.names.devices[key] == "room R1"
    with db.write() as session:
        messages.end(session, ORGANISER, message, nonce="three", now=_moment(db))
    assert _seen(db)[1].messages == ()


@pytest.mark.parametrize("given_up", ["cancelled", "no_show"])
def test_place_that_another_interview_has_taken_is_that_ones(
    db: Database, event_id: int, given_up: str
) -> None:
    with db.write() as session:
        make.interview(session, "S1", "B1").state = given_up
        taken = make.interview(session, "S3", "B1")
        taken.starts_at, taken.ends_at = make.at("10:00"), make.at("10:20")
    seen, _ = _seen(db)
    [row] = [row for row in seen.rows if (row.room, row.table) == ("R1", 1)]
    assert [(one.supplier, one.state) for one in row.interviews] == [("S3", "scheduled"), ("S2", "scheduled")]
    with db.write() as session:
        make.interview(session, "S3", "B1").state = "cancelled"
    seen, _ = _seen(db)
    [row] = [row for row in seen.rows if (row.room, row.table) == ("R1", 1)]
    assert len(row.interviews) == 2


def test_another_day_has_no_alerts_and_no_end(db: Database, event_id: int) -> None:
    _, now = _seen(db, later=24 * 60)
    assert (now.alerts, now.end) == ((), None)


def test_feed_gives_the_last_lines_first_with_the_names_in_them(db: Database, event_id: int) -> None:
    _come(db, "P-S1")
    _act(db, "S1", "B1", Action.START)
    with db.read() as session:
        event = session.get_one(Event, event_id)
        lines = latest(session, event)
        known = names(session, event_id, lines)
    assert [line.fact for line in lines] == [Fact.INTERVIEW_CHANGED, Fact.CHECKED_IN]
    pair = known.interviews[lines[0].details["interview"]]
    assert (pair.supplier, pair.buyer, pair.room, pair.table) == ("S1", "B1", "R1", 1)
    assert known.companies["S1"].name == "株式会社髙崎精機"


def test_feed_leaves_out_what_follows_from_every_check_in(db: Database, event_id: int) -> None:
    with db.write() as session:
        for fact in (Fact.CLOCK_SET, Fact.PHONE_LINK_MADE):
            feed.record(session, event_id, fact, actor="user:org", now=_moment(db))
    with db.read() as session:
        lines = latest(session, session.get_one(Event, event_id))
    assert [line.fact for line in lines] == [Fact.CLOCK_SET]


@pytest.mark.parametrize("count", [0, 1])
def test_feed_is_as_long_as_asked(db: Database, event_id: int, count: int) -> None:
    _come(db, "P-S1", "P-S2")
    with db.read() as session:
        assert len(latest(session, session.get_one(Event, event_id), count)) == count
