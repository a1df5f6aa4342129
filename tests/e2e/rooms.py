"""A room's tablet and the office beside it, so that a test reads like a table's day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.e2e.cable import Cable
from tests.e2e.day import Device, Organiser
from tests.e2e.server import Server


@dataclass(frozen=True, slots=True)
class Held:
    """An interview of a table."""

    id: int
    supplier: str
    buyer: str
    starts: str


class Office(Organiser):
    """The organiser, whose pages' token speaks for programs too."""

    def __init__(self, browser: Browser, server: Server) -> None:
        super().__init__(browser, server)
        server.start("--demo", "--host", "127.0.0.1")
        self.sign_in()
        self.page.click("a[href*='/events/']")
        self.event = self.page.url.split("?")[0]
        self.page.goto(f"{self.event}timetable")
        self.token = self.page.locator("[data-token]").first.get_attribute("data-token") or ""

    def set_clock(self, time: str, speed: int = 1) -> None:
        """Let every screen show a time of the event's day."""
        day = self.server.ask("SELECT MIN(date) AS day FROM session")[0]["day"]
        self.page.goto(f"{self.event}clock")
        self.page.check("input[name=to][value=time]")
        self.page.fill("input[name=time]", f"{day}T{time}")
        self.page.select_option("select[name=speed]", str(speed))
        self.page.click("form[action$='/clock'] button.primary")
        expect(self.page.locator(".pill.wait")).to_be_visible()

    def post(self, path: str, **body: Any) -> Any:
        """A request of another program."""
        answer = self.page.request.post(
            f"/api/v1{path}", data=body, headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.ok, answer.text()
        return answer.json()


class Tablet(Device):
    """A room's tablet that shows one table."""

    def __init__(self, browser: Browser, server: Server, table: tuple[str, str], cable: Cable | None = None):
        room, number = table
        said = server.run(
            "device", "add", "--role", "room", "--name", f"{room}/{number}", "--room", room,
            "--tables", number, "--json",
        )  # fmt: skip
        link = "/pair/" + str(json.loads(said)["pairing_url"]).rsplit("/", 1)[1]
        super().__init__(browser, cable or server, "tablet", link)
        expect(self.card).to_be_visible()

    @property
    def card(self) -> Locator:
        return self.page.locator("article.table")

    @property
    def note(self) -> Locator:
        return self.card.locator("[data-slot=note]")

    def button(self, action: str) -> Locator:
        return self.card.locator(f"button.big[data-press={action}]")

    def press(self, action: str) -> None:
        self.button(action).click()

    def menu(self) -> Locator:
        """What is under "…"."""
        self.card.locator("[data-open=menu]").click()
        return self.page.locator("[data-menu]")

    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    def expect_state(self, state: str) -> None:
        expect(self.card.locator(f"[data-slot=state] .state[data-state={state}]")).to_be_visible()


def one_table(server: Server) -> tuple[tuple[str, str], list[Held]]:
    """The table whose day begins first, and its interviews."""
    rows = server.ask(
        """SELECT i.id, i.room_id, i.table_no, s.name AS supplier, b.name AS buyer, i.starts_at
           FROM interview i JOIN company s ON s.event_id = i.event_id AND s.id = i.supplier_id
           JOIN company b ON b.event_id = i.event_id AND b.id = i.buyer_id
           ORDER BY i.starts_at, i.room_id, i.table_no"""
    )
    place = (rows[0]["room_id"], rows[0]["table_no"])
    held = [
        Held(row["id"], row["supplier"], row["buyer"], row["starts_at"])
        for row in rows
        if (row["room_id"], row["table_no"]) == place
    ]
    return (place[0], str(place[1])), held


def state_of(server: Server, interview: Held) -> str:
    state: str = server.ask("SELECT state FROM interview WHERE id = :id", id=interview.id)[0]["state"]
    return state


def actions_on(server: Server, interview: Held) -> list[str]:
    """What was done with an interview, in order."""
    rows = server.ask("SELECT details FROM feed WHERE fact = 'interview_changed' ORDER BY revision")
    told = [json.loads(row["details"]) for row in rows]
    return [one["action"] for one in told if one["interview"] == interview.id]
