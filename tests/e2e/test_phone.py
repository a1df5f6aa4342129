"""The attendee's own phone: from the kiosk's QR code through the day, on a good line and on a bad one."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.interview_states import Action
from kiosk.models import Attendee, Interview, Placement
from kiosk.queries.clocks import moment
from kiosk.queries.wishes import in_force
from kiosk.services import interviews
from kiosk.services.publishing import Draft, publish, save_draft
from scheduler.timetable import Interview as Planned
from tests.e2e.day import Device, Expected, Kiosk, Organiser, Screen, first_interviews
from tests.e2e.server import Server
from tests.e2e.test_kiosk_access import violations

HEARD_MS = 20_000
"""What another process writes is told by the next pulse."""
TOKYO = dt.timezone(dt.timedelta(hours=9))


class Phone(Screen):
    """A person's phone, opened by the link of a QR code."""

    def __init__(self, browser: Browser, server: Server, link: str) -> None:
        super().__init__(browser, server, "phone")
        self.page.goto(link)
        self.card = self.page.locator("[data-cards] > section")

    def expect_no_faults(self, state: str) -> None:
        assert violations(self.page, state) == []


def link_in(picture: Locator, path: Path) -> str:
    """What a phone reads from a QR code on a screen: the path of the link in it."""
    picture.screenshot(path=path)
    read = subprocess.run(["zbarimg", "--raw", "-q", path], capture_output=True, text=True, check=True)
    return re.sub(r"^https?://[^/]+", "", read.stdout.strip())


@contextlib.contextmanager
def beside(server: Server) -> Iterator[Database]:
    """The same database from another process, as a command uses it."""
    database = Database(f"sqlite:///{(server.instance / 'mendan.sqlite3').as_posix()}")
    yield database
    database.dispose()


def call_off(database: Database, event_id: int, interview: int) -> None:
    """Publish a version that is the present one without this interview."""
    with database.write() as session:
        now = moment(session, event_id, dt.datetime.now(dt.UTC))
        lost = session.get_one(Interview, interview)
        rows = session.scalars(select(Placement).where(Placement.timetable_id == in_force(session, event_id)))
        planned = tuple(
            Planned(
                row.supplier_id, row.buyer_id, row.starts_at.astimezone(TOKYO).replace(tzinfo=None),
                row.room_id, row.table_no, tuple(row.staff),
            )
            for row in rows
            if (row.supplier_id, row.buyer_id) != (lost.supplier_id, lost.buyer_id)
        )  # fmt: skip
        draft = save_draft(
            session, event_id, Draft("feasible", (), 1.0, planned, ()), actor="user:a", now=now
        )
        publish(session, event_id, draft, actor="user:a", now=now)


def last_interview(server: Server, first: Expected) -> int:
    """The last one of the same supplier's day."""
    rows = server.ask(
        """SELECT id FROM interview WHERE supplier_id = (SELECT supplier_id FROM interview WHERE id = :id)
           ORDER BY starts_at DESC LIMIT 1""",
        id=first.interview,
    )
    found: int = rows[0]["id"]
    assert found != first.interview
    return found


@pytest.fixture
def organiser(server: Server, browser: Browser) -> Organiser:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    return organiser


def event_of(organiser: Organiser) -> tuple[str, int]:
    event = organiser.page.url.split("?")[0]
    return event, int(re.findall(r"/events/(\d+)/", event)[0])


@pytest.mark.chromium
@pytest.mark.zbarimg
def test_phone_follows_the_day_from_the_kiosks_code(
    server: Server, browser: Browser, organiser: Organiser, tmp_path: Path
) -> None:
    event, event_id = event_of(organiser)
    first, _ = first_interviews(server)
    kiosk = Kiosk(browser, server, "tablet", organiser.add_device(event, "kiosk", "受付 9"))
    link = organiser.add_device(event, "room", "席", room=first.room, tables=str(first.table))
    room = Device(browser, server, "tablet", link)

    # The kiosk shows the link of whom it has just checked in; the phone reads it.
    kiosk.scan(first.code)
    kiosk.expect_answer(first.supplier)
    code = kiosk.page.locator("[data-phone-code] svg")
    expect(code).to_be_visible()
    assert violations(kiosk.page, "answer with a phone's link") == []
    phone = Phone(browser, server, link_in(code, tmp_path / "code.png"))
    expect(phone.card).to_contain_text(first.starts)
    expect(phone.card).to_contain_text(f"{first.room_name} 席 {first.table}")
    phone.expect_no_faults("where now")
    kiosk.close()
    expect(code).to_be_hidden()

    # The host calls and starts: the phone follows in place.
    room.page.click("[data-press=call]")
    expect(phone.card).to_have_attribute("data-state", "called")
    expect(phone.page).to_have_title(re.compile("● 呼出中"))
    phone.expect_no_faults("called")
    room.page.click("[data-press=start]")
    expect(phone.card).to_have_attribute("data-state", "in_progress")
    row = phone.page.locator(f"[data-day] > li[data-key='{first.interview}']")
    expect(row.locator(".state[data-state=in_progress]")).to_be_visible()
    room.page.click("[data-press=finish]")
    expect(row.locator(".state[data-state=finished]")).to_be_visible()

    # Late: the room and the reception know, until it is taken back.
    _late(phone.page, 20)
    expect(phone.page.locator("[data-late-says]")).to_contain_text("約20分遅れるとお伝えしました")
    phone.expect_no_faults("late")
    told = server.ask("SELECT minutes, company_id FROM late_notice")
    assert [row["minutes"] for row in told] == [20]
    kiosk.page.keyboard.press("F2")
    kiosk.page.fill("[data-screen=search] input", first.supplier)
    kiosk.page.locator("[data-screen=search] li .more").first.click()
    expect(kiosk.page.locator("[data-person-late]")).to_contain_text("この企業から遅れるとの連絡があります")
    phone.page.click("[data-late-back]")
    expect(phone.page.locator("[data-late-says]")).to_be_hidden()

    # A new version takes an interview away: said until it was seen.
    with beside(server) as database:
        call_off(database, event_id, last_interview(server, first))
    changes = phone.page.locator("[data-changes]")
    expect(changes).to_be_visible(timeout=HEARD_MS)
    expect(changes.locator("li[data-kind=lost]")).to_have_count(1)
    phone.expect_no_faults("changes")
    changes.locator("[data-seen]").click()
    expect(changes).to_be_hidden()
    seen = server.ask("SELECT seen_version FROM phone_link")
    assert [row["seen_version"] for row in seen] == [2]

    # The other language is one tap away.
    phone.page.click("[data-languages] a")
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    phone.expect_no_faults("English")
    for screen in (phone, kiosk, room):
        assert screen.complaints == []


@pytest.mark.chromium
@pytest.mark.zbarimg
def test_phone_on_a_bad_line_says_from_when_it_is_and_sends_once(
    server: Server, browser: Browser, organiser: Organiser, tmp_path: Path
) -> None:
    _, event_id = event_of(organiser)
    first, _ = first_interviews(server)
    phone = Phone(browser, server, _slip(server, organiser, event_id, first.interview, tmp_path))
    expect(phone.card).to_contain_text(first.starts)
    stale = phone.page.locator("[data-stale]")
    expect(stale).to_be_hidden()
    _kept(phone.page)

    # The line breaks: the last known day, with its time; what is said waits.
    server.kill()
    expect(stale).to_contain_text(re.compile(r"最終更新 \d\d:\d\d の内容です"), timeout=HEARD_MS)
    expect(phone.card).to_contain_text(first.starts)
    _late(phone.page, 10)
    expect(phone.page.locator("[data-late-says]")).to_contain_text("送信中です")
    phone.expect_no_faults("no line")

    # Even opened anew, as the browser kept page and words; it goes out once.
    phone.page.reload()
    expect(phone.card).to_contain_text(first.starts)
    expect(stale).to_be_visible()
    expect(phone.page.locator("[data-late-says]")).to_contain_text("送信中です")
    assert server.ask("SELECT id FROM late_notice") == []
    server.start("--demo", "--host", "127.0.0.1")
    expect(phone.page.locator("[data-late-says]")).to_contain_text("お伝えしました", timeout=HEARD_MS)
    expect(stale).to_be_hidden(timeout=HEARD_MS)
    assert len(server.ask("SELECT id FROM late_notice")) == 1
    assert phone.complaints == []

    # A link that was replaced opens nothing, and says where the new one is.
    organiser.page.goto(f"/events/{event_id}/phones/sheet?attendee={_person(server, first.interview)}")
    organiser.page.click("details.replace summary")
    organiser.page.click("details.replace button")
    expect(organiser.page.locator(".flash")).to_be_visible()
    phone.page.reload()
    expect(phone.page.locator("h2")).to_contain_text("このリンクでは予定表を開けません。")
    phone.expect_no_faults("replaced")


@pytest.mark.chromium
@pytest.mark.zbarimg
def test_coordinator_notes_what_came_of_a_sit_in(
    server: Server, browser: Browser, organiser: Organiser, tmp_path: Path
) -> None:
    _, event_id = event_of(organiser)
    with beside(server) as database, database.write() as session:
        sit_in = next(row for row in session.scalars(select(Interview)) if row.staff)
        names = (Attendee.event_id == event_id, Attendee.staff_id == sit_in.staff[0])
        person, interview = session.scalars(select(Attendee.id).where(*names)).one(), sit_in.id
        who = Caller("organiser", "user:a", event_id)
        now = moment(session, event_id, dt.datetime.now(dt.UTC))
        interviews.act(session, who, interview, Action.START, nonce="start", now=now)
    phone = Phone(browser, server, _slip_of(organiser, event_id, person, tmp_path))
    row = phone.page.locator(f"[data-day] > li[data-key='{interview}']")
    expect(row.locator(".with p")).to_have_count(2)
    expect(phone.page.locator("[data-late]")).to_have_count(0)
    row.locator("[data-note]").click()
    dialog = phone.page.locator("dialog[open]")
    phone.expect_no_faults("outcome")
    dialog.locator("label", has=phone.page.locator("input[value='○']")).click()
    dialog.locator("select[name=next_step]").select_option("estimate")
    dialog.locator("select[name=who_acts]").select_option("supplier")
    dialog.locator("textarea").fill("図面を送る")
    dialog.locator("button.primary").click()
    expect(row.locator("[data-note]")).to_have_text("○ 結果を直す")
    expect(phone.page.locator("[data-refused]")).to_be_hidden()
    phone.page.reload()
    expect(row.locator("[data-note]")).to_have_text("○ 結果を直す")
    kept = server.ask("SELECT interview_id, mark, next_step, who_acts, note, recorded_by FROM outcome")
    assert [tuple(row) for row in kept] == [
        (interview, "○", "estimate", "supplier", "図面を送る", f"attendee:{person}")
    ]
    assert phone.complaints == []


def _late(page: Page, minutes: int) -> None:
    page.click("[data-late-open]")
    page.click(f"[data-minutes='{minutes}']")


def _person(server: Server, interview: int) -> str:
    """Somebody of its supplier."""
    rows = server.ask(
        """SELECT a.id FROM attendee a
           JOIN interview i ON i.event_id = a.event_id AND i.supplier_id = a.company_id
           WHERE i.id = :id ORDER BY a.position LIMIT 1""",
        id=interview,
    )
    found: str = rows[0]["id"]
    return found


def _slip(server: Server, organiser: Organiser, event_id: int, interview: int, folder: Path) -> str:
    return _slip_of(organiser, event_id, _person(server, interview), folder)


def _slip_of(organiser: Organiser, event_id: int, person: str, folder: Path) -> str:
    """The link on a person's slip of paper."""
    organiser.page.goto(f"/events/{event_id}/phones/sheet?attendee={person}")
    return link_in(organiser.page.locator(".slip svg"), folder / "slip.png")


def _kept(page: Page) -> None:
    """The browser has the page and its files, which it gets in the background."""
    page.evaluate(
        """async () => {
          const loaded = performance.getEntriesByType("resource").map((one) => one.name);
          const files = loaded.filter((url) => url.startsWith(`${location.origin}/static/`));
          const known = (url) => caches.match(url, { ignoreSearch: true, ignoreVary: true });
          const tries = Array.from({ length: 200 });
          for (const _ of tries) {
            if ((await Promise.all([location.href, ...files].map(known))).every(Boolean)) return;
            await new Promise((done) => setTimeout(done, 50));
          }
          throw new Error("the page was not kept");
        }"""
    )
