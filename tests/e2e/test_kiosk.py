"""Reception in a real browser: every kind of reader, every kind of code, and the badge left at home."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from kiosk.domain.badge_codes import spoken
from tests.e2e.day import Kiosk, Organiser, codes_of
from tests.e2e.offline import until
from tests.e2e.server import Server

FITS = "(box) => box.scrollHeight <= box.clientHeight"
ANOTHER_LINE = (
    """document.querySelector(".lines").insertAdjacentHTML("beforeend", "<p class='stale new'>…</p>")"""
)
LONG_NAME = "独立行政法人中小企業基盤整備機構関東本部"
FROM_TWO_METRES = 32
"""Pixels of letters that can be read from there."""
DISPATCH = """([code, key]) => {
  for (const symbol of code) {
    const place = /[0-9]/.test(symbol) ? `Digit${symbol}` : `Key${symbol}`;
    const wide = String.fromCharCode(symbol.charCodeAt(0) + 0xfee0);
    const init = {key: key === "wide" ? wide : key, code: place, bubbles: true, cancelable: true};
    document.body.dispatchEvent(new KeyboardEvent("keydown", init));
  }
}"""
"""What an input method makes of a reader's keys: the key is lost, its place is not."""


class Desk(Kiosk):
    """The kiosk of the demonstration, and what the disk says of it."""

    def __init__(self, browser: Browser, server: Server, link: str) -> None:
        super().__init__(browser, server, "tablet", link)
        self.server = server

    def read(self, code: str, suffix: str = "") -> None:
        """A reader that ends with Enter, with Tab, or with nothing."""
        self.page.keyboard.type(code, delay=2)
        if suffix:
            self.page.keyboard.press(suffix)

    def read_through_input_method(self, code: str, key: str) -> None:
        self.page.evaluate(DISPATCH, [code, key])

    def scans(self, code: str) -> list[str]:
        """The results of all scans of a badge, in order."""
        rows = self.server.ask(
            """SELECT s.result FROM scan s JOIN badge b ON b.id = s.badge_id
               WHERE b.code = :code AND s.kind = 'checkin' ORDER BY s.id""",
            code=code,
        )
        return [row["result"] for row in rows]

    def expect_tone(self, tone: str) -> None:
        answer = self.page.locator("[data-screen=answer]")
        expect(answer).to_be_visible()
        expect(answer).to_have_attribute("data-tone", tone)


def _person(server: Server, code: str) -> dict[str, Any]:
    rows = server.ask(
        """SELECT a.id, a.name, a.kana, a.name_en, c.name AS company FROM badge b
           JOIN attendee a ON a.event_id = b.event_id AND a.id = b.attendee_id
           JOIN company c ON c.event_id = a.event_id AND c.id = a.company_id WHERE b.code = :code""",
        code=code,
    )
    return dict(rows[0])


def _readers(desk: Desk, codes: list[str]) -> None:
    """Whatever the reader ends with, and whatever keyboard mode the computer is in."""
    desk.expect_listening()
    for code, suffix in zip(codes[:3], ("Enter", "Tab", ""), strict=True):
        desk.read(code, suffix)
        desk.expect_answer(_person(desk.server, code)["company"])
        desk.close()
    for code, key in zip(codes[3:], ("wide", "Process"), strict=True):
        desk.read_through_input_method(code, key)
        desk.expect_answer(_person(desk.server, code)["company"])
        desk.close()
    assert [desk.scans(code) for code in codes] == [["ok"]] * 5


def _same_badge(desk: Desk, code: str) -> None:
    """A badge held under the reader counts once; who closed the answer may see it again."""
    company = _person(desk.server, code)["company"]
    desk.read(code, "Enter")
    desk.expect_tone("taken")
    desk.read(code, "Enter")
    desk.expect_answer(company)
    assert desk.scans(code) == ["ok"]
    desk.close()
    desk.read(code, "Enter")
    desk.expect_tone("already")
    assert desk.scans(code) == ["ok", "already"]
    desk.close()


def _two_at_once(desk: Desk, one: str, other: str) -> None:
    """Both are checked in at once; the second sees their answer after the first has seen theirs."""
    first, second = (_person(desk.server, code)["company"] for code in (one, other))
    company = desk.page.locator("[data-company]")
    desk.page.evaluate(
        """() => {
          const shown = (window.shown = []);
          const node = document.querySelector("[data-company]");
          const look = () => shown.push({text: node.textContent, at: performance.now()});
          new MutationObserver(look).observe(node, {childList: true});
        }"""
    )
    desk.read(one, "Enter")
    desk.read(other, "Enter")
    expect(company).to_have_text(first)
    expect(company).to_have_text(second)
    shown = desk.page.evaluate("window.shown")
    assert [answer["text"] for answer in shown] == [first, second]
    assert shown[1]["at"] - shown[0]["at"] >= 1_400
    assert desk.scans(one) == desk.scans(other) == ["ok"]
    desk.close()


def _replace(organiser: Organiser, event: str, code: str) -> None:
    """The organiser makes a new badge for someone who lost theirs."""
    organiser.page.goto(f"{event}badges")
    row = organiser.page.locator("#badges tbody tr", has_text=spoken(code))
    row.locator("summary").click()
    row.locator("button.danger").click()
    expect(organiser.page.locator("div.next[role=status]")).to_be_visible()


def _not_a_badge(desk: Desk, replaced: str) -> None:
    """An unknown code, a flood of text, nothing at all, and a badge that was replaced."""
    desk.read("ZZZZZ" * 4, "Enter")
    desk.expect_tone("refused")
    desk.expect_answer("このイベントの名札ではない")
    desk.close()
    desk.read_through_input_method("X" * 2_000, "x")
    desk.page.keyboard.press("Enter")
    desk.expect_tone("refused")
    desk.close()
    desk.page.fill("#typed", "X" * 10_000)
    desk.page.click("[data-typed] button")
    desk.expect_tone("refused")
    desk.close()
    desk.page.fill("#typed", spoken(replaced)[:-1])  # a letter is missing: all else stays, to be mended
    desk.page.locator("#typed").press("Enter")
    desk.expect_tone("refused")
    desk.close()
    expect(desk.page.locator("[data-typed-hint]")).to_contain_text("英数字 20 文字")
    expect(desk.page.locator("#typed")).to_have_value(spoken(replaced)[:-1])
    desk.page.fill("#typed", "")
    desk.page.click("[data-typed] button")
    expect(desk.page.locator("[data-typed-hint]")).to_contain_text("英数字 20 文字")
    desk.page.locator("#typed").blur()
    desk.read(replaced, "Enter")
    desk.expect_tone("stopped")
    desk.expect_answer("に再発行されています")
    desk.close()


def _long_names(desk: Desk, code: str) -> None:
    """However long the names, all of the answer is on the screen, and so is the way out of it."""

    def lengthen(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["company"] |= {"name": LONG_NAME, "name_en": ""}
        for stop in (body["next"], *body["interviews"]):
            stop |= {"room_ja": LONG_NAME, "with_ja": LONG_NAME}
        route.fulfill(response=answer, json=body)

    desk.page.route("**/api/v1/checkins", lengthen)
    for width, height in ((1280, 800), (800, 1280)):
        desk.page.set_viewport_size({"width": width, "height": height})
        desk.read(code, "Enter")
        desk.expect_answer(LONG_NAME)
        expect(desk.page.locator("[data-close]")).to_be_in_viewport(ratio=1)
        text = desk.page.locator("[data-text]")
        assert text.evaluate(FITS)
        desk.page.evaluate(ANOTHER_LINE)
        until(lambda text=text: bool(text.evaluate(FITS)), lambda: "it does not fit any more")
        desk.page.evaluate("document.querySelector('.stale.new').remove()")
        desk.close()
    desk.page.unroute("**/api/v1/checkins")


def _forgotten(desk: Desk, code: str, field: str) -> None:
    """Found by kanji, kana or romaji, and checked in by one press."""
    person = _person(desk.server, code)
    desk.page.click("[data-open-search]")
    desk.page.fill("[data-query]", person[field])
    hit = desk.page.locator("[data-hits] button", has_text=person["name"]).filter(has_text=person["company"])
    hit.click()
    desk.expect_tone("taken")
    desk.expect_answer(person["company"], person["name"])
    desk.close()


@pytest.mark.chromium
def test_reception_answers_every_reader_and_every_code(server: Server, browser: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    event = organiser.page.url.split("?")[0]
    desk = Desk(browser, server, organiser.add_device(event, "kiosk", "受付 1"))
    codes = codes_of(server, 13)

    _readers(desk, codes[:5])
    _same_badge(desk, codes[5])
    _two_at_once(desk, codes[6], codes[7])
    _replace(organiser, event, codes[8])
    _not_a_badge(desk, codes[8])
    for code, field in zip(codes[9:12], ("name", "kana", "name_en"), strict=True):
        _forgotten(desk, code, field)
    _long_names(desk, codes[12])

    assert organiser.complaints == []
    refused = "Failed to load resource: the server responded with a status of 422 (UNPROCESSABLE ENTITY)"
    assert desk.complaints == [refused] * 5  # the browser's own note of each badge that was not taken
