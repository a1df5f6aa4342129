"""Takes the pictures of the documents: `python -m tests.e2e.screenshots docs/images`.

A demonstration is served, its day is lived for a moment, and each screen is taken in both languages.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import program
from tests.e2e.conftest import CHROMIUM_ARGS
from tests.e2e.day import Device, Kiosk, Organiser, Screen, codes_of, first_interviews
from tests.e2e.server import Server

LANGUAGES = ("ja", "en")


def take(page: Page, folder: Path, name: str, language: str) -> None:
    """A picture once nothing moves any more."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=folder / f"{name}-{language}.png", animations="disabled")


def live(browser: Browser, server: Server, folder: Path) -> None:
    """Live the first minutes and take the pictures."""
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    event = organiser.page.url.split("?")[0]
    first, second = first_interviews(server)
    kiosk = Kiosk(browser, server, "tablet", organiser.add_device(event, "kiosk", "受付 1"))
    at_table = organiser.add_device(
        event, "room", f"席 {first.table}", room=first.room, tables=str(first.table)
    )
    room = Device(browser, server, "tablet", at_table)
    board = Device(browser, server, "board", organiser.add_device(event, "board", "玄関"))
    faces = {"ja": second.code, "en": first.code}
    links: dict[str, str] = {}
    for code in codes_of(server, 40):
        if code in faces.values():
            continue
        kiosk.scan(code)
        kiosk.page.locator("[data-screen=answer]").wait_for()
        kiosk.close()
    for language in LANGUAGES:
        kiosk.page.goto(f"{kiosk.page.url.split('?')[0]}?lang={language}")
        expect(kiosk.page.locator("[data-screen=idle]")).to_be_visible()
        take(kiosk.page, folder, "kiosk", language)
        with kiosk.page.expect_response("**/kiosk/link") as told:
            kiosk.scan(faces[language])
        expect(kiosk.page.locator("[data-phone-code] svg")).to_be_visible()
        take(kiosk.page, folder, "kiosk-answer", language)
        links[language] = told.value.json()["address"]
        kiosk.close()
    organiser.page.set_viewport_size({"width": 1760, "height": 990})
    organiser.page.goto(f"{event}clock")
    organiser.page.check("input[name=to][value=slot]")
    organiser.page.select_option("select[name=slot]", index=1)
    organiser.page.click("form[action$='/clock'] button.primary")
    expect(room.page.locator("[data-slot=clock]")).to_have_text("10:20")  # the tablet has heard of it
    room.page.locator("article [data-press=call]").click()
    room.page.locator("article [data-press=start]").click()
    expect(room.page.locator("[data-press=finish]")).to_be_visible()
    for language in LANGUAGES:
        for screen, name in ((room, "room"), (board, "board")):
            screen.page.goto(f"{screen.page.url.split('?')[0]}?lang={language}")
            expect(screen.page.locator("[data-slot=clock]")).not_to_be_empty()
            expect(screen.page.locator("[data-stale]")).to_be_hidden()
            take(screen.page, folder, name, language)
        organiser.page.goto(f"{event}timetable?lang={language}")
        organiser.page.locator("table.grid").wait_for()
        take(organiser.page, folder, "timetable", language)
        organiser.page.goto(f"{event}desk?lang={language}")
        expect(organiser.page.locator("[data-interview]").first).to_be_visible()
        take(organiser.page, folder, "desk", language)
        phone = Screen(browser, server, "phone")
        phone.page.goto(f"{links[language]}?lang={language}")
        expect(phone.page.locator("[data-cards] > section").first).to_be_visible()
        take(phone.page, folder, "phone", language)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, sync_playwright() as playwright:
        server = Server(Path(instance, "instance"))
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=CHROMIUM_ARGS)
        try:
            server.start("--demo", "--host", "127.0.0.1")
            live(browser, server, folder)
        finally:
            server.stop()
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
