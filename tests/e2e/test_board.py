"""The lobby board on a day: bell, calls said once, announcements, pages and index, names of one side."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.day import Device, Expected, Organiser, first_interviews
from tests.e2e.server import Server
from tests.e2e.test_kiosk_access import violations

VOICE = """
const said = [];
Object.defineProperty(window, "said", { value: said });
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "ja-JP" }, { lang: "en-US" }],
  cancel() {},
  speak(utterance) {
    if (utterance.text) said.push([utterance.lang, utterance.text]);
    setTimeout(() => { utterance.onstart?.(); utterance.onend?.(); });
  },
} });
"""
"""A browser's voice that only writes down what it was told to say."""
SAID_MS = 20_000
TURNED_MS = 15_000
"""A page of tables gives way to the index, and the index to the next one, within seven seconds each."""


def _speaking(board: Device) -> None:
    """Give the board's browser a voice, and touch the button that turns its sound on."""
    board.page.add_init_script(VOICE)
    board.page.reload()
    sound = board.page.locator("[data-sound]")
    expect(sound).to_have_attribute("data-sound", "blocked")
    expect(sound).to_have_text("ここを押すと音が出ます")
    sound.click()
    expect(sound).to_have_attribute("data-sound", "on")


def _said(board: Device) -> list[list[str]]:
    found: list[list[str]] = board.page.evaluate("said")
    return found


def _hears(board: Device, text: str) -> None:
    """Wait until this was said."""
    board.page.wait_for_function(
        "(text) => said.some(([, one]) => one.includes(text))", arg=text, timeout=SAID_MS
    )


def _desk(organiser: Organiser, event: str, path: str, **body: Any) -> None:
    """Ask the API as the organiser's pages do."""
    organiser.page.goto(f"{event}timetable")
    token = organiser.page.locator("[data-token]").first.get_attribute("data-token")
    answer = organiser.page.request.post(
        f"/api/v1{path}", data=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.ok, answer.text()


def _set_floor(organiser: Organiser, event: str, *checks: str) -> None:
    organiser.page.goto(f"{event}floor")
    for selector in checks:
        organiser.page.check(selector)
    organiser.page.click("form.floor button.primary")
    expect(organiser.page.locator(".flash")).to_contain_text("保存しました。")


def _set_clock(organiser: Organiser, event: str, time: str, speed: int) -> None:
    organiser.page.goto(f"{event}clock")
    organiser.page.check("input[name=to][value=time]")
    organiser.page.fill("input[name=time]", f"2009-11-26T{time}")
    organiser.page.select_option("select[name=speed]", str(speed))
    organiser.page.click("form[action$='/clock'] button.primary")
    expect(organiser.page.locator(".pill.wait")).to_be_visible()


@pytest.mark.chromium
def test_board_says_shows_and_turns_what_the_lobby_has_to_know(server: Server, browser: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    event = organiser.page.url.split("?")[0]
    first, _ = first_interviews(server)
    link = organiser.add_device(event, "room", "席", room=first.room, tables=str(first.table))
    room = Device(browser, server, "tablet", link)
    board = Device(browser, server, "board", organiser.add_device(event, "board", "玄関"))
    kiosk = Device(browser, server, "tablet", organiser.add_device(event, "kiosk", "受付 9"))
    desk = organiser.context.new_page()
    desk.goto(f"{event}desk")
    _speaking(board)
    bell = board.page.locator("[data-bell]")
    expect(bell).to_contain_text("第 1 ラウンド 10:00 開始")
    expect(bell).to_contain_text("Round 1 begins at 10:00")

    _set_floor(organiser, event, "#bell")
    _call_is_said_once(organiser, event, board, room, first)
    _pages_and_index_take_turns(board, first)
    assert violations(board.page, "board") == []
    _bell_rings_by_itself(organiser, event, board, bell)
    _set_clock(organiser, event, "10:25", 1)
    _every_screen_shows_it(board.page, kiosk.page, desk)
    _hold_is_said(organiser, event, board, bell)
    assert violations(board.page, "held") == []
    _one_side_alone_is_named(organiser, event, board, first)
    assert board.complaints == []

    server.kill()
    board.expect_stale()
    expect(board.page.locator("[data-stale]")).to_contain_text("No connection.")
    assert violations(board.page, "stale") == []
    server.start("--host", "127.0.0.1")
    board.expect_fresh()


def _call_is_said_once(
    organiser: Organiser, event: str, board: Device, room: Device, first: Expected
) -> None:
    """It flashes in the strip and at its table; reading the hall anew says nothing again."""
    room.page.locator("[data-press=call]").first.click()
    strip = board.page.locator("[data-calls]")
    expect(strip).to_contain_text(first.supplier)
    flashing = strip.locator("li").first.evaluate("(line) => getComputedStyle(line).animationName")
    assert flashing == "call"
    _hears(board, ", please.")
    _desk(organiser, event, "/messages", text="青い傘の落とし物", text_en="A blue umbrella", nonce="m")
    notice = board.page.locator("[data-announced]")
    expect(notice).to_contain_text("青い傘の落とし物")
    expect(notice).to_contain_text("A blue umbrella")
    _hears(board, "A blue umbrella")
    said = _said(board)
    assert [language for language, _ in said] == ["ja-JP", "en-US", "ja-JP", "en-US"]
    call = f"{first.room_name}、{first.table} 番テーブル、{first.supplier} 様、お越しください。"
    assert said[0][1] == call
    board.page.emulate_media(reduced_motion="reduce")
    assert strip.locator("li").first.evaluate("(line) => getComputedStyle(line).animationName") == "none"
    board.page.emulate_media(reduced_motion="no-preference")


def _pages_and_index_take_turns(board: Device, first: Expected) -> None:
    """The index comes by itself after a page of tables, or at once when its head is touched."""
    tables, index = (board.page.locator(f"[data-view={name}]") for name in ("tables", "index"))
    expect(index).to_have_class("sheet", timeout=TURNED_MS)
    expect(tables).to_have_class("sheet off")
    expect(tables).to_have_class("sheet", timeout=TURNED_MS)
    line = index.locator("li", has_text=first.supplier).first
    head = line.get_attribute("data-head")
    board.page.click(f"[data-kana] [data-head='{head}']")
    expect(index).to_have_class("sheet")
    expect(board.page.locator(f"[data-kana] [data-head='{head}']")).to_have_class("here")
    expect(line.locator("[data-slot=table]")).to_have_text(str(first.table))
    expect(line.locator("[data-slot=time]")).to_contain_text("呼出中")


def _bell_rings_by_itself(organiser: Organiser, event: str, board: Device, bell: Locator) -> None:
    before = len(_said(board))
    _set_clock(organiser, event, "10:17", 10)
    _hears(board, "Two minutes left.")
    expect(bell).to_have_attribute("data-phase", "two")
    expect(bell).to_contain_text("残り 2 分です")
    _hears(board, "Time. Please move to your next table.")
    expect(bell).to_have_attribute("data-phase", "move")
    texts = [text for _, text in _said(board)[before:]]
    assert texts == [
        "残り 2 分です。", "Two minutes left.",
        "時間です。次のテーブルへ移動してください。", "Time. Please move to your next table.",
    ]  # fmt: skip


def _every_screen_shows_it(*pages: Page) -> None:
    """The next round runs; each screen says so, with a button for its sound."""
    for page in pages:
        bell = page.locator("[data-bell]")
        expect(bell).to_have_attribute("data-phase", "running")
        expect(bell).to_contain_text("第 2 ラウンド")
        expect(page.locator("[data-sound]")).to_be_visible()


def _hold_is_said(organiser: Organiser, event: str, board: Device, bell: Locator) -> None:
    _desk(organiser, event, "/hall/hold", nonce="h")
    expect(bell).to_have_attribute("data-phase", "held")
    _hears(board, "The schedule is on hold. Please wait.")


def _one_side_alone_is_named(organiser: Organiser, event: str, board: Device, first: Expected) -> None:
    """The other side's names are gone from the page, not only from sight."""
    _set_floor(organiser, event, "input[name=board_side][value=buyer]")
    expect(board.page.locator("body")).not_to_contain_text(first.supplier)
    expect(board.page.locator("[data-rows] .buyer").first).not_to_be_empty()
