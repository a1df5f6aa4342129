"""The timetable's page: grid, reasons, versions, publishing, live states."""

from __future__ import annotations

import datetime as dt
import re

from flask.testing import FlaskClient
from sqlalchemy import event as listening
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.models import Company, Event, Interview, Placement, Room, Session_, Timetable, Wish
from tests.kiosk import make


def second_draft(db: Database, event_id: int) -> int:
    with db.write() as session:
        row = Timetable(
            event_id=event_id, number=None, status="feasible", seconds=2.0,
            goals=[{"name": "served", "value": 1, "bound": 4, "optimal": False}],
            created_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), created_by="user:田中", published_at=None,
            published_by="",
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(
            Placement(
                timetable_id=row.id, supplier_id="S1", buyer_id="B1", starts_at=make.at("10:40"),
                ends_at=make.at("11:00"), room_id="R1", table_no=1, staff=[],
            )
        )  # fmt: skip
        return row.id


def test_timetable_shows_each_interview_once_with_rank_and_state(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/timetable").text
    assert len(re.findall(r'class="cell"', page)) == 7
    assert len(re.findall(r'data-interview="\d+" data-state="scheduled"', page)) == 7
    assert page.count("第1版 公開中") == 2  # the heading and the list of versions
    assert 'title="10:00 株式会社髙崎精機 – 横河電機株式会社"' in page


def test_timetable_groups_unplaced_wishes_by_reason_in_the_readers_language(
    office: FlaskClient, event_id: int
) -> None:
    assert "横河電機株式会社が × としました。" in office.get(f"/events/{event_id}/timetable").text
    english = office.get(f"/events/{event_id}/timetable?lang=en").text
    assert "Yokogawa Electric answered ×." in english
    assert '<option value="declined">Declined (1)</option>' in english


def test_timetable_marks_the_pause_between_sessions(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/timetable").text
    assert page.count('<td class="gap">') == 3
    assert page.count('<col class="slot">') == 9


def test_draft_is_not_live_and_says_what_publishing_does(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    second_draft(db, event_id)
    page = office.get(f"/events/{event_id}/timetable").text
    assert "data-token" not in page
    assert "この案を第2版として公開しますか?" in page
    assert "第1版からの変更:移動 1 件、追加 0 件、取りやめ 6 件。" in page
    assert '1<span class="soft">/4</span>' in page


def test_published_version_listens_to_the_news(office: FlaskClient, event_id: int) -> None:
    page = office.get(f"/events/{event_id}/timetable").text
    assert re.search(r'data-token="o[\w.-]+"', page)
    assert f'data-states="/events/{event_id}/states.json"' in page


def test_publish_gives_the_next_number(office: FlaskClient, db: Database, event_id: int) -> None:
    draft = second_draft(db, event_id)
    answer = office.post(f"/events/{event_id}/timetables/{draft}/publish", follow_redirects=True)
    assert "第2版を公開しました。" in answer.text
    with db.read() as session:
        row = session.get_one(Timetable, draft)
        assert (row.number, row.published_by) == (2, "user:事務局")
        assert session.get_one(Interview, 1).starts_at == make.at("10:40")


def test_publish_in_an_unknown_event_is_not_found(office: FlaskClient, event_id: int) -> None:
    assert office.post("/events/77/timetables/1/publish").status_code == 404


def test_versions_are_listed_and_an_old_one_can_be_seen(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    second_draft(db, event_id)
    page = office.get(f"/events/{event_id}/timetable?timetable=1").text
    assert "第1版 公開中" in page
    assert "· 田中" in page
    assert len(re.findall(r'class="cell"', page)) == 7


def test_states_are_those_of_the_day_at_a_revision(office: FlaskClient, db: Database, event_id: int) -> None:
    with db.write() as session:
        session.get_one(Interview, 3).state = "called"
    answer = office.get(f"/events/{event_id}/states.json").json
    assert answer is not None
    assert answer["states"] == {str(n): "called" if n == 3 else "scheduled" for n in range(1, 8)}
    assert (answer["revision"], answer["newest"]) == (0, 1)
    assert answer["clock"]["rehearsal"] is True
    assert answer["clock"]["now"].startswith("2026-11-26T10:05")


def test_event_without_a_timetable_offers_to_make_one(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    with db.write() as session:
        session.delete(session.get_one(Timetable, 1))
    page = office.get(f"/events/{event_id}/timetable").text
    assert "時間割はまだありません" in page
    assert f'href="/events/{event_id}/solve"' in page


def big_event(session: Session, event_id: int) -> None:
    """Make it 60 tables × 32 slots, every second place taken, in the version in force."""
    session.get_one(Event, event_id).slot_minutes = 15
    session.get_one(Session_, (event_id, 1)).end = dt.time(19)
    session.get_one(Room, (event_id, "R2")).tables = 58
    first = make.at("13:00")
    for table in range(2, 59):
        for number in range(0, 24, 2):
            begins = first + dt.timedelta(minutes=15 * number)
            session.add(
                Wish(
                    event_id=event_id, supplier_id=f"T{table}-{number}", buyer_id="B3", position=0, rank=2,
                    mark="", decision="", pin=None, session="", needs=[], after="", note="",
                )
            )  # fmt: skip
            session.add(
                Company(
                    event_id=event_id, id=f"T{table}-{number}", side="supplier", position=9, kana="",
                    name="独立行政法人中小企業基盤整備機構関東本部", name_en="", room_id=None, region="",
                    partner="", parallel=1, min_interviews=None, max_interviews=None, available="",
                    profile="",
                )
            )  # fmt: skip
            session.add(
                Placement(
                    timetable_id=1, supplier_id=f"T{table}-{number}", buyer_id="B3", starts_at=begins,
                    ends_at=begins + dt.timedelta(minutes=15), room_id="R2", table_no=table, staff=[],
                )
            )  # fmt: skip


def test_big_timetable_is_whole_and_asks_no_more_of_the_database(
    office: FlaskClient, db: Database, event_id: int
) -> None:
    asked: list[str] = []
    listening.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    office.get(f"/events/{event_id}/timetable")
    few = len(asked)
    with db.write() as session:
        big_event(session, event_id)
    asked.clear()
    page = office.get(f"/events/{event_id}/timetable").text
    assert len(asked) == few
    assert page.count('<th scope="row">') == 60
    assert page.count('<col class="slot">') == 32 + 2  # 10:20 and 10:40 are held over from the old grid
    assert page.count('class="cell"') == 7 + 57 * 12
