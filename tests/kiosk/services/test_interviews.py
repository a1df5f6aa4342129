"""One action on one interview: what it asks of others, what it writes, what it answers."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import Fact, News
from kiosk.domain.interview_states import Action, State
from kiosk.errors import Refused
from kiosk.models import Badge, Company, FeedEntry, Interview, LateNotice
from kiosk.services import interviews
from kiosk.services.checkin import check_in
from kiosk.services.feed import Answer
from kiosk.services.scans import Scanned
from tests.kiosk import make

REAL = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def _host(event_id: int, room: str = "R1", tables: tuple[int, ...] | None = None) -> Caller:
    return Caller("room", "device:1", event_id, device_id=1, room_id=room, tables=tables)


def _act(
    db: Database,
    who: Caller,
    pair: tuple[str, str],
    action: str,
    nonce: str,
    now: str = "10:06",
    pressed_at: dt.datetime | None = None,
    reason: str = "",
    side: str = "",
) -> Answer:
    with db.write() as session:
        return interviews.act(
            session,
            who,
            make.interview(session, *pair).id,
            Action(action),
            nonce=nonce,
            now=Moment(REAL, make.at(now)),
            at=pressed_at,
            reason=reason,
            side=side,
        )


def _organiser(event_id: int) -> Caller:
    return Caller("organiser", "user:org", event_id)


@pytest.fixture
def heard(db: Database) -> list[News]:
    """The news of every commit from here on."""
    news: list[News] = []
    db.after_commit = news.extend
    return news


def test_start_is_written_answered_and_told_without_names_of_people(
    db: Database, event_id: int, heard: list[News]
) -> None:
    answer = _act(db, _host(event_id), ("S1", "B1"), "start", "n1")
    assert answer == Answer(
        200,
        {
            "id": 1, "state": "in_progress", "room": "R1", "table": 1,
            "planned": "2026-11-26T10:00:00+09:00",
            "starts": "2026-11-26T10:00:00+09:00", "ends": "2026-11-26T10:20:00+09:00",
            "buyer": {"id": "B1", "name": "横河電機株式会社", "name_en": "Yokogawa Electric"},
            "supplier": {"id": "S1", "name": "株式会社髙崎精機", "name_en": "Takasaki Seiki"},
            "arrived": False, "called_at": None, "actual_start": "2026-11-26T10:06:00+09:00",
            "actual_end": None, "undo_seconds": 120.0, "expected_at": None, "warning": "not_arrived",
        },
    )  # fmt: skip
    assert heard == [
        News(
            event_id, 1, Fact.INTERVIEW_CHANGED, make.at("10:06"),
            (("room:R1", 0), ("board", 0), ("reception", 0), ("organiser", 0),
             ("attendee:S1", 0), ("attendee:B1", 0)),
            {
                "action": "start", "interview": 1, "room": "R1", "table": 1, "state": "in_progress",
                "starts": "2026-11-26T10:00:00+09:00", "ends": "2026-11-26T10:20:00+09:00",
                "called_at": None, "actual_start": "2026-11-26T10:06:00+09:00", "actual_end": None,
                "undo_seconds": 120.0, "supplier": "S1", "buyer": "B1",
            },
        )
    ]  # fmt: skip


def test_nonce_again_gives_the_first_answer_and_one_row(db: Database, event_id: int) -> None:
    first = _act(db, _host(event_id), ("S1", "B1"), "start", "n1")
    again = _act(db, _host(event_id), ("S1", "B1"), "start", "n1", now="10:09")
    assert (again.status, again.body, again.repeated) == (200, first.body, True)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(FeedEntry)) == 1


def test_nonce_of_another_action_is_refused(db: Database, event_id: int) -> None:
    _act(db, _host(event_id), ("S1", "B1"), "start", "n1")
    with pytest.raises(Refused) as refused:
        _act(db, _host(event_id), ("S1", "B1"), "finish", "n1")
    assert (refused.value.status, refused.value.code) == (409, "nonce_reused")


@pytest.mark.parametrize(
    ("before", "action", "refusal"),
    [
        ((), "start", ("wrong_state", {"state": State.IN_PROGRESS})),
        (("start",), "finish", ("wrong_state", {"state": State.FINISHED})),
        (("no_show",), "start", ("wrong_state", {"state": State.NO_SHOW, "target": State.IN_PROGRESS})),
    ],
    ids=["start", "finish", "start after a no-show"],
)
def test_press_by_many_hosts_at_once_has_one_effect_and_named_refusals(
    db: Database, event_id: int, before: tuple[str, ...], action: str, refusal: tuple[str, dict[str, State]]
) -> None:
    for number, step in enumerate(before):
        _act(db, _host(event_id), ("S1", "B1"), step, f"b{number}", side="both")
    gate = threading.Barrier(6)
    outcomes: list[object] = []

    def press(number: int) -> None:
        gate.wait()
        try:
            outcomes.append(_act(db, _host(event_id), ("S1", "B1"), action, f"n{number}").status)
        except Refused as refused:
            outcomes.append((refused.code, refused.values))

    threads = [threading.Thread(target=press, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [] if before == ("no_show",) else [200]
    assert [one for one in outcomes if one == 200] == taken
    assert [one for one in outcomes if one != 200] == [refusal] * (6 - len(taken))
    with db.read() as session:
        facts = session.scalar(select(func.count()).select_from(FeedEntry))
    assert facts == len(before) + len(taken)


def test_start_at_a_busy_table_names_who_is_there(db: Database, event_id: int) -> None:
    _act(db, _host(event_id), ("S1", "B1"), "start", "n1")
    with pytest.raises(Refused) as refused:
        _act(db, _host(event_id), ("S2", "B1"), "start", "n2")
    assert (refused.value.status, refused.value.code) == (409, "table_busy")
    assert refused.value.values["company"].name == "株式会社髙崎精機"  # type: ignore[attr-defined]


def test_reopen_at_a_table_that_went_on_is_refused(db: Database, event_id: int) -> None:
    _act(db, _host(event_id), ("S1", "B1"), "start", "a")
    _act(db, _host(event_id), ("S1", "B1"), "finish", "b")
    _act(db, _host(event_id), ("S2", "B1"), "start", "c")
    with pytest.raises(Refused) as refused:
        _act(db, _host(event_id), ("S1", "B1"), "reopen", "d")
    assert refused.value.code == "table_busy"


@pytest.mark.parametrize(
    "who",
    [
        Caller("room", "device:1", 1, device_id=1, room_id="R2"),
        Caller("room", "device:1", 1, device_id=1, room_id="R1", tables=(2,)),
    ],
    ids=["other room", "other tables"],
)
def test_host_of_another_place_is_refused(db: Database, event_id: int, who: Caller) -> None:
    with pytest.raises(Refused) as refused:
        _act(db, who, ("S1", "B1"), "start", "n1")
    assert (refused.value.status, refused.value.code) == (403, "other_room")


def test_board_may_press_nothing(db: Database, event_id: int) -> None:
    with pytest.raises(Refused) as refused:
        _act(db, Caller("board", "device:1", event_id, device_id=1), ("S1", "B1"), "call", "n1")
    assert refused.value.status == 403


def test_interview_of_another_event_is_not_found(db: Database, event_id: int) -> None:
    with db.write() as session:
        session.execute(delete(Badge))
        other = make.event(session)
    now = Moment(REAL, make.at("10:06"))
    with db.write() as session, pytest.raises(Refused) as refused:
        interviews.act(session, _organiser(other), 1, Action.START, nonce="n", now=now)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("taken_by", "parallel", "code"),
    [
        ({"supplier_id": "S4", "buyer_id": "B2", "room_id": "R1"}, 1, "slot_taken"),
        ({"supplier_id": "S1", "buyer_id": "B3", "room_id": "R2"}, 1, "company_busy"),
        ({"supplier_id": "S1", "buyer_id": "B3", "room_id": "R2"}, 2, None),
        ({"supplier_id": "S4", "buyer_id": "B2", "room_id": "R2", "staff": ["C1"]}, 1, "staff_busy"),
        ({"supplier_id": "S4", "buyer_id": "B2", "room_id": "R1", "state": "cancelled"}, 1, None),
    ],
)
def test_reinstate_needs_table_companies_and_staff_free(
    db: Database, event_id: int, taken_by: dict[str, Any], parallel: int, code: str | None
) -> None:
    _act(db, _organiser(event_id), ("S1", "B1"), "cancel", "n1", reason="雪")
    with db.write() as session:
        session.get_one(Company, (event_id, "S1")).parallel = parallel
        make.interview(session, "S1", "B1").staff = ["C1"]
        values: dict[str, Any] = {
            "event_id": event_id, "table_no": 1, "starts_at": make.at("10:10"), "ends_at": make.at("10:30"),
            "staff": [], "state": "scheduled", "called_at": None, "actual_start": None, "actual_end": None,
            "pressed_at": None,
        }  # fmt: skip
        session.add(Interview(**values | taken_by))
    if code is None:
        assert _act(db, _organiser(event_id), ("S1", "B1"), "reinstate", "n2").body["state"] == "scheduled"
        return
    with pytest.raises(Refused) as refused:
        _act(db, _organiser(event_id), ("S1", "B1"), "reinstate", "n2")
    assert (refused.value.status, refused.value.code) == (409, code)


def test_time_without_a_zone_is_the_events(db: Database, event_id: int) -> None:
    at = dt.datetime(2026, 11, 26, 10, 4)  # noqa: DTZ001 - that it has none is the point
    answer = _act(db, _host(event_id), ("S1", "B1"), "start", "n1", pressed_at=at)
    assert answer.body["actual_start"] == "2026-11-26T10:04:00+09:00"


def test_only_the_suppliers_own_people_and_words_count_for_its_press(db: Database, event_id: int) -> None:
    with db.write() as session:
        for company in ("S1", "S2"):
            late = {"minutes": 40, "said_at": make.at("09:30"), "expected_at": make.at("10:45")}
            session.add(
                LateNotice(event_id=event_id, company_id=company, attendee_id=f"P-{company}a", **late)
            )
        scanned = Scanned("c", make.code("P-S2"))
        kiosk = Caller("kiosk", "device:9", event_id, profile="desk")
        here = check_in(session, event_id, scanned, kiosk, Moment(REAL, make.at("09:45")), "ja")
    assert here.status == 201
    answer = _act(db, _host(event_id), ("S1", "B1"), "call", "n1", now="09:58")
    assert (answer.body["arrived"], answer.body["expected_at"]) == (False, "2026-11-26T10:45:00+09:00")
