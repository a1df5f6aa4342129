"""Alerts of the control desk: which there are, what is to be done, and which is worst."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.domain.alerts import (
    Alert,
    Kind,
    Meeting,
    OpenMessage,
    Remedy,
    SilentDevice,
    device_alerts,
    meeting_alerts,
    message_alerts,
    ranked,
)
from kiosk.domain.interview_states import State

HERE = frozenset({"S1", "S2", "B1", "B2"})


def at(text: str) -> dt.datetime:
    hour, minute, *second = map(int, text.split(":"))
    return dt.datetime(2026, 11, 26, hour, minute, *second, tzinfo=dt.UTC)


def meeting(starts: str = "10:00", **other: object) -> Meeting:
    begins = at(starts)
    usual = Meeting(1, State.SCHEDULED, begins, begins + dt.timedelta(minutes=20), "R1", 1, "S1", "B1")
    return replace(usual, **other)


def seen(found: list[Alert]) -> list[tuple[str, str, float]]:
    return [(alert.kind.value, alert.remedy.value, alert.harm) for alert in found]


@pytest.mark.parametrize(
    ("now", "state", "announced", "alert"),
    [
        ("09:49:59", State.SCHEDULED, None, None),
        ("09:50", State.SCHEDULED, None, (Remedy.CALL, -600)),
        ("09:55", State.CALLED, None, (Remedy.ANNOUNCE, -300)),
        ("10:04", State.SCHEDULED, None, (Remedy.CALL, 240)),
        ("10:05", State.SCHEDULED, None, (Remedy.NO_SHOW_SUPPLIER, 300)),
        ("10:05", State.CALLED, None, (Remedy.NO_SHOW_SUPPLIER, 300)),
        ("09:55", State.SCHEDULED, "10:15", (Remedy.MESSAGE, 900)),
        ("10:16", State.SCHEDULED, "10:15", (Remedy.NO_SHOW_SUPPLIER, 960)),
        ("09:55", State.FINISHED, None, None),
        ("09:55", State.CANCELLED, None, None),
    ],
)
def test_supplier_that_is_not_here_is_called_announced_and_given_up(
    now: str, state: State, announced: str | None, alert: tuple[Remedy, float] | None
) -> None:
    late = {"S1": at(announced)} if announced else {}
    found = meeting_alerts([meeting(state=state)], HERE - {"S1"}, late, at(now))
    assert seen(found) == ([("supplier_missing", alert[0].value, alert[1])] if alert else [])


def test_supplier_that_is_here_raises_no_alert() -> None:
    assert meeting_alerts([meeting()], HERE, {}, at("10:04")) == []


@pytest.mark.parametrize(
    ("now", "alert"),
    [
        ("09:50", ("buyer_absent", "announce", -600)),
        ("10:03", ("buyer_absent", "announce", 360)),  # two tables wait for three minutes
        ("10:05", ("buyer_absent", "no_show_buyer", 600)),
    ],
)
def test_absent_buyer_is_one_alert_for_all_its_tables(now: str, alert: tuple[str, str, float]) -> None:
    two = [meeting(), meeting(id=2, table=2, supplier="S2")]
    assert seen(meeting_alerts(two, HERE - {"B1"}, {}, at(now))) == [alert]


@pytest.mark.parametrize(
    ("now", "following", "alert"),
    [
        ("10:20:59", None, None),
        ("10:21", None, (Remedy.EXTEND, 60, None)),
        ("10:40", None, (Remedy.EXTEND, 60, None)),  # it harms nobody, however long
        ("10:24", {"starts": "10:20", "supplier": "S2"}, (Remedy.MESSAGE, 480, 2)),
        ("10:24", {"starts": "10:28", "supplier": "S2"}, (Remedy.MESSAGE, 240, 2)),
        ("10:24", {"starts": "10:30", "supplier": "S2"}, (Remedy.EXTEND, 60, None)),
        ("10:24", {"starts": "10:20", "table": 2}, (Remedy.MESSAGE, 480, 2)),  # its supplier is awaited
        ("10:24", {"starts": "10:20", "table": 2, "supplier": "S2"}, (Remedy.EXTEND, 60, None)),
    ],
)
def test_overrun_is_worse_when_it_holds_up_another_interview(
    now: str, following: dict[str, object] | None, alert: tuple[Remedy, float, int | None] | None
) -> None:
    day = [meeting(state=State.IN_PROGRESS)]
    if following:
        day.append(meeting(**({"id": 2} | following)))
    found = [one for one in meeting_alerts(day, HERE, {}, at(now)) if one.kind is Kind.OVERRUN]
    assert [(one.remedy, one.harm, one.next) for one in found] == ([alert] if alert else [])


def test_called_supplier_that_does_not_come_to_the_table_is_called_again() -> None:
    called = meeting(state=State.CALLED, called_at=at("09:58"))
    assert meeting_alerts([called], HERE, {}, at("10:01")) == []
    assert seen(meeting_alerts([called], HERE, {}, at("10:02"))) == [("called_waiting", "call_again", 240)]
    missing = meeting_alerts([called], HERE - {"S1"}, {}, at("10:02"))
    assert [one.kind for one in missing] == [Kind.SUPPLIER_MISSING]  # one alert, not two


def test_interview_whose_time_is_over_unnoted_is_the_least_of_all() -> None:
    found = meeting_alerts([meeting()], frozenset(), {}, at("10:20"))
    assert seen(found) == [("unsettled", "open", -600)]


@pytest.mark.parametrize(("silent", "harm"), [(30, []), (31, [31]), (7200, [600])])
def test_silent_device_harms_no_more_than_ten_minutes(silent: int, harm: list[float]) -> None:
    device = SilentDevice(5, "R1", at("10:00"))
    found = device_alerts([device], at("10:00") + dt.timedelta(seconds=silent))
    assert [one.harm for one in found] == harm


def test_message_is_reminded_of_after_two_minutes() -> None:
    message = OpenMessage(7, "R1", at("10:00"))
    assert message_alerts([message], at("10:02")) == []
    assert seen(message_alerts([message], at("10:05"))) == [("message_unacknowledged", "message", 180)]


def test_alerts_are_ranked_by_the_harm_they_do() -> None:
    day = [
        meeting(id=1, state=State.IN_PROGRESS),
        meeting("10:20", id=2, supplier="S2"),
        meeting("10:20", id=3, room="R2", supplier="S3", buyer="B2"),
        meeting("10:30", id=4, room="R2", supplier="S4", buyer="B2"),
        meeting("10:00", id=5, room="R2", table=2, buyer="B2", supplier="S2"),
    ]
    now = at("10:24")
    found = ranked([
        *meeting_alerts(day, HERE, {}, now),
        *device_alerts([SilentDevice(5, None, at("10:22"))], now),
        *message_alerts([OpenMessage(7, "R1", at("10:21:30"))], now),
    ])  # fmt: skip
    assert [alert.key for alert in found] == [
        "overrun:1",
        "supplier_missing:3",
        "device:5",
        "message:7",
        "supplier_missing:4",
        "unsettled:5",
    ]
