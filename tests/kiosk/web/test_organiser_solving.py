"""Making a timetable: the page in each of its states, and what it asks of the calculation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.db import Database
from kiosk.errors import Refused
from kiosk.models import Timetable
from kiosk.services.solver_jobs import NONE_IN_TIME
from tests.kiosk.queries.test_jobs import PROGRESS, add_job

START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


class Calls:
    """Stands where the calculations are started and notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.refused = False

    def start(self, event_id: int, *, actor: str, time_limit: int) -> int:
        self.asked.append(("start", event_id, actor, time_limit))
        if self.refused:
            raise Refused("solving_already", "A timetable is being made already. Please wait.", 409)
        return 1

    def cancel(self, event_id: int, job_id: int) -> None:
        self.asked.append(("cancel", event_id, job_id))


@pytest.fixture
def calls(app: Flask) -> Calls:
    calls = Calls()
    app.extensions["mendan.jobs"] = calls
    return calls


def test_solve_page_offers_thirty_seconds_and_names_the_goals(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/solve").text
    assert '<input checked id="time_limit-1" name="time_limit" type="radio" value="30">' in page
    assert "空きの箇所" in page


def test_solve_starts_with_the_time_chosen(office: FlaskClient, calls: Calls, event_id: int) -> None:
    answer = office.post(f"/events/{event_id}/solve", data={"time_limit": "60"})
    assert answer.headers["Location"] == f"/events/{event_id}/solve"
    assert calls.asked == [("start", event_id, "user:事務局", 60)]


@pytest.mark.parametrize("chosen", ["0", "86400", "soon"])
def test_solve_refuses_a_time_it_does_not_offer(
    office: FlaskClient, calls: Calls, event_id: int, chosen: str
) -> None:
    assert office.post(f"/events/{event_id}/solve", data={"time_limit": chosen}).status_code == 422
    assert calls.asked == []


def test_solve_twice_says_that_one_runs(office: FlaskClient, calls: Calls, event_id: int) -> None:
    calls.refused = True
    answer = office.post(f"/events/{event_id}/solve", data={"time_limit": "30"}, follow_redirects=True)
    assert 'class="flash error"' in answer.text


def test_running_job_is_found_again_with_its_ladder(office: FlaskClient, db: Database, event_id: int) -> None:
    job = add_job(db, event_id, progress=PROGRESS)
    page = office.get(f"/events/{event_id}/solve").text
    assert f'data-job="/events/{event_id}/jobs/{job}.json"' in page
    assert 'data-goal="served" data-rung="done"' in page
    assert 'data-goal="score" data-rung="now"' in page
    assert 'data-goal="breaks" data-rung="later"' in page
    assert 'name="time_limit"' not in page


def test_progress_tells_goals_and_the_course_of_the_last(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    job = add_job(db, event_id, progress=PROGRESS, status="done", ended_at=START + dt.timedelta(seconds=12))
    assert office.get(f"/events/{event_id}/jobs/{job}.json").json == {
        "running": False,
        "seconds": 12.0,
        "time_limit": 30,
        "goals": [
            {"name": "served", "value": 4, "bound": 4, "proven": True, "done": True},
            {"name": "score", "value": 12, "bound": 20, "proven": False, "done": True},
        ],
        "course": [[0.5, 10, None], [0.9, 12, 20]],
    }


def test_cancel_asks_for_the_best_so_far(office: FlaskClient, calls: Calls, event_id: int) -> None:
    answer = office.post(f"/events/{event_id}/jobs/5/cancel", follow_redirects=True)
    assert calls.asked == [("cancel", event_id, 5)]
    assert "ここまでで最も良い時間割を残します。" in answer.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": "done", "timetable_id": 1, "progress": PROGRESS}, "時間割ができました"),
        ({"status": "cancelled", "timetable_id": 1}, "停止しました。"),
        (
            {"status": "failed", "clash": [{"ja": "18 コマに必須が 20 件。", "en": "x"}]},
            "18 コマに必須が 20 件。",
        ),
        ({"status": "failed", "message": NONE_IN_TIME}, "時間割は作成されませんでした"),
        ({"status": "done"}, "前回の時間割は削除されました"),
    ],
)
def test_ended_job_says_what_came_of_it(
    office: FlaskClient, db: Database, event_id: int, values: dict[str, Any], words: str
) -> None:
    with db.write() as session:
        session.get_one(Timetable, 1).number = None  # a draft that nobody has published
    add_job(db, event_id, ended_at=START, **values)
    page = office.get(f"/events/{event_id}/solve").text
    assert words in page
    assert 'name="time_limit"' in page
    assert ("案を見る" in page) == ("timetable_id" in values)


def test_published_timetable_is_not_said_to_wait_for_publishing(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    add_job(db, event_id, ended_at=START, status="done", timetable_id=1)
    page = office.get(f"/events/{event_id}/solve").text
    assert "第1版として公開済みです" in page
    assert "案を見る" not in page


def test_failure_is_said_in_japanese_as_well(office: FlaskClient, db: Database, event_id: int) -> None:
    add_job(db, event_id, status="failed", message=NONE_IN_TIME)
    assert NONE_IN_TIME not in office.get(f"/events/{event_id}/solve").text
    assert NONE_IN_TIME in office.get(f"/events/{event_id}/solve?lang=en").text
