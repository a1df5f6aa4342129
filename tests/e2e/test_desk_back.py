"""What the desk takes back and keeps in sight: substitutions, departures, badges to print, buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e import offline
from tests.e2e.cable import Cable
from tests.e2e.day import Kiosk, Organiser
from tests.e2e.server import Server
from tests.e2e.test_desk import PRINTS, Desk, companies_of

SIZES = ((1280, 800), (800, 1280), (390, 844))
BANDS = """() => {
  document.body.dataset.mode = "out";
  for (const name of ["stale", "needs-line-says", "leaving-band", "printing"]) {
    const band = document.querySelector(`[data-${name}]`);
    band.hidden = false;
    if (name === "stale") band.textContent = "オフライン (09:40 から)・送信待ち 12 件";
    if (name === "printing") band.firstElementChild.textContent = "森 一 様の名札を印刷しています。";
  }
}"""
"""Everything at once that a screen may have to say above what it is for."""
SLOW = """async () => {
  const { PATIENCE_MS } = await import("/static/js/patience.js");
  const asks = window.fetch;
  window.fetch = async (...request) => {
    await new Promise((done) => setTimeout(done, 1.5 * PATIENCE_MS));
    return asks(...request);
  };
  return () => { window.fetch = asks; };
}"""
"""The server takes half as long again from now on as anybody is kept waiting for; gives the way back."""
PRESSABLE = """(button) => {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}"""


class CabledDesk(Desk):
    """The desk at the end of a cable that can be pulled."""

    def __init__(self, browser: Browser, server: Server, cable: Cable, link: str) -> None:
        Kiosk.__init__(self, browser, cable, "tablet", link)
        self.server, self.cable = server, cable
        self.context.add_init_script(PRINTS)
        self.page.reload()
        self.expect_listening()

    def read(self, code: str) -> None:
        """A badge under a reader, whatever is on the screen."""
        self.page.evaluate(offline.KEYS, code)

    def moves(self, code: str) -> list[tuple[str, bool]]:
        """What was taken of a badge, in order: its kind, and whether it was undone."""
        rows = self.server.ask(
            """SELECT s.kind, s.undone_by FROM scan s JOIN badge b ON b.id = s.badge_id
               WHERE b.code = :code AND s.kind != 'undo' AND s.result = 'ok' ORDER BY s.id""",
            code=code,
        )
        return [(row["kind"], row["undone_by"] is not None) for row in rows]


@pytest.fixture
def desk(server: Server, browser: Browser) -> CabledDesk:
    server.start("--demo", "--host", "127.0.0.1")
    cable = Cable(server)
    link, _token = offline.paired(server, "受付 1")
    return CabledDesk(browser, server, cable, link)


def _person(desk: Desk, code: str) -> str:
    rows = desk.server.ask(
        """SELECT a.name FROM badge b JOIN attendee a ON a.event_id = b.event_id AND a.id = b.attendee_id
           WHERE b.code = :code""",
        code=code,
    )
    return str(rows[0]["name"])


def _substitution_taken_back(desk: CabledDesk, code: str) -> None:
    """The absent person came after all: the answer to their badge says so, and leads to the way back."""
    page, name = desk.page, _person(desk, code)
    desk.find(name)
    page.locator("[data-hits] li", has_text=name).first.locator("[data-person]").click()
    page.fill("#substitute-name", "代田 理子")
    page.locator("#substitute-name").press("Enter")
    desk.expect_tone("taken")
    expect(page.locator("[data-printing]")).to_be_visible()
    page.keyboard.press("Escape")
    desk.read(code)
    desk.expect_tone("stopped")
    desk.expect_answer("代理の 代田 理子 様が登録されています", "代理出席を取り消してください")
    expect(page.locator("[data-printing]")).to_be_hidden()  # it was of somebody else
    page.click("[data-to-person]")
    expect(page.locator("[data-substitute-says]")).to_contain_text("代田 理子")
    page.click("[data-take-back]")
    expect(page.locator("[data-person-hint]")).to_contain_text("代理出席を取り消しました")
    expect(page.locator("[data-print-last]")).to_be_hidden()  # of a badge that is valid no more
    page.click("[data-print-same]")
    desk.expect_printed(2)
    page.click("[data-person-check-in]")
    desk.expect_tone("taken")
    desk.expect_answer(name)
    page.keyboard.press("Escape")
    desk.read(code)
    desk.expect_tone("already")
    page.keyboard.press("Escape")
    [instead] = desk.server.ask(
        "SELECT b.code FROM badge b JOIN attendee a ON a.id = b.attendee_id WHERE a.name = '代田 理子'"
    )
    desk.read(instead["code"])
    desk.expect_tone("stopped")
    page.keyboard.press("Escape")
    expect(page.locator("[data-last]")).to_contain_text(name)


def _printed_again(desk: CabledDesk, name: str) -> None:
    """The note has gone; the badge can still be printed, from the foot of the screen."""
    again = desk.page.locator("[data-print-last]")
    expect(again).to_contain_text(name)
    before = len(desk.printed())
    again.click()
    desk.expect_printed(before + 1)
    expect(desk.page.locator("[data-printing]")).to_be_visible()
    expect(desk.page.locator("[data-printing]")).to_be_hidden(timeout=12_000)
    expect(again).to_be_visible()


def _departures_undone(desk: CabledDesk, code: str) -> None:
    """Every screen says that people are leaving; and whoever was taken for leaving can be brought back."""
    page, band = desk.page, desk.page.locator("[data-leaving-band]")
    desk.read(code)
    desk.expect_tone("taken")
    page.keyboard.press("Escape")
    expect(band).to_be_hidden()
    page.keyboard.press("F8")
    expect(band).to_contain_text("お帰りの受付中")
    page.keyboard.press("F2")
    expect(band).to_be_visible()
    desk.read(code)
    expect(page.locator("[data-word]")).to_have_text("お帰り")
    expect(band).to_be_visible()
    page.click("[data-undo]")
    expect(page.locator("[data-do]")).to_contain_text("お帰りの記録を取り消しました")
    page.keyboard.press("Escape")
    desk.read(code)
    expect(page.locator("[data-word]")).to_have_text("お帰り")
    page.keyboard.press("Escape")
    page.keyboard.press("F2")  # the way back is on the desk's other screens too
    expect(page.locator("[data-undo-last]")).to_have_text("このお帰りを取り消す")
    page.click("[data-undo-last]")
    expect(page.locator("[data-do]")).to_contain_text("お帰りの記録を取り消しました")
    page.keyboard.press("Escape")
    page.click("[data-end-leaving]")
    expect(band).to_be_hidden()
    expect(page.locator("[data-undo-last]")).to_have_text("この受付を取り消す")
    assert desk.moves(code) == [("checkin", False), ("departure", True), ("departure", True)]


def _wishes_noted(desk: CabledDesk, browser: Browser) -> None:
    """A company that nobody knew is no dead end: its wishes are written down, and the organiser sees them."""
    page = desk.page
    page.keyboard.press("F4")
    page.click("[data-new-company] summary")
    page.fill("#new-company", "新光テクノ株式会社")
    page.locator("#walk-in-name").fill("森 一")
    page.locator("#walk-in-name").press("Enter")
    desk.expect_tone("taken")
    desk.expect_answer("ご希望の企業をお聞かせください")
    page.click("[data-note-wishes]")
    expect(page.locator("#note")).to_be_focused()
    page.fill("#note", "希望: 日立製作所、IHI")
    page.click("[data-note-form] button")
    expect(page.locator("[data-person-hint]")).to_contain_text("メモを保存しました")
    page.keyboard.press("Escape")
    organiser = Organiser(browser, desk.server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    organiser.page.goto(organiser.page.url.split("?")[0] + "attendance")
    row = organiser.page.locator("tr", has_text="新光テクノ")
    expect(row).to_contain_text("当日参加")
    expect(row).to_contain_text("希望: 日立製作所、IHI")
    organiser.context.close()


def _without_the_line(desk: CabledDesk, code: str) -> None:
    """What needs the server is off at once, and the screen says why and what still works."""
    page = desk.page
    ways = [page.locator(f"[data-{name}]") for name in ("open-search", "open-walk-in")]
    for way in ways:
        expect(way).to_be_enabled()
    desk.cable.pull()
    desk.read(code)
    desk.expect_answer("受付は未確定")
    page.keyboard.press("Escape")
    for way in ways:
        expect(way).to_be_disabled()
    expect(page.locator("[data-needs-line-says]")).to_contain_text("回線が戻ると使えます")
    page.keyboard.press("F4")
    page.keyboard.press("F2")
    expect(page.locator("[data-screen=idle]")).to_be_visible()
    desk.cable.plug()
    desk.expect_fresh()
    for way in ways:
        expect(way).to_be_enabled()
    expect(page.locator("[data-needs-line-says]")).to_be_hidden()


def _group_without_the_line(desk: CabledDesk, company: str, english: str, people: list[str]) -> None:
    """Of a group whose scans wait nobody is said to be checked in; they are, once, when the line is back."""
    page, hint = desk.page, desk.page.locator("[data-people-hint]")
    desk.find(english)
    page.locator("[data-hits] [data-all]").first.click()
    page.locator("[data-people-list] input").first.wait_for()
    desk.cable.pull()
    page.click("[data-choose-all]")
    page.click("[data-group]")
    expect(hint).to_have_text(f"未送信 {len(people)} 件(まだ受付できていません)")
    expect(page.locator("[data-people-list] li")).to_have_count(len(people))
    assert desk.results(company) == []
    desk.cable.plug()
    desk.expect_fresh()
    said = [("checkin", "ok", name) for name in sorted(people)]
    offline.until(lambda: sorted(desk.results(company)) == said, lambda: str(desk.results(company)))
    expect(page.locator("[data-people-list] .state:visible")).to_have_count(len(people))
    expect(hint).to_be_empty()
    page.keyboard.press("Escape")


def _interrupted(desk: CabledDesk, code: str, name: str) -> None:
    """A badge that is read while a form is filled in is answered; what was typed is there again."""
    page = desk.page
    page.keyboard.press("F4")
    page.fill("#walk-in-name", "森 二郎")
    desk.read(code)
    desk.expect_tone("taken")
    page.keyboard.press("Escape")
    expect(page.locator("[data-screen=walkin]")).to_be_visible()
    expect(page.locator("#walk-in-name")).to_have_value("森 二郎")
    expect(page.locator("#walk-in-name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-screen=idle]")).to_be_visible()
    desk.find(name)
    page.locator("[data-hits] li", has_text=name).first.locator("[data-person]").click()
    page.fill("#note", "杖をお使いです")
    desk.read(code)
    desk.expect_tone("already")
    page.keyboard.press("Escape")
    expect(page.locator("#note")).to_have_value("杖をお使いです")
    page.click("[data-note-form] button")
    expect(page.locator("[data-person-hint]")).to_contain_text("メモを保存しました")
    desk.read(code)
    desk.expect_tone("already")
    page.keyboard.press("Escape")
    expect(page.locator("[data-screen=idle]")).to_be_visible()  # nothing was left to do there


def _with_a_slow_server(desk: CabledDesk, code: str, other: str) -> None:
    """A slow server is answered for as one that is gone; but it finds and registers people as always."""
    page, strip = desk.page, desk.page.locator("[data-stale]")
    fast = page.evaluate_handle(SLOW)
    desk.read(code)
    desk.expect_answer("受付は未確定")
    expect(strip).to_contain_text("応答が遅れています")
    page.keyboard.press("Escape")
    name = _person(desk, other)
    desk.find(name)
    page.locator("[data-hits] li", has_text=name).first.locator("[data-pick]").click()
    desk.expect_tone("taken")
    desk.expect_answer(name)
    page.keyboard.press("Escape")
    page.keyboard.press("F4")
    expect(page.locator("[data-screen=walkin]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-needs-line-says]")).to_be_hidden()
    fast.evaluate("(fast) => fast()")
    desk.expect_fresh()
    assert desk.moves(code) == desk.moves(other) == [("checkin", False)]


def _undone_from_another_screen(desk: CabledDesk, code: str, after: str) -> None:
    """Taken back while its answer still stood behind the company's people; the next badge is answered."""
    page = desk.page
    desk.read(code)
    desk.expect_tone("taken")
    page.keyboard.press("F6")
    expect(page.locator("[data-screen=people]")).to_be_visible()
    page.click("[data-undo-last]")
    expect(page.locator("[data-do]")).to_contain_text("受付を取り消しました")
    desk.read(after)
    desk.expect_answer(_person(desk, after))
    desk.expect_tone("taken")
    page.keyboard.press("Escape")
    assert desk.moves(code) == [("checkin", True)]


@pytest.mark.chromium
def test_desk_takes_back_what_was_a_mistake(desk: CabledDesk, browser: Browser) -> None:
    codes = offline.every_code(desk.server)
    _substitution_taken_back(desk, codes[20])
    _printed_again(desk, _person(desk, codes[20]))
    _wishes_noted(desk, browser)
    _departures_undone(desk, codes[21])
    _undone_from_another_screen(desk, codes[23], codes[24])
    _without_the_line(desk, codes[22])
    _group_without_the_line(desk, *companies_of(desk.server, 3)[0])
    _interrupted(desk, codes[27], _person(desk, codes[28]))
    _with_a_slow_server(desk, codes[25], codes[26])


def _expect_pressable(button: Locator, where: object) -> None:
    expect(button, str(where)).to_be_in_viewport(ratio=1)
    assert button.evaluate(PRESSABLE), where


@pytest.mark.chromium
def test_buttons_of_forms_stay_in_sight_at_every_size(desk: CabledDesk) -> None:
    page = desk.page
    url = page.url.split("?")[0]
    [person] = desk.server.ask("SELECT name FROM attendee WHERE company_id IS NOT NULL ORDER BY id LIMIT 1")
    for language in ("ja", "en"):
        page.goto(f"{url}?lang={language}")
        desk.expect_listening()
        page.keyboard.press("F4")
        page.click("[data-new-company] summary")
        page.evaluate(BANDS)
        _in_sight(desk, "walk-in-form", "walk-in-language", language)
        desk.find(person["name"])
        page.locator("[data-hits] [data-person]").first.click()
        _in_sight(desk, "substitute-form", "substitute-language", language)
        page.keyboard.press("Escape")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            _expect_pressable(page.locator("[data-end-leaving]"), (language, width))
        page.set_viewport_size({"width": 1280, "height": 800})


def _in_sight(desk: CabledDesk, form: str, last_field: str, language: str) -> None:
    """The button is there while the first and while the last field is filled in, and covers neither."""
    page = desk.page
    button = page.locator(f"[data-{form}] .send .button")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for field in (f"[data-{form}] [name=name]", f"#{last_field}"):
            page.locator(field).focus()
            _expect_pressable(button, (form, language, width, field))
            _expect_pressable(page.locator(field), (form, language, width, field))
    page.set_viewport_size({"width": 1280, "height": 800})
