"""The day, lived in a real browser against a real server that is killed in the middle of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.day import RECOVERED_MS, Device, Kiosk, Organiser, first_interviews
from tests.e2e.server import Server

EXAMPLE = Path(__file__).parents[2] / "examples" / "tama-2009"


@pytest.mark.chromium
def test_day_is_lived_through_a_crash(server: Server, browser: Browser) -> None:
    server.start("--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    event = organiser.import_event([str(path) for path in sorted(EXAMPLE.glob("*.csv"))])
    organiser.solve(event)
    organiser.publish()
    organiser.rehearse(event)

    first, second = first_interviews(server)
    kiosk = Kiosk(browser, server, "tablet", organiser.add_device(event, "kiosk", "受付1"))
    at_table = organiser.add_device(event, "room", "部屋1", room=first.room, tables=str(first.table))
    room = Device(browser, server, "tablet", at_table)
    board = Device(browser, server, "wall", organiser.add_device(event, "board", "ロビー1"))

    # The supplier of the first interview comes in.
    kiosk.scan(first.code)
    kiosk.expect_answer(first.supplier, first.starts, first.room_name)
    table = room.page.locator("article.table").filter(has_text=first.supplier)
    expect(table.locator("[data-slot=arrival] .state[data-state=arrived]")).to_be_visible()
    kiosk.close()

    # The host starts; the lobby sees it.
    line = board.page.locator(f"[data-rows] > li[data-key='{first.room}/{first.table}']")
    table.locator("[data-press=call]").click()
    table.locator("[data-press=start]").click()
    expect(table.locator("[data-slot=state] .state[data-state=in_progress]")).to_be_visible()
    running = line.locator("[data-slot=now] .state[data-state=in_progress]")
    expect(running).to_be_visible()

    # Somebody else is checked in, and the server dies the moment after it has said so.
    kiosk.scan(second.code)
    kiosk.expect_answer(second.supplier, second.starts, second.room_name)
    server.kill()
    kiosk.close()
    for screen in (room, board, kiosk):
        screen.expect_stale()

    # A badge is read while the server is dead: the kiosk does not pretend.
    late = _code_of_someone_else(server, first.supplier, second.supplier)
    kiosk.scan(late)
    expect(kiosk.page.locator("[data-screen=answer]")).to_have_attribute("data-tone", "waiting")
    assert _arrivals(server) == 2

    # It is started again: everything is there, and every screen comes back by itself.
    server.start("--host", "127.0.0.1")
    for screen in (room, board, kiosk):
        screen.expect_fresh()
    expect(running).to_be_visible()
    expect(kiosk.page.locator("[data-held]")).to_be_hidden(timeout=RECOVERED_MS)
    assert _arrivals(server) == 3

    # The host finishes; the lobby sees that too.
    table.locator("[data-press=finish]").click()
    expect(line).to_be_visible()
    expect(running).to_be_hidden()
    states = server.ask("SELECT state FROM interview WHERE id = :id", id=first.interview)
    assert [row["state"] for row in states] == ["finished"]

    for screen in (organiser, kiosk, room, board):
        assert screen.complaints == []


def _arrivals(server: Server) -> int:
    """How many check-ins lie on the disk."""
    rows = server.ask("SELECT COUNT(*) AS n FROM scan WHERE kind = 'checkin' AND result = 'ok'")
    count: int = rows[0]["n"]
    return count


def _code_of_someone_else(server: Server, *suppliers: str) -> str:
    rows = server.ask(
        """SELECT b.code, c.name FROM badge b
           JOIN attendee a ON a.event_id = b.event_id AND a.id = b.attendee_id
           JOIN company c ON c.event_id = a.event_id AND c.id = a.company_id ORDER BY c.position DESC"""
    )
    code: str = next(row["code"] for row in rows if row["name"] not in suppliers)
    return code
