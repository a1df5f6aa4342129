"""A rehearsal from its first button to its last: screens go there by themselves, and nothing of it stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.day import RECOVERED_MS, Device, Kiosk, Organiser, first_interviews
from tests.e2e.server import Server

PRESENCE = {"last_seen", "report", "version"}
"""What is noted of a device while its screen is on, rehearsal or not."""


def dump(server: Server) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the feed, without what says that devices are on."""
    tables = [row["name"] for row in server.ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for table in sorted(set(tables) - {"feed"}):
        rows = [dict(row) for row in server.ask(f'SELECT * FROM "{table}"')]  # noqa: S608
        hidden = PRESENCE if table == "device" else {"revision"} if table == "event" else set()
        found[table] = [{key: row[key] for key in row if key not in hidden} for row in rows]
    return found


def expect_rehearsal(*screens: Device) -> None:
    """They have gone to the rehearsal by themselves, and say so."""
    for screen in screens:
        expect(screen.page.locator("html.rehearsal")).to_have_count(1, timeout=RECOVERED_MS)
        expect(screen.page.locator(".rehearsal-line")).to_be_visible()
        expect(screen.page.locator(".rehearsal-line")).to_contain_text("リハーサル中")


def expect_event(*screens: Device) -> None:
    """They are at the real event again."""
    for screen in screens:
        expect(screen.page.locator("html.rehearsal")).to_have_count(0, timeout=RECOVERED_MS)
        expect(screen.page.locator(".rehearsal-line")).to_have_count(0)


def press(organiser: Organiser, selector: str) -> None:
    """A button of the rehearsal's page, which then shows how things stand."""
    with organiser.page.expect_navigation():
        organiser.page.click(selector)


@pytest.mark.chromium
def test_rehearsal_takes_the_screens_along_and_leaves_nothing(server: Server, browser: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    event = organiser.page.url.split("?")[0]
    one, _ = first_interviews(server)
    links = [
        organiser.add_device(
            event, role, role, room=one.room if role == "room" else "", tables=str(one.table)
        )
        for role in ("kiosk", "room", "board")
    ]
    kiosk = Kiosk(browser, server, "tablet", links[0])
    room = Device(browser, server, "tablet", links[1])
    board = Device(browser, server, "board", links[2])
    kiosk.expect_listening()
    expect(room.page.locator("[data-tables]")).to_contain_text(one.supplier)
    before = dump(server)

    organiser.page.goto(f"{event}rehearsal")
    press(organiser, "form[action$='/begin'] button")
    expect_rehearsal(kiosk, room, board)
    copy = int(re.search(r"/events/(\d+)/", organiser.page.url)[1])  # type: ignore[index]
    expect(organiser.page.locator(".rehearsal-line")).to_be_visible()

    kiosk.scan(one.code)
    kiosk.expect_answer(one.supplier, one.room_name)
    assert [row["event_id"] for row in server.ask("SELECT event_id FROM scan")] == [copy]
    expect(room.page.locator("[data-slot=arrival]").first).to_contain_text("到着")
    kiosk.close()

    press(organiser, "button[value='0']")
    expect(organiser.page.locator(".face .pill")).to_have_text("停止中")
    press(organiser, "button[name=jump]")
    [grid] = server.ask("SELECT MIN(start) AS opens FROM session")
    opens = grid["opens"][:5]
    for screen, clock in ((kiosk, "[data-now]"), (room, "[data-slot=clock]"), (board, "[data-slot=clock]")):
        expect(screen.page.locator(clock).first).to_have_text(re.compile(opens))
    press(organiser, "button[value='600']")
    expect(board.page.locator("[data-slot=clock]")).not_to_have_text(opens)

    organiser.page.click("details summary")
    press(organiser, "form[action$='/end'] button")
    expect(organiser.page).to_have_url(re.compile(f"{re.escape(event)}rehearsal"))
    expect_event(kiosk, room, board)
    expect(room.page.locator("[data-tables]")).to_contain_text(one.supplier)
    assert dump(server) == before
    facts = [row["fact"] for row in server.ask("SELECT fact FROM feed ORDER BY revision")]
    assert facts[-2:] == ["rehearsal_started", "rehearsal_ended"]

    kiosk.scan(one.code)
    kiosk.expect_answer(one.supplier)
    home = int(re.search(r"/events/(\d+)/", event)[1])  # type: ignore[index]
    assert [row["event_id"] for row in server.ask("SELECT event_id FROM scan")] == [home]
    assert [screen.complaints for screen in (organiser, kiosk, room, board)] == [[], [], [], []]
