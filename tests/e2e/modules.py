"""The kiosk's modules alone in a browser, with no server behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.e2e.offline import HALL

ROOT = Path(__file__).parents[2]
EMPTY = "<!doctype html><html lang='en'><body></body></html>"
KIOSK = """
const { outbox } = await import("/static/js/kiosk/outbox.js");
const { openStore } = await import("/static/js/store.js");
const { NoAnswer } = await import("/static/js/kiosk/api.js");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function until(done) {
  const end = performance.now() + 20_000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`never: ${done}`);
    await pause(10);
  }
}
const ok = { status: 201, body: { status: "ok" } };
const sent = [], heard = [], waited = [], paired = [];
/** `reply(row)` gives an answer, or throws; so does `ready()`, before anything is sent. */
async function kiosk(device, reply, ready = () => {}, event = "1") {
  const store = await openStore(device, { event });
  const link = { down: false, failed() {}, late() {}, onUp(tell) { this.up = tell; } };
  const box = outbox({
    store, link, channel: new EventTarget(), ready,
    async send(row, tell) { sent.push([row.nonce, tell]); return reply(row); },
    onAnswer: (row, answer) => heard.push([row.nonce, answer.status]),
    onWaiting(row) { waited.push(row.nonce); return { verdict: "ok", company: null }; },
    onPaired: (known) => paired.push(known),
    onChange() {},
  });
  return { store, link, box };
}
EventTarget.prototype.postMessage = () => {};
const nonces = (rows) => rows.map(({ nonce }) => nonce);
const scan = (nonce) => ({ nonce, code: `code of ${nonce}`, scanned_at: "2026-11-26T01:00:00Z" });
"""


def serve_modules(page: Page) -> None:
    """Answer this page's requests from the project's own files; whatever is no script is empty."""

    def serve(route: Route) -> None:
        path = ROOT / route.request.url.split("/", 3)[3].split("?")[0]
        if path.suffix == ".js":
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body=EMPTY, content_type="text/html")

    page.route("**/*", serve)


def empty_page(browser: Browser) -> Page:
    """A page on plain HTTP that can import the project's modules, in a context of its own."""
    page = browser.new_context().new_page()
    serve_modules(page)
    page.goto(f"http://{HALL}/")
    return page


def run_kiosk(page: Page, script: str) -> Any:
    """What a script returns that has a kiosk's outbox and store, and a server of its own making."""
    return page.evaluate("async () => {" + KIOSK + script + "}")
