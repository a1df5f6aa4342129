"""What no badge holds, put into the kiosk's field: answered, recorded, never run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.day import RECOVERED_MS, Kiosk, Organiser
from tests.e2e.offline import until
from tests.e2e.server import Server
from tests.kiosk.web.hostile import payloads

PAYLOADS = 200
AT_ONCE = 20
"""So many are sent before their answers are waited for."""
ENTER = """(codes) => {
  const form = document.querySelector("[data-typed]");
  let sent = 0;
  for (const code of codes) {
    form.elements.code.value = code;
    if (form.elements.code.value.trim()) sent += 1;
    form.requestSubmit();
  }
  return sent;
}"""
"""Put each into the field and press the button; gives how many were not empty."""
RUNNABLE = "() => document.querySelectorAll('img, iframe, object, embed, script, [onerror], [onload]').length"
"""How many elements could load or run something."""
REFUSED = "Failed to load resource: the server responded with a status of 422 (UNPROCESSABLE ENTITY)"
"""The browser's own note of a badge that was not taken."""


def _until_recorded(server: Server, number: int) -> None:
    def recorded() -> int:
        return int(server.ask("SELECT count(*) AS scans FROM scan")[0]["scans"])

    until(lambda: recorded() >= number, lambda: f"{recorded()} of {number} scans were recorded")


@pytest.mark.chromium
def test_hostile_payloads_in_the_kiosks_field_are_text_at_most(server: Server, browser: Browser) -> None:
    server.start("--demo", "--host", "127.0.0.1")
    organiser = Organiser(browser, server)
    organiser.sign_in()
    organiser.page.click("a[href*='/events/']")
    event = organiser.page.url.split("?")[0]
    kiosk = Kiosk(browser, server, "tablet", organiser.add_device(event, "kiosk", "受付 1"))
    kiosk.expect_listening()
    before = kiosk.page.evaluate(RUNNABLE)
    hostile = list(payloads(PAYLOADS, seed=9))
    sent = 0
    for first in range(0, len(hostile), AT_ONCE):
        sent += kiosk.page.evaluate(ENTER, hostile[first : first + AT_ONCE])
        expect(kiosk.page.locator("[data-screen=answer]")).to_have_attribute(
            "data-tone", re.compile("refused|stopped")
        )
        assert kiosk.page.evaluate(RUNNABLE) == before
        _until_recorded(server, sent)
        kiosk.page.reload()
        kiosk.expect_listening()
    expect(kiosk.page.locator("[data-held]")).to_be_hidden(timeout=RECOVERED_MS)
    assert kiosk.page.evaluate("window.pwned") is None
    assert kiosk.page.evaluate(RUNNABLE) == before
    rows = server.ask("SELECT result, reason, raw FROM scan")
    assert {(row["result"], row["reason"]) for row in rows} == {("refused", "unknown")}
    assert len(rows) == sent > PAYLOADS * 0.9
    assert set(kiosk.complaints) <= {REFUSED}
