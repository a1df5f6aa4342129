"""The room tablet through a table's day: its one button, its phases, undone in place, told, the line dead."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.cable import Cable
from tests.e2e.day import RECOVERED_MS, Device
from tests.e2e.offline import until
from tests.e2e.rooms import Held, Office, Tablet, actions_on, one_table, state_of
from tests.e2e.server import Server
from tests.e2e.test_kiosk_access import violations
from tests.e2e.test_offline import KEPT


def sound(page: Page, state: str) -> None:
    """Nothing keeps anybody from using it."""
    assert violations(page, state) == []


@pytest.mark.chromium
def test_a_tables_day_from_call_to_outcome(server: Server, browser: Browser) -> None:
    office = Office(browser, server)
    place, (first, second, third, *_) = one_table(server)
    tablet = Tablet(browser, server, place)
    page, card = tablet.page, tablet.card
    office.set_clock("10:20")

    # One button that fits; the sheets one tap ahead.
    expect(card.locator("h2")).to_contain_text(first.supplier)
    expect(card.locator("button.big:visible")).to_have_count(1)
    sound(page, "waiting")
    card.locator("[data-open=sheet]").first.click()
    expect(tablet.dialog()).to_contain_text("求めていること")
    sound(page, "sheet")
    tablet.dialog().locator("[data-close]").click()

    # Called by mistake, and taken back in place; then called and started.
    tablet.press("call")
    tablet.expect_state("called")
    tablet.note.locator("[data-press=undo]").click()
    expect(tablet.button("call")).to_be_visible()
    tablet.press("call")
    sound(page, "called")
    tablet.press("start")
    tablet.expect_state("in_progress")
    expect(card).to_have_attribute("data-phase", "calm")
    sound(page, "running")

    # The phases of the last minutes, by the server's clock; the time over counts up.
    for time, phase, state, word in (
        ("10:38", "warning", "ending", "残りわずか"),
        ("10:39", "danger", "ending", "残り1分"),
        ("10:40", "over", "over", "超過"),
    ):
        office.set_clock(time)
        expect(card).to_have_attribute("data-phase", phase)
        expect(card.locator(f"[data-slot=state] .state[data-state={state}]")).to_contain_text(word)
        expect(card.locator("[data-slot=count]")).to_have_text(
            re.compile(r"^\+0:\d\d$" if phase == "over" else r"^[01]:\d\d$")
        )
        sound(page, phase)
    tablet.menu().locator("[data-press=extend]").first.click()
    expect(card).not_to_have_attribute("data-phase", "over")

    # Five minutes more by mistake are taken back beside it, and not the start before them.
    tablet.menu().locator("[data-press=extend]").last.click()
    expect(tablet.note).to_contain_text("5分 延長しました（10:47 まで）")
    tablet.note.locator("[data-press=undo]").click()
    expect(tablet.note).to_contain_text("延長を取り消しました（10:42 まで）")
    tablet.expect_state("in_progress")

    # Finished: the form opens; it is left for later, and filled in from the menu.
    tablet.press("finish")
    expect(tablet.dialog()).to_contain_text(f"{first.supplier} との面談の結果")
    sound(page, "outcome")
    tablet.dialog().locator("[data-choice=later]").click()
    expect(card.locator("h2")).to_contain_text(second.supplier)
    assert server.ask("SELECT * FROM outcome") == []
    line = tablet.menu().locator("[data-slot=outcomes] button")
    expect(line).to_contain_text("未記録")
    sound(page, "menu")
    line.click()
    form = tablet.dialog()
    for words in ("大いに期待できる", "見積もり", first.supplier):
        form.locator("label", has_text=words).click()
    form.locator("textarea").fill("図面を送る")
    form.locator("[data-choice=save]").click()
    expect(tablet.menu().locator("[data-slot=noted]")).to_have_text("✓ 記録済み")
    tablet.dialog().locator("[data-first]").click()
    rows = server.ask("SELECT mark, next_step, who_acts, note FROM outcome")
    assert [tuple(row) for row in rows] == [("◎", "estimate", "supplier", "図面を送る")]

    # Finished by mistake: taken back within the form.
    office.set_clock("10:46")
    tablet.menu().locator("[data-press=start]").click()
    tablet.press("finish")
    tablet.dialog().locator("[data-undo]").click()
    tablet.expect_state("in_progress")
    assert state_of(server, second) == "in_progress"
    tablet.press("finish")
    tablet.dialog().locator("[data-choice=later]").click()
    expect(card.locator("h2")).to_contain_text(third.supplier)

    # A no-show is asked for its side.
    office.set_clock("11:06")
    tablet.menu().locator("[data-press=no_show]").click()
    expect(tablet.dialog()).to_contain_text(third.supplier)
    sound(page, "no-show")
    tablet.dialog().locator("[data-side=buyer]").click()
    expect(tablet.note).to_contain_text("欠席として記録しました")
    rows = server.ask("SELECT state, no_show_side FROM interview WHERE id = :id", id=third.id)
    assert [tuple(row) for row in rows] == [("no_show", "buyer")]
    assert [*office.complaints, *tablet.complaints] == []


@pytest.mark.chromium
def test_presses_while_the_line_is_dead_are_delivered_once_and_refusals_shown(
    server: Server, browser: Browser
) -> None:
    office = Office(browser, server)
    place, (first, second, *_) = one_table(server)
    cable = Cable(server)
    tablet = Tablet(browser, server, place, cable)
    page = tablet.page
    until(lambda: bool(page.evaluate(KEPT)), lambda: "the page is not kept")

    cable.pull()
    tablet.expect_stale()
    tablet.press("call")
    expect(tablet.note).to_contain_text("送信中")
    tablet.press("start")
    tablet.press("finish")
    tablet.dialog().locator("[data-choice=later]").click()
    expect(tablet.card.locator("h2")).to_contain_text(second.supplier)
    expect(tablet.note).to_contain_text("3 件")
    sound(page, "sending")
    assert state_of(server, first) == "scheduled"

    # The page is opened again while the server is away: nothing is lost.
    page.reload()
    expect(tablet.card.locator("h2")).to_contain_text(second.supplier)
    expect(tablet.note).to_contain_text("3 件")

    cable.plug()
    tablet.expect_fresh()
    until(lambda: state_of(server, first) == "finished", lambda: f"still {state_of(server, first)}")
    expect(tablet.note).not_to_contain_text("送信中")
    assert actions_on(server, first) == ["call", "start", "finish"]

    office.set_clock("10:30")  # so that it is time to call the next one
    # Meanwhile the organiser has cancelled the next one: the press is refused, which is said until read.
    cable.pull()
    tablet.expect_stale()
    tablet.press("call")
    expect(tablet.note).to_contain_text("送信中")
    office.post(f"/interviews/{second.id}/actions", action="cancel", nonce="cancel", reason="")
    cable.plug()
    expect(tablet.note).to_have_attribute("data-kind", "refused", timeout=RECOVERED_MS)
    expect(tablet.note).to_contain_text(second.supplier)
    expect(tablet.note).to_contain_text("取消")
    sound(page, "refused")
    page.reload()
    expect(tablet.note).to_have_attribute("data-kind", "refused")
    tablet.note.locator("[data-dismiss]").click()
    expect(tablet.note).not_to_have_attribute("data-kind", "refused")
    assert actions_on(server, second) == ["cancel"]


@pytest.mark.chromium
def test_room_is_told_what_it_must_know_and_acknowledges_it(server: Server, browser: Browser) -> None:
    office = Office(browser, server)
    place, held = one_table(server)
    tablet = Tablet(browser, server, place)
    page = tablet.page
    told = page.locator("[data-notices] > .told")
    expect(told).to_have_count(0)  # the version at pairing is known

    office.post("/messages", text="お弁当は 12 時にお届けします。", room=place[0], nonce="m")
    expect(told).to_contain_text("お弁当")
    sound(page, "message")
    told.locator("button").click()
    expect(told).to_have_count(0)
    _expect_kept(server, "SELECT substr(acknowledged_by, 1, 7) FROM message", "device:")

    office.post("/hall/hold", nonce="h")
    expect(told).to_contain_text("会場の時間を")
    office.post("/hall/release", nonce="r")
    expect(told).to_have_count(0)

    _publish_without(server, office, held[-1])
    expect(told).to_contain_text("第2版")
    expect(told).to_contain_text("取りやめ：")
    expect(told.locator("li")).to_have_count(1)
    expect(told.locator("li")).to_contain_text(held[-1].supplier)
    sound(page, "new version")
    told.locator("button").click()
    expect(told).to_have_count(0)
    page.reload()
    expect(tablet.card).to_be_visible()
    expect(told).to_have_count(0)
    _expect_kept(server, "SELECT MAX(acknowledged_version) FROM device", 2)

    tablet.menu().locator("[data-hand-over]").click()
    tablet.dialog().locator("input").fill("佐藤 花子")
    sound(page, "hand over")
    tablet.dialog().locator("button[type=submit]").click()
    expect(page.locator("header [data-slot=host]")).to_have_text("担当 佐藤 花子")
    _expect_kept(server, "SELECT MAX(host) FROM device", "佐藤 花子")
    assert [*office.complaints, *tablet.complaints] == []


def _expect_kept(server: Server, sql: str, value: object) -> None:
    """What was pressed reaches the database."""
    until(lambda: server.ask(sql)[0][0] == value, lambda: f"{sql}: {server.ask(sql)[0][0]!r}")


def _publish_without(server: Server, office: Office, gone: Held) -> None:
    """A second version of the timetable, from which one interview is left out."""
    with contextlib.closing(sqlite3.connect(server.instance / "mendan.sqlite3", timeout=20)) as base, base:
        draft = base.execute(
            """INSERT INTO timetable (event_id, status, goals, seconds, created_at, created_by, published_by)
               SELECT event_id, status, goals, seconds, created_at, created_by, '' FROM timetable"""
        ).lastrowid
        base.execute(
            """INSERT INTO placement
               SELECT :draft, p.supplier_id, p.buyer_id, p.starts_at, p.ends_at, p.room_id, p.table_no,
                      p.staff
               FROM placement p JOIN interview i ON i.supplier_id = p.supplier_id AND i.buyer_id = p.buyer_id
               WHERE i.id != :gone""",
            {"draft": draft, "gone": gone.id},
        )
    office.page.goto(f"{office.event}timetable")
    office.page.click("button[popovertarget=publish].primary")
    office.page.click("#publish form button.primary")
    expect(office.page.locator("h1 .pill.good")).to_be_visible()


@pytest.mark.chromium
def test_two_tablets_at_one_table_have_one_effect_and_the_other_the_reason(
    server: Server, browser: Browser
) -> None:
    office = Office(browser, server)
    place, (first, second, *_) = one_table(server)
    cable = Cable(server)
    here, there = Tablet(browser, server, place), Tablet(browser, server, place, cable)
    office.set_clock("10:26")

    # Both start, both finish: each counts once.
    for steps, words in ((("start",), "「面談中」"), (("finish",), "「終了」")):
        cable.pull()
        there.expect_stale()
        for tablet in (there, here):
            if steps == ("start",):
                tablet.menu().locator("[data-press=start]").click()
            else:
                tablet.press("finish")
                tablet.dialog().locator("[data-choice=later]").click()
        expect(there.note).to_contain_text("送信中")
        cable.plug()
        expect(there.note).to_have_attribute("data-kind", "refused", timeout=RECOVERED_MS)
        expect(there.note).to_contain_text(words)
        there.note.locator("[data-dismiss]").click()
        there.expect_fresh()
        if steps == ("start",):
            expect(here.button("finish")).to_be_visible()
    assert actions_on(server, first) == ["start", "finish"]

    # One notes a no-show, the other starts.
    office.set_clock("10:46")
    cable.pull()
    there.expect_stale()
    here.menu().locator("[data-press=no_show]").click()
    here.dialog().locator("[data-side=both]").click()
    expect(here.note).to_contain_text("欠席として記録しました")
    there.menu().locator("[data-press=start]").click()
    expect(there.note).to_contain_text("送信中")
    cable.plug()
    expect(there.note).to_contain_text("「欠席」", timeout=RECOVERED_MS)
    assert actions_on(server, second) == ["no_show"]
    assert here.complaints == []


@pytest.mark.chromium
def test_tablet_that_was_taken_off_says_what_to_do_and_offers_nothing(
    server: Server, browser: Browser
) -> None:
    office = Office(browser, server)
    place, (first, *_) = one_table(server)
    tablet = Tablet(browser, server, place)
    office.set_clock("10:20")
    expect(tablet.button("call")).to_be_visible()
    tablet.card.locator("[data-open=sheet]").first.click()
    expect(tablet.dialog()).to_be_visible()
    office.page.goto(f"{office.event}devices")
    number = re.findall(r"/screens/(\d+)", tablet.page.url)[0]
    taken = office.page.locator(f"#device-{number} details:has(form[action$='/revoke'])")
    taken.locator("summary").click()
    taken.locator("form[action$='/revoke'] button").click()
    off = tablet.page.locator("[data-off-notice]")
    expect(off).to_contain_text("登録は解除されました", timeout=RECOVERED_MS)
    expect(off).to_contain_text("新しい登録用リンク")
    expect(tablet.page.locator("button:visible, a:visible")).to_have_count(0)
    expect(tablet.page.get_by_text(first.supplier).and_(tablet.page.locator(":visible"))).to_have_count(0)
    sound(tablet.page, "taken off")


@pytest.mark.chromium
def test_many_tables_are_lines_with_one_button_each(server: Server, browser: Browser) -> None:
    office = Office(browser, server)
    rooms = server.ask(
        """SELECT room_id, COUNT(DISTINCT table_no) AS tables FROM interview
           GROUP BY room_id ORDER BY tables DESC, room_id"""
    )
    room, count = rooms[0]["room_id"], rooms[0]["tables"]
    assert count > 4
    tablet = _whole_room(browser, server, room)
    cards = tablet.page.locator("article.table")
    expect(cards).to_have_count(count)
    for number in range(count):
        expect(cards.nth(number).locator("button.big:visible")).to_have_count(1)
    sound(tablet.page, "list")
    second = cards.nth(1)
    second.locator("button.big[data-press=call]").click()
    expect(second.locator("[data-slot=state] .state[data-state=called]")).to_be_visible()
    second.locator("[data-press=undo]").click()
    expect(second.locator("button.big[data-press=call]")).to_be_visible()
    second.locator("[data-open=table]").click()
    expect(cards).to_have_count(1)
    tablet.page.click("[data-back]")
    expect(cards).to_have_count(count)
    assert [*office.complaints, *tablet.complaints] == []


def _whole_room(browser: Browser, server: Server, room: str) -> Device:
    said = server.run("device", "add", "--role", "room", "--name", room, "--room", room, "--json")
    return Device(browser, server, "tablet", "/pair/" + json.loads(said)["pairing_url"].rsplit("/", 1)[1])
