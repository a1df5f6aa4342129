"""The organiser's attendance list follows reception by itself."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.day import Organiser, codes_of
from tests.e2e.server import Server

pytestmark = pytest.mark.chromium
FOLLOWED_MS = 5_000
"""In which a scan is on the page: news, gathering, one reading."""


class Gate:
    """A program that scans as a kiosk does."""

    def __init__(self, server: Server, browser: Browser) -> None:
        added = json.loads(server.run("device", "add", "--role", "kiosk", "--name", "入口", "--json"))
        headers = {"Authorization": f"Bearer {added['token']}"}
        self.request = browser.new_context(base_url=server.url, extra_http_headers=headers).request

    def post(self, path: str, **body: object) -> Any:
        answer = self.request.post(f"/api/v1/{path}", data={"nonce": uuid.uuid4().hex} | body)
        assert answer.ok, answer.text()
        return answer.json()


def _row(page: Page, attendee: str) -> Locator:
    return page.locator(f'[data-part="person-{attendee}"]')


def _tile(page: Page, name: str) -> Locator:
    return page.locator(f'[data-part="tile-{name}"] dd')


def test_list_follows_scans_and_undoing_without_a_reload(server: Server, browser: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    page = organiser.page
    organiser.sign_in()
    page.goto("/events/1/attendance")
    expect(page.locator("[data-part=curve]")).to_contain_text("この日の到着はまだありません")
    page.evaluate("window.untouched = true")

    gate = Gate(server, browser)
    first, second, third = codes_of(server, 3)
    person = gate.post("checkins", code=first)
    who = person["attendee"]["id"]
    expect(_row(page, who)).to_contain_text("会場内", timeout=FOLLOWED_MS)
    expect(_row(page, who)).to_contain_text("入口")
    expect(_tile(page, "inside")).to_have_text("1")
    expect(page.locator("svg.curve.wide .number")).to_have_text(["1"])

    missing = int(page.locator("[data-soon]").inner_text())
    page.click('[data-pick="not_come"]')
    expect(_row(page, who)).to_be_hidden()
    came = gate.post("checkins", code=second)["attendee"]["id"]
    expect(_row(page, came)).to_be_hidden(timeout=FOLLOWED_MS)
    expect(_tile(page, "arrived")).to_have_text(re.compile("^2/"))
    left = int(_tile(page, "not_come").inner_text())
    gate.post("checkins", code=third)
    expect(_tile(page, "not_come")).to_have_text(str(left - 1), timeout=FOLLOWED_MS)
    expect(page.locator('[data-pick="not_come"]')).to_be_focused()
    assert int(page.locator("[data-soon]").inner_text()) <= missing
    page.check('input[name=show][value=""]', force=True)

    company = person["company"]["id"]
    guest = gate.post("walk-ins", company=company, name="飛込 太郎")["attendee"]["id"]
    expect(_row(page, guest)).to_contain_text("当日参加", timeout=FOLLOWED_MS)
    rows = page.locator(f'[data-company="{company}"]').evaluate_all("all => all.map(one => one.rowIndex)")
    assert rows == list(range(rows[0], rows[0] + len(rows)))

    gate.post("departures", code=first)
    expect(_row(page, who)).to_contain_text("退場", timeout=FOLLOWED_MS)
    assert page.evaluate("window.untouched")

    row = _row(page, came)
    row.locator("summary").click()
    row.locator("button.danger").click()
    expect(page.locator("p.flash")).to_contain_text("受付を取り消しました。")
    expect(_row(page, came)).to_contain_text("未着")
    page.goto("/events/1/scans?show=undone")
    expect(page.locator(".record tbody tr")).to_have_count(1)
    expect(page.locator(".record")).to_contain_text("organiser")
    assert organiser.complaints == []
