"""Setting the event's clock."""

from __future__ import annotations

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from kiosk.db import Database
from kiosk.models import Event, Session_
from tests.kiosk import make


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ({"to": "opening"}, make.at("09:40")),
        ({"to": "slot", "slot": "6"}, make.at("13:00")),
        ({"to": "time", "time": "2026-11-26T11:15"}, make.at("11:15")),
        ({"to": "opening", "time": "nonsense"}, make.at("09:40")),
        ({"to": "slot", "slot": ""}, make.at("10:00")),
    ],
)
def test_clock_is_set_to_what_was_chosen(
    office: FlaskClient, db: Database, event_id: int, form: dict[str, str], shown: dt.datetime
) -> None:
    sent = {"slot": "0", "time": "", "speed": "10"} | form
    page = office.post(f"/events/{event_id}/clock", data=sent, follow_redirects=True)
    assert "リハーサルの時計で動き始めました。" in page.text
    assert "×10" in page.text
    with db.read() as session:
        event = session.get_one(Event, event_id)
        assert (event.clock_shown, event.clock_speed) == (shown, 10.0)


@pytest.mark.parametrize(
    "form", [{"to": "time", "time": ""}, {"to": "slot", "slot": "99"}, {"speed": "1000"}, {"to": "nonsense"}]
)
def test_clock_refuses_what_is_no_time_or_speed(
    office: FlaskClient, db: Database, event_id: int, form: dict[str, str]
) -> None:
    sent = {"to": "opening", "slot": "0", "time": "", "speed": "1"} | form
    assert office.post(f"/events/{event_id}/clock", data=sent).status_code == 422
    with db.read() as session:
        assert session.get_one(Event, event_id).clock_shown == make.at("10:05")


def test_clock_goes_back_to_real_time(office: FlaskClient, db: Database, event_id: int) -> None:
    page = office.post(f"/events/{event_id}/clock/real", follow_redirects=True)
    assert "実際の時刻に戻しました。" in page.text
    assert 'class="notice"' in page.text
    assert "リハーサル用の時計" not in page.text
    with db.read() as session:
        assert session.get_one(Event, event_id).clock_anchor is None


def test_clock_page_shows_the_events_own_time(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/clock").text
    assert 'data-now="2026-11-26T10:05' in page
    assert 'data-zone="Asia/Tokyo"' in page
    assert '<option value="6">11月26日(木) 13:00</option>' in page


def test_clock_of_an_event_without_slots_asks_for_a_time(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        session.execute(delete(Session_))
    page = office.post(f"/events/{event_id}/clock", data={"to": "opening", "speed": "1"})
    assert page.status_code == 422
    assert "このイベントにはコマがありません。" in page.text
