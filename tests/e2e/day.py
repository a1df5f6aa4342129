"""The people of the day and what they do, so that a test reads like the day itself."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.server import Server

EXPECTED = ("favicon", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "WebSocket connection")
"""What a browser may complain of while the server dies and is dead."""
SOLVED_MS = 60_000
RECOVERED_MS = 20_000
SHAPES = {
    "tablet": (1280, 800),
    "board": (1920, 1080),
    "wall": (1920, 2700),
    "office": (1440, 900),
    "phone": (390, 844),
}
"""What the screens measure; on a wall a board has room for all tables, and turns no pages."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An interview to follow through the day, and the badge of someone who comes for it."""

    interview: int
    room: str
    room_name: str
    table: int
    supplier: str
    code: str
    starts: str


class Place(Protocol):
    """Where a server is reached: at its own address, or at the end of a cable."""

    @property
    def url(self) -> str: ...


class Screen:
    """A page in a browser context of its own, which remembers what its console complained of."""

    def __init__(self, browser: Browser, server: Place, shape: str) -> None:
        width, height = SHAPES[shape]
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, base_url=server.url, locale="ja-JP"
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.set_default_timeout(15_000)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not any(word in text for word in EXPECTED):
            self.complaints.append(text)


class Organiser(Screen):
    """The organiser at the office PC."""

    def __init__(self, browser: Browser, server: Server) -> None:
        super().__init__(browser, server, "office")
        self.server = server

    def sign_in(self) -> None:
        self.page.goto("/")
        self.page.fill("#name", "organiser")
        self.page.fill("#password", self.server.password())
        self.page.click("form button.primary")
        expect(self.page).to_have_url(re.compile(r"/(\?.*)?$"))

    def import_event(self, files: list[str]) -> str:
        """Upload, look at the preview, save; gives the event's address."""
        self.page.goto("/import")
        self.page.set_input_files("#files", files)
        self.page.click("form[data-upload] button.primary")
        expect(self.page.locator("dl.tiles")).to_be_visible()
        self.page.click("form button.primary")
        expect(self.page).to_have_url(re.compile(r"/events/\d+/$"))
        return self.page.url

    def solve(self, event: str) -> None:
        """Start the solver and watch it until its draft is there."""
        self.page.goto(f"{event}solve")
        self.page.click("form.start button.primary")
        expect(self.page.locator("section.outcome a.primary")).to_be_visible(timeout=SOLVED_MS)

    def publish(self) -> None:
        """Look at the draft and publish it."""
        self.page.click("section.outcome a.primary")
        expect(self.page.locator("table.grid a.cell").first).to_be_visible()
        self.page.click("button[popovertarget=publish].primary")
        self.page.click("#publish form button.primary")
        expect(self.page.locator("h1 .pill.good")).to_be_visible()

    def rehearse(self, event: str) -> None:
        """Set the clock to the opening of reception."""
        self.page.goto(f"{event}clock")
        self.page.click("form[action$='/clock'] button.primary")
        expect(self.page.locator(".pill.wait")).to_be_visible()

    def add_device(self, event: str, role: str, name: str, *, room: str = "", tables: str = "") -> str:
        """Add a device; gives the path of its pairing link."""
        self.page.goto(f"{event}devices")
        self.page.check(f"input[name=role][value={role}]")
        self.page.fill("form.add input[name=name]", name)
        if room:
            self.page.select_option("form.add select[name=room]", room)
            self.page.fill("form.add input[name=tables]", tables)
        self.page.click("form.add button.primary")
        card = self.page.locator("li.device", has=self.page.get_by_role("heading", name=name, exact=True))
        address = card.locator("p.address a").get_attribute("href") or ""
        return "/pair/" + address.rsplit("/", 1)[1]


class Device(Screen):
    """A kiosk, a room tablet or a board, paired by its link."""

    def __init__(self, browser: Browser, server: Place, shape: str, link: str) -> None:
        super().__init__(browser, server, shape)
        self.page.goto(link)
        self.page.click("main.pair form button.primary")
        expect(self.page).to_have_url(re.compile(r"/screens/\d+"))

    @property
    def stale(self) -> bool:
        return self.page.locator("[data-stale]").is_visible()

    def expect_stale(self) -> None:
        expect(self.page.locator("[data-stale]")).to_be_visible(timeout=RECOVERED_MS)

    def expect_fresh(self) -> None:
        expect(self.page.locator("[data-stale]")).to_be_hidden(timeout=RECOVERED_MS)


class Kiosk(Device):
    """The kiosk at reception."""

    def scan(self, code: str) -> None:
        """A badge under a reader that types as fast as readers do."""
        self.expect_listening()
        self.page.keyboard.type(code, delay=2)
        self.page.keyboard.press("Enter")

    def expect_listening(self) -> None:
        """The page waits for a badge: its script, which shows the time, has begun."""
        expect(self.page.locator("[data-screen=idle]")).to_be_visible()
        expect(self.page.locator("[data-now]")).not_to_be_empty()

    def expect_answer(self, *texts: str) -> None:
        answer = self.page.locator("[data-screen=answer]")
        for text in texts:
            expect(answer).to_contain_text(text)

    def close(self) -> None:
        self.page.click("[data-close]")
        expect(self.page.locator("[data-screen=idle]")).to_be_visible()


def first_interviews(server: Server) -> tuple[Expected, Expected]:
    """Two interviews that open the day of their table and supplier, in two rooms, each with a badge."""
    rows = server.ask(
        """SELECT i.id, i.room_id, r.name AS room_name, i.table_no, c.name AS supplier, i.starts_at,
                  MIN(b.code) AS code
           FROM interview i JOIN company c ON c.event_id = i.event_id AND c.id = i.supplier_id
           JOIN room r ON r.event_id = i.event_id AND r.id = i.room_id
           JOIN attendee a ON a.event_id = i.event_id AND a.company_id = i.supplier_id
           JOIN badge b ON b.event_id = a.event_id AND b.attendee_id = a.id
           GROUP BY i.id ORDER BY i.starts_at, i.room_id, i.table_no"""
    )
    of_supplier: dict[str, int] = {}
    at_table: dict[tuple[str, int], int] = {}
    for row in rows:
        of_supplier.setdefault(row["supplier"], row["id"])
        at_table.setdefault((row["room_id"], row["table_no"]), row["id"])
    opening = set(of_supplier.values()) & set(at_table.values())
    first = [row for row in rows if row["id"] in opening]
    one = first[0]
    other = next(row for row in first if row["room_id"] != one["room_id"])
    return _expected(one), _expected(other)


def codes_of(server: Server, count: int) -> list[str]:
    """The badges of some suppliers, one each, in the order of the list."""
    rows = server.ask(
        """SELECT MIN(b.code) AS code FROM badge b
           JOIN attendee a ON a.event_id = b.event_id AND a.id = b.attendee_id
           JOIN company c ON c.event_id = a.event_id AND c.id = a.company_id AND c.side = 'supplier'
           GROUP BY c.id ORDER BY c.position LIMIT :count""",
        count=count,
    )
    return [row["code"] for row in rows]


def _local(stored: str) -> str:
    """A time as the database holds it (UTC), as the hall in Japan reads it."""
    utc = dt.datetime.fromisoformat(stored).replace(tzinfo=dt.UTC)
    return f"{utc.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}"


def _expected(row: sqlite3.Row) -> Expected:
    return Expected(
        interview=row["id"],
        room=row["room_id"],
        room_name=row["room_name"],
        table=row["table_no"],
        supplier=row["supplier"],
        code=row["code"],
        starts=_local(row["starts_at"]),
    )
