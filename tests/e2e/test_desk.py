"""The staffed desk in a browser: business cards, groups, walk-ins, substitutes, badges, departures."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import sqlite3

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.day import Kiosk, Organiser, codes_of
from tests.e2e.offline import until
from tests.e2e.server import Server

PRINTS = "window.print = () => (window.top.printed ??= []).push(location.pathname + location.search);"
"""A browser that prints without asking: it remembers what it printed."""


CONFIRMED = """(field) => field.dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }),
)"""
"""The Enter that ends a composition, as Safari tells of it: it is meant for the input method alone."""


class Desk(Kiosk):
    """The kiosk of the demonstration with staff behind it."""

    def __init__(self, browser: Browser, server: Server, link: str) -> None:
        super().__init__(browser, server, "tablet", link)
        self.server = server
        self.context.add_init_script(PRINTS)
        self.page.reload()
        self.expect_listening()

    def find(self, text: str) -> None:
        """Search as staff do: one key, a few letters."""
        self.page.keyboard.press("F2")
        self.page.keyboard.type(text, delay=60)
        expect(self.page.locator("[data-hits] [data-pick]").first).to_be_visible()

    def expect_tone(self, tone: str) -> None:
        answer = self.page.locator("[data-screen=answer]")
        expect(answer).to_be_visible()
        expect(answer).to_have_attribute("data-tone", tone)

    def printed(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.printed ?? []")
        return found

    def expect_printed(self, number: int) -> None:
        until(lambda: len(self.printed()) == number, lambda: str(self.printed()))

    def results(self, company: str) -> list[tuple[str, str, str]]:
        """The scans of a company's people: (kind, result, person's name), in order."""
        rows = self.server.ask(
            """SELECT s.kind, s.result, a.name FROM scan s
               JOIN attendee a ON a.event_id = s.event_id AND a.id = s.attendee_id
               JOIN company c ON c.event_id = a.event_id AND c.id = a.company_id
               WHERE c.name = :company ORDER BY s.id""",
            company=company,
        )
        return [tuple(row) for row in rows]


@pytest.fixture
def desk(server: Server, browser: Browser) -> Desk:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    link = organiser.add_device(organiser.page.url.split("?")[0], "kiosk", "受付 1")
    organiser.context.close()
    return Desk(browser, server, link)


def companies_of(server: Server, people: int) -> list[tuple[str, str, list[str]]]:
    """Companies with so many people: name, English name, people's names."""
    rows = server.ask(
        """SELECT c.name, c.name_en, group_concat(a.name, '/') AS people FROM company c
           JOIN attendee a ON a.event_id = c.event_id AND a.company_id = c.id
           GROUP BY c.id HAVING count(*) = :people ORDER BY c.side, c.position""",
        people=people,
    )
    return [(row["name"], row["name_en"], row["people"].split("/")) for row in rows]


def _business_card(desk: Desk, company: str, english: str, people: list[str]) -> None:
    """Search, one key; then the next person of that company by a digit; and the last one is undone."""
    page = desk.page
    desk.find(english)
    page.locator("[data-query]").evaluate(CONFIRMED)
    expect(page.locator("[data-hits] [data-pick]").first).to_be_visible()
    assert desk.results(company) == []
    page.keyboard.press("Enter")
    desk.expect_tone("taken")
    desk.expect_answer(company)
    page.keyboard.press("F6")
    expect(page.locator("[data-people-list] li")).to_have_count(len(people))
    waiting = page.locator("[data-people-list] li", has=page.locator(".state[hidden]"))
    number = waiting.first.locator(".number").inner_text()
    expect(waiting).to_have_count(len(people) - 1)
    page.keyboard.press(number)
    desk.expect_tone("taken")
    page.keyboard.press("Escape")
    assert [row[:2] for row in desk.results(company)] == [("checkin", "ok")] * 2
    last = desk.results(company)[-1][2]
    expect(page.locator("[data-last]")).to_contain_text(f"{company} {last}")
    page.click("[data-undo-last]")
    expect(page.locator("[data-word]")).to_have_text("取り消しました")
    page.keyboard.press("Escape")
    assert desk.results(company)[-1] == ("undo", "ok", last)
    expect(page.locator("[data-last]")).not_to_contain_text(last)


def _group(desk: Desk, company: str, english: str, people: list[str]) -> None:
    """All of a company at once, each with a scan of their own, without leaving the list."""
    page = desk.page
    desk.find(english)
    page.locator("[data-hits] [data-all]").first.click()
    page.locator("[data-people-list] input").first.wait_for()
    expect(page.locator("[data-group]")).to_have_text("まとめて受け付ける")
    page.click("[data-choose-all]")
    expect(page.locator("[data-group]")).to_have_text(f"選んだ {len(people)} 名を受け付ける")
    page.keyboard.press("Enter")  # the button that counts them has the focus
    expect(page.locator("[data-people-hint]")).to_contain_text(f"{len(people)} 名を受け付けました")
    expect(page.locator("[data-people-list] .state:visible")).to_have_count(len(people))
    assert sorted(desk.results(company)) == sorted(("checkin", "ok", name) for name in people)
    nonces = desk.server.ask("SELECT count(*) AS n, count(DISTINCT nonce) AS d FROM scan")[0]
    assert nonces["n"] == nonces["d"]
    page.keyboard.press("Escape")


def _walk_in(desk: Desk) -> None:
    """A person of a company that nobody knew, by keyboard alone: registered, checked in, badge printed."""
    page = desk.page
    page.keyboard.press("F4")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.fill("#new-company", "新光テクノ株式会社")
    page.fill("#walk-in-name", "")
    page.locator("#walk-in-name").press("Enter")
    expect(page.locator("[data-walk-in-form] [data-form-hint]")).to_have_text("お名前を入力してください。")
    expect(page.locator("#walk-in-name")).to_be_focused()
    page.locator("#walk-in-name").fill("森 一")
    page.locator("#walk-in-name").press("Enter")
    desk.expect_tone("taken")
    desk.expect_answer("新光テクノ株式会社", "森 一 様")
    desk.expect_printed(1)
    page.keyboard.press("Escape")
    rows = desk.server.ask("SELECT origin, substitute_for FROM attendee WHERE name = '森 一'")
    assert [tuple(row) for row in rows] == [("walk_in", None)]


def _open_person(desk: Desk, name: str) -> None:
    desk.find(name)
    desk.page.locator("[data-hits] li", has_text=name).first.locator("[data-person]").click()


def _name_of(server: Server, code: str) -> str:
    rows = server.ask(
        """SELECT a.name FROM attendee a
           JOIN badge b ON b.event_id = a.event_id AND b.attendee_id = a.id WHERE b.code = :code""",
        code=code,
    )
    return str(rows[0]["name"])


def _substitute(desk: Desk, code: str) -> None:
    _open_person(desk, _name_of(desk.server, code))
    desk.page.fill("#substitute-name", "代田 理子")
    desk.page.select_option("#substitute-language", "en")
    desk.page.locator("#substitute-name").press("Enter")
    desk.expect_tone("taken")
    desk.expect_answer("Welcome", "代田 理子")  # in the language the substitute prefers
    desk.expect_printed(2)
    desk.page.keyboard.press("Escape")
    desk.scan(code)
    desk.expect_tone("stopped")
    desk.page.keyboard.press("Escape")


def _new_badge(desk: Desk, code: str) -> None:
    """The old code dies; a badge is printed, on a slip if the desk has slips."""
    name = _name_of(desk.server, code)
    desk.page.locator("[data-open-lock]:visible").click()
    desk.page.select_option("[data-print-size]", "slip")
    desk.page.click("[data-lock-back]")
    _open_person(desk, name)
    desk.page.click("[data-reprint]")
    expect(desk.page.locator("[data-person-hint]")).to_contain_text("古い名札は今後使えません")
    desk.expect_printed(3)
    assert desk.printed()[-1].endswith("&size=slip")
    desk.page.fill("#note", "車いすでご来場")
    desk.page.click("[data-note-form] button")
    expect(desk.page.locator("[data-person-hint]")).to_contain_text("メモを保存しました")
    desk.page.keyboard.press("Escape")
    desk.scan(code)
    desk.expect_tone("stopped")
    desk.page.keyboard.press("Escape")
    codes = desk.server.ask(
        """SELECT b.code FROM badge b JOIN badge old ON old.attendee_id = b.attendee_id
           WHERE old.code = :code AND b.revoked_at IS NULL""",
        code=code,
    )
    desk.scan(codes[0]["code"])
    desk.expect_tone("taken")
    assert "車いす" not in desk.page.locator("[data-screen=answer]").inner_text()
    desk.page.keyboard.press("Escape")


def _departures(desk: Desk, code: str) -> None:
    """One button: badges are of people who leave, until it is pressed again; who comes back is greeted so."""
    page = desk.page
    desk.scan(code)
    desk.expect_tone("taken")
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    expect(page.locator("h1[data-when=out]")).to_be_visible()
    expect(page.locator("[data-typed] button")).to_have_text("お帰りを記録する", use_inner_text=True)
    desk.scan(code)
    expect(page.locator("[data-word]")).to_have_text("お帰り")
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    desk.scan(code)
    expect(page.locator("[data-greeting]")).to_have_text("お帰りなさい")
    page.keyboard.press("Escape")


def _languages(desk: Desk, code: str) -> None:
    """An answer is drawn again in the other language; the screen itself keeps its own."""
    page = desk.page
    desk.scan(code)
    expect(page.locator("[data-next] [data-say=next]")).to_have_text("次の面談")
    company = page.locator("[data-company]").inner_text()
    page.click("[data-speak]")
    expect(page.locator("[data-next] [data-say=next]")).to_have_text("Next interview")
    expect(page.locator("[data-company]")).not_to_have_text(company)
    expect(page.locator("[data-screen=answer]")).to_have_attribute("lang", "en")
    page.keyboard.press("Escape")
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def _late(desk: Desk, organiser: Organiser, event: str) -> None:
    """Who comes late is sent to the table at once, and told what was not held."""
    row = desk.server.ask(
        """SELECT i.id, i.starts_at, b.code FROM interview i
           JOIN attendee a ON a.event_id = i.event_id AND a.company_id = i.supplier_id
           JOIN badge b ON b.event_id = a.event_id AND b.attendee_id = a.id AND b.revoked_at IS NULL
           WHERE i.supplier_id IN (SELECT supplier_id FROM interview GROUP BY supplier_id HAVING count(*) > 1)
           AND a.id NOT IN (SELECT attendee_id FROM scan WHERE attendee_id IS NOT NULL)
           ORDER BY i.starts_at, a.position LIMIT 1"""
    )[0]
    starts = dt.datetime.fromisoformat(row["starts_at"]) + dt.timedelta(hours=9)
    told, missed = desk.page.locator("[data-next-in]"), desk.page.locator("[data-missed-list]")
    for minutes in (4, 9, 25):
        now = starts + dt.timedelta(minutes=minutes)
        _set_clock(organiser, event, now)
        shown = "|".join(f"{now + dt.timedelta(minutes=more):%H:%M}" for more in (0, 1))
        expect(desk.page.locator("[data-now]")).to_have_text(re.compile(shown))
        if minutes == 9:
            _mark_as_no_show(desk.server, row["id"])
        desk.scan(row["code"])
        if minutes == 4:
            expect(told).to_have_text(re.compile("すぐお席へ・残り 1[56] 分"))
        elif minutes == 9:
            expect(missed).to_contain_text(f"{starts:%H:%M}")
            desk.page.click("[data-reinstate]")
            expect(told).to_have_text(re.compile("すぐお席へ・残り 1[01] 分"))
            expect(missed).to_be_hidden()
        else:
            expect(missed).to_contain_text(f"{starts:%H:%M}")
            expect(desk.page.locator("[data-reinstate]")).to_be_hidden()
        desk.page.keyboard.press("Escape")


def _mark_as_no_show(server: Server, interview: int) -> None:
    with contextlib.closing(sqlite3.connect(server.instance / "mendan.sqlite3")) as connection, connection:
        connection.execute("UPDATE interview SET state = 'no_show' WHERE id = ?", (interview,))


def _set_clock(organiser: Organiser, event: str, to: dt.datetime) -> None:
    organiser.page.goto(f"{event}clock")
    organiser.page.check("input[name=to][value=time]")
    organiser.page.fill("input[name=time]", f"{to:%Y-%m-%dT%H:%M}")
    organiser.page.click("form[action$='/clock'] button.primary")
    expect(organiser.page.locator(".pill.wait")).to_be_visible()


@pytest.mark.chromium
def test_desk_does_by_a_few_keys_what_people_ask_for(desk: Desk, browser: Browser) -> None:
    pairs = companies_of(desk.server, 2)
    codes = codes_of(desk.server, 30)
    _business_card(desk, *pairs[0])
    _group(desk, *pairs[1])
    _walk_in(desk)
    _substitute(desk, codes[5])
    _new_badge(desk, codes[6])
    _departures(desk, codes[7])
    _languages(desk, codes[8])
    organiser = Organiser(browser, desk.server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    _late(desk, organiser, organiser.page.url.split("?")[0])
    refused = "Failed to load resource: the server responded with a status of 422 (UNPROCESSABLE ENTITY)"
    assert desk.complaints == [refused] * 2
