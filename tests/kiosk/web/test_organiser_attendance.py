"""The organiser's attendance: the list, its files, taking a check-in back, the record of scans."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kiosk.db import Database
from kiosk.models import Attendee, Event, Scan, Session_
from tests.kiosk import make


class Kiosk:
    """A kiosk that scans by the API."""

    def __init__(self, app: Flask, db: Database, event_id: int) -> None:
        with db.write() as session:
            _key, token = make.device(session, event_id, "kiosk")
        self.app, self.headers = app, {"Authorization": f"Bearer {token}"}

    def send(self, path: str, code: str, **more: object) -> None:
        body = {"nonce": uuid.uuid4().hex, "code": code} | more
        answer = self.app.test_client().post(f"/api/v1/{path}", json=body, headers=self.headers)
        assert answer.status_code in (200, 201, 422)

    def scan(self, who: str, **more: object) -> None:
        self.send("checkins", make.code(who), **more)

    def leave(self, who: str) -> None:
        self.send("departures", make.code(who))


@pytest.fixture
def kiosk(app: Flask, db: Database, event_id: int) -> Kiosk:
    return Kiosk(app, db, event_id)


@pytest.fixture
def second_day(db: Database, event_id: int) -> str:
    """A second day of the event, as addresses name it."""
    day = make.DAY + dt.timedelta(days=1)
    with db.write() as session:
        part = {"number": 2, "date": day, "start": dt.time(10), "end": dt.time(12), "label": ""}
        session.add(Session_(event_id=event_id, **part))
    return day.isoformat()


def _rows(page: str) -> dict[str, str]:
    """The text of each person's row, blanks made one."""
    found = re.findall(r'<tr data-part="person-([^"]+)"(.*?)</tr>', page, re.DOTALL)
    return {key: " ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for key, row in found}


def _tiles(page: str) -> list[str]:
    tiles = page.split('class="tiles figures"')[1].split("</dl>")[0]
    return re.findall(r"(?:data-pick=\"\w+\"[^>]*>|<dd>|show=refused\">)(\d+)", tiles)


def test_list_says_of_everyone_where_they_are(
    office: FlaskClient, kiosk: Kiosk, event_id: int, db: Database
) -> None:
    kiosk.scan("P-S1")
    kiosk.scan("P-S2")
    kiosk.leave("P-S2")
    kiosk.scan("P-S2")
    kiosk.scan("P-S3")
    kiosk.leave("P-S3")
    kiosk.send("checkins", "https://example.com")
    with db.write() as session:
        person = session.get_one(Attendee, (event_id, "P-S1"))
        person.origin, person.substitute_for, person.note = "substitute", "P-S1b", "車椅子 <b>"
    page = office.get(f"/events/{event_id}/attendance").text
    rows = _rows(page)
    assert list(rows) == [key for key, *_ in make.PEOPLE]
    assert "会場内 10:05 kiosk" in rows["P-S1"]
    assert "山田 直子 様の代理" in rows["P-S1"]
    assert "車椅子 <b>" in rows["P-S1"]
    assert "再入場 1 回" in rows["P-S2"]
    assert "退場 10:05 10:05 kiosk" in rows["P-S3"]
    assert "未着" in rows["P-S4"]
    assert "10:20 第2会議室 席 1 · 三菱樹脂株式会社" in rows["P-S4"]
    assert "8 人中 3 人が到着しました" in page
    # inside, have come, not here, missing for an interview soon (B1, B2, B3, S4), left, refused
    assert _tiles(page) == ["2", "3", "5", "4", "1", "1"]


def test_list_before_anyone_came_says_what_comes_next(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/attendance").text
    assert "この日の到着はまだありません。" in page
    assert f'href="/events/{event_id}/devices">受付端末を追加する' in page
    assert "<svg class" not in page


def test_day_without_arrivals_that_is_not_today_says_how_to_rehearse_it(
    office: FlaskClient, event_id: int, db: Database, second_day: str
) -> None:
    ahead = office.get(f"/events/{event_id}/attendance?day={second_day}").text
    with db.write() as session:
        event = session.get_one(Event, event_id)
        assert event.clock_shown is not None
        event.clock_shown += dt.timedelta(days=1)
    over = office.get(f"/events/{event_id}/attendance?day={make.DAY.isoformat()}").text
    assert ("この日はこれからです" in ahead, "この日は終わりました" in ahead) == (True, False)
    assert ("この日はこれからです" in over, "この日は終わりました" in over) == (False, True)
    assert ahead.count(f'class="button" href="/events/{event_id}/clock"') == 1


def test_list_of_an_event_without_people_leads_to_the_overview(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        for person in session.scalars(select(Attendee)):
            person.cancelled_at = make.at("09:00")
    page = office.get(f"/events/{event_id}/attendance").text
    assert "この一覧は、希望一覧の参加者から作られます。" in page
    assert 'id="people"' not in page


def test_someone_whose_company_is_inside_is_not_missed(
    office: FlaskClient, kiosk: Kiosk, event_id: int
) -> None:
    def missed() -> set[str]:
        page = office.get(f"/events/{event_id}/attendance").text
        return set(re.findall(r'data-part="person-([^"]+)"[^>]*data-show="not_come soon"', page))

    assert {"P-S1", "P-S1b"} <= missed()
    kiosk.scan("P-S1")
    assert not missed() & {"P-S1", "P-S1b"}


def test_rows_of_some_companies_come_with_everyones_numbers(
    office: FlaskClient, kiosk: Kiosk, event_id: int
) -> None:
    kiosk.scan("P-S1")
    page = office.get(f"/events/{event_id}/attendance?only=S1&only=B1").text
    assert set(_rows(page)) == {"P-S1", "P-S1b", "P-B1"}
    assert _tiles(page)[:3] == ["1", "1", "7"]
    assert _rows(office.get(f"/events/{event_id}/attendance?only=").text) == {}


def test_each_day_has_its_own_list(office: FlaskClient, kiosk: Kiosk, event_id: int, second_day: str) -> None:
    kiosk.scan("P-S1")
    first = office.get(f"/events/{event_id}/attendance").text
    second = office.get(f"/events/{event_id}/attendance?day={second_day}").text
    assert "11月27日" in first
    assert ("会場内" in _rows(first)["P-S1"], _rows(second)) == (True, {})


def test_nobody_is_inside_on_a_day_that_is_over(
    office: FlaskClient, kiosk: Kiosk, event_id: int, db: Database, second_day: str
) -> None:
    kiosk.scan("P-S1")
    with db.write() as session:
        event = session.get_one(Event, event_id)
        assert event.clock_shown is not None
        event.clock_shown += dt.timedelta(days=1)
    today = office.get(f"/events/{event_id}/attendance").text
    over = office.get(f"/events/{event_id}/attendance?day={make.DAY.isoformat()}").text
    assert ("現在会場内" in today, "退場の記録なし" in today) == (True, False)
    assert ("現在会場内" in over, "退場の記録なし" in over) == (False, True)
    assert "会場内" not in _rows(over)["P-S1"]
    assert "不参加" in _rows(over)["P-S2"]
    assert f'day={second_day}" aria-current="page"' in today


def test_check_in_taken_back_is_gone_from_the_list_and_kept_in_the_record(
    office: FlaskClient, kiosk: Kiosk, event_id: int, db: Database
) -> None:
    kiosk.scan("P-S1")
    data = {"attendee": "P-S1", "day": make.DAY.isoformat()}
    address = f"/events/{event_id}/attendance/take-back"
    page = office.post(address, data=data, follow_redirects=True).text
    assert "受付を取り消しました。" in page
    assert "未着" in _rows(page)["P-S1"]
    assert "この方は受付されていません。" in office.post(address, data=data, follow_redirects=True).text
    with db.read() as session:
        kinds = [(scan.kind, scan.actor) for scan in session.scalars(select(Scan).order_by(Scan.id))]
    assert [kind for kind, _ in kinds] == ["checkin", "undo"]
    assert kinds[1][1] == "user:事務局"
    record = office.get(f"/events/{event_id}/scans?show=undone").text
    assert "取り消し済み" in record
    assert re.search(r"10:05 · 事務局 · \d\d:\d\d \(実際の時刻\)", record)


def test_record_shows_refused_scans_as_text_and_says_why(
    office: FlaskClient, kiosk: Kiosk, event_id: int
) -> None:
    kiosk.scan("P-S1")
    kiosk.send("checkins", "<script>alert(1)</script>")
    refused = office.get(f"/events/{event_id}/scans?show=refused").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in refused
    assert "<script>alert" not in refused
    assert "このイベントの名札ではありません" in refused
    assert "山田 太郎" not in refused
    assert "山田 太郎" in office.get(f"/events/{event_id}/scans?show=everything").text


def test_record_names_scans_that_came_late_and_times_that_cannot_be(
    office: FlaskClient, kiosk: Kiosk, event_id: int
) -> None:
    kiosk.scan("P-S1", scanned_at=make.at("09:30").isoformat())
    kiosk.scan("P-S2", scanned_at=make.at("09:30").replace(year=2020).isoformat())
    page = office.get(f"/events/{event_id}/scans").text
    assert (page.count("後から届きました"), page.count(">時刻が不確か</span>")) == (1, 1)
    assert "立川" not in page


@pytest.mark.parametrize(
    ("kind", "mimetype", "begins"),
    [
        ("csv", "text/csv", b"\xef\xbb\xbf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    ],
)
def test_list_is_a_file_for_excel(
    office: FlaskClient, kiosk: Kiosk, event_id: int, kind: str, mimetype: str, begins: bytes
) -> None:
    kiosk.scan("P-S1")
    answer = office.get(f"/events/{event_id}/attendance.{kind}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.data.startswith(begins)
    assert f".{kind}" in answer.headers["Content-Disposition"]
