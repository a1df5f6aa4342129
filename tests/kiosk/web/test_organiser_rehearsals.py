"""The page that begins, steers and ends a rehearsal."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kiosk.crowd.plan import Plan, Strength
from kiosk.db import Database
from kiosk.models import Device, Event, Scan
from kiosk.queries.clocks import moment
from kiosk.queries.rehearsals import copy_of
from kiosk.services import crowds, rehearsals
from kiosk.services.tokens import caller_of_token
from tests.kiosk import make


@pytest.fixture
def copy(office: FlaskClient, db: Database, event_id: int) -> int:
    """The rehearsal that was begun on the page."""
    page = office.post(f"/events/{event_id}/rehearsal/begin", follow_redirects=True)
    assert "リハーサルを始めました。" in page.text
    with db.read() as session:
        found = copy_of(session, event_id)
    assert found is not None
    return found


class Process:
    """What a crowd's process would be told."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.alive = plan, True

    def poll(self) -> int | None:
        return None if self.alive else 0


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    found: list[Process] = []

    def begin(plan: Plan) -> Process:
        found.append(Process(plan))
        return found[-1]

    def end(process: Process) -> None:
        process.alive = False

    monkeypatch.setattr(crowds, "begin", begin)
    monkeypatch.setattr(crowds, "end", end)
    return found


def test_page_says_what_a_rehearsal_is_and_then_steers_it(
    office: FlaskClient, event_id: int, copy: int
) -> None:
    moved = office.get(f"/events/{event_id}/rehearsal")
    assert moved.headers["Location"].endswith(f"/events/{copy}/rehearsal")
    page = office.get(f"/events/{copy}/rehearsal").text
    assert 'class="rehearsal"' in page
    notice = page.partition('<aside class="notice" aria-label="この画面について">')[2].split("</aside>")[0]
    assert '<strong class="rehearsal-line" role="status">リハーサル中' in notice
    home = office.get(f"/events/{event_id}/").text
    assert 'class="rehearsal"' not in home
    assert f'href="/events/{copy}/rehearsal">リハーサル実施中' in home


@pytest.mark.parametrize(
    ("pressed", "shown", "speed"),
    [
        ({"speed": "0"}, "09:40", 0.0),
        ({"speed": "600"}, "09:40", 600.0),
        ({"jump": "1"}, "10:00", 1.0),
    ],
)
def test_clock_is_stopped_sped_up_and_set_forward(
    office: FlaskClient, db: Database, copy: int, pressed: dict[str, str], shown: str, speed: float
) -> None:
    office.post(f"/events/{copy}/rehearsal/clock", data=pressed)
    with db.read() as session:
        event = session.get_one(Event, copy)
        assert event.clock_speed == speed
        assert event.clock_shown is not None
        assert abs(event.clock_shown - make.at(shown)) < dt.timedelta(minutes=1)


def test_clock_of_an_event_that_is_no_rehearsal_is_left_alone(office: FlaskClient, event_id: int) -> None:
    assert office.post(f"/events/{event_id}/rehearsal/clock", data={"speed": "600"}).status_code == 404


def test_crowd_is_told_who_takes_part_and_speaks_as_devices_of_the_rehearsal(
    app: Flask, office: FlaskClient, db: Database, event_id: int, copy: int, begun: list[Process]
) -> None:
    form = {"late_trains": "many", "over_runs": "none", "no_shows": "few", "seed": "7", "played": ["R2"]}
    page = office.post(f"/events/{copy}/rehearsal/crowd", data=form, follow_redirects=True)
    assert "模擬来場者が来場します。" in page.text
    [process] = begun
    plan = Plan.read(process.plan.written())
    assert plan == process.plan
    assert (plan.seed, plan.strength) == (7, Strength(4, 0.0, 0.02))
    assert {person.code for person in plan.people} == {make.code(row[0]) for row in make.PEOPLE}
    assert [(one.supplier, one.buyer, f"{one.starts:%H:%M}") for one in plan.meetings][:2] == [
        ("S1", "B1", "10:00"),
        ("S2", "B2", "10:00"),
    ]
    assert list(plan.rooms) == ["R1"]
    callers = [
        caller_of_token(db, app.extensions["mendan.settings"], token)
        for token in (plan.kiosk, plan.rooms["R1"])
    ]
    assert [(who.role, who.event_id, who.room_id) for who in callers if who] == [
        ("kiosk", copy, None),
        ("room", copy, "R1"),
    ]
    office.post(f"/events/{copy}/rehearsal/crowd", data=form)
    with db.read() as session:
        names = [device.name for device in session.scalars(select(Device).where(Device.event_id == copy))]
    assert names == ["模擬来場者 Crowd"] * 2
    office.post(f"/events/{copy}/rehearsal/crowd", data={"stop": "1"})
    assert [process.alive for process in begun] == [False, False]


@pytest.mark.parametrize("seed", ["", "0", "x", "1000000"])
def test_crowd_of_no_number_does_not_come(
    office: FlaskClient, copy: int, begun: list[Process], seed: str
) -> None:
    office.post(f"/events/{copy}/rehearsal/crowd", data={"seed": seed})
    assert begun == []


def test_end_sends_the_crowd_away_and_leaves_the_event(
    office: FlaskClient, db: Database, event_id: int, copy: int, begun: list[Process]
) -> None:
    office.post(f"/events/{copy}/rehearsal/crowd", data={"seed": "1"})
    page = office.post(f"/events/{copy}/rehearsal/end", follow_redirects=True)
    assert "リハーサルを終了し、記録をすべて削除しました。" in page.text
    assert not begun[0].alive
    assert office.get(f"/events/{copy}/").status_code == 404
    with db.read() as session:
        assert session.scalars(select(Event.id)).all() == [event_id]
        assert session.scalars(select(Device)).all() == []
    assert office.post(f"/events/{copy}/rehearsal/end").status_code == 404


def test_scan_kept_from_another_event_is_not_taken_for_this_one(
    app: Flask, db: Database, event_id: int, copy: int
) -> None:
    with db.write() as session:
        _, token = make.device(session, event_id, "kiosk")
    client = app.test_client()

    def send(method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
        answer = client.open(
            f"/api/v1{path}", method=method, json=body, headers={"Authorization": f"Bearer {token}"}
        )
        said = json.loads(answer.text)
        return answer.status_code, said.get("error", {}).get("code", said.get("status"))

    scan = {"code": make.code("P-S1"), "nonce": "n"}
    for path in ("/checkins", "/departures"):
        assert send("POST", path, scan | {"event": event_id}) == (409, "other_event")
        assert send("DELETE", f"{path}/n?event={event_id}") == (409, "other_event")
    with db.read() as session:
        assert session.scalars(select(Scan)).all() == []
    assert send("POST", "/checkins", scan | {"event": copy}) == (201, "ok")
    assert send("DELETE", f"/checkins/n?event={copy}") == (200, "undone")


def test_kiosks_page_names_the_event_it_serves(app: Flask, db: Database, event_id: int) -> None:
    with db.write() as session:
        device, token = make.device(session, event_id, "kiosk")
    client = app.test_client()
    client.set_cookie("device", token, path=f"/screens/{device}")
    assert f'data-event="{event_id}"' in client.get(f"/screens/{device}").text
    with db.write() as session:
        now = moment(session, event_id, dt.datetime.now(dt.UTC))
        copy = rehearsals.begin(session, event_id, actor="user:a", now=now)
    assert f'data-event="{copy}@' in client.get(f"/screens/{device}").text
