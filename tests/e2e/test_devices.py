"""The organiser's list of devices follows the hall, and what is set there follows on the kiosk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.day import Kiosk, Organiser, codes_of
from tests.e2e.server import Server
from tests.e2e.test_kiosk_access import BROUGHT_BACK, violations

pytestmark = pytest.mark.chromium
FOLLOWED_MS = 12_000
"""The list is asked for again every five seconds."""
SILENT_MS = 75_000
"""30 seconds without a word, after a line that nobody closed was found dead."""


def _card(page: Page, name: str) -> Locator:
    return page.locator("li.device", has=page.get_by_role("heading", name=name, exact=True))


def test_list_shows_a_kiosk_that_comes_and_goes_and_its_options_reach_it(
    server: Server, browser: Browser
) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    page = organiser.page
    organiser.sign_in()
    link = organiser.add_device("/events/1/", "kiosk", "受付 9")
    card = _card(page, "受付 9")
    expect(card).to_contain_text("未登録")
    page.evaluate("window.untouched = true")

    kiosk = Kiosk(browser, server, "tablet", link)
    kiosk.expect_listening()
    expect(card).to_contain_text("接続中", timeout=FOLLOWED_MS)
    expect(card.locator("svg.qr")).to_have_count(0)
    assert page.evaluate("window.untouched")

    card.locator("details.options summary").click()
    card.locator("input[name=profile][value=self]").check()
    card.locator("input[name=pin]").fill("4711")
    card.locator("input[name=out_of_order]").check()
    card.locator("form button.primary").click()
    expect(page.locator("p.flash")).to_contain_text("保存しました。")
    expect(_card(page, "受付 9")).to_contain_text("使用休止中")
    expect(kiosk.page.locator("[data-screen=idle]")).to_be_hidden()

    card = _card(page, "受付 9")
    card.locator("details.options summary").click()
    card.locator("input[name=out_of_order]").uncheck()
    card.locator("form button.primary").click()
    expect(kiosk.page.locator("[data-screen=idle]")).to_be_visible()

    # Brought back by the browser as it was, the list is read anew; but what is typed is not taken away.
    page.evaluate("window.untouched = true")
    page.fill("form.add input[name=name]", "受付 10")
    page.evaluate(BROUGHT_BACK)
    assert page.evaluate("window.untouched")
    page.fill("form.add input[name=name]", "")
    page.evaluate(BROUGHT_BACK)
    page.wait_for_function("!window.untouched")

    page.goto("/events/1/attendance")
    expect(page.locator(".troubles")).to_have_count(0)
    kiosk.context.close()
    expect(page.locator(".troubles")).to_contain_text("受付 9", timeout=SILENT_MS)
    assert organiser.complaints == []


def test_pages_of_reception_can_be_read_by_everyone(server: Server, browser: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    page = organiser.page
    page.set_default_timeout(60_000)  # axe keeps a small machine busy
    organiser.sign_in()
    kiosk = Kiosk(browser, server, "tablet", organiser.add_device("/events/1/", "kiosk", "受付 9"))
    for code in (*codes_of(server, 2), "X" * 20):
        kiosk.scan(code)
        kiosk.page.locator("[data-screen=answer]").wait_for()
        kiosk.close()
    found: list[str] = []
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for language in ("ja", "en"):
            for name in ("attendance", "scans", "devices"):
                page.goto(f"/events/1/{name}?lang={language}")
                expect(page.locator("h1")).to_be_visible()
                page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
                found += violations(page, f"{name} {language} {width}")
                sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                assert not sideways, (name, language, width)
    assert found == []
