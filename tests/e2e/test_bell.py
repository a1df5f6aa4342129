"""The hall's bell, its model alone: in which phase a moment is, and that everything rings exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.modules import empty_page

pytestmark = pytest.mark.chromium
HALL = """
const { phaseAt, ringer } = await import("/static/js/bell_model.js");
const at = (text) => Date.parse(`2026-11-26T${text.length === 5 ? `${text}:00` : text}+09:00`);
const slot = (starts, ends, session = 0) => {
  const iso = (text) => `2026-11-26T${text}:00+09:00`;
  return { planned: iso(starts), starts: iso(starts), ends: iso(ends), session, label: "" };
};
/** 14 minutes and 1 to move, twice; after lunch once more. */
const ota = (changes = {}) => ({
  bell: true, speech: true, held_at: null,
  slots: [slot("10:00", "10:14"), slot("10:15", "10:29"), slot("13:00", "13:14", 1)], ...changes,
});
const later = (hall, minutes) => ({
  ...hall,
  slots: hall.slots.map((one) => one.session ? one : {
    ...one,
    starts: new Date(Date.parse(one.starts) + minutes * 60_000).toISOString(),
    ends: new Date(Date.parse(one.ends) + minutes * 60_000).toISOString(),
  }),
});
/** Look every quarter of a second from one time to another; what rang, and when by the hall's time. */
function watch(look, hall, from, until, speed = 1) {
  const rung = [];
  for (let now = at(from); now <= at(until); now += 250 * speed) {
    const ring = look(hall, now, (watch.real += 250), speed);
    if (ring) rung.push([ring.name, new Date(now + 9 * 3600_000).toISOString().slice(11, 19)]);
  }
  return rung;
}
watch.real = 0;
const name = (hall, time) => phaseAt(hall, at(time))?.name ?? null;
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = empty_page(browser)
    yield page
    page.context.close()


def _run(page: Page, script: str) -> Any:
    return page.evaluate("async () => {" + HALL + script + "}")


def test_day_has_its_phases(page: Page) -> None:
    times = [
        "09:30",
        "10:00",
        "10:11:59",
        "10:12",
        "10:13:59",
        "10:14",
        "10:15",
        "10:29",
        "12:59:59",
        "13:00",
        "13:14",
    ]
    found = _run(page, f"return {times}.map((time) => name(ota(), time));")
    assert found == [
        "before", "running", "running", "two", "two", "move", "running", "break", "break", "running", "over",
    ]  # fmt: skip


def test_phase_knows_its_round_and_the_next(page: Page) -> None:
    found = _run(
        page,
        """
        return ["09:30", "10:05", "10:14", "10:40", "13:20"].map((time) => {
          const { round, starts, next } = phaseAt(ota(), at(time));
          return [round, starts === at(["10:00", "10:15", "13:00"][round - 1]), next?.round ?? null];
        });
        """,
    )
    assert found == [[1, True, 2], [1, True, 2], [1, True, 2], [2, True, 3], [3, True, None]]


def test_hall_without_rounds_has_no_phase(page: Page) -> None:
    assert _run(page, "return phaseAt(ota({ slots: [] }), at('10:00'));") is None


def test_each_transition_of_a_day_rings_once(page: Page) -> None:
    assert _run(page, "return watch(ringer(), ota(), '09:59', '13:20');") == [
        ["running", "10:00:00"],
        ["two", "10:12:00"],
        ["move", "10:14:00"],
        ["running", "10:15:00"],
        ["two", "10:27:00"],
        ["break", "10:29:00"],
        ["running", "13:00:00"],
        ["two", "13:12:00"],
        ["over", "13:14:00"],
    ]


def test_rounds_without_time_between_ring_for_the_move_alone(page: Page) -> None:
    found = _run(
        page,
        """
        const hall = ota({ slots: [slot("10:00", "10:20"), slot("10:20", "10:40")] });
        const names = ["10:20:59", "10:21"].map((time) => name(hall, time));
        return [names, watch(ringer(), hall, "10:17", "10:41")];
        """,
    )
    assert found == [
        ["move", "running"],
        [["two", "10:18:00"], ["move", "10:20:00"], ["two", "10:38:00"], ["over", "10:40:00"]],
    ]


def test_round_begins_at_once_where_no_bell_tells_to_move(page: Page) -> None:
    found = _run(
        page,
        """
        const hall = ota({ bell: false, slots: [slot("10:00", "10:20"), slot("10:20", "10:40")] });
        const { name: what, round } = phaseAt(hall, at("10:20"));
        return [what, round];
        """,
    )
    assert found == ["running", 2]


def test_round_of_a_few_minutes_warns_nobody(page: Page) -> None:
    found = _run(page, "return watch(ringer(), ota({ slots: [slot('10:00', '10:04')] }), '09:59', '10:05');")
    assert found == [["running", "10:00:00"], ["over", "10:04:00"]]


def test_bell_that_is_off_rings_nothing(page: Page) -> None:
    assert _run(page, "return watch(ringer(), ota({ bell: false }), '09:59', '13:20');") == []


def test_page_opened_in_the_middle_rings_nothing_of_before(page: Page) -> None:
    assert _run(page, "return watch(ringer(), ota(), '10:12', '10:13');") == []


def test_hold_rings_once_and_stops_the_bell_until_it_is_released(page: Page) -> None:
    found = _run(
        page,
        """
        const look = ringer();
        const held = ota({ held_at: "2026-11-26T10:11:00+09:00" });
        return [
          watch(look, ota(), "10:10", "10:11"),
          watch(look, held, "10:11:01", "10:16"),
          name(held, "10:16"),
          watch(look, later(ota(), 5), "10:16:01", "10:20"),
        ];
        """,
    )
    assert found == [
        [],
        [["held", "10:11:01"]],
        "held",
        [["released", "10:16:01"], ["two", "10:17:00"], ["move", "10:19:00"], ["running", "10:20:00"]],
    ]


def test_shift_moves_the_bells_that_are_still_to_come(page: Page) -> None:
    found = _run(
        page,
        """
        const look = ringer();
        return [watch(look, ota(), "10:11", "10:12:30"), watch(look, later(ota(), 3), "10:12:31", "10:18")];
        """,
    )
    assert found == [
        [["two", "10:12:00"]],
        [["two", "10:15:00"], ["move", "10:17:00"], ["running", "10:18:00"]],
    ]


def test_session_shifted_into_the_next_one_ends_where_that_begins(page: Page) -> None:
    found = _run(
        page,
        """
        const hall = ota({ slots: [slot("12:50", "13:10"), slot("13:00", "13:20", 1)] });
        return watch(ringer(), hall, "12:57", "13:02");
        """,
    )
    assert found == [["two", "12:58:00"], ["move", "13:00:00"]]


def test_screen_that_slept_shows_the_phase_and_rings_nothing(page: Page) -> None:
    found = _run(
        page,
        """
        const look = ringer();
        watch(look, ota(), "10:10", "10:11");
        watch.real += 3 * 60_000 + 30_000;
        const awake = watch(look, ota(), "10:14:30", "10:14:45");
        return [awake, name(ota(), "10:14:30"), watch(look, ota(), "10:14:46", "10:15")];
        """,
    )
    assert found == [[], "move", [["running", "10:15:00"]]]


def test_screen_that_slept_over_a_hold_does_not_tell_of_it(page: Page) -> None:
    found = _run(
        page,
        """
        const look = ringer();
        const held = ota({ held_at: "2026-11-26T10:11:00+09:00" });
        watch(look, ota(), "10:10", "10:10:30");
        watch.real += 120_000;
        const late = watch(look, held, "10:12:30", "10:13");
        watch.real += 120_000;
        return [late, watch(look, later(ota(), 4), "10:15", "10:15:30")];
        """,
    )
    assert found == [[], []]


def test_clock_set_to_another_time_rings_nothing_in_between_and_rings_again_what_comes_again(
    page: Page,
) -> None:
    found = _run(
        page,
        """
        const look = ringer();
        return [
          watch(look, ota(), "10:11:50", "10:12:10"),
          watch(look, ota(), "12:00", "12:00:10"),
          watch(look, ota(), "10:11:50", "10:12:10"),
        ];
        """,
    )
    assert found == [[["two", "10:12:00"]], [], [["two", "10:12:00"]]]


def test_rehearsal_sixty_times_as_fast_rings_everything_once(page: Page) -> None:
    found = _run(page, "return watch(ringer(), ota(), '09:59', '10:30', 60).map(([name]) => name);")
    assert found == ["running", "two", "move", "running", "two", "break"]
