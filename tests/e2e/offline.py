"""A kiosk at the end of a cable, and what the disk says of the badges it has read."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Error, Page, expect

from tests.e2e.cable import Cable
from tests.e2e.day import Device
from tests.e2e.server import Server

HALL = "kiosk.test"
"""A name that leads to the server and is, unlike localhost, no secure origin on plain HTTP."""
PATIENCE = 30.0
"""Seconds in which anything expected of a kiosk has to come about."""
LINE = """() => {
  const { line, waiting } = document.body.dataset;
  const strip = document.querySelector("[data-stale]");
  return { line, waiting: Number(waiting), says: strip.hidden ? "" : strip.textContent };
}"""


KEYS = """(code) => {
  for (const key of [...code, "Enter"]) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}"""
"""A reader's keys, all at once: how fast a busy computer passes them on is not what is tested here."""
COPY = """() => new Promise((done) => {
  const opening = indexedDB.open(`mendan-kiosk-${document.body.dataset.device}`);
  opening.onsuccess = () => {
    const asked = opening.result.transaction("kept").objectStore("kept").get("directory");
    asked.onsuccess = () => { opening.result.close(); done(Boolean(asked.result)); };
  };
})"""
"""Whether the browser holds the kiosk's copy of the badges."""


@dataclass(frozen=True, slots=True)
class Read:
    """One badge under a reader: at which kiosk, of whom, and when (real time)."""

    device: int
    code: str
    at: dt.datetime


def paired(server: Server, name: str) -> tuple[str, str]:
    """A new kiosk: the path of its pairing link, and its token."""
    said = server.run("device", "add", "--role", "kiosk", "--name", name, "--json")
    found = json.loads(said)
    return "/pair/" + str(found["pairing_url"]).rsplit("/", 1)[1], str(found["token"])


@dataclass(slots=True)
class Station:
    """A kiosk's page; `reads` is everything its reader has read."""

    page: Page
    device: int
    reads: list[Read] = field(default_factory=list)

    def expect_listening(self) -> None:
        expect(self.page.locator("[data-now]")).not_to_be_empty()

    def read(self, code: str) -> None:
        """A badge under a reader, whatever is on the screen."""
        self.page.evaluate(KEYS, code)
        self.reads.append(Read(self.device, code, dt.datetime.now(dt.UTC)))

    def line(self) -> dict[str, Any]:
        """What the strip above every screen says."""
        found: dict[str, Any] = self.page.evaluate(LINE)
        return found

    def expect_offline(self, waiting: int) -> None:
        """It says that it is offline, and how many scans wait; no other number."""
        says = f"送信待ち {waiting} 件"
        until(lambda: self._is_offline(waiting, says), lambda: f"{says}: {self.line()}")

    def _is_offline(self, waiting: int, says: str) -> bool:
        line = self.line()
        return line["line"] == "down" and line["waiting"] == waiting and says in line["says"]

    def expect_online(self) -> None:
        """Nothing waits, and nothing is said of the line."""
        well = {"line": "up", "waiting": 0, "says": ""}
        until(lambda: self.line() == well, lambda: str(self.line()))

    def crash(self) -> None:
        """The page dies as when its memory is gone: no goodbye. A new one has opened nothing yet."""
        with self.page.expect_event("crash"), contextlib.suppress(Error):
            self.page.goto("chrome://crash")
        self.page = self.page.context.new_page()


def station(browser: Browser, cable: Cable, link: str) -> Station:
    """A kiosk paired by its link, in a browser context of its own, whose page is ready."""
    page = Device(browser, cable, "tablet", link).page
    found = Station(page, int(page.url.rsplit("/", 1)[1]))
    found.expect_listening()
    return found


def expect_copy(station: Station) -> None:
    """The kiosk has its own copy of the badges."""
    until(lambda: bool(station.page.evaluate(COPY)), lambda: "there is no copy")


def until(
    done: Callable[[], bool],
    told: Callable[[], str],
    patience: float = PATIENCE,
    pump: Page | None = None,
) -> None:
    """Wait for something to become so; what a `pump` page tells is heard meanwhile.

    Raises:
        AssertionError: it did not in time; `told()` says how it is instead.
    """
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end, told()
        if pump is not None and not pump.is_closed():
            pump.wait_for_timeout(20)
        else:
            time.sleep(0.01)


def ask(server: Server, token: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """What the API answers: status and JSON; POST if there is a body."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{server.url}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def every_code(server: Server) -> list[str]:
    """A badge of every person, in the order in which they were made."""
    rows = server.ask("SELECT code FROM badge WHERE revoked_at IS NULL ORDER BY id")
    return [row["code"] for row in rows]


def scans(server: Server) -> list[dict[str, Any]]:
    """Every check-in on the disk, by when it came in."""
    rows = server.ask(
        """SELECT s.nonce, s.result, s.reason, s.device_id, s.attendee_id, s.happened_at, b.code
           FROM scan s LEFT JOIN badge b ON b.id = s.badge_id WHERE s.kind = 'checkin' ORDER BY s.id"""
    )
    return [dict(row) for row in rows]


def answers(server: Server) -> dict[str, tuple[int, Any]]:
    """What each check-in was answered, by its nonce."""
    rows = server.ask("SELECT nonce, answer, answer_status FROM feed WHERE request = 'checkin'")
    return {row["nonce"]: (row["answer_status"], json.loads(row["answer"])) for row in rows}


def event_time(server: Server, real: dt.datetime) -> dt.datetime:
    """What the event's clock showed at a moment of the world's."""
    row = server.ask("SELECT clock_anchor, clock_shown FROM event")[0]
    anchor, shown = (stored(row[name]) for name in ("clock_anchor", "clock_shown"))
    return shown + (real - anchor)


def stored(text: str) -> dt.datetime:
    """A time as the database holds it, UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
