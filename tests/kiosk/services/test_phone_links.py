"""Links of phone pages: derived, never kept, revoked; to whom a kiosk shows one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import sqlite3
from typing import Any

import pytest

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import News
from kiosk.domain.kiosks import KioskOptions
from kiosk.errors import Refused
from kiosk.models import Attendee, PhoneLink
from kiosk.queries.my_changes import seen_version
from kiosk.queries.phones import phone_by_token
from kiosk.queries.topics import every_topic
from kiosk.services import phone_links, rehearsals
from tests.kiosk import make
from tests.kiosk.services.desk import REAL, Desk

KEY = "a key for tests"
NOW = Moment(REAL, make.at("10:05"))


def link_of(db: Database, event_id: int, person: str = "P-S1") -> str | None:
    with db.write() as session:
        return phone_links.link_of(session, event_id, person, key=KEY, actor="user:a", now=NOW)


def replace(db: Database, event_id: int, person: str = "P-S1") -> None:
    with db.write() as session:
        phone_links.replace(session, event_id, person, key=KEY, actor="user:a", now=NOW)


def test_link_is_the_same_whenever_it_is_shown_and_opens_its_own_persons_page(
    db: Database, event_id: int, news: list[News]
) -> None:
    token = link_of(db, event_id)
    assert token is not None
    assert re.fullmatch(r"a[0-9a-f]{40}", token)
    assert link_of(db, event_id) == token
    found = phone_by_token(db, token)
    assert found is not None
    assert (found.role, found.event_id, found.attendee_id, found.party_id) == (
        "attendee", event_id, "P-S1", "S1",
    )  # fmt: skip
    assert link_of(db, event_id, "P-S1b") != token
    assert [(item.fact.value, item.details) for item in news] == [("phone_link_made", {"links": 1})] * 2


def test_link_is_nowhere_in_the_database(db: Database, event_id: int, desk: Desk) -> None:
    desk.scan("P-S1", "n")
    token = link_of(db, event_id)
    replace(db, event_id)
    other = link_of(db, event_id)
    assert token is not None
    assert other is not None
    dump = "\n".join(sqlite3.connect(db.engine.url.database or "").iterdump())
    assert "P-S1" in dump
    assert [secret for secret in (token, other) if secret in dump or secret[1:] in dump] == []


def test_replaced_link_opens_nothing_and_the_next_is_another(db: Database, event_id: int) -> None:
    old = link_of(db, event_id)
    replace(db, event_id)
    new = link_of(db, event_id)
    assert old is not None
    assert new is not None
    assert phone_by_token(db, old) is None
    assert phone_by_token(db, new) is not None
    with pytest.raises(Refused, match="no such person"):
        replace(db, event_id, "nobody")


def test_link_given_before_it_was_ever_shown_can_be_replaced(db: Database, event_id: int) -> None:
    replace(db, event_id)
    with db.read() as session:
        assert session.get_one(PhoneLink, (event_id, "P-S1")).generation == 2


def test_who_does_not_attend_any_more_has_no_link(db: Database, event_id: int) -> None:
    token = link_of(db, event_id)
    with db.write() as session:
        session.get_one(Attendee, (event_id, "P-S1")).cancelled_at = NOW.event
    assert link_of(db, event_id) is None
    assert phone_by_token(db, token or "") is None


def after_scan(db: Database, who: Caller, nonce: str = "n", seconds: int = 0) -> str | None:
    now = Moment(REAL + dt.timedelta(seconds=seconds), NOW.event)
    with db.write() as session:
        return phone_links.link_after_scan(session, who, nonce, key=KEY, now=now)


@pytest.mark.parametrize("again", [False, True])
def test_kiosk_shows_the_link_of_whom_it_has_just_checked_in(
    db: Database, event_id: int, desk: Desk, again: bool
) -> None:
    if again:
        desk.scan("P-S1", "before")
    desk.scan("P-S1", "n")
    assert after_scan(db, desk.caller) == link_of(db, event_id)


ALONE: dict[str, Any] = {"profile": "self", "options": KioskOptions(search="masked")}


@pytest.mark.parametrize(
    ("who", "shown"), [({}, True), (ALONE, False)], ids=["desk with staff", "kiosk without staff"]
)
def test_link_of_somebody_found_by_name_is_for_staff_alone(
    db: Database, event_id: int, desk: Desk, who: dict[str, Any], shown: bool
) -> None:
    desk.caller = dataclasses.replace(desk.caller, **who)
    desk.scan("P-S1", "n", by_name=True)
    assert (after_scan(db, desk.caller) is not None) == shown


def test_kiosk_without_staff_shows_the_link_of_a_scanned_badge(
    db: Database, event_id: int, desk: Desk
) -> None:
    desk.caller = dataclasses.replace(desk.caller, **ALONE)
    desk.scan("P-S1", "n")
    assert after_scan(db, desk.caller) is not None


def test_kiosk_shows_no_link_where_it_may_not(db: Database, event_id: int, desk: Desk) -> None:
    desk.scan("P-S1", "n")
    desk.depart("P-S1", "gone")
    desk.scan("P-S2", "undone")
    desk.undo("undone")
    other = Desk(db, event_id)
    hidden = dataclasses.replace(desk.caller, options=KioskOptions(show_link=False))
    refused = [
        after_scan(db, desk.caller, "unknown"),
        after_scan(db, desk.caller, "gone"),
        after_scan(db, desk.caller, "undone"),
        after_scan(db, other.caller),
        after_scan(db, hidden),
        after_scan(db, desk.caller, seconds=121),
    ]
    assert refused == [None] * 6


def phone(event_id: int) -> Caller:
    return Caller("attendee", "attendee:P-S1", event_id, attendee_id="P-S1", party_id="S1")


def acknowledge(db: Database, event_id: int, version: int) -> int | None:
    with db.write() as session:
        return phone_links.acknowledge(session, phone(event_id), version, NOW)


def test_what_stood_at_the_first_opening_is_seen_and_later_versions_once_acknowledged(
    db: Database, event_id: int
) -> None:
    link_of(db, event_id)
    for _ in range(2):
        with db.write() as session:
            phone_links.note_opened(session, phone(event_id), NOW)
    with db.read() as session:
        link = session.get_one(PhoneLink, (event_id, "P-S1"))
        assert (link.seen_version, link.opened_at) == (1, REAL)
    assert acknowledge(db, event_id, 7) == 1  # no version that is yet to come


def test_what_is_seen_in_a_rehearsal_is_not_seen_in_the_event(db: Database, event_id: int) -> None:
    token = link_of(db, event_id)
    with db.write() as session:
        copy = rehearsals.begin(session, event_id, actor="user:a", now=NOW)
    served = phone_by_token(db, token or "")
    assert served is not None
    assert served.event_id == copy
    assert link_of(db, copy) == token
    with db.write() as session:
        assert "attendee:S1" in every_topic(session, copy)
        phone_links.note_opened(session, served, NOW)
    with db.write() as session:
        assert (seen_version(session, copy, "P-S1"), seen_version(session, event_id, "P-S1")) == (1, None)
        rehearsals.end(session, copy, actor="user:a", real=REAL)
    served = phone_by_token(db, token or "")
    assert served is not None
    assert served.event_id == event_id


def test_link_first_shown_in_a_rehearsal_goes_with_it(db: Database, event_id: int) -> None:
    with db.write() as session:
        copy = rehearsals.begin(session, event_id, actor="user:a", now=NOW)
    token = link_of(db, copy, "P-S2")
    served = phone_by_token(db, token or "")
    assert served is not None
    assert (served.event_id, served.attendee_id) == (copy, "P-S2")
    with db.read() as session:
        assert session.get(PhoneLink, (event_id, "P-S2")) is None
        assert "attendee:S2" in every_topic(session, copy)
    with pytest.raises(Refused, match="rehearsal"):
        replace(db, copy, "P-S2")
    with db.write() as session:
        rehearsals.end(session, copy, actor="user:a", real=REAL)
    assert phone_by_token(db, token or "") is None
    assert link_of(db, event_id, "P-S2") == token
    assert phone_by_token(db, token or "") is not None


def test_link_given_by_the_event_while_its_rehearsal_has_shown_it(db: Database, event_id: int) -> None:
    with db.write() as session:
        copy = rehearsals.begin(session, event_id, actor="user:a", now=NOW)
    shown = link_of(db, copy, "P-S2")
    assert link_of(db, event_id, "P-S2") == shown == link_of(db, copy, "P-S2")
    served = phone_by_token(db, shown or "")
    assert served is not None
    assert (served.event_id, served.attendee_id) == (copy, "P-S2")
    with db.write() as session:
        rehearsals.end(session, copy, actor="user:a", real=REAL)
    served = phone_by_token(db, shown or "")
    assert served is not None
    assert served.event_id == event_id


def test_link_that_a_rehearsal_has_shown_is_replaced_at_once(db: Database, event_id: int) -> None:
    with db.write() as session:
        copy = rehearsals.begin(session, event_id, actor="user:a", now=NOW)
    shown = link_of(db, copy, "P-S2")
    replace(db, event_id, "P-S2")
    assert phone_by_token(db, shown or "") is None
    other = link_of(db, copy, "P-S2")
    assert other != shown
    assert phone_by_token(db, other or "") is not None
