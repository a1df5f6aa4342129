"""What a kiosk says while the line is down or slow, what staff are told later, and how it is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.conftest import program
from tests.e2e import offline
from tests.e2e.cable import Cable
from tests.e2e.conftest import CHROMIUM_ARGS
from tests.e2e.day import codes_of
from tests.e2e.offline import HALL, Station, until
from tests.e2e.server import Server

NOBODY = "Z" * 20
"""A code as a badge could have it, of no badge."""
ANSWERED_AFTER = """async (word) => {
  const began = performance.now();
  while (!document.querySelector("[data-word]").textContent.includes(word)) {
    await new Promise((done) => setTimeout(done, 10));
    if (performance.now() - began > 20_000) break;
  }
  return performance.now() - began;
}"""
"""Milliseconds until the screen says a word."""
UNDELIVERED = """(code) => new Promise((done) => {
  const row = { nonce: "far", code, scanned_at: "2009-11-26T00:40:00Z", event: "2" };
  const told = { at: row.scanned_at, reason: "elsewhere", company: null, excerpt: code };
  const opening = indexedDB.open(`mendan-kiosk-${document.body.dataset.device}`);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("conflicts", "readwrite");
    transaction.objectStore("conflicts").put({ ...told, nonce: "far", row, device: "0" });
    transaction.oncomplete = () => { opening.result.close(); done(); };
  };
})"""
"""A scan of another event that was found in this browser."""
WITHOUT_DATABASE = "Object.defineProperty(window, 'indexedDB', {value: undefined})"
"""A browser that has no IndexedDB, or does not let the page use it."""


class Hall:
    """A server, a kiosk at the end of its cable, and another by which staff work meanwhile."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server = server
        self.cable = Cable(server, HALL)
        link, self.token = offline.paired(server, "受付 1")
        _, self.desk = offline.paired(server, "受付 2")
        self.station = offline.station(browser, self.cable, link)
        self.codes = iter(codes_of(server, 40))
        offline.expect_copy(self.station)

    @property
    def page(self) -> Page:
        return self.station.page

    def cut_off(self) -> None:
        self.station.expect_online()
        self.cable.pull()

    def back(self) -> None:
        self.cable.plug()
        self.station.expect_online()

    def close(self) -> None:
        self.page.click("[data-close]")

    def results(self, code: str) -> list[str]:
        """What became of each scan of a badge: its result, or `undone`."""
        rows = self.server.ask(
            """SELECT s.result, s.undone_by FROM scan s LEFT JOIN badge b ON b.id = s.badge_id
               WHERE s.kind = 'checkin' AND (b.code = :code OR s.raw = :code) ORDER BY s.id""",
            code=code,
        )
        return ["undone" if row["undone_by"] else row["result"] for row in rows]

    def expect_answer(self, *texts: str) -> None:
        answer = self.page.locator("[data-screen=answer]")
        expect(answer).to_be_visible()
        for text in texts:
            expect(answer).to_contain_text(text)

    def expect_results(self, code: str, *results: str) -> None:
        until(lambda: self.results(code) == list(results), lambda: f"{code}: {self.results(code)}")

    def replace(self, code: str) -> None:
        """Staff at the desk print a new badge: the old code dies."""
        rows = self.server.ask("SELECT attendee_id FROM badge WHERE code = :code", code=code)
        path = f"/attendees/{rows[0]['attendee_id']}/reprint"
        status, _ = offline.ask(self.server, self.desk, path, {"nonce": f"new {code}"})
        assert status == 201

    def report(self) -> Any:
        """What the kiosk has told the organiser of itself."""
        row = self.server.ask("SELECT report FROM device WHERE id = :id", id=self.station.device)[0]
        return json.loads(row["report"])

    def company(self, code: str) -> str:
        rows = self.server.ask(
            """SELECT c.name FROM badge b
               JOIN attendee a ON a.event_id = b.event_id AND a.id = b.attendee_id
               JOIN company c ON c.event_id = a.event_id AND c.id = a.company_id WHERE b.code = :code""",
            code=code,
        )
        return str(rows[0]["name"])


@pytest.fixture
def hall(server: Server, browser: Browser) -> Iterator[Hall]:
    args = [*CHROMIUM_ARGS, f"--host-resolver-rules=MAP {HALL} 127.0.0.1"]
    chromium = browser.browser_type.launch(executable_path=program("chromium"), args=args)
    server.start("--demo", "--host", "127.0.0.1")
    yield Hall(server, chromium)
    chromium.close()


@pytest.mark.chromium
def test_offline_answers_are_marked_and_what_turns_out_otherwise_is_told(hall: Hall) -> None:
    _who_turned_out_otherwise(hall)
    _who_was_rightly_sent_away(hall)
    _taken_back_before_it_was_sent(hall)
    _taken_back_after_it_was_sent(hall)
    _undelivered_goes_only_when_that_is_meant(hall)
    _closing_is_asked_about_only_while_it_matters(hall)


@pytest.mark.chromium
def test_slow_server_counts_as_none_and_every_place_to_keep_scans_is_used(hall: Hall) -> None:
    _slow(hall)
    _two_tabs(hall)
    _queue_of_an_earlier_version(hall)
    _no_database(hall)


def _who_turned_out_otherwise(hall: Hall) -> None:
    """A badge replaced since the copy was made, and one that could not be checked and is none: it is told."""
    code, good = next(hall.codes), next(hall.codes)
    hall.cut_off()
    hall.replace(code)
    hall.station.read(code)
    hall.expect_answer("受付は未確定", "時点の控え", hall.company(code))
    hall.station.expect_offline(1)
    hall.station.read(NOBODY)
    hall.station.expect_offline(2)
    hall.station.read(good)
    hall.station.expect_offline(3)
    hall.back()
    assert [hall.results(one) for one in (code, NOBODY, good)] == [["refused"], ["refused"], ["ok"]]

    until(
        lambda: hall.report() == {"waiting": 0, "conflicts": 2, "secure": False}, lambda: str(hall.report())
    )

    for _ in range(2):  # and again after the page was loaded anew
        expect(hall.page.locator("[data-open-conflicts]")).to_contain_text("2 件")
        hall.page.reload()
        hall.station.expect_listening()
    hall.page.click("[data-open-conflicts]")
    rows = hall.page.locator("[data-conflict-list] li")
    expect(rows.nth(0)).to_contain_text(hall.company(code))
    expect(rows.nth(0)).to_contain_text("再発行")
    expect(rows.nth(1)).to_contain_text("…" + NOBODY[-6:])  # no screen shows a whole code
    expect(rows.nth(1)).to_contain_text("このイベントの名札ではありません")
    rows.nth(0).locator("[data-seen]").click()
    expect(rows).to_have_count(1)
    rows.nth(0).locator("[data-seen]").click()
    expect(hall.page.locator("[data-conflicts]")).to_be_hidden()
    expect(hall.page.locator("[data-open-conflicts]")).to_be_hidden()


def _who_was_rightly_sent_away(hall: Hall) -> None:
    """The copy knows a replaced badge; the server says the same later: nothing for staff to see to."""
    code = next(hall.codes)
    with hall.page.expect_response("**/reception/directory") as fresh:
        hall.replace(code)
    assert fresh.value.status == 200
    fresh.value.finished()
    hall.cut_off()
    hall.station.read(code)
    hall.expect_answer("再発行されています")
    hall.station.expect_offline(1)
    hall.back()
    hall.expect_results(code, "refused")
    expect(hall.page.locator("[data-open-conflicts]")).to_be_hidden()


def _taken_back_before_it_was_sent(hall: Hall) -> None:
    """What was never sent is never delivered."""
    first, code = next(hall.codes), next(hall.codes)
    hall.cut_off()
    hall.station.read(first)  # which is tried, in vain: it may have been sent
    hall.station.expect_offline(1)
    _leave_all(hall)
    hall.station.read(code)
    hall.expect_answer(hall.company(code))
    hall.page.click("[data-undo]")
    hall.expect_answer("取り消しました")
    hall.station.expect_offline(1)
    hall.back()
    assert (hall.results(first), hall.results(code)) == (["ok"], [])
    _leave_all(hall)


def _taken_back_after_it_was_sent(hall: Hall) -> None:
    """What the server may have is undone there as soon as it answers again."""
    slow, done = next(hall.codes), next(hall.codes)
    hall.cable.hang()
    hall.station.read(slow)
    hall.expect_answer("受付は未確定", hall.company(slow))
    hall.page.click("[data-undo]")
    hall.expect_answer("つながりしだい")
    hall.back()
    hall.expect_results(slow, "undone")
    _leave_all(hall)
    hall.station.read(done)
    hall.expect_results(done, "ok")
    hall.expect_answer(hall.company(done))
    hall.cut_off()
    hall.page.click("[data-undo]")
    hall.expect_answer("つながりしだい")
    hall.back()
    hall.expect_results(done, "undone")
    _leave_all(hall)


def _undelivered_goes_only_when_that_is_meant(hall: Hall) -> None:
    """This browser has the only copy: a press, a tick and another press, with what it means between them."""
    hall.page.evaluate(UNDELIVERED, NOBODY)
    hall.page.reload()
    hall.station.expect_listening()
    hall.page.click("[data-open-conflicts]")
    row = hall.page.locator("[data-conflict-list] li")
    expect(row).to_contain_text("別のイベントの読み取りです")
    expect(row.locator("[data-seen]")).to_be_hidden()
    ask, last = row.locator("[data-ask]"), row.locator("[data-delete]")
    ask.dblclick()
    expect(row).to_contain_text("サーバーに届いていません")
    expect(row.locator("input")).to_be_enabled()
    expect(row.locator("input")).not_to_be_checked()
    expect(last).to_be_disabled()
    row.locator("[data-keep]").click()
    expect(last).to_be_hidden()
    ask.click()
    expect(row.locator("input")).not_to_be_checked()
    row.locator("input").check()
    other = next(hall.codes)
    hall.station.read(other)  # somebody comes meanwhile: the list is closed, and what was asked stays asked
    hall.expect_answer(hall.company(other))
    hall.expect_results(other, "ok")
    _leave_all(hall)
    hall.page.click("[data-open-conflicts]")
    last.click()
    expect(hall.page.locator("[data-open-conflicts]")).to_be_hidden()


def _closing_is_asked_about_only_while_it_matters(hall: Hall) -> None:
    """On plain HTTP a closed page does not open again without the server: it is said, and asked."""
    asked: list[str] = []
    hall.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    stay = hall.page.locator("[data-stay]")
    hall.cut_off()
    expect(stay).to_be_visible()
    expect(stay).to_contain_text("サーバーにつながるまで開けなくなります")
    hall.page.close(run_before_unload=True)
    until(lambda: asked == ["beforeunload"], lambda: str(asked), pump=hall.page)
    assert not hall.page.is_closed()
    hall.back()
    expect(stay).to_be_hidden()
    with hall.page.expect_event("close"):
        hall.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def _slow(hall: Hall) -> None:
    """After two seconds the kiosk answers by itself; what was sent is sent again, and counts once."""
    code = next(hall.codes)
    sent: list[Any] = []

    def note(request: Request) -> None:
        if request.url.endswith("/checkins"):
            sent.append(request.post_data_json)

    hall.page.on("request", note)
    hall.cable.hang()
    hall.station.read(code)
    # It is given up after 5 s, but nobody waits so long.
    took = hall.page.evaluate(ANSWERED_AFTER, "受付は未確定")
    assert 1_000 < took < 4_500, (hall.station.line(), hall.page.inner_text("body"))
    hall.station.expect_offline(1)
    until(lambda: len(sent) >= 2, lambda: str(sent), pump=hall.page)
    hall.back()
    assert len({request["nonce"] for request in sent}) == 1
    assert hall.results(code) == ["ok"]
    _leave_all(hall)


def _two_tabs(hall: Hall) -> None:
    """Two tabs of one kiosk share what waits; each scan is sent once, each tab shows all that waits."""
    other = Station(hall.page.context.new_page(), hall.station.device)
    other.page.goto(hall.page.url)
    other.expect_listening()
    hall.cut_off()
    codes = [next(hall.codes) for _ in range(6)]
    for number, code in enumerate(codes, 1):
        tab = (hall.station, other)[number % 2]
        tab.page.bring_to_front()
        tab.read(code)
        for each in (hall.station, other):
            each.expect_offline(number)
    hall.back()
    other.expect_online()
    assert [hall.results(code) for code in codes] == [["ok"]] * 6
    other.page.close()
    _leave_all(hall)


def _queue_of_an_earlier_version(hall: Hall) -> None:
    """What the page of an earlier version had left in localStorage is delivered too."""
    code = next(hall.codes)
    key = f"mendan-kiosk-{hall.station.device}"
    queue = [{"nonce": "before", "scanned_at": "2009-11-26T00:40:00Z", "code": code, "tried": True}]
    hall.page.evaluate("([key, queue]) => localStorage.setItem(key, queue)", [key, json.dumps(queue)])
    hall.page.reload()
    hall.expect_results(code, "ok")
    assert hall.page.evaluate("(key) => localStorage.getItem(key)", key) is None
    assert [scan["nonce"] for scan in offline.scans(hall.server) if scan["code"] == code] == ["before"]


def _no_database(hall: Hall) -> None:
    """Without IndexedDB the kiosk says so, and still keeps scans over a reload."""
    codes = [next(hall.codes), next(hall.codes)]
    hall.page.context.add_init_script(WITHOUT_DATABASE)
    hall.page.reload()
    hall.station.expect_listening()
    expect(hall.page.locator("[data-unsafe]")).to_be_visible()
    hall.page.route("**/api/v1/checkins", lambda route: route.abort())
    hall.page.route("**/api/v1/reception", lambda route: route.abort())
    for number, code in enumerate(codes, 1):
        hall.station.read(code)
        hall.station.expect_offline(number)
    hall.page.on("dialog", lambda dialog: dialog.accept())
    hall.page.reload()
    hall.station.expect_listening()
    hall.station.expect_offline(2)
    hall.page.unroute_all()
    hall.station.expect_online()
    assert [hall.results(code) for code in codes] == [["ok"], ["ok"]]


def _leave_all(hall: Hall) -> None:
    """Close answers until the screen waits for the next badge."""
    answer = hall.page.locator("[data-screen=answer]")
    while answer.is_visible():
        hall.close()
