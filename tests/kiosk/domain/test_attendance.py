"""Checking in, decided from what is known."""

from __future__ import annotations

import datetime as dt

import pytest

from kiosk.domain.attendance import (
    Already,
    NotTaken,
    Pass,
    PastScan,
    Reason,
    ScanTime,
    Taken,
    arrival,
    decide,
    inside,
    scan_time,
)

DAY = dt.date(2026, 11, 26)
GOOD = Pass(None, None, frozenset({DAY}))


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, 26, hour, minute, tzinfo=dt.UTC)


def came(key: int, when: dt.datetime) -> PastScan:
    return PastScan(key, False, when, "受付1")


def left(key: int, when: dt.datetime) -> PastScan:
    return PastScan(key, True, when, "出口")


@pytest.mark.parametrize(
    ("badge", "reason"),
    [
        (None, Reason.UNKNOWN),
        (Pass(at(8), at(8), frozenset()), Reason.REVOKED),
        (Pass(None, at(8), frozenset({DAY + dt.timedelta(1)})), Reason.CANCELLED),
        (Pass(None, None, frozenset({DAY + dt.timedelta(1)})), Reason.WRONG_DAY),
    ],
)
def test_refusal_names_the_first_reason(badge: Pass | None, reason: Reason) -> None:
    assert decide(badge, (), at(9), DAY) == NotTaken(reason)


def test_event_without_days_takes_any_day() -> None:
    assert decide(Pass(None, None, frozenset()), (), at(9), DAY) == Taken(returned=False)


def test_first_check_in_is_taken_and_the_second_is_already() -> None:
    assert decide(GOOD, (), at(9), DAY) == Taken(returned=False)
    assert decide(GOOD, (came(1, at(9)),), at(10), DAY) == Already(came(1, at(9)))


def test_check_in_scanned_before_but_delivered_after_is_already() -> None:
    assert decide(GOOD, (came(1, at(9, 50)),), at(9, 40), DAY) == Already(came(1, at(9, 50)))


def test_check_in_after_a_departure_is_a_return_once() -> None:
    past = (came(1, at(9)), left(2, at(11)))
    assert decide(GOOD, past, at(12), DAY) == Taken(returned=True)
    assert decide(GOOD, (*past, came(3, at(12))), at(12, 5), DAY) == Already(came(3, at(12)))


def test_check_in_scanned_before_a_departure_belongs_to_the_stay_before_it() -> None:
    past = (came(1, at(9)), left(2, at(11)))
    assert decide(GOOD, past, at(10), DAY) == Already(came(1, at(9)))


def test_departure_that_was_known_before_its_check_in_makes_no_return() -> None:
    assert decide(GOOD, (left(1, at(11)),), at(10), DAY) == Taken(returned=False)
    assert decide(GOOD, (left(1, at(11)),), at(12), DAY) == Taken(returned=False)
    assert not inside((left(1, at(11)), came(2, at(10))))


def test_scan_from_before_the_cancellation_is_taken_however_late_it_arrives() -> None:
    badge = Pass(at(10), at(10), frozenset({DAY}))
    assert decide(badge, (), at(9, 59), DAY) == Taken(returned=False)
    assert decide(Pass(None, at(10), frozenset()), (), at(10), DAY) == NotTaken(Reason.CANCELLED)


def test_inside_is_whoever_did_not_leave_after_coming() -> None:
    assert not inside(())
    assert inside((came(1, at(9)),))
    assert not inside((came(1, at(9)), left(2, at(11))))
    assert inside((left(2, at(11)), came(3, at(12)), came(1, at(9))))
    assert not inside((came(1, at(9)), left(2, at(9))))


def test_arrival_is_the_earliest_check_in_whatever_it_was_answered() -> None:
    assert arrival(()) is None
    assert arrival((came(1, at(9, 50)), came(2, at(9, 40)), left(3, at(9)))) == at(9, 40)


@pytest.mark.parametrize(
    ("claimed", "ahead", "expected"),
    [
        (None, 0, ScanTime(at(10), False)),
        (at(9, 50), 0, ScanTime(at(9, 50), False)),
        (at(9, 50), 120, ScanTime(at(9, 48), False)),
        (at(9, 50), -120, ScanTime(at(9, 52), False)),
        (at(10, 5), 0, ScanTime(at(10), False)),
        (at(10) - dt.timedelta(hours=25), 0, ScanTime(at(10), True)),
        (at(10) + dt.timedelta(hours=25), 0, ScanTime(at(10), True)),
        (dt.datetime.min.replace(tzinfo=dt.UTC), 3600, ScanTime(at(10), True)),
    ],
)
def test_scan_time_is_corrected_never_in_the_future_and_flagged_when_far_off(
    claimed: dt.datetime | None, ahead: float, expected: ScanTime
) -> None:
    assert scan_time(claimed, dt.timedelta(seconds=ahead), at(10)) == expected
