"""A simulated day on every kind of screen: all agree with the server, or say that they cannot know."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.security import phone_token
from tests.e2e.cable import Cable
from tests.e2e.day import Device, Organiser, Screen
from tests.e2e.server import Server

AGREED_MS = 1_000
"""In which every screen shows what the server knows, once nothing more happens."""
RIGHT_AGAIN_MS = 15_000
STALE_MS = 20_000
FASTEST = 600
CUT = "net::ERR_"
"""In what a browser says of a line that was cut."""

KINDS = """(state) => ({
  scheduled: "open", arrived: "open", late: "open", called: "open",
  in_progress: "running", ending: "running", over: "running",
  finished: "over", no_show: "over", cancelled: "over",
})[state] ?? state"""
"""What several words for the same state come to."""
SHOWN = {
    "room": """() => {
        const cards = [...document.querySelectorAll("[data-tables] > [data-phase]")];
        return Object.fromEntries(cards.map((card) => {
          const { phase, interview } = card.dataset;
          const table = card.querySelector("[data-slot=table]").textContent.match(/\\d+/)[0];
          const kind = phase === "waiting" ? "open" : "running";
          return [table, phase === "done" ? phase : `${kind} ${interview}`];
        }));
      }""",
    "board": """() => {
        const rows = [...document.querySelectorAll("[data-rows] > li:not([hidden])")];
        return Object.fromEntries(rows.map((row) => {
          const slot = (name) => row.querySelector(`[data-slot=${name}]`);
          return [`${slot("room").textContent} ${slot("table").textContent}`, slot("now").dataset.interview];
        }));
      }""",
    "desk": f"""() => {{
        const kind = {KINDS};
        const cells = [...document.querySelectorAll(".cell[data-interview]")];
        return Object.fromEntries(cells.map(({{ dataset }}) => [dataset.interview, kind(dataset.state)]));
      }}""",
    "phone": """() => document.querySelectorAll("[data-day] > li[data-over]").length""",
}
"""What each kind of screen shows, as far as it can be compared."""
READ = """async ([path, token]) => {
  const answer = await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
  return answer.json();
}"""


def kind_of(interview: dict[str, Any]) -> str:
    """As `KINDS` has it."""
    state = interview["state"]
    return {"scheduled": "open", "called": "open", "in_progress": "running"}.get(state, "over")


def at_table(table: dict[str, Any]) -> str:
    """The interview that a table's card is about."""
    open_ = [one for one in table["interviews"] if kind_of(one) != "over"]
    now = next((one for one in open_ if kind_of(one) == "running"), open_[0] if open_ else None)
    return f"{kind_of(now)} {now['id']}" if now else "done"


@dataclass
class Seat:
    """A screen of the floor, at the end of a cable of its own."""

    kind: str
    screen: Screen
    cable: Cable
    path: str
    """Of its snapshot."""
    token: str

    @property
    def page(self) -> Page:
        return self.screen.page

    def shows(self) -> Any:
        return self.page.evaluate(SHOWN[self.kind])

    def known(self, asking: Page) -> Any:
        """What the server knows, put as the screen puts it."""
        told = asking.evaluate(READ, [self.path, self.token])
        if self.kind == "room":
            return {str(table["number"]): at_table(table) for table in told["tables"]}
        if self.kind == "phone":
            return sum(kind_of(one) == "over" for one in told["interviews"])
        return told

    def expect_stale(self) -> None:
        expect(self.page.locator("[data-stale]")).to_be_visible(timeout=STALE_MS)

    def expect_fresh(self) -> None:
        expect(self.page.locator("[data-stale]")).to_be_hidden(timeout=RIGHT_AGAIN_MS)


class CabledDesk(Organiser):
    """An organiser at the end of a cable."""

    def __init__(self, browser: Browser, server: Server, cable: Cable) -> None:
        Screen.__init__(self, browser, cable, "office")
        self.server = server


class Floor:
    """One control desk, three room tablets, a board and a phone in a rehearsal of the demonstration."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.server = server
        server.start("--demo", "--host", "127.0.0.1")
        self.steering = Organiser(browser, server)
        self.steering.sign_in()
        rooms = [row["id"] for row in server.ask("SELECT id FROM room ORDER BY position")][:3]
        event = f"{server.url}/events/1/"
        links = [
            self.steering.add_device(event, "room", f"部屋 {room}", room=room, tables="1-2") for room in rooms
        ]
        board = self.steering.add_device(event, "board", "ロビー 2")
        self._press(f"{event}rehearsal", "form[action$='/begin'] button")
        self.rehearsal = self.steering.page.url
        copy = re.search(r"/events/(\d+)/", self.rehearsal)[1]  # type: ignore[index]
        self.seats = [
            self._device(browser, "room", link, f"/rooms/{room}")
            for link, room in zip(links, rooms, strict=True)
        ]
        self.seats.append(self._device(browser, "board", board, "/board"))
        self.seats.append(self._desk(browser, copy))
        self.rooms = self.seats[:3]

    def _press(self, address: str, selector: str) -> None:
        page = self.steering.page
        if page.url.split("?")[0] != address:
            page.goto(address)
        with page.expect_navigation():
            page.click(selector)

    def set_speed(self, speed: int) -> None:
        self._press(self.rehearsal, f"button[name=speed][value='{speed}']")

    def jump(self) -> None:
        self._press(self.rehearsal, "button[name=jump]")

    def let_crowd_come(self) -> None:
        self._press(self.rehearsal, "form[action$='/crowd'] button.primary")

    def _device(self, browser: Browser, kind: str, link: str, path: str) -> Seat:
        cable = Cable(self.server)
        device = Device(browser, cable, "board" if kind == "board" else "tablet", link)
        return Seat(kind, device, cable, path, device.page.locator("body").get_attribute("data-token") or "")

    def _desk(self, browser: Browser, copy: str) -> Seat:
        cable = Cable(self.server)
        desk = CabledDesk(browser, self.server, cable)
        desk.sign_in()
        desk.page.goto(f"/events/{copy}/desk")
        expect(desk.page.locator(".cell[data-interview]").first).to_be_visible()
        return Seat("desk", desk, cable, "", "")

    def add_phone(self, browser: Browser, token: str) -> None:
        cable = Cable(self.server)
        phone = Screen(browser, cable, "phone")
        phone.page.goto(f"/p/{token}")
        self.seats.append(Seat("phone", phone, cable, "/me", token))

    def _told(self) -> list[Any]:
        """What the server knows of the rooms."""
        return [self.steering.page.evaluate(READ, [seat.path, seat.token]) for seat in self.rooms]

    def disagreements(self, rooms: list[Any]) -> list[str]:
        """Where a screen shows something else than the server knows."""
        asking = self.steering.page
        found = []
        for seat in self.seats:
            shown = seat.shows()
            if seat.kind in ("room", "phone"):
                known = seat.known(asking)
            elif seat.kind == "board":
                known = _on_board(rooms, shown)
                shown = {key: shown[key] for key in known}
            else:
                cells = {str(one["id"]): kind_of(one) for one in _interviews(rooms)}
                known = {key: cells[key] for key in shown if key in cells}
                shown = {key: shown[key] for key in known}
            if shown != known or shown in ({}, None):
                found.append(f"{seat.kind} {seat.path}: {_difference(shown, known)}")
        return found

    def expect_agreement(self) -> None:
        """All screens show what the server knows, within a second after the last news."""
        known, since = self._told(), time.monotonic()
        while True:
            wrong = self.disagreements(known)
            told = self._told()
            if _states(told) != _states(known):
                known, since = told, time.monotonic()
            elif not wrong:
                return
            elif time.monotonic() - since > AGREED_MS / 1000:
                raise AssertionError(f"not within {AGREED_MS} ms: {wrong}")


def _interviews(rooms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for room in rooms for table in room["tables"] for one in table["interviews"]]


def _states(rooms: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(one["id"], one["state"]) for one in _interviews(rooms)]


def _on_board(rooms: list[dict[str, Any]], shown: dict[str, str]) -> dict[str, str]:
    """What the board's rows of this page ought to say of who is at the table."""
    found = {}
    for room in rooms:
        for table in room["tables"]:
            key = f"{room['room']['name']} {table['number']}"
            if key in shown:
                now = at_table(table)
                found[key] = now.split()[1] if now.startswith("running") else "none"
                called = [one for one in table["interviews"] if one["state"] == "called"]
                if found[key] == "none" and called and shown[key] == str(called[0]["id"]):
                    found[key] = shown[key]  # called to the table: shown as being there
    return found


def _difference(shown: Any, known: Any) -> str:
    if not isinstance(shown, dict) or not isinstance(known, dict):
        return f"shows {shown}, is {known}"
    keys = sorted(set(shown) | set(known))
    return "; ".join(
        f"{k}: shows {shown.get(k)}, is {known.get(k)}" for k in keys if shown.get(k) != known.get(k)
    )


def _until(holds: Callable[[], bool], ms: int, why: Callable[[], object]) -> None:
    deadline = time.monotonic() + ms / 1000
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {ms} ms: {why()}")
        time.sleep(0.05)


@pytest.mark.chromium
def test_floor_lives_a_day_and_every_screen_is_right_again_by_itself(
    server: Server, browser: Browser
) -> None:
    floor = Floor(browser, server)
    floor.set_speed(0)
    floor.let_crowd_come()
    floor.add_phone(browser, _busy_phone(server))
    floor.expect_agreement()

    floor.set_speed(FASTEST)
    _until_over(server, 0.3)
    floor.set_speed(0)
    floor.expect_agreement()

    _cut(floor, lambda cable: cable.pull())
    _cut(floor, lambda cable: cable.hang())

    floor.set_speed(FASTEST)
    _until_over(server, 1.0)
    floor.set_speed(0)
    floor.expect_agreement()
    said = [word for seat in floor.seats for word in seat.screen.complaints if CUT not in word]
    assert said == []


def _cut(floor: Floor, how: Callable[[Cable], None]) -> None:
    """Cut every screen's line while the day goes on; they say that they are stale, and mend by themselves."""
    for seat in floor.seats:
        how(seat.cable)
    floor.set_speed(60)
    for seat in floor.seats:
        seat.expect_stale()
    floor.set_speed(0)
    for seat in floor.seats:
        seat.cable.plug()
    for seat in floor.seats:
        seat.expect_fresh()
    floor.expect_agreement()


def _until_over(server: Server, share: float) -> None:
    """Until so much of the day's interviews is over."""

    def over() -> bool:
        [row] = server.ask(
            """SELECT AVG(state IN ('finished', 'no_show', 'cancelled')) AS share FROM interview
               WHERE event_id = (SELECT MAX(id) FROM event)"""
        )
        return float(row["share"]) >= share

    _until(over, 180_000, lambda: "the day does not go on")


def _busy_phone(server: Server) -> str:
    """The token of a page with as many interviews as any; the crowd has given everyone a link."""
    [row] = server.ask(
        """SELECT MIN(a.id) AS id FROM attendee a
           JOIN interview i ON i.event_id = a.event_id AND i.supplier_id = a.company_id
           WHERE a.event_id = 1 GROUP BY a.company_id ORDER BY COUNT(*) DESC LIMIT 1"""
    )
    return phone_token((server.instance / "secret_key").read_text("ascii"), 1, row["id"], 1)
