"""The bound by flow never passes the truth, and reaches it where only numbers matter."""

from __future__ import annotations

import pytest

from scheduler.flow_bound import Days, Diary, diary, steps, unbroken
from scheduler.search import Clock
from tests.scheduler.b2b_judge import any_meetings, fewest


def bound(diaries: list[Diary], busy: int, *, even: bool = True) -> int | None:
    return Days(diaries).fewest_breaks(busy, Clock(10), even=even, effort=10)


@pytest.mark.parametrize("seed", range(60))
def test_bound_never_passes_the_fewest_breaks(seed: int) -> None:
    meetings = any_meetings(seed)
    own = [diary([meetings.choices[m] for m in some], meetings.slots) for some in meetings.of]
    truth = fewest(meetings, fairness=meetings.slots)
    found = bound(own, 2 * meetings.places)
    if truth is not None:
        assert found is not None
        assert found <= truth


def test_bound_counts_what_a_company_alone_cannot_avoid() -> None:
    assert bound([diary([(0,), (2,)], 3), diary([(0,), (2,)], 3)], 9) == 2


def test_bound_counts_what_places_make_impossible() -> None:
    """Three companies, two interviews each, three slots, two busy at a time: one of them has to wait."""
    three = [diary([(0, 1, 2), (0, 1, 2)], 3)] * 3
    assert bound(three, 2, even=False) == 1


def test_bound_counts_that_two_meet_at_a_time() -> None:
    """Three companies with two interviews each in two slots: three would be busy at once, which none can."""
    three = [diary([(0, 1), (0, 1)], 2)] * 3
    assert [bound(three, 4, even=False), bound(three, 4)] == [0, None]


def test_bound_of_each_company_alone_is_known_without_a_search() -> None:
    days = Days([diary([(0,), (2,)], 3), diary([(0, 1, 2), (0, 1, 2)], 3)])
    assert (days.possible, days.alone) == (True, 1)


@pytest.mark.parametrize("seed", range(60))
def test_unbroken_day_is_one_whose_breaks_the_steps_avoid(seed: int) -> None:
    meetings = any_meetings(seed)
    for some in meetings.of:
        own = diary([meetings.choices[m] for m in some], meetings.slots)
        begun: set[tuple[int, int, bool]] = {(0, 0, False)}
        for (t, held, was), end in sorted(steps(own)):
            if (t, held, was) in begun and (was or not held or not end[2]):
                begun.add(end)
        assert unbroken(own) == any(t == meetings.slots for t, _, _ in begun)


def test_day_too_short_for_a_company_alone_is_known_without_a_search() -> None:
    assert not Days([diary([(0,), (0,)], 2)]).possible


def test_bound_tells_when_interviews_do_not_fit() -> None:
    assert bound([diary([(0,), (0,)], 2)], 9) is None


def test_bound_allows_a_choice_of_interviews() -> None:
    """With one or two interviews, a company that could be there in slots 0 and 2 need not wait."""
    assert bound([Diary(frozenset({0, 2}), (0, 0, 1), (1, 1, 2))], 9, even=False) == 0
