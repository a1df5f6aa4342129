"""The attendance list of a day, its numbers, and the record of scans."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.models import Attendee, Event, Interview, Scan, Session_
from kiosk.queries.arrivals import Counts, Entry, NextInterview, Whereabouts, entries, figures
from kiosk.queries.scan_log import Show, scan_counts, scan_page
from kiosk.services.badges import reprint
from kiosk.services.checkin import check_in
from kiosk.services.departures import depart
from kiosk.services.scans import Scanned
from kiosk.services.undoing import undo
from tests.kiosk import make

REAL = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
TOMORROW = make.DAY + dt.timedelta(days=1)


class Gate:
    """A kiosk of the small event, and what is scanned at it."""

    def __init__(self, db: Database, event_id: int) -> None:
        self.db, self.event_id = db, event_id
        with db.write() as session:
            self.device_id, _token = make.device(session, event_id, "kiosk")
        self.caller = Caller("kiosk", f"device:{self.device_id}", event_id, self.device_id)
        self.number = 0

    def moment(self, at: str, day: dt.date) -> Moment:
        return Moment(REAL, make.at(at) + (day - make.DAY))

    def scan(self, who: str, at: str, day: dt.date = make.DAY, **more: object) -> str:
        """A check-in; gives its nonce."""
        self.number += 1
        nonce = f"n{self.number}"
        scanned = Scanned(nonce, make.code(who), **more)  # type: ignore[arg-type]
        with self.db.write() as session:
            check_in(session, self.event_id, scanned, self.caller, self.moment(at, day), "ja")
        return nonce

    def leave(self, who: str, at: str) -> None:
        self.number += 1
        scanned = Scanned(f"n{self.number}", make.code(who))
        with self.db.write() as session:
            depart(session, self.event_id, scanned, self.caller, self.moment(at, make.DAY))


@pytest.fixture
def gate(db: Database, event_id: int) -> Gate:
    return Gate(db, event_id)


@pytest.fixture
def two_days(db: Database, event_id: int) -> None:
    """A second day, on which S4 meets B3 and nobody else anyone."""
    with db.write() as session:
        session.add(
            Session_(
                event_id=event_id, number=2, date=TOMORROW, start=dt.time(10), end=dt.time(12), label="2日目"
            )
        )
        meeting = make.interview(session, "S4", "B3")
        for name in ("starts_at", "ends_at"):
            setattr(meeting, name, getattr(meeting, name) + dt.timedelta(days=1))


def _event(session: Session, event_id: int) -> Event:
    return session.get_one(Event, event_id)


def _listed(db: Database, event_id: int, day: dt.date = make.DAY, now: str = "10:05") -> dict[str, Entry]:
    with db.read() as session:
        found = entries(session, _event(session, event_id), day, make.at(now))
    return {entry.id: entry for entry in found}


def _counts(db: Database, event_id: int, day: dt.date = make.DAY) -> Counts:
    with db.read() as session:
        return figures(session, _event(session, event_id), day).counts


def test_list_of_a_day_nobody_came_on_says_so_of_everyone(db: Database, event_id: int) -> None:
    found = _listed(db, event_id)
    assert list(found) == ["P-B1", "P-B2", "P-B3", "P-S1", "P-S1b", "P-S2", "P-S3", "P-S4"]
    assert {entry.where for entry in found.values()} == {Whereabouts.NOT_COME}
    assert sorted(found.values(), key=lambda entry: entry.order) == list(found.values())
    assert _counts(db, event_id) == Counts(expected=8, arrived=0, inside=0)


def test_entry_follows_arrival_departure_and_return(db: Database, event_id: int, gate: Gate) -> None:
    gate.scan("P-S1", "10:01")
    gate.scan("P-S1", "10:30", scanned_at=make.at("09:50"))
    entry = _listed(db, event_id)["P-S1"]
    assert (entry.where, entry.arrived_at, entry.left_at) == (Whereabouts.INSIDE, make.at("09:50"), None)
    assert (entry.returns, entry.device) == (0, "kiosk")
    gate.leave("P-S1", "11:00")
    entry = _listed(db, event_id)["P-S1"]
    assert (entry.where, entry.left_at, entry.returns) == (Whereabouts.LEFT, make.at("11:00"), 0)
    assert _counts(db, event_id) == Counts(expected=8, arrived=1, inside=0)
    gate.scan("P-S1", "11:30")
    entry = _listed(db, event_id)["P-S1"]
    assert (entry.where, entry.left_at, entry.returns) == (Whereabouts.INSIDE, None, 1)
    assert entry.arrived_at == make.at("09:50")
    assert (_counts(db, event_id).left, _counts(db, event_id).not_come) == (0, 7)


def test_undone_check_in_leaves_no_arrival(db: Database, event_id: int, gate: Gate) -> None:
    nonce = gate.scan("P-S1", "10:01")
    with db.write() as session:
        undo(session, event_id, nonce, gate.caller, Moment(REAL, make.at("10:02")))
    entry = _listed(db, event_id)["P-S1"]
    assert (entry.where, entry.arrived_at, entry.device) == (Whereabouts.NOT_COME, None, "")


def test_cancelled_person_is_listed_but_expected_only_if_they_came(
    db: Database, event_id: int, gate: Gate
) -> None:
    gate.scan("P-S2", "10:01")
    with db.write() as session:
        for key in ("P-S1", "P-S2"):
            session.get_one(Attendee, (event_id, key)).cancelled_at = REAL
        came = session.get_one(Attendee, (event_id, "P-S1b"))
        came.origin, came.substitute_for = "substitute", "P-S1"
    found = _listed(db, event_id)
    assert (found["P-S1"].where, found["P-S1"].cancelled) == (Whereabouts.CANCELLED, True)
    assert (found["P-S2"].where, found["P-S2"].cancelled) == (Whereabouts.INSIDE, True)
    assert (found["P-S1b"].origin, found["P-S1b"].substitute_for) == ("substitute", "山田 太郎")
    assert _counts(db, event_id) == Counts(expected=7, arrived=1, inside=1)


def test_next_interview_is_the_first_that_is_not_over(db: Database, event_id: int) -> None:
    assert _listed(db, event_id, now="10:05")["P-S1"].next == NextInterview(
        make.at("10:00"), "第1会議室", "Room 1", 1, "横河電機株式会社", "Yokogawa Electric"
    )
    after = _listed(db, event_id, now="10:20")
    assert after["P-S1"].next == NextInterview(
        make.at("10:40"), "第1会議室", "Room 1", 2, "株式会社IHI", "IHI"
    )
    assert after["P-B3"].next is not None
    assert after["P-B3"].next.name == "合同会社多摩光学"
    assert _listed(db, event_id, now="13:30")["P-S1"].next is None


def test_member_of_staff_has_the_interviews_they_sit_in_on(db: Database, event_id: int) -> None:
    with db.write() as session:
        make.interview(session, "S3", "B1").staff = ["P-S4"]
        person = session.get_one(Attendee, (event_id, "P-S4"))
        person.company_id = None
    found = _listed(db, event_id)["P-S4"]
    assert (found.side, found.next) == ("staff", None)


@pytest.mark.usefixtures("two_days")
def test_each_day_expects_who_has_an_interview_and_counts_its_own_arrivals(
    db: Database, event_id: int, gate: Gate
) -> None:
    gate.scan("P-S1", "09:50")
    gate.scan("P-S4", "09:40", TOMORROW)
    gate.scan("P-S2", "09:45", TOMORROW)
    first, second = _listed(db, event_id), _listed(db, event_id, TOMORROW)
    assert list(first) == ["P-B1", "P-B2", "P-B3", "P-S1", "P-S1b", "P-S2", "P-S3"]
    assert list(second) == ["P-B3", "P-S2", "P-S4"]
    assert second["P-S4"].arrived_at == make.at("09:40") + dt.timedelta(days=1)
    assert _counts(db, event_id) == Counts(expected=7, arrived=1, inside=1)
    assert _counts(db, event_id, TOMORROW) == Counts(expected=3, arrived=2, inside=2)


@pytest.mark.usefixtures("two_days")
def test_every_day_expects_everyone_before_anything_is_planned(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.query(Interview).delete()
    assert [_counts(db, event_id, day).expected for day in (make.DAY, TOMORROW)] == [8, 8]


def test_list_of_one_company_holds_its_people_only(db: Database, event_id: int) -> None:
    with db.read() as session:
        found = entries(session, _event(session, event_id), make.DAY, companies=("S1",))
    assert [(entry.id, entry.next) for entry in found] == [("P-S1", None), ("P-S1b", None)]


def test_curve_counts_each_person_once_at_their_arrival(db: Database, event_id: int, gate: Gate) -> None:
    for who, at in (("P-S1", "09:51"), ("P-S1", "10:20"), ("P-S2", "09:54"), ("P-S3", "09:56")):
        gate.scan(who, at)
    with db.read() as session:
        steps = figures(session, _event(session, event_id), make.DAY).steps
    local = [(f"{step.starts:%H:%M}", step.count, step.total) for step in steps]
    assert local == [("09:50", 2, 2), ("09:55", 1, 3)]


def test_record_holds_every_scan_and_who_took_one_back(db: Database, event_id: int, gate: Gate) -> None:
    nonce = gate.scan("P-S1", "10:01")
    with db.write() as session:
        reprint(session, event_id, "P-S2", "user:test", Moment(REAL, make.at("10:02")))
    gate.scan("P-S2", "10:03")
    gate.scan("P-S3", "10:10", scanned_at=make.at("10:04"))
    gate.scan("P-S4", "10:11", scanned_at=make.at("10:04") - dt.timedelta(days=3))
    with db.write() as session:
        strange, now = Scanned("x", "=HYPERLINK(1)"), gate.moment("10:12", make.DAY)
        check_in(session, event_id, strange, gate.caller, now, "ja")
        organiser = Caller("organiser", "user:事務局", event_id)
        undo(session, event_id, nonce, organiser, gate.moment("10:13", make.DAY))
    with db.read() as session:
        everything = scan_page(session, event_id, make.SPAN, Show.ALL)
        shown = {show: scan_page(session, event_id, make.SPAN, show).scans for show in Show}
        numbers = scan_counts(session, event_id, make.SPAN)
    assert [scan.result for scan in everything.scans] == ["refused", "ok", "ok", "refused", "ok"]
    assert everything.older is None
    assert numbers == {show: len(scans) for show, scans in shown.items()}
    assert [(scan.reason, scan.excerpt, scan.name) for scan in shown[Show.REFUSED]] == [
        ("unknown", "=HYPERLINK(1)", ""),
        ("revoked", "", "白井 健"),
    ]
    (undone,) = shown[Show.UNDONE]
    assert undone.undone is not None
    assert (undone.undone.actor, undone.undone.at) == ("user:事務局", make.at("10:13"))
    (flagged,) = shown[Show.FLAGGED]
    assert (flagged.name, flagged.delayed) == ("𠮷野 光", False)
    late = next(scan for scan in everything.scans if scan.name == "立川 恵")
    assert (late.delayed, late.happened_at, late.arrived_at) == (True, make.at("10:04"), make.at("10:10"))


def test_record_is_read_page_by_page(db: Database, event_id: int, gate: Gate) -> None:
    for number in range(5):
        gate.scan("P-S1", f"10:0{number}")
    with db.read() as session:
        first = scan_page(session, event_id, make.SPAN, Show.ALL, size=2)
        second = scan_page(session, event_id, make.SPAN, Show.ALL, first.older, size=2)
        last = scan_page(session, event_id, make.SPAN, Show.ALL, second.older, size=2)
        keys = [scan.id for scan in session.query(Scan).order_by(Scan.id.desc())]
    assert [scan.id for page in (first, second, last) for scan in page.scans] == keys
    assert last.older is None
