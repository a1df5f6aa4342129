"""The calendar of a phone: what a calendar program needs to follow it."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.interview_states import Action
from kiosk.i18n import name_of
from kiosk.printing.calendar import Wording, calendar_file
from kiosk.queries.calendars import calendar_entries
from kiosk.security import calendar_uid
from kiosk.services import hall
from kiosk.services.interviews import act
from tests.kiosk import make
from tests.kiosk.queries.test_my_day import HELD, new_version, planned

DESK = Caller("organiser", "user:test", 1)
WORDS = Wording(
    "試験商談会",
    "説明 " * 40,
    "会場, 東館",
    name_of,
    lambda entry: f"{entry.place.room_name} 席 {entry.place.table}",
)


def now(text: str) -> Moment:
    return Moment(dt.datetime(2026, 11, 26, tzinfo=dt.UTC), make.at(text))


def text_of(db: Database, event_id: int, party: str = "S1") -> bytes:
    with db.read() as session:
        entries = calendar_entries(session, event_id, party, sits_in=False)
        return calendar_file(entries, lambda entry: calendar_uid("key", event_id, *entry.pair), WORDS)


def events(db: Database, event_id: int, party: str = "S1") -> dict[str, dict[str, object]]:
    """What a calendar reads, by summary."""
    read = Calendar.from_ical(text_of(db, event_id, party))
    return {
        str(event["summary"]): {
            "uid": str(event["uid"]),
            "sequence": int(event["sequence"]),
            "starts": event.decoded("dtstart"),
            "ends": event.decoded("dtend"),
            "where": str(event["location"]),
            "status": str(event["status"]),
        }
        for event in read.walk("VEVENT")
    }


def test_calendar_says_when_where_and_with_whom(db: Database, event_id: int) -> None:
    found = events(db, event_id)
    assert list(found) == ["横河電機株式会社", "株式会社IHI"]
    first = found["横河電機株式会社"]
    assert (first["starts"], first["ends"]) == (make.at("10:00"), make.at("10:20"))
    assert (first["where"], first["status"]) == ("第1会議室 席 1, 会場, 東館", "CONFIRMED")


def test_calendar_is_one_that_is_looked_at_again(db: Database, event_id: int) -> None:
    text = text_of(db, event_id)
    read = Calendar.from_ical(text)
    assert [str(read[name]) for name in ("version", "method", "x-wr-calname")] == [
        "2.0",
        "PUBLISH",
        "試験商談会",
    ]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in text
    assert all("DTSTAMP" in event and "UID" in event for event in read.walk("VEVENT"))


def test_calendar_folds_its_lines_within_characters(db: Database, event_id: int) -> None:
    lines = text_of(db, event_id).split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode("utf-8")


def test_same_calendar_is_the_same_bytes(db: Database, event_id: int) -> None:
    assert text_of(db, event_id) == text_of(db, event_id)


def test_new_version_moves_the_same_entry_and_cancels_what_is_lost(db: Database, event_id: int) -> None:
    before = events(db, event_id)
    moved = {pair: one for pair, one in HELD.items() if pair != ("S1", "B1")}
    new_version(db, event_id, *(moved | {("S1", "B2"): planned("S1", "B2", "11:00", "R1", 2)}).values())
    after = events(db, event_id)
    assert {name: one["uid"] for name, one in after.items()} == {
        name: one["uid"] for name, one in before.items()
    }
    assert after["株式会社IHI"]["starts"] == make.at("11:00")
    lost = after["横河電機株式会社"]
    assert (lost["status"], lost["starts"]) == ("CANCELLED", make.at("10:00"))
    assert all(after[name]["sequence"] > before[name]["sequence"] for name in before)  # type: ignore[operator]


def test_shift_of_the_hall_moves_what_is_to_come(db: Database, event_id: int) -> None:
    before = events(db, event_id)["株式会社IHI"]
    with db.write() as session:
        hall.shift(session, DESK, event_id, make.at("10:20"), 5, nonce="n", now=now("10:05"))
    after = events(db, event_id)["株式会社IHI"]
    assert after["starts"] == make.at("10:45")
    assert after["sequence"] > before["sequence"]  # type: ignore[operator]


def test_interview_called_off_on_the_day_is_cancelled_and_comes_back(db: Database, event_id: int) -> None:
    who = Caller("organiser", "user:test", event_id)
    seen = [events(db, event_id)]
    for action in (Action.CANCEL, Action.REINSTATE):
        with db.write() as session:
            key = make.interview(session, "S1", "B1").id
            act(session, who, key, action, nonce=action.value, now=now("09:50"))
        seen.append(events(db, event_id))
    called_off = [one["横河電機株式会社"] for one in seen]
    assert [one["status"] for one in called_off] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    sequences = [one["sequence"] for one in called_off]
    assert sequences == sorted(set(sequences))  # type: ignore[type-var]
    assert len({one["株式会社IHI"]["sequence"] for one in seen}) == 1  # the other has not changed


def test_calendar_of_a_buyer_says_nothing_of_wishes(db: Database, event_id: int) -> None:
    assert set(events(db, event_id, "B1")) == {"株式会社髙崎精機", "白山樹脂株式会社", "有限会社立山化学"}
