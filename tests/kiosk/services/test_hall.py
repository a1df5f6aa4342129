"""Shifting, holding and releasing the hall's time."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.interview_states import Action
from kiosk.errors import Refused
from kiosk.models import Company, Event, Interview, Session_
from kiosk.queries.arrivals import entries
from kiosk.queries.hall import hall_view
from kiosk.queries.interviews import interview_views
from kiosk.queries.itineraries import of_company, of_everyone
from kiosk.services import hall, interviews
from tests.kiosk import make

DESK = Caller("organiser", "user:test", 1)


def moment_at(text: str) -> Moment:
    return Moment(dt.datetime.now(dt.UTC), make.at(text))


def starts(session: Session, event_id: int) -> list[str]:
    view = hall_view(session, session.get_one(Event, event_id), make.DAY)
    return [f"{slot.starts:%H:%M}" for slot in view.slots]


def test_shift_moves_the_later_slots_of_the_session_alone(db: Database, event_id: int) -> None:
    with db.write() as session:
        hall.shift(session, DESK, event_id, make.at("11:00"), 5, nonce="n", now=moment_at("10:50"))
        assert starts(session, event_id) == [
            "10:00", "10:20", "10:40", "11:05", "11:25", "11:45", "13:00", "13:20", "13:40",
        ]  # fmt: skip


def test_shift_moves_interviews_that_are_not_over_and_leaves_the_plan(db: Database, event_id: int) -> None:
    with db.write() as session:
        held = session.scalars(
            select(Interview).where(Interview.supplier_id == "S2").order_by(Interview.starts_at)
        )
        first, second = held.all()
        first.state = "finished"
        hall.shift(session, DESK, event_id, make.at("10:00"), 7, nonce="n", now=moment_at("09:50"))
        session.flush()
        assert (first.shifted_minutes, second.shifted_minutes) == (0, 7)
        assert second.starts_at == make.at("10:20")
        assert [stop.starts_at for stop in of_company(session, event_id, "S2")] == [
            make.at("10:00"), make.at("10:27"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("over", "back"), [((Action.NO_SHOW,), Action.REINSTATE), ((Action.START, Action.FINISH), Action.REOPEN)]
)
def test_interview_taken_back_is_in_its_slot_as_that_is_by_now(
    db: Database, event_id: int, over: tuple[Action, ...], back: Action
) -> None:
    with db.write() as session:
        held = make.interview(session, "S2", "B2")
        for action in over:
            interviews.act(
                session, DESK, held.id, action, nonce=action, now=moment_at("10:06"), side="supplier"
            )
        hall.shift(session, DESK, event_id, make.at("10:00"), 10, nonce="n", now=moment_at("10:07"))
        answer = interviews.act(session, DESK, held.id, back, nonce=back, now=moment_at("10:08"))
        assert answer.body["starts"] == "2026-11-26T10:10:00+09:00"
        assert answer.body["ends"] == "2026-11-26T10:30:00+09:00"


def test_nobody_is_a_no_show_of_a_round_that_is_held_back(db: Database, event_id: int) -> None:
    with db.write() as session:
        held = make.interview(session, "S2", "B2")
        hall.hold(session, DESK, event_id, nonce="h", now=moment_at("09:58"))
        with pytest.raises(Refused, match="5 minutes after the start"):
            interviews.act(
                session, DESK, held.id, Action.NO_SHOW, nonce="n", now=moment_at("10:06"), side="supplier"
            )  # fmt: skip
        hall.release(session, DESK, event_id, nonce="r", now=moment_at("10:07"))
        answer = interviews.act(
            session, DESK, held.id, Action.NO_SHOW, nonce="n", now=moment_at("10:12"), side="supplier"
        )  # fmt: skip
        assert (answer.body["starts"], answer.body["state"]) == ("2026-11-26T10:07:00+09:00", "no_show")


def test_next_is_what_begins_first_by_now(db: Database, event_id: int) -> None:
    """A session that runs into the next one: the order on paper is no longer that of the day."""
    with db.write() as session:
        morning = make.interview(session, "S3", "B3")
        morning.starts_at, morning.ends_at = make.at("11:40"), make.at("12:00")
        session.flush()
        hall.shift(session, DESK, event_id, make.at("11:40"), 110, nonce="n", now=moment_at("11:00"))
        order = ["B1", "B3"]
        names = {key: name for key, name, *_ in make.BUYERS}
        assert [stop.partner_name for stop in of_company(session, event_id, "S3")] == [
            names[b] for b in order
        ]
        everyone = of_everyone(session, event_id).companies["S3"]
        assert [stop.partner_name for stop in everyone] == [names[b] for b in order]
        views = interview_views(session, event_id, moment_at("12:30"), Interview.supplier_id == "S3")
        assert [view.buyer.id for view in views] == order
        event = session.get_one(Event, event_id)
        following = {one.id: one.next for one in entries(session, event, make.DAY, make.at("12:30"))}["P-S3"]
        assert following is not None
        assert following.starts_at == make.at("13:00")


def test_shift_with_the_same_nonce_is_one_shift(db: Database, event_id: int) -> None:
    with db.write() as session:
        for _ in range(2):
            hall.shift(session, DESK, event_id, make.at("13:00"), 5, nonce="n", now=moment_at("12:00"))
        assert starts(session, event_id)[-3:] == ["13:05", "13:25", "13:45"]


def test_shift_earlier_into_the_slot_before_is_refused(db: Database, event_id: int) -> None:
    with db.write() as session, pytest.raises(Refused, match="cannot start before"):
        hall.shift(session, DESK, event_id, make.at("11:00"), -5, nonce="n", now=moment_at("10:00"))


def test_shift_earlier_is_allowed_where_there_is_room(db: Database, event_id: int) -> None:
    with db.write() as session:
        hall.shift(session, DESK, event_id, make.at("13:00"), -15, nonce="n", now=moment_at("12:10"))
        assert starts(session, event_id)[-3:] == ["12:45", "13:05", "13:25"]


@pytest.mark.parametrize("minutes", [0, 121, -121])
def test_shift_by_nothing_or_too_much_is_refused(db: Database, event_id: int, minutes: int) -> None:
    with db.write() as session, pytest.raises(Refused, match="A shift is 1 to 120"):
        hall.shift(session, DESK, event_id, make.at("11:00"), minutes, nonce="n", now=moment_at("10:00"))


def test_consequences_name_the_next_session_and_who_would_have_left(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Company, (event_id, "S1")).available = "10:00-11:00"
        found = hall.consequences(session, event_id, make.at("10:40"), 70)
        assert (found.slots, found.interviews) == (4, 1)
        assert (f"{found.ends_before:%H:%M}", f"{found.ends_after:%H:%M}") == ("12:00", "13:10")
        assert f"{found.runs_into:%H:%M}" == "13:00"
        assert [one.company for one in found.leaving] == ["S1"]


def test_release_shifts_the_round_that_was_held_by_as_long(db: Database, event_id: int) -> None:
    with db.write() as session:
        hall.hold(session, DESK, event_id, nonce="h", now=moment_at("10:10"))
        hall.hold(session, DESK, event_id, nonce="h2", now=moment_at("10:12"))
        view = hall_view(session, session.get_one(Event, event_id), make.DAY)
        assert f"{view.held_at:%H:%M}" == "10:10"
        hall.release(session, DESK, event_id, nonce="r", now=moment_at("10:15"))
        assert starts(session, event_id)[:3] == ["10:05", "10:25", "10:45"]
        assert session.get_one(Event, event_id).held_at is None


def test_release_before_the_next_round_begins_shifts_nothing(db: Database, event_id: int) -> None:
    with db.write() as session:
        hall.hold(session, DESK, event_id, nonce="h", now=moment_at("12:10"))
        hall.release(session, DESK, event_id, nonce="r", now=moment_at("12:30"))
        assert starts(session, event_id)[-3:] == ["13:00", "13:20", "13:40"]


def test_release_of_a_hold_over_the_end_of_a_session_lets_the_next_begin(db: Database, event_id: int) -> None:
    with db.write() as session:
        hall.hold(session, DESK, event_id, nonce="h", now=moment_at("11:50"))
        hall.release(session, DESK, event_id, nonce="r", now=moment_at("13:10"))
        assert starts(session, event_id)[-4:] == ["13:00", "13:10", "13:30", "13:50"]
        held = session.scalars(select(Interview).where(Interview.starts_at == make.at("13:00"))).one()
        assert held.shifted_minutes == 10


def test_release_of_a_hold_between_sessions_begins_the_next_at_once(db: Database, event_id: int) -> None:
    """The break is not made longer: a release a moment before shifts nothing, a moment after by a moment."""
    with db.write() as session:
        hall.hold(session, DESK, event_id, nonce="h", now=moment_at("12:10"))
        hall.release(session, DESK, event_id, nonce="r", now=moment_at("13:02"))
        assert starts(session, event_id)[-3:] == ["13:02", "13:22", "13:42"]


def test_release_after_more_than_two_hours_lets_no_round_begin_in_the_past(
    db: Database, event_id: int
) -> None:
    with db.write() as session:
        hall.hold(session, DESK, event_id, nonce="h", now=moment_at("10:00"))
        hall.release(session, DESK, event_id, nonce="r", now=moment_at("12:10"))
        assert starts(session, event_id)[0] == "12:10"


def test_release_forgotten_overnight_leaves_both_days(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.add(
            Session_(
                event_id=event_id, number=2, date=make.DAY + dt.timedelta(days=1),
                start=dt.time(10), end=dt.time(11), label="二日目",
            )
        )  # fmt: skip
        hall.hold(session, DESK, event_id, nonce="h", now=moment_at("13:50"))
        morning = Moment(dt.datetime.now(dt.UTC), make.at("09:30") + dt.timedelta(days=1))
        answer = hall.release(session, DESK, event_id, nonce="r", now=morning)
        assert (answer.body["minutes"], starts(session, event_id)[-1]) == (0, "13:40")


def test_release_of_what_is_not_held_is_refused(db: Database, event_id: int) -> None:
    with db.write() as session, pytest.raises(Refused, match="is running"):
        hall.release(session, DESK, event_id, nonce="r", now=moment_at("10:00"))
