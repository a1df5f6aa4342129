"""An event's clock shows what it is told, or the world's time."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.db import Database
from kiosk.domain.clock import REAL
from kiosk.domain.facts import News
from kiosk.errors import Refused
from kiosk.queries.clocks import moment
from kiosk.services.clocks import happenings, jump, set_real, set_rehearsal, set_speed
from tests.kiosk import make

WORLD = dt.datetime(2026, 5, 1, 9, 0, tzinfo=dt.UTC)
LATER = WORLD + dt.timedelta(minutes=10)


def test_rehearsal_clock_runs_from_what_it_was_told(db: Database, event_id: int) -> None:
    with db.write() as session:
        set_rehearsal(session, event_id, make.at("09:40"), 3.0, actor="user:a", now=REAL.at(WORLD))
    with db.read() as session:
        assert moment(session, event_id, WORLD).event == make.at("09:40")
        assert moment(session, event_id, LATER).event == make.at("10:10")


def test_real_clock_is_the_worlds(db: Database, event_id: int) -> None:
    with db.write() as session:
        set_real(session, event_id, actor="user:a", now=moment(session, event_id, WORLD))
    with db.read() as session:
        assert moment(session, event_id, LATER).event == LATER


def test_clock_set_is_heard_by_every_screen_in_the_new_time(db: Database, event_id: int) -> None:
    heard: list[News] = []
    db.after_commit = heard.extend
    with db.write() as session:
        set_rehearsal(session, event_id, make.at("09:40"), 2.0, actor="user:a", now=REAL.at(WORLD))
    assert [news.fact for news in heard] == ["clock_set"]
    assert heard[0].at == make.at("09:40")
    assert [topic for topic, _ in heard[0].topics] == [
        "board",
        "reception",
        "organiser",
        "room:R1",
        "room:R2",
    ]
    assert heard[0].details == {
        "clock": {"now": make.at("09:40").isoformat(), "speed": 2.0, "rehearsal": True}
    }


@pytest.mark.parametrize("speed", [-1.0, 601.0, float("nan")])
def test_rehearsal_clock_with_an_impossible_speed_is_refused(
    db: Database, event_id: int, speed: float
) -> None:
    with pytest.raises(Refused) as refusal, db.write() as session:
        set_rehearsal(session, event_id, make.at("09:40"), speed, actor="user:a", now=REAL.at(WORLD))
    assert refusal.value.code == "bad_speed"


@pytest.mark.parametrize("year", [1, 1800, 2200, 9999])
def test_clock_of_another_age_is_refused(db: Database, event_id: int, year: int) -> None:
    shown = dt.datetime(year, 12, 31, tzinfo=dt.UTC)
    with db.write() as session, pytest.raises(Refused, match="century"):
        set_rehearsal(session, event_id, shown, 60.0, actor="user:a", now=REAL.at(WORLD))


def test_clock_stands_still_and_goes_on_from_there(db: Database, event_id: int) -> None:
    with db.write() as session:
        set_rehearsal(session, event_id, make.at("09:40"), 1.0, actor="user:a", now=REAL.at(WORLD))
    for at, speed in ((WORLD, 0.0), (LATER, 600.0)):
        with db.write() as session:
            set_speed(session, event_id, speed, actor="user:a", now=moment(session, event_id, at))
    with db.read() as session:
        assert moment(session, event_id, LATER).event == make.at("09:40")
        second = dt.timedelta(seconds=1)
        assert moment(session, event_id, LATER + second).event == make.at("09:50")


def test_jump_goes_to_what_happens_next_and_keeps_the_speed(db: Database, event_id: int) -> None:
    def jumped() -> dt.datetime:
        with db.write() as session:
            jump(session, event_id, actor="user:a", now=moment(session, event_id, WORLD))
        with db.read() as session:
            return moment(session, event_id, WORLD).event

    with db.write() as session:
        set_rehearsal(session, event_id, make.at("09:30"), 0.0, actor="user:a", now=REAL.at(WORLD))
    reached = [jumped() for _ in range(5)]
    assert reached == [make.at(text) for text in ("09:40", "10:00", "10:18", "10:20", "10:38")]
    with db.read() as session:
        assert happenings(session, event_id)[-1] == make.at("14:00")
    with db.write() as session:
        set_rehearsal(session, event_id, make.at("14:00"), 0.0, actor="user:a", now=REAL.at(WORLD))
    with pytest.raises(Refused, match="nothing to come"):
        jumped()
