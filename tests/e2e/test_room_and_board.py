"""A room tablet and the lobby board in a browser: late by the clock, undone in place, the right day."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.day import Device, Expected, Kiosk, Organiser, first_interviews
from tests.e2e.server import Server


@pytest.mark.chromium
def test_room_and_board_tell_the_truth_whatever_is_pressed(server: Server, browser: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    event = organiser.page.url.split("?")[0]
    first, _ = first_interviews(server)
    link = organiser.add_device(event, "room", "席", room=first.room, tables=str(first.table))
    room = Device(browser, server, "tablet", link)
    board = Device(browser, server, "wall", organiser.add_device(event, "board", "玄関"))
    kiosk = Kiosk(browser, server, "tablet", organiser.add_device(event, "kiosk", "受付 9"))
    table = room.page.locator("article.table")
    expect(room.page.locator("[data-away]")).to_be_hidden()

    _half_past_ten(organiser, event)
    cell = f"[data-slot=next][data-interview='{first.interview}']"
    late = board.page.locator(f"[data-rows] {cell} [data-slot=late]")
    expect(late.locator(".state[data-state=late]")).to_be_visible()
    expect(late).to_contain_text("遅れ")

    _start_and_take_back(table, first)
    _note_a_no_show_of_one_who_is_here(room, kiosk, table, first)
    states = server.ask("SELECT state FROM interview WHERE id = :id", id=first.interview)
    assert [row["state"] for row in states] == ["no_show"]

    # On another day no screen pretends that it is the day.
    organiser.page.goto(f"{event}clock")
    organiser.page.click("form[action$='/real'] button")
    for screen in (room, board):
        expect(screen.page.locator("[data-away]")).to_contain_text("本日は開催日ではありません。")
        expect(screen.page.locator("[data-away]")).to_contain_text("11月26日(木)")
    expect(late).to_have_count(0)
    expect(table.locator("[data-press]:visible")).to_have_count(0)

    for screen in (room, board):
        screen.page.click(".languages a")
        expect(screen.page.locator("html")).to_have_attribute("lang", "en")
        expect(screen.page.locator("[data-away]")).to_contain_text("no interviews today")
        assert screen.complaints == []


def _half_past_ten(organiser: Organiser, event: str) -> None:
    """Some slots into the day, and nobody has pressed anything."""
    organiser.page.goto(f"{event}clock")
    organiser.page.check("input[name=to][value=slot]")
    organiser.page.select_option("select[name=slot]", index=2)
    organiser.page.click("form[action$='/clock'] button.primary")
    expect(organiser.page.locator(".pill.wait")).to_be_visible()


def _start_and_take_back(table: Locator, first: Expected) -> None:
    """What was pressed can be taken back beside it, and nothing has moved under the finger."""
    call, start, finish, undo = (
        table.locator(f"[data-press={name}]") for name in ("call", "start", "finish", "undo")
    )
    expect(table.locator("[data-slot=unit]")).to_contain_text("遅れています")
    call.click()
    expect(start).to_be_visible()
    before = start.bounding_box()
    start.click()
    expect(finish).to_be_visible()
    expect(undo).to_have_accessible_name(f"開始を元に戻す（{first.supplier}）")
    after = finish.bounding_box()
    assert before is not None
    assert after is not None
    assert (after["x"], after["y"], after["height"]) == (before["x"], before["y"], before["height"])
    undo.click()
    expect(call).to_be_visible()
    expect(undo).to_be_hidden()


def _note_a_no_show_of_one_who_is_here(room: Device, kiosk: Kiosk, table: Locator, first: Expected) -> None:
    """It is said that the company is here, and asked again; afterwards it is said what was noted."""
    kiosk.scan(first.code)
    kiosk.expect_answer(first.supplier)
    expect(table.locator("[data-slot=arrival] .state[data-state=arrived]")).to_be_visible()
    asked = room.page.locator("dialog[open]")
    for choice in (".quiet", "[data-yes]"):
        table.locator("[data-open=menu]").click()
        room.page.locator("[data-menu] [data-press=no_show]").click()
        expect(asked.locator("h2")).to_contain_text(first.supplier)
        expect(asked.locator("[data-slot=here]")).to_contain_text("「到着」")
        asked.locator("[data-side=supplier]").click()
        expect(asked.locator("h2")).to_contain_text("それでも")
        asked.locator(choice).click()
        expect(asked).to_have_count(0)
    expect(table.locator("[data-slot=says]")).to_contain_text(f"{first.supplier} を欠席として記録しました")
