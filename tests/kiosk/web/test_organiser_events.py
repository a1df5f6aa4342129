"""The list of events and the overview of one; what every organiser's page has."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.models import Device, Event, SolverJob, Timetable
from tests.kiosk import make

PAGES = ("", "wishes", "companies", "companies/S1", "timetable", "solve", "import", "clock")


def test_home_without_events_leads_to_the_import(office: FlaskClient) -> None:
    page = office.get("/").text
    assert "希望一覧から始めましょう" in page
    assert 'href="/import"' in page
    assert 'href="/template.xlsx"' in page


def test_home_lists_an_event_with_its_sizes_and_version(office: FlaskClient, event_id: int) -> None:
    page = office.get("/").text
    assert "2026年11月26日(木)" in page
    assert f'<a href="/events/{event_id}/">試験商談会</a>' in page
    assert "第1版 公開中" in page


def test_overview_names_the_one_next_step(office: FlaskClient, db: Database, event_id: int) -> None:
    assert "次は、名札を印刷します" in office.get(f"/events/{event_id}/").text
    with db.write() as session:
        session.get_one(Timetable, 1).number = None
    assert "次は、案を確認して公開します" in office.get(f"/events/{event_id}/").text


def test_overview_of_an_event_without_a_timetable_leads_to_the_calculation(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        session.delete(session.get_one(Timetable, 1))
    page = office.get(f"/events/{event_id}/").text
    assert "次は、時間割を作ります" in page
    assert f'class="button primary" href="/events/{event_id}/solve"' in page


def test_overview_says_that_a_calculation_runs(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.add(
            SolverJob(
                event_id=event_id, status="running", asked_by="user:test", ended_at=None, time_limit=30,
                asked_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), progress=[], clash=[], message="",
                timetable_id=None,
            )
        )  # fmt: skip
    assert "時間割を作成しています" in office.get(f"/events/{event_id}/").text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_notice_rehearsal_and_navigation(
    office: FlaskClient, event_id: int, page: str
) -> None:
    text = office.get(f"/events/{event_id}/{page}").text
    assert "<span>架空データ</span>" in text
    assert "リハーサル用の時計" in text
    for name in ("概要", "希望", "時間割", "名札", "端末", "時計"):
        assert f">{name}</a>" in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_english(office: FlaskClient, event_id: int, page: str) -> None:
    text = office.get(f"/events/{event_id}/{page}?lang=en").text
    assert '<html lang="en">' in text
    assert ">Overview</a>" in text
    assert "Test Matching" in text


def test_event_without_a_notice_has_no_notice_line(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        event = session.get_one(Event, event_id)
        event.notice, event.clock_anchor = "", None
    assert 'class="notice"' not in office.get(f"/events/{event_id}/").text


@pytest.mark.parametrize("page", PAGES)
def test_page_of_an_unknown_event_is_not_found(office: FlaskClient, page: str) -> None:
    assert office.get(f"/events/77/{page}").status_code == 404


def test_form_without_its_token_is_refused(app: Flask, office: FlaskClient, event_id: int) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    paths = ("import", "solve", "clock", "clock/real", "timetables/1/publish", "jobs/1/cancel")
    assert {office.post(f"/events/{event_id}/{path}").status_code for path in paths} == {400}


def test_overview_never_says_that_badges_were_printed(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        device_id, _ = make.device(session, event_id, "kiosk")
        session.get_one(Device, device_id).paired_at = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    steps = office.get(f"/events/{event_id}/").text.split('class="steps"', 1)[1].split("</ol>", 1)[0]
    assert re.findall(r'data-stage="(\w+)"', steps) == ["done", "done", "done", "later", "done"]


def test_overview_of_an_event_that_is_ready_leads_to_its_rehearsal(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    link = f'class="button" href="/events/{event_id}/rehearsal"'
    assert link not in office.get(f"/events/{event_id}/").text
    with db.write() as session:
        device_id, _ = make.device(session, event_id, "kiosk")
        session.get_one(Device, device_id).paired_at = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    page = office.get(f"/events/{event_id}/").text
    assert "当日の準備が整いました" in page
    assert link in page


def test_sides_are_called_by_the_events_own_labels(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        event = session.get_one(Event, event_id)
        event.label_buyer, event.label_supplier = "元請", "協力会社"
    for page in ("solve", "timetable", "wishes"):
        text = office.get(f"/events/{event_id}/{page}").text
        assert "元請" in text
        assert "協力会社" in text
        assert re.findall("[発受]注[側企]", text) == []
