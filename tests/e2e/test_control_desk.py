"""The control desk in a browser: what goes wrong appears, one press mends it, the grid follows the hall."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.day import RECOVERED_MS, Expected, Organiser, first_interviews
from tests.e2e.server import Server

pytestmark = pytest.mark.chromium
FOLLOWED_MS = 6_000
"""In which news is on the screen, and what follows from it has been asked for."""


class Caller:
    """A program with a token: a host's tablet, or the kiosk at the entrance."""

    def __init__(self, browser: Browser, server: Server, *device: str) -> None:
        added = json.loads(server.run("device", "add", *device, "--json"))
        headers = {"Authorization": f"Bearer {added['token']}"}
        self.request = browser.new_context(base_url=server.url, extra_http_headers=headers).request

    def post(self, path: str, **body: object) -> Any:
        answer = self.request.post(f"/api/v1/{path}", data={"nonce": uuid.uuid4().hex} | body)
        assert answer.ok, answer.text()
        return answer.json()

    def get(self, path: str) -> Any:
        return self.request.get(f"/api/v1/{path}").json()


class Desk(Organiser):
    """The organiser at the control desk of the demonstration."""

    def __init__(self, browser: Browser, server: Server) -> None:
        super().__init__(browser, server)
        self.sign_in()
        self.open()

    def open(self) -> None:
        self.page.goto("/events/1/desk")
        expect(self.page.locator("[data-feed] li").first).to_be_visible()

    def set_clock(self, time: str) -> None:
        """Let the event's clock show a time of its day, from another page of the organiser."""
        other = self.context.new_page()
        other.goto("/events/1/clock")
        other.check("input[name=to][value=time]")
        other.fill("input[name=time]", self._day(time))
        other.click("form[action$='/clock'] button.primary")
        expect(other.locator(".pill.wait")).to_be_visible()
        other.close()

    def _day(self, time: str) -> str:
        day = self.server.ask("SELECT MIN(date) AS day FROM session")[0]["day"]
        return f"{day}T{time}"

    def alert(self, key: str) -> Locator:
        return self.page.locator(f'[data-alerts] li[data-key="{key}"]')

    def cell(self, interview: int) -> Locator:
        return self.page.locator(f'.cell[data-interview="{interview}"]')

    def expect_state(self, interview: int, *states: str) -> None:
        pattern = re.compile("|".join(f"^{state}$" for state in states))
        expect(self.cell(interview)).to_have_attribute("data-state", pattern, timeout=FOLLOWED_MS)

    def expect_feed(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator("[data-feed]")).to_contain_text(word, timeout=FOLLOWED_MS)


def _later(time: str, minutes: int) -> str:
    """A time of day so many minutes later."""
    at = dt.datetime.combine(dt.date(2026, 1, 1), dt.time.fromisoformat(time)) + dt.timedelta(minutes=minutes)
    return f"{at:%H:%M}"


def _accessible(page: Page) -> list[str]:
    """What axe finds, its best practice too."""
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


@pytest.fixture
def desk(server: Server, browser: Browser) -> Desk:
    server.start("--demo", "--host", "127.0.0.1")
    return Desk(browser, server)


@pytest.fixture
def first(desk: Desk) -> Expected:
    return first_interviews(desk.server)[0]


def test_missing_supplier_is_called_then_given_up_and_hosts_presses_are_followed(
    desk: Desk, browser: Browser, first: Expected
) -> None:
    page, server = desk.page, desk.server
    expect(page.locator("[data-calm]")).to_be_visible()
    assert _accessible(page) == []
    page.evaluate("window.untouched = true")
    host = Caller(browser, server, "--role", "room", "--name", "席", "--room", first.room)
    gate = Caller(browser, server, "--role", "kiosk", "--name", "入口")
    desk.expect_feed("端末「入口」を追加しました")

    desk.set_clock(_later(first.starts, -2))
    missing = desk.alert(f"supplier_missing:{first.interview}")
    expect(missing).to_contain_text(first.supplier, timeout=FOLLOWED_MS)
    missing.locator("[data-remedy]").click()
    desk.expect_state(first.interview, "called")
    expect(page.locator("[data-toast]")).to_contain_text("呼び出しています")
    expect(missing).to_contain_text("呼び出し済みです", timeout=FOLLOWED_MS)
    expect(missing.locator("[data-remedy]")).to_contain_text("アナウンス")

    desk.set_clock(_later(first.starts, 6))
    expect(missing.locator("[data-remedy]")).to_contain_text("欠席にする", timeout=FOLLOWED_MS)
    missing.locator("[data-remedy]").click()
    desk.expect_state(first.interview, "no_show")
    expect(missing).to_have_count(0, timeout=FOLLOWED_MS)
    page.locator("[data-undo]").click()  # they came after all
    desk.expect_state(first.interview, "scheduled")

    gate.post("checkins", code=first.code)
    desk.expect_state(first.interview, "arrived")
    expect(missing).to_have_count(0, timeout=FOLLOWED_MS)
    host.post(f"interviews/{first.interview}/actions", action="start")
    desk.expect_state(first.interview, "in_progress")
    desk.expect_feed(f"来場：{first.supplier}", f"開始：{first.supplier}")
    expect(page.locator('[data-number="running"]')).to_have_text("1")

    desk.set_clock(_later(first.starts, 28))
    over = desk.alert(f"overrun:{first.interview}")
    expect(over).to_contain_text(first.supplier, timeout=FOLLOWED_MS)
    page.locator('[data-pick="over"]').click()
    expect(page.locator("[data-narrowed]")).to_contain_text("1 席")
    expect(page.locator(".line:not(.times):visible")).to_have_count(1)
    host.post(f"interviews/{first.interview}/actions", action="finish")
    desk.expect_state(first.interview, "finished")
    assert page.evaluate("window.untouched")
    assert desk.complaints == []


def test_company_that_cannot_come_is_called_off_as_a_whole_and_put_back(desk: Desk, first: Expected) -> None:
    page = desk.page
    rows = desk.server.ask(
        "SELECT id FROM interview WHERE buyer_id = (SELECT buyer_id FROM interview WHERE id = :id)",
        id=first.interview,
    )
    all_of_it = [row["id"] for row in rows]
    assert len(all_of_it) > 1
    page.locator("[data-find]").fill(first.supplier)
    desk.cell(first.interview).click()
    panel = page.locator("dialog[data-panel]")
    button = panel.locator("[data-absence] button[data-side=buyer]")
    expect(button).to_be_hidden()
    panel.locator("[data-absence] summary").click()
    expect(button).to_contain_text(f"{len(all_of_it)} 件を中止する")
    assert _accessible(page) == []
    button.click()
    for interview in all_of_it:
        desk.expect_state(interview, "cancelled")
    expect(button).to_be_hidden()
    page.locator("[data-undo]").click()
    for interview in all_of_it:
        desk.expect_state(interview, "scheduled", "arrived")
    assert desk.complaints == []


def test_room_is_told_something_and_the_desk_sees_who_read_it(
    desk: Desk, browser: Browser, first: Expected
) -> None:
    page = desk.page
    host = Caller(browser, desk.server, "--role", "room", "--name", "席の端末", "--room", first.room)
    page.locator(".tools [data-open=say]").click()
    dialog = page.locator("dialog[data-say]")
    dialog.locator("select").select_option(first.room)
    dialog.locator("[name=text]").fill("次の方がお待ちです")
    assert _accessible(page) == []
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()
    line = page.locator("[data-said] li")
    expect(line).to_contain_text(first.room_name, timeout=FOLLOWED_MS)
    expect(line).to_contain_text("まだ確認されていません")
    (shown,) = host.get(f"rooms/{first.room}")["messages"]
    assert shown["text"] == "次の方がお待ちです"
    host.post(f"messages/{shown['id']}/acknowledge")
    expect(line).to_contain_text(re.compile(r"\d\d:\d\d 確認（席の端末"), timeout=FOLLOWED_MS)
    line.locator("[data-end]").click()
    expect(line).to_have_count(0, timeout=FOLLOWED_MS)
    assert desk.complaints == []


def test_shift_says_what_it_does_before_it_is_done_and_hold_is_said(desk: Desk) -> None:
    page = desk.page
    page.locator(".tools [data-open=hall]").click()
    dialog = page.locator("dialog[data-hall]")
    confirm = dialog.locator("[data-shift]")
    expect(confirm).to_be_enabled()
    dialog.locator("[name=minutes]").fill("0")
    expect(confirm).to_be_disabled()
    dialog.locator("[name=minutes]").fill("10")
    told = dialog.locator("[data-slot=consequences]")
    expect(told).to_contain_text(re.compile(r"コマ、\d+ 件の面談の開始時刻が変わります"))
    expect(told).to_contain_text("セッションの終わりが")
    expect(confirm).to_have_text("10 分遅らせる")
    assert _accessible(page) == []
    confirm.click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".times .slot .was").first).to_be_visible(timeout=FOLLOWED_MS)
    desk.expect_feed("以降を 10 分遅らせました")

    page.locator(".tools [data-open=hall]").click()
    dialog.locator("[data-hold]").click()
    expect(page.locator("[data-held]")).to_contain_text("進行を止めています", timeout=FOLLOWED_MS)
    page.locator(".tools [data-open=hall]").click()
    dialog.locator("[data-release]").click()
    expect(page.locator("[data-held]")).to_be_hidden(timeout=FOLLOWED_MS)
    assert desk.complaints == []


def test_whole_desk_is_worked_by_keys_alone(desk: Desk, first: Expected) -> None:
    page = desk.page
    page.keyboard.press("/")
    expect(page.locator("[data-find]")).to_be_focused()
    page.keyboard.type(first.supplier)
    expect(page.locator("[data-narrowed]")).to_contain_text("席中")
    page.keyboard.press("Enter")
    focused = page.locator(".cell.kept:focus")
    expect(focused).to_have_count(1)
    page.keyboard.press("Home")
    expect(page.locator(".place:focus")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cell:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    panel = page.locator("dialog[data-panel]")
    expect(panel).to_be_visible()
    expect(panel.locator("[data-acts] button:focus")).to_have_count(1)
    page.keyboard.press("Enter")  # the first thing to do: call
    expect(page.locator("[data-toast]")).to_contain_text("呼び出しています")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".cell[data-state=called]:focus")).to_have_count(1)

    reached = []
    page.locator("h1").first.click()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """(({ dataset }) => dataset.open ?? dataset.pick ?? Object.keys(dataset)[0])(
                document.activeElement)"""
            )
        )
    assert {"say", "hall", "running", "no_show", "needed", "find", "toNow", "feed", "key"} <= set(reached)
    assert desk.complaints == []


def test_desk_says_that_it_is_stale_and_is_right_again(desk: Desk, browser: Browser, first: Expected) -> None:
    server = desk.server
    server.kill()
    expect(desk.page.locator("[data-stale]")).to_contain_text("接続", timeout=RECOVERED_MS)
    server.start("--host", "127.0.0.1")
    host = Caller(browser, server, "--role", "room", "--name", "席", "--room", first.room)
    host.post(f"interviews/{first.interview}/actions", action="call")
    expect(desk.page.locator("[data-stale]")).to_be_hidden(timeout=RECOVERED_MS)
    desk.expect_state(first.interview, "called")
    assert desk.complaints == []


def test_everything_is_printed_by_one_press(desk: Desk) -> None:
    page = desk.page
    with desk.context.expect_page() as opened:
        page.locator(".tools a[target=_blank]").click()
    papers = opened.value
    expect(papers.locator(".paper.company").first).to_be_visible()
    expect(papers.locator(".paper .foot").first).to_contain_text("第1版")
    assert desk.complaints == []
