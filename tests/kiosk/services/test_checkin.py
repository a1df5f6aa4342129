"""Checking in, leaving and undoing: one answer each, one row each, also when many come at once."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import News
from kiosk.errors import Refused
from kiosk.models import Attendee, Device, FeedEntry, Scan
from kiosk.queries.attendance import arrivals, inside_attendees, inside_companies, today
from kiosk.services.badges import reprint
from kiosk.services.checkin import check_in
from kiosk.services.departures import depart
from kiosk.services.feed import Answer
from kiosk.services.scans import Scanned
from tests.kiosk import make
from tests.kiosk.services.desk import REAL, Desk


def _rows(db: Database) -> tuple[int, int]:
    with db.read() as session:
        scans = session.scalar(select(func.count()).select_from(Scan)) or 0
        return scans, session.scalar(select(func.count()).select_from(FeedEntry)) or 0


def _at_once(number: int, deed: Callable[[int], Answer]) -> list[Answer]:
    start = threading.Barrier(number)
    answers: list[Answer] = []

    def run(index: int) -> None:
        start.wait()
        answers.append(deed(index))

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_check_in_says_who_and_where_to_go(desk: Desk) -> None:
    answer = desk.scan("P-S1", "n1", "09:50")
    assert answer.status == 201
    assert answer.body["status"] == "ok"
    assert answer.body["attendee"] == {
        "id": "P-S1",
        "name": "山田 太郎",
        "kana": "ヤマダ タロウ",
        "name_en": "Taro Yamada",
    }
    assert answer.body["company"]["name"] == "株式会社髙崎精機"
    assert answer.body["next"] == {
        "id": 1,
        "starts": "2026-11-26T10:00:00+09:00",
        "ends": "2026-11-26T10:20:00+09:00",
        "room": "第1会議室",
        "room_ja": "第1会議室",
        "room_en": "Room 1",
        "room_id": "R1",
        "table": 1,
        "with": "横河電機株式会社",
        "with_ja": "横河電機株式会社",
        "with_en": "Yokogawa Electric",
        "state": "scheduled",
    }
    assert [one["with"] for one in answer.body["interviews"]] == ["横河電機株式会社", "株式会社IHI"]


def test_next_is_the_first_open_interview_whose_time_is_not_over(desk: Desk, db: Database) -> None:
    assert desk.scan("P-S1", "a", "10:19").body["next"]["starts"].startswith("2026-11-26T10:00")
    assert desk.scan("P-S1", "b", "10:20").body["next"]["starts"].startswith("2026-11-26T10:40")
    with db.write() as session:
        make.interview(session, "S1", "B2").state = "no_show"
    assert desk.scan("P-S1", "c", "10:21").body["next"] is None


def test_check_in_again_says_since_when_and_where(desk: Desk) -> None:
    desk.scan("P-S1", "a", "09:42")
    answer = desk.scan("P-S1", "b", "10:05")
    assert (answer.status, answer.body["status"]) == (200, "already")
    assert answer.body["first_at"] == "2026-11-26T09:42:00+09:00"
    assert answer.body["device"] == f"受付{desk.device_id}"


def test_same_nonce_gives_the_same_answer_and_one_row(desk: Desk, db: Database) -> None:
    first = desk.scan("P-S1", "a", "09:42")
    again = desk.scan("P-S1", "a", "11:42")
    assert (again.status, again.body, again.repeated) == (first.status, first.body, True)
    assert _rows(db) == (1, 1)


def test_nonce_of_a_check_in_cannot_be_used_for_a_departure(desk: Desk) -> None:
    desk.scan("P-S1", "a")
    with pytest.raises(Refused) as refused:
        desk.depart("P-S1", "a")
    assert refused.value.code == "nonce_reused"


def test_forgotten_badge_is_checked_in_by_name(desk: Desk) -> None:
    assert desk.scan("P-S4", "a", by_name=True).status == 201
    assert desk.scan("P-S4", "b").body["status"] == "already"
    assert desk.scan("P-X", "c", by_name=True).body["reason"] == "unknown"


def test_revoked_badge_says_when_and_the_new_one_is_taken(desk: Desk, db: Database, event_id: int) -> None:
    with db.write() as session:
        code = reprint(session, event_id, "P-S1", "user:test", Moment(REAL, make.at("09:42")))
    answer = desk.scan("P-S1", "a")
    assert answer == Answer(
        422, {"status": "refused", "reason": "revoked", "revoked_at": "2026-11-26T09:42:00+09:00"}
    )
    assert desk.send(Scanned("b", code)).status == 201


def test_cancelled_attendee_and_wrong_day_are_refused(desk: Desk, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S1")).cancelled_at = REAL
    assert desk.scan("P-S1", "a").body == {"status": "refused", "reason": "cancelled"}
    with db.write() as session:
        tomorrow = Moment(REAL, make.at("10:00") + dt.timedelta(days=1))
        answer = check_in(session, event_id, Scanned("b", make.code("P-S2")), desk.caller, tomorrow, "ja")
    assert answer.body == {"status": "refused", "reason": "wrong_day", "days": ["2026-11-26"]}


def test_refused_scan_is_a_row_with_an_excerpt(desk: Desk, db: Database) -> None:
    assert desk.send(Scanned("a", "x\0\u202e" + "y" * 10_000)).body["reason"] == "unknown"
    assert _rows(db) == (1, 1)
    with db.read() as session:
        scan = session.scalars(select(Scan)).one()
    assert (scan.result, scan.reason, scan.attendee_id) == ("refused", "unknown", None)
    assert scan.raw == "x��" + "y" * 197


def test_badge_scanned_eight_times_at_once_is_taken_once(desk: Desk, db: Database) -> None:
    answers = _at_once(8, lambda index: desk.scan("P-S1", f"n{index}"))
    assert Counter(answer.body["status"] for answer in answers) == {"ok": 1, "already": 7}
    assert _rows(db) == (8, 8)


def test_same_nonce_ten_times_at_once_is_one_row_and_ten_equal_answers(desk: Desk, db: Database) -> None:
    answers = _at_once(10, lambda _index: desk.scan("P-S1", "one"))
    assert [(answer.status, answer.body) for answer in answers] == [(201, answers[0].body)] * 10
    assert _rows(db) == (1, 1)


def test_departure_and_return(desk: Desk, db: Database, event_id: int) -> None:
    desk.scan("P-S1", "a", "09:50")
    assert desk.depart("P-S1", "b", "10:30").status == 201
    with db.read() as session:
        assert inside_companies(session, event_id, make.SPAN) == frozenset()
    assert (again := desk.depart("P-S1", "c", "10:31")).status == 200
    assert again.body["status"] == "already"
    answer = desk.scan("P-S1", "d", "11:00")
    assert (answer.status, answer.body["status"], answer.body["returned"]) == (201, "ok", True)
    with db.read() as session:
        assert inside_attendees(session, event_id, make.SPAN) == {"P-S1"}


def test_departure_delivered_before_its_check_in_is_kept(desk: Desk, db: Database, event_id: int) -> None:
    left = desk.depart("P-S1", "out", "11:00")
    assert left.body["status"] == "already"
    came = desk.scan("P-S1", "in", "11:30", scanned_at=make.at("09:50"))
    assert (came.status, came.body.get("returned")) == (201, None)
    with db.read() as session:
        assert inside_attendees(session, event_id, today(session, event_id, make.at("12:00"))) == frozenset()


def test_departure_by_an_unknown_badge_is_refused(desk: Desk, db: Database, event_id: int) -> None:
    with db.write() as session:
        answer = depart(session, event_id, Scanned("a", "?"), desk.caller, Moment(REAL, make.at("10:00")))
    assert (answer.status, answer.body["reason"]) == (422, "unknown")


def test_arrival_is_the_earliest_scan_even_when_it_is_delivered_later(
    desk: Desk, db: Database, event_id: int
) -> None:
    desk.scan("P-S1", "a", "09:50")
    late = desk.scan("P-S1", "b", "10:30", scanned_at=make.at("09:40"))
    assert late.body["first_at"] == "2026-11-26T09:50:00+09:00"
    with db.read() as session:
        assert arrivals(session, event_id, make.SPAN) == {"P-S1": make.at("09:40")}
    assert desk.scan("P-S1", "c", "10:31").body["first_at"] == "2026-11-26T09:40:00+09:00"


def test_scanned_at_is_corrected_by_the_devices_last_measured_offset(
    desk: Desk, db: Database, event_id: int
) -> None:
    ahead = dt.timedelta(minutes=7)
    desk.scan("P-S1", "a", "10:05", scanned_at=make.at("10:00") + ahead, sent_at=make.at("10:05") + ahead)
    desk.scan("P-S2", "b", "10:20", scanned_at=make.at("10:10") + ahead)
    with db.read() as session:
        assert session.get_one(Device, desk.device_id).clock_offset == 420.0
        assert arrivals(session, event_id, make.SPAN) == {"P-S1": make.at("10:00"), "P-S2": make.at("10:10")}


def test_wild_clock_is_not_kept_as_the_devices_offset(desk: Desk, db: Database) -> None:
    wild = make.at("10:00") - dt.timedelta(days=400)
    desk.scan("P-S1", "a", "10:00", scanned_at=wild, sent_at=wild)
    with db.read() as session:
        assert not session.get_one(Device, desk.device_id).clock_offset


def test_time_without_a_zone_is_the_events(desk: Desk, db: Database, event_id: int) -> None:
    desk.scan("P-S1", "a", "10:05", scanned_at=dt.datetime(2026, 11, 26, 9, 30))  # noqa: DTZ001
    with db.read() as session:
        assert arrivals(session, event_id, make.SPAN) == {"P-S1": make.at("09:30")}


def test_time_more_than_a_day_off_is_stored_and_flagged(desk: Desk, db: Database) -> None:
    claimed = make.at("10:00") - dt.timedelta(days=2)
    assert desk.scan("P-S1", "a", "10:05", scanned_at=claimed).status == 201
    with db.read() as session:
        scan = session.scalars(select(Scan)).one()
    assert (scan.flagged, scan.happened_at) == (True, make.at("10:05"))
    assert scan.details == {"scanned_at": claimed.isoformat()}


def test_undo_takes_the_check_in_back_with_its_second_readings(
    desk: Desk, db: Database, event_id: int
) -> None:
    desk.scan("P-S1", "a", "10:00")
    desk.scan("P-S1", "b", "10:01")
    assert desk.undo("a") == Answer(200, {"status": "undone", "nonce": "a"})
    with db.read() as session:
        assert inside_attendees(session, event_id, make.SPAN) == frozenset()
        assert arrivals(session, event_id, make.SPAN) == {}
    assert desk.undo("a") == Answer(200, {"status": "undone", "nonce": "a"}, repeated=True)
    assert _rows(db) == (3, 3)
    assert desk.scan("P-S1", "c", "10:02").body["status"] == "ok"


def test_undo_leaves_what_another_device_saw(desk: Desk, db: Database, event_id: int) -> None:
    other = Desk(db, event_id)
    desk.scan("P-S1", "a", "10:00")
    other.scan("P-S1", "b", "10:01")
    desk.undo("a")
    with db.read() as session:
        assert inside_attendees(session, event_id, make.SPAN) == {"P-S1"}
        assert arrivals(session, event_id, make.SPAN) == {"P-S1": make.at("10:01")}


def test_undo_of_a_second_reading_leaves_the_person_inside(desk: Desk, db: Database, event_id: int) -> None:
    desk.scan("P-S1", "a", "10:00")
    desk.scan("P-S1", "b", "10:01")
    desk.undo("b")
    with db.read() as session:
        assert inside_attendees(session, event_id, make.SPAN) == {"P-S1"}


def test_undo_is_for_the_same_device_within_15_minutes_and_for_organisers_always(
    desk: Desk, db: Database, event_id: int
) -> None:
    desk.scan("P-S1", "a")
    with pytest.raises(Refused) as other:
        desk.undo("a", Desk(db, event_id).caller)
    with pytest.raises(Refused) as late:
        desk.undo("a", minutes=16)
    with pytest.raises(Refused) as nothing:
        desk.undo("zzz")
    assert [r.value.code for r in (other, late, nothing)] == ["other_device", "too_late", "no_checkin"]
    assert desk.undo("a", Caller("organiser", "user:test", event_id), minutes=600).status == 200


def test_refused_scan_cannot_be_undone(desk: Desk) -> None:
    desk.send(Scanned("a", "?"))
    with pytest.raises(Refused) as refused:
        desk.undo("a")
    assert refused.value.code == "nothing_to_undo"


def test_news_goes_to_reception_and_the_rooms_still_waiting_and_names_nobody(
    desk: Desk, db: Database, news: list[News]
) -> None:
    with db.write() as session:
        make.interview(session, "S3", "B1").state = "finished"
    desk.scan("P-S3", "a")
    desk.scan("P-S3", "b")
    desk.undo("a")
    told = [(item.fact.value, [topic for topic, _ in item.topics], item.details) for item in news]
    everyone = ["organiser", "reception", "room:R2"]
    assert told == [
        ("checked_in", everyone, {"company": "S3", "arrived": True}),
        ("checked_in_again", ["organiser"], {"company": "S3"}),
        ("checkin_undone", everyone, {"company": "S3", "arrived": False}),
    ]


def test_company_is_inside_while_one_of_its_people_is(desk: Desk, db: Database, event_id: int) -> None:
    desk.scan("P-S1", "a")
    desk.scan("P-S1b", "b")
    desk.depart("P-S1", "c")
    with db.read() as session:
        assert inside_companies(session, event_id, make.SPAN) == {"S1"}
        assert inside_attendees(session, event_id, make.SPAN) == {"P-S1b"}
