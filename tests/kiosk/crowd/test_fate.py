"""What becomes of everybody follows from the seed and from who they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from kiosk.crowd.fate import MINUTE, Fates, dice
from kiosk.crowd.plan import Meeting, Party, Person, Plan, Strength

ZONE = ZoneInfo("Asia/Tokyo")
DAY = dt.date(2026, 11, 26)
TEN = dt.datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)
NEVER = Strength(0, 0.0, 0.0)


def plan(suppliers: int = 200, strength: Strength = NEVER, seed: int = 1) -> Plan:
    """Suppliers of ten groups, each with two interviews with one buyer."""
    parties = [
        Party("B", supplier=False),
        *(Party(f"S{n}", supplier=True, group=f"G{n % 10}") for n in range(suppliers)),
    ]
    return Plan(
        address="http://127.0.0.1:1",
        authority="",
        kiosk="dk",
        rooms={"R": "dr"},
        seed=seed,
        strength=strength,
        parties=tuple(parties),
        people=tuple(Person(f"P-{one.id}", f"C{one.id}", one.id, f"a{one.id}") for one in parties),
        meetings=tuple(
            Meeting(2 * n + k, f"S{n}", "B", "R", 1, TEN + k * 60 * MINUTE, TEN + (k * 60 + 20) * MINUTE)
            for n in range(suppliers)
            for k in range(2)
        ),
    )


def arrivals(made: Plan) -> dict[str, dt.datetime | None]:
    fates = Fates(made)
    return {person.id: fates.arrival(person, DAY) for person in made.people}


def test_dice_are_the_same_for_the_same_words_and_even() -> None:
    assert dice(1, "a", 2) == dice(1, "a", 2) != dice(2, "a", 2)
    thrown = [dice(1, number) for number in range(2000)]
    assert 0 <= min(thrown) < max(thrown) < 1
    assert sum(thrown) / len(thrown) == pytest.approx(0.5, abs=0.03)


def test_fate_does_not_hang_on_who_else_takes_part() -> None:
    few, many = arrivals(plan(20)), arrivals(plan(200))
    assert few == {key: many[key] for key in few}
    assert arrivals(plan(20, seed=2)) != few


def test_buyers_come_early_and_suppliers_before_their_first_interview_mostly() -> None:
    found = arrivals(plan())
    buyer = found.pop("P-B")
    assert buyer is not None
    assert TEN - 55 * MINUTE <= buyer <= TEN - 28 * MINUTE
    came = [at for at in found.values() if at is not None]
    assert len(came) == 200
    assert 0 < sum(at > TEN for at in came) < 30
    assert min(came) > TEN - 50 * MINUTE


def test_shares_are_about_what_was_asked() -> None:
    hard = plan(400, Strength(0, 0.3, 0.2))
    fates = Fates(hard)
    absent = sum(fates.absent(f"S{n}", DAY) for n in range(400))
    over = sum(fates.length(one) > one.ends - one.starts for one in hard.meetings)
    assert (absent / 400, over / 800) == (pytest.approx(0.2, abs=0.06), pytest.approx(0.3, abs=0.05))
    assert not any(Fates(plan()).absent(f"S{n}", DAY) for n in range(200))


def test_late_train_holds_up_whole_groups_and_its_people_say_so() -> None:
    made = plan(strength=replace(NEVER, late_trains=2))
    fates = Fates(made)
    late = {one.group for one in made.parties if fates.delay(one.id, DAY)}
    assert len(late) == 2
    for person in made.people[1:]:
        group = made.parties[[one.id for one in made.parties].index(person.party)].group
        arrives = fates.arrival(person, DAY)
        assert arrives is not None
        said = fates.announcement(person, DAY)
        assert (said is not None) == (group in late and arrives > TEN)
        if said is not None:
            assert said[0] < TEN
            assert TEN + said[1] * MINUTE >= min(arrives, TEN + 40 * MINUTE)
        assert (fates.delay(person.party, DAY) >= 20) == (group in late)


def test_nobody_leaves_before_their_last_interview_but_those_who_leave_early() -> None:
    made = plan()
    fates = Fates(made)
    early = [one for one in made.people[1:] if fates.departure(one, DAY) < TEN + 60 * MINUTE]
    assert 0 < len(early) < 20


def test_plan_is_read_as_it_was_written() -> None:
    made = plan(3)
    assert Plan.read(made.written()) == made
