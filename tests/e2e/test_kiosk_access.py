"""Every state of the kiosk, in both languages, held to WCAG 2.2 AA by axe; time-outs that can be extended."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kiosk.security import hash_password
from tests.e2e.day import Device, Kiosk, Organiser, codes_of
from tests.e2e.server import Server

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LANGUAGES = ("ja", "en")
SIZES = ((1280, 800), (390, 844))
PIN = "4711"
BROUGHT_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
"""The browser had put the page aside while another was looked at, and shows it again as it was."""
BUSY_MS = 20_000


def violations(page: Page, state: str) -> list[str]:
    """What axe finds in what is on the screen, in a line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{state}: {one['id']}: {node['target']} {node['any'][0]['message'] if node['any'] else one['help']}"
        for one in found
        for node in one["nodes"]
    ]


def set_up(server: Server, device: int, profile: str, **options: object) -> None:
    """How the organiser sets a kiosk up, as it lies in the database; its page is loaded anew afterwards."""
    with contextlib.closing(sqlite3.connect(server.instance / "mendan.sqlite3")) as connection, connection:
        connection.execute(
            "UPDATE device SET profile = ?, options = ? WHERE id = ?", (profile, json.dumps(options), device)
        )


@pytest.fixture
def kiosk(server: Server, browser: Browser) -> Kiosk:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    kiosk = Kiosk(
        browser, server, "tablet", organiser.add_device(organiser.page.url.split("?")[0], "kiosk", "受付 1")
    )
    organiser.context.close()
    kiosk.page.on(
        "dialog", lambda dialog: dialog.accept()
    )  # a busy machine may seem offline: leave all the same
    return kiosk


def _stop_the_clock(page: Page) -> None:
    """The page's time passes only when it is let: however busy the machine is, nothing runs out meanwhile."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1_000 + 1)


def _answered(page: Page) -> None:
    """The server has said its word on the badge, and it is on the screen."""
    page.locator("[data-screen=answer][data-tone=taken]").wait_for(timeout=BUSY_MS)


def _number(kiosk: Device) -> int:
    return int(re.findall(r"/screens/(\d+)", kiosk.page.url)[0])


def _show(page: Page, view: str) -> None:
    expect(page.locator(f"[data-screen={view}]")).to_be_visible(timeout=BUSY_MS)


def _type(kiosk: Kiosk, code: str) -> None:
    """A code typed by hand: however slow the machine is, all of it arrives."""
    kiosk.expect_listening()
    kiosk.page.fill("#typed", code)
    kiosk.page.locator("#typed").press("Enter")


def desk_states(kiosk: Kiosk, fresh: str, replaced: str) -> Iterator[str]:
    """Each state of a kiosk with staff, one after the other."""
    page = kiosk.page
    page.add_init_script("window.print = () => {}")
    page.reload()
    kiosk.expect_listening()
    yield "idle"
    for state, code in (("taken", fresh), ("already", fresh), ("unknown", "Z" * 20), ("revoked", replaced)):
        _type(kiosk, code)
        _show(page, "answer")
        page.locator("[data-screen=answer]:not([data-tone=waiting])").wait_for()
        yield state
        page.click("[data-speak]")
        yield f"{state}, other language"
        page.keyboard.press("Escape")
    yield "idle after a check-in"
    page.keyboard.press("F2")
    page.keyboard.type("a", delay=60)
    page.locator("[data-hits] [data-pick]").first.wait_for()
    yield "search with hits"
    page.locator("[data-all]:visible").first.click()
    page.locator("[data-people-list] input").first.wait_for()
    page.click("[data-choose-all]")
    yield "group"
    page.locator("[data-people-list] [data-person]").first.click()
    _show(page, "person")
    yield "person"
    page.locator("#substitute-name").press("Enter")
    yield "person, incomplete"
    page.click("[data-reprint]")
    page.locator("[data-printing]").wait_for()
    yield "printing"
    page.keyboard.press("F4")
    page.fill("[data-company-query]", "a")
    page.locator("[data-companies] button").first.wait_for()
    page.click("[data-new-company] summary")
    yield "walk-in"
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    yield "departures"
    _type(kiosk, fresh)
    _show(page, "answer")
    yield "departed"
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    page.locator("[data-open-lock]:visible").click()
    yield "settings"
    page.click("[data-lock-back]")


def self_states(kiosk: Kiosk, fresh: str) -> Iterator[str]:
    """Each state of a kiosk without staff, one after the other."""
    page = kiosk.page
    page.reload()
    kiosk.expect_listening()
    yield "idle, alone"
    _type(kiosk, fresh)
    page.locator("[data-screen=answer][data-tone=taken]").wait_for()  # back after a departure
    yield "returned, alone"
    page.keyboard.press("Escape")
    kiosk.expect_listening()
    page.click("[data-open-search]")
    page.locator("[data-query]").press_sequentially("株式会社", delay=60)
    expect(page.locator("[data-hint]")).to_have_text(re.compile("3 文字|three letters"))
    yield "search, too short"
    page.fill("[data-query]", "seiki")
    page.locator("[data-hits] [data-pick]").first.wait_for()
    assert "○" in page.locator("[data-hits] .name").first.inner_text()
    yield "search, masked"
    page.click("[data-close-search]")
    page.locator("[data-open-lock]:visible").click()
    yield "PIN"
    page.fill("#pin", "0000")
    page.locator("#pin").press("Enter")
    expect(page.locator("[data-pin-hint]")).not_to_be_empty()
    yield "PIN, wrong"
    page.fill("#pin", PIN)
    page.locator("#pin").press("Enter")
    page.click("[data-out-of-order]")
    _show(page, "out")
    yield "out of order"
    page.keyboard.type("Z" * 20, delay=2)
    page.keyboard.press("Enter")
    _show(page, "out")
    page.locator("[data-screen=out] [data-open-lock]").click()
    page.fill("#pin", PIN)
    page.locator("#pin").press("Enter")
    page.click("[data-out-of-order]")
    kiosk.expect_listening()


def _replace(server: Server, code: str) -> None:
    with contextlib.closing(sqlite3.connect(server.instance / "mendan.sqlite3")) as connection, connection:
        connection.execute("UPDATE badge SET revoked_at = '2000-01-01 00:00:00' WHERE code = ?", (code,))


@pytest.mark.chromium
def test_violations_names_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>x</title><button></button><p style='color:#999'>pale</p></html>")
    rules = sorted(line.split(": ")[1] for line in violations(page, "x"))
    page.close()
    assert rules == ["button-name", "color-contrast"]


@pytest.mark.chromium
def test_every_state_of_the_kiosk_is_accessible(kiosk: Kiosk, server: Server) -> None:
    codes = iter(codes_of(server, 8))
    replaced = next(codes)
    _replace(server, replaced)
    address, found, seen = kiosk.page.url.split("?")[0], [], set()
    for language, (width, height) in ((one, size) for one in LANGUAGES for size in SIZES):
        set_up(server, _number(kiosk), "desk")
        kiosk.page.set_viewport_size({"width": width, "height": height})
        kiosk.page.goto(f"{address}?lang={language}")
        fresh = next(codes)
        for state in desk_states(kiosk, fresh, replaced):
            found += violations(kiosk.page, f"{language} {width}: {state}")
            seen.add(state)
        set_up(server, _number(kiosk), "self", search="masked", pin_hash=hash_password(PIN))
        for state in self_states(kiosk, fresh):
            found += violations(kiosk.page, f"{language} {width}: {state}")
            seen.add(state)
    assert found == []
    assert [text for text in kiosk.complaints if "422" not in text and "403" not in text] == []
    assert len(seen) == 26


def _answer_in_stopped_time(kiosk: Kiosk, server: Server) -> Page:
    """A badge's answer on a page whose time passes only as told."""
    page = kiosk.page
    page.clock.install()
    page.reload()
    kiosk.expect_listening()
    _stop_the_clock(page)
    _type(kiosk, codes_of(server, 1)[0])
    _answered(page)
    return page


@pytest.mark.chromium
def test_answer_stays_long_enough_and_longer_when_asked(kiosk: Kiosk, server: Server) -> None:
    page = _answer_in_stopped_time(kiosk, server)
    page.clock.run_for(19_000)
    _show(page, "answer")
    page.locator("[data-more-time]").focus()
    page.keyboard.press("Enter")
    page.clock.run_for(55_000)
    _show(page, "answer")
    page.clock.run_for(6_000)
    _show(page, "idle")


@pytest.mark.chromium
def test_what_the_pin_opened_is_closed_when_the_browser_brings_the_page_back(
    kiosk: Kiosk, server: Server
) -> None:
    set_up(server, _number(kiosk), "self", pin_hash=hash_password(PIN))
    page = kiosk.page
    page.reload()
    kiosk.expect_listening()
    page.locator("[data-open-lock]:visible").click()
    page.fill("#pin", PIN)
    page.locator("#pin").press("Enter")
    expect(page.locator("[data-settings]")).to_be_visible()
    with page.expect_websocket():  # what was missed meanwhile is asked for
        page.evaluate(BROUGHT_BACK)
    _show(page, "idle")
    page.locator("[data-open-lock]:visible").click()
    expect(page.locator("[data-settings]")).to_be_hidden()
    expect(page.locator("#pin")).to_be_visible()


@pytest.mark.chromium
def test_another_language_does_not_shorten_what_was_asked_for(kiosk: Kiosk, server: Server) -> None:
    page = _answer_in_stopped_time(kiosk, server)
    page.locator("[data-more-time]").press("Enter")
    page.locator("[data-speak]").press("Enter")
    page.clock.run_for(55_000)
    _show(page, "answer")
    page.clock.run_for(6_000)
    _show(page, "idle")


@pytest.mark.chromium
def test_language_goes_back_where_nobody_is_and_no_code_is_taken_from_who_types(
    kiosk: Kiosk, server: Server
) -> None:
    page, address = kiosk.page, kiosk.page.url.split("?")[0]
    page.clock.install()
    page.goto(f"{address}?lang=en")
    kiosk.expect_listening()
    page.clock.run_for(600_000)
    expect(page.locator("html")).to_have_attribute("lang", "en")  # staff have chosen it
    set_up(server, _number(kiosk), "self")
    page.goto(f"{address}?lang=en")
    kiosk.expect_listening()
    for letters in ("ABC", "DEF"):
        page.locator("#typed").press_sequentially(letters, delay=200)
        page.clock.run_for(70_000)
    expect(page.locator("#typed")).to_have_value("ABCDEF")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.clock.run_for(300_000)
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#typed")).to_have_value("")


@pytest.mark.chromium
def test_search_without_staff_warns_before_it_goes(kiosk: Kiosk, server: Server) -> None:
    set_up(server, _number(kiosk), "self", search="masked")
    page = kiosk.page
    page.clock.install()
    page.reload()
    kiosk.expect_listening()
    expect(page.locator("body")).to_have_attribute("data-profile", "self")
    page.click("[data-open-search]")
    _show(page, "search")
    page.clock.run_for(62_000)
    expect(page.locator("[data-screen=search] [data-returning]")).to_be_visible()
    page.keyboard.press("Shift")
    expect(page.locator("[data-screen=search] [data-returning]")).to_be_hidden()
    page.clock.run_for(62_000)
    _show(page, "search")
    page.clock.run_for(32_000)
    _show(page, "idle")
